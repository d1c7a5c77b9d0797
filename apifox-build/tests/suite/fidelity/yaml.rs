//! Converts YAML 1.2 to JSON from the events of its parser: the text of numbers is preserved, keys
//! are strings, `<<` is merged.

use std::collections::{BTreeMap, HashMap};

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::json::Json;

/// Parses the first document of a text.
pub(crate) fn read(text: &str) -> Option<Json> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        events.push(event.ok()?.0);
    }
    let first = events
        .iter()
        .position(|event| matches!(event, Event::DocumentStart(_)))?;
    let mut reader = Reader {
        events: &events,
        next: first + 1,
        anchors: HashMap::new(),
    };
    reader.value()
}

struct Reader<'a> {
    events: &'a [Event<'a>],
    next: usize,
    anchors: HashMap<usize, Json>,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Json> {
        let event = self.events.get(self.next)?;
        self.next += 1;
        let (anchor, value) = match event {
            Event::Alias(anchor) => return self.anchors.get(anchor).cloned(),
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = *style == ScalarStyle::Plain && tag.is_none();
                (
                    *anchor,
                    if is_plain {
                        plain(text)
                    } else {
                        Json::String(text.to_string())
                    },
                )
            }
            Event::SequenceStart(anchor, _) => (*anchor, self.sequence()?),
            Event::MappingStart(anchor, _) => (*anchor, self.mapping()?),
            _ => return None,
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Some(value)
    }

    fn sequence(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        while self.events.get(self.next)? != &Event::SequenceEnd {
            items.push(self.value()?);
        }
        self.next += 1;
        Some(Json::Array(items))
    }

    fn mapping(&mut self) -> Option<Json> {
        let (mut members, mut merged) = (BTreeMap::new(), Vec::new());
        while self.events.get(self.next)? != &Event::MappingEnd {
            let is_merge =
                matches!(&self.events[self.next], Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let key = match self.events.get(self.next)? {
                Event::Scalar(text, _, anchor, _) => {
                    let text = text.to_string();
                    self.next += 1;
                    if *anchor > 0 {
                        self.anchors.insert(*anchor, Json::String(text.clone()));
                    }
                    text
                }
                _ => match self.value()? {
                    Json::String(text) => text,
                    other => other.to_string(),
                },
            };
            let value = self.value()?;
            match value {
                Json::Array(items) if is_merge => merged.extend(items),
                value if is_merge => merged.push(value),
                value => {
                    members.insert(key, value);
                }
            }
        }
        self.next += 1;
        for part in merged {
            for (name, value) in part.as_object().into_iter().flatten() {
                members.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Some(Json::Object(members))
    }
}

/// Converts a scalar without quotes, by the core schema.
fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        text if is_number(text) => Json::Number(text.to_owned()),
        text => Json::String(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    !(whole.is_empty() && fraction.is_empty())
        && is_digits(whole)
        && is_digits(fraction)
        && !exponent.is_empty()
        && is_digits(exponent)
}

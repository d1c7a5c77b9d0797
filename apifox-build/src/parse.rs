//! Stage 2, parse: [`Page`] → [`Document`]. Reads YAML or JSON into the tree of [`Node`]s and
//! records each node's origin.
//!
//! Invariant: the tree represents the page exactly. A duplicate key, a number that JSON cannot
//! represent, a key that is not a string, and a merge key (`<<`) that merges no mapping each
//! produce a finding with a position.

mod merge;

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use smol_str::{SmolStr, ToSmolStr as _};

use self::merge::Merges;
use crate::finding::Findings;
use crate::node::{At, Kind, Node};
use crate::page::{Format, Page};
use crate::source::Sources;

/// One parsed page.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Node,
}

/// Parses a page; `None` after a finding that leaves its meaning in doubt.
pub(crate) fn parse(page: Page, sources: &mut Sources, findings: &mut Findings) -> Option<Document> {
    let text = page.document().to_owned();
    let format = page.format;
    let at = sources.add_page(page);
    let mut faults = Findings::default();
    let mut context = Context {
        sources,
        findings: &mut faults,
        merges: match format {
            Format::Yaml => Merges::of_yaml(&text),
            Format::Json => Merges::default(),
        },
    };
    let result = match format {
        Format::Yaml => read_yaml(&text, at, &mut context),
        Format::Json => read_json(&text, at, &mut context),
    };
    if result.is_ok() && !context.findings.any_refused() {
        context.note_merges();
    }
    if let Err(error) = &result
        && let Some(page) = sources.page_of(at)
    {
        let place = page.location(error.line, error.column, String::new());
        let hint = error.hint(&place.excerpt);
        faults.refuse_here(place, error.code, error.message.clone(), hint);
    }
    let sound = !faults.any_refused();
    findings.append(faults);
    result.ok().filter(|_| sound).map(|root| Document { root })
}

/// Why a page could not be parsed, and where.
struct SyntaxError {
    code: &'static str,
    message: String,
    line: usize,
    column: usize,
}

impl SyntaxError {
    fn hint(&self, excerpt: &str) -> String {
        let indent: String = excerpt.chars().take_while(|c| c.is_whitespace()).collect();
        if self.code == "invalid-yaml" && indent.contains('\t') {
            "YAML is indented with spaces only: replace the tab by spaces".to_owned()
        } else {
            "save the page again from its source; if the source has the same error, correct the file by hand and document the change".to_owned()
        }
    }
}

fn read_yaml(text: &str, at: At, context: &mut Context<'_>) -> Result<Node, SyntaxError> {
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let failed = |error: &serde_yaml::Error| {
        let (line, column) = error.location().map_or((1, 1), |place| (place.line(), place.column()));
        SyntaxError {
            code: "invalid-yaml",
            message: format!("this is not valid YAML: {}", without_places(&error.to_string())),
            line,
            column,
        }
    };
    let first = documents.next().ok_or(SyntaxError {
        code: "empty-page",
        message: "the page has no document".to_owned(),
        line: 1,
        column: 1,
    })?;
    let root = Reader { context, at }
        .deserialize(first)
        .map_err(|error| failed(&error))?;
    if documents.next().is_some() {
        let hint = "keep one document per page; move the other into a separate file";
        context.findings.refuse(
            at,
            "several-documents",
            "a second YAML document follows the first",
            hint,
        );
    }
    Ok(root)
}

fn read_json(text: &str, at: At, context: &mut Context<'_>) -> Result<Node, SyntaxError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Reader { context, at }
        .deserialize(&mut reader)
        .and_then(|root| reader.end().map(|()| root))
        .map_err(|error| SyntaxError {
            code: "invalid-json",
            message: format!("this is not valid JSON: {}", without_places(&error.to_string())),
            line: error.line().max(1),
            column: error.column().max(1),
        })
}

/// A parser's message without its own lines and columns: they count from the fence, not from the
/// top of the file.
fn without_places(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

struct Context<'a> {
    sources: &'a mut Sources,
    findings: &'a mut Findings,
    merges: Merges,
}

/// Reads one value; the origins of values below it are recorded as children of `at`.
struct Reader<'a, 'b> {
    context: &'a mut Context<'b>,
    at: At,
}

impl Reader<'_, '_> {
    fn node(&self, kind: Kind) -> Node {
        Node::new(self.at, kind)
    }

    /// Sorts members and reports duplicate keys, of which the first is kept.
    fn distinct(&mut self, members: &mut Vec<(SmolStr, Node)>) {
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        members.dedup_by(|(key, later), (first, _)| {
            let is_twice = key == first;
            if is_twice {
                let message = format!("duplicate key `{key}` in this object");
                let hint = match key.as_str() {
                    merge::MERGE => {
                        "merge both with one key, the one that takes precedence first: `<<: [*one, *other]`"
                    }
                    _ => "remove or rename one of the two; OpenAPI gives no meaning to a repeated key",
                };
                self.context.findings.refuse(later.at, "duplicate-key", message, hint);
            }
            is_twice
        });
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.node(Kind::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.node(Kind::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.node(Kind::Number(value.into())))
    }

    fn visit_i128<E: serde_core::de::Error>(self, value: i128) -> Result<Node, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "what JSON parsers do with such a number; reported as a finding"
        )]
        self.visit_wide(value as f64, &value.to_string())
    }

    fn visit_u128<E: serde_core::de::Error>(self, value: u128) -> Result<Node, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "what JSON parsers do with such a number; reported as a finding"
        )]
        self.visit_wide(value as f64, &value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        if let Some(number) = serde_json::Number::from_f64(value) {
            return Ok(self.node(Kind::Number(number)));
        }
        let hint = "JSON has neither infinity nor NaN: write a number or a string";
        self.context
            .findings
            .refuse(self.at, "not-a-number", format!("`{value}` is not a JSON number"), hint);
        Ok(self.node(Kind::Null))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(self.node(Kind::String(SmolStr::new(value))))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(self.node(Kind::String(value.into())))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Kind::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(self.node(Kind::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        loop {
            let at = self.context.sources.child(self.at, &items.len().to_smolstr());
            match access.next_element_seed(Reader {
                context: &mut *self.context,
                at,
            })? {
                Some(item) => items.push(item),
                None => return Ok(self.node(Kind::Array(items))),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        let mut merges = Vec::new();
        while let Some(Key(key)) = access.next_key()? {
            let at = self.context.sources.child(self.at, &key);
            let value = access.next_value_seed(Reader {
                context: &mut *self.context,
                at,
            })?;
            if self.context.is_merge(&key, at) {
                merges.push((key, value));
            } else {
                members.push((key, value));
            }
        }
        self.distinct(&mut members);
        let members = self.expand(merges, members);
        Ok(self.node(Kind::Object(members)))
    }

    /// Reads a YAML tag (`!name value`), which OpenAPI does not use.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let (Key(tag), value) = access.variant()?;
        let message = format!("the YAML tag `{tag}` has no meaning in OpenAPI; it is ignored");
        self.context
            .findings
            .repaired(self.at, "unusual-page", message, "remove the tag");
        value.newtype_variant_seed(self)
    }
}

impl Reader<'_, '_> {
    /// Reads an integer that fits neither 64-bit type. A float holds some of them exactly, such as
    /// powers of two.
    fn visit_wide<E: serde_core::de::Error>(self, value: f64, text: &str) -> Result<Node, E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("integer out of range"))?;
        if format!("{value:.0}") != text {
            let message = format!("`{text}` does not fit 64 bits; its last digits are lost");
            let hint = "write it as a string if all its digits matter";
            self.context.findings.lossy(self.at, "wide-integer", message, hint);
        }
        Ok(self.node(Kind::Number(number)))
    }
}

/// A key as the page writes it: `200:` and `'200':` are the same to OpenAPI, and `1.10:` is not
/// `1.1:`.
struct Key(SmolStr);

impl<'de> serde_core::Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key that is a string, a number or a boolean")
            }
            fn visit_str<E>(self, value: &str) -> Result<Key, E> {
                Ok(Key(SmolStr::new(value)))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

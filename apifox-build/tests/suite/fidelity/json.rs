//! JSON that preserves the text of numbers, so that lost precision is detected.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A value; members are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader {
            rest: text.trim_start(),
        };
        let value = reader.value()?;
        if reader.rest.is_empty() {
            Ok(value)
        } else {
            Err(format!("something follows the value: {}", start_of(reader.rest)))
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    pub(crate) fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// Returns all numbers in the value.
    pub(crate) fn numbers(&self) -> Vec<&str> {
        match self {
            Self::Number(number) => vec![number],
            Self::Array(items) => items.iter().flat_map(Self::numbers).collect(),
            Self::Object(members) => members.values().flat_map(Self::numbers).collect(),
            _ => Vec::new(),
        }
    }
}

/// The text with sorted members and without blanks.
impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::Number(number) => f.write_str(number),
            Self::String(text) => write_string(f, text),
            Self::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    write_string(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn write_string(f: &mut std::fmt::Formatter<'_>, text: &str) -> std::fmt::Result {
    f.write_str(&serde_json::Value::from(text).to_string())
}

/// Normalizes a number: sign, digits without zeros at either end, and the exponent of the last
/// digit. `1.0`, `1` and `10e-1` are equal.
pub(crate) fn digits(number: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let exponent: i64 = exponent.trim_start_matches('+').parse().unwrap_or(0);
    let is_negative = mantissa.starts_with('-');
    let (whole, fraction) = mantissa
        .trim_start_matches('-')
        .split_once('.')
        .unwrap_or((mantissa, ""));
    let all = format!("{}{fraction}", whole.trim_start_matches('-'));
    let kept = all.trim_end_matches('0');
    let exponent = exponent - i64::try_from(fraction.len()).unwrap() + i64::try_from(all.len() - kept.len()).unwrap();
    match kept.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        kept => (is_negative, kept.to_owned(), exponent),
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Json, String> {
        let value = match self.rest.bytes().next() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => Ok(self.number()),
            _ => self.word(),
        }?;
        self.rest = self.rest.trim_start();
        Ok(value)
    }

    fn word(&mut self) -> Result<Json, String> {
        for (word, value) in [
            ("null", Json::Null),
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
        ] {
            if self.takes(word) {
                return Ok(value);
            }
        }
        Err(format!("no JSON: {}", start_of(self.rest)))
    }

    fn number(&mut self) -> Json {
        let is_part = |character: char| character.is_ascii_digit() || "+-.eE".contains(character);
        let end = self.rest.find(|character| !is_part(character));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Json::Number(number.to_owned())
    }

    /// Finds the end of a string; serde decodes its escapes.
    fn string(&mut self) -> Result<String, String> {
        let mut is_escaped = false;
        for (index, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => {
                    let (text, rest) = self.rest.split_at(index + 1);
                    self.rest = rest;
                    return serde_json::from_str(text).map_err(|error| error.to_string());
                }
                _ => {}
            }
        }
        Err("a string that does not end".to_owned())
    }

    fn array(&mut self) -> Result<Json, String> {
        let mut items = Vec::new();
        self.takes("[");
        while !self.takes("]") {
            if !items.is_empty() && !self.takes(",") {
                return Err(format!("a comma is missing: {}", start_of(self.rest)));
            }
            items.push(self.value()?);
        }
        Ok(Json::Array(items))
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut members = BTreeMap::new();
        self.takes("{");
        while !self.takes("}") {
            if !members.is_empty() && !self.takes(",") {
                return Err(format!("a comma is missing: {}", start_of(self.rest)));
            }
            if !self.rest.starts_with('"') {
                return Err(format!("a key is missing: {}", start_of(self.rest)));
            }
            let name = self.string()?;
            self.rest = self.rest.trim_start();
            if !self.takes(":") {
                return Err(format!("a colon is missing: {}", start_of(self.rest)));
            }
            members.insert(name, self.value()?);
        }
        Ok(Json::Object(members))
    }

    fn takes(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).is_some_and(|rest| {
            self.rest = rest.trim_start();
            true
        })
    }
}

fn start_of(text: &str) -> String {
    text.chars().take(30).collect()
}

//! Enums and defaults against their types. A value of the declared type and a value of the listed kind must both be readable.

use super::{Dialect, code, is_placeholder, tell};
use crate::node::{Kind, Node};

impl Dialect<'_> {
    /// Leaves an enum of texts or of integers, each value once and none null; any other becomes its plain type or any JSON, and its
    /// values are told in words.
    pub(super) fn enumeration(&mut self, schema: &mut Node) {
        if schema.get("enum").is_none() {
            return;
        }
        self.distinct_values(schema);
        let at = schema.get("enum").map_or(schema.at, |values| values.at);
        let values = schema.items("enum").to_vec();
        if values.is_empty() {
            schema.remove("enum");
            return self
                .findings
                .note(at, "enum-empty", "this enum has no values", "remove it");
        }
        let declared = schema.get_str("type").map(str::to_owned);
        let implied = ["string", "integer", "number", "boolean"]
            .into_iter()
            .find(|name| values.iter().all(|value| fits(value, name)));
        let Some(name) = declared.as_deref().or(implied) else {
            let message = "the values of this enum are of several kinds; any JSON is taken";
            self.findings.lossy(at, "enum-type", message, HINT);
            return self.enum_told(schema);
        };
        let all_fit = values.iter().all(|value| fits(value, name));
        let is_kept = match name {
            "string" => all_fit,
            "integer" => values.iter().all(|value| value.to_value().is_i64()),
            _ => false,
        };
        if is_kept {
            if declared.is_none() {
                schema.insert("type", Node::string(at, name));
            }
            return;
        }
        let is_number = matches!(name, "integer" | "number");
        if all_fit {
            let message = format!("an enum of type `{name}` is taken as any `{name}`; its values are told in the docs");
            self.findings
                .note(at, "enum-type", message, "nothing is lost but the check");
            schema.insert("type", Node::string(at, name));
            self.enum_told(schema);
        } else if is_number && values.iter().all(|value| fits(value, name) || is_labelled(value)) {
            let message = format!("the values of this enum are labels of numbers; any `{name}` is taken");
            self.findings.repaired(at, "enum-type", message, HINT);
            self.enum_told(schema);
        } else {
            let message = format!("the values of this enum are not of its type `{name}`; any JSON is taken");
            self.findings.lossy(at, "enum-type", message, HINT);
            self.enum_told(schema);
            tell(schema, &format!("Documented type: `{name}`."));
            schema.remove("type");
            super::types::remove_structure(schema);
        }
    }

    /// Tells the values of an enum in words, and removes it.
    pub(super) fn enum_told(&mut self, schema: &mut Node) {
        let Some(values) = schema.remove("enum") else { return };
        let notes = self.harvest.enum_notes.remove(&schema.at).unwrap_or_default();
        let values = values
            .as_array()
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(
                |(index, value)| match notes.get(index).filter(|note| !note.is_empty()) {
                    Some(note) => format!("{} ({note})", code(value)),
                    None => code(value),
                },
            );
        let values: Vec<String> = values.collect();
        if !values.is_empty() {
            tell(schema, &format!("Values: {}.", values.join(", ")));
        }
    }

    /// Null is said by `nullable`, and a value that stands twice is one value. The texts harvested for the values go along.
    fn distinct_values(&mut self, schema: &mut Node) {
        let at = schema.at;
        let values = schema.items("enum").to_vec();
        let notes = self.harvest.enum_notes.remove(&at).unwrap_or_default();
        let mut kept: Vec<Node> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut has_null = false;
        for (index, value) in values.into_iter().enumerate() {
            if value.is_null() {
                has_null = true;
                continue;
            }
            if kept.contains(&value) {
                let message = format!("{} stands twice in this enum", code(&value));
                self.findings.repaired(value.at, "enum-repeated", message, "remove one");
                continue;
            }
            kept.push(value);
            texts.push(notes.get(index).cloned().unwrap_or_default());
        }
        if texts.iter().any(|text| !text.is_empty()) {
            self.harvest.enum_notes.insert(at, texts);
        }
        if has_null {
            schema.insert("nullable", Node::new(at, Kind::Bool(true)));
            let message = "null among the values of an enum is said by `nullable: true`";
            self.brought_down(at, "enum-null", message);
        }
        if let Some(list) = schema.get_mut("enum") {
            list.kind = Kind::Array(kept);
        }
    }

    /// A default or an example that is only a variable of the editor goes; a default that is no value of the schema is told in words.
    pub(super) fn default_value(&mut self, schema: &mut Node) {
        for key in ["default", "example"] {
            if let Some(at) = schema
                .get(key)
                .filter(|value| is_placeholder(value))
                .map(|value| value.at)
            {
                self.placeholder_dropped(at);
                schema.remove(key);
            }
        }
        let Some(default) = schema.get("default").filter(|default| !default.is_null()).cloned() else {
            return;
        };
        let name = schema.get_str("type").unwrap_or_default();
        let values = schema.items("enum");
        if (name.is_empty() || fits(&default, name)) && (values.is_empty() || values.contains(&default)) {
            return;
        }
        let message = format!("the default {} is not a value of this schema", code(&default));
        let hint = "write a value of the schema's own type, and one of its enum";
        self.findings.note(default.at, "default-type", message, hint);
        schema.remove("default");
        tell(schema, &format!("Default: {}.", code(&default)));
    }
}

const HINT: &str = "write texts (in quotes) for an enum of type string, integers for one of type integer; say what they mean in the description";

/// Whether a value is of a type.
pub(super) fn fits(value: &Node, name: &str) -> bool {
    match (&value.kind, name) {
        (Kind::String(_), "string")
        | (Kind::Number(_), "number")
        | (Kind::Bool(_), "boolean")
        | (Kind::Array(_), "array")
        | (Kind::Object(_), "object") => true,
        (Kind::Number(number), "integer") => number.is_i64() || number.is_u64(),
        _ => false,
    }
}

/// `1 => Percentage`, `2: fixed`, `3-other`: a number, and in words what it means.
fn is_labelled(value: &Node) -> bool {
    let text = value.as_str().unwrap_or_default().trim();
    let rest = text
        .trim_start_matches('-')
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let has_number = rest.len() < text.trim_start_matches('-').len();
    let behind = rest.trim_start();
    has_number && !behind.is_empty() && !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
}

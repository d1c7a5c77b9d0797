//! Enums and defaults against their types. A value of the declared type and a value of the listed kind must both be readable; a
//! number or a boolean without quotes where strings are listed is a string ([`super::unquoted`]).

use super::{Dialect, code, is_placeholder, tell, wide};
use crate::node::{Kind, Node};

impl Dialect<'_> {
    /// Leaves an enum of texts or of integers, each value once and none null; any other becomes its plain type or any JSON, and its
    /// values are reported in words.
    pub(super) fn enumeration(&mut self, schema: &mut Node) {
        if schema.get("enum").is_none() {
            return;
        }
        self.distinct_values(schema);
        let Some(at) = schema.get("enum").map(|values| values.at) else {
            return;
        };
        let values = schema.items("enum").to_vec();
        if values.is_empty() {
            schema.remove("enum");
            return self
                .findings
                .note(at, "enum-empty", "this enum has no values", "remove it");
        }
        let declared = schema.get_str("type").map(str::to_owned);
        let implied = ["string", "integer", "number", "boolean", "array", "object"]
            .into_iter()
            .find(|name| {
                values
                    .iter()
                    .all(|value| fits(value, name) && (*name != "integer" || !has_point(value)))
            });
        let Some(name) = declared.as_deref().or(implied) else {
            let message = "the values of this enum are of several kinds; any JSON is taken";
            self.findings.lossy(at, "enum-type", message, HINT);
            super::types::remove_structure(schema);
            return self.enum_told(schema);
        };
        if name == "integer"
            && values
                .iter()
                .any(|value| wide::is_wide(value) || wide::is_beyond(value))
        {
            return self.wide_enum(schema, &values);
        }
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
        self.widen_enum(schema, &values, name);
    }

    /// An enum that cannot be a type of its own becomes the plain type that it names, if that holds its values, or any JSON.
    fn widen_enum(&mut self, schema: &mut Node, values: &[Node], name: &str) {
        let at = schema.get("enum").map_or(schema.at, |values| values.at);
        let all_fit = values.iter().all(|value| fits(value, name));
        let is_number = matches!(name, "integer" | "number");
        if all_fit {
            let message = format!("an enum of type `{name}` is taken as any `{name}`; its values are told in the docs");
            self.findings
                .note(at, "enum-type", message, "nothing is lost but the check");
            schema.insert("type", Node::string(at, name));
            if name == "array" && schema.get("items").is_none() {
                schema.insert("items", Node::object(at, []));
            }
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

    /// Integers that 63 bits do not hold: those of 64 bits without a sign, or any JSON.
    fn wide_enum(&mut self, schema: &mut Node, values: &[Node]) {
        let at = schema.get("enum").map_or(schema.at, |values| values.at);
        self.enum_told(schema);
        let is_unsigned = |value: &Node| fits(value, "integer") && !wide::is_negative(value);
        if values.iter().all(is_unsigned) && !schema.get("minimum").is_some_and(wide::is_negative) {
            schema.insert("type", Node::string(at, "integer"));
            schema.insert("format", Node::string(at, "uint64"));
            let message = "a value of this enum is beyond 63 bits: any integer of 64 bits without a sign is taken";
            let hint = "write `format: uint64`; the values are told in the docs";
            return self.findings.repaired(at, "wide-integer", message, hint);
        }
        let message = "no integer of 64 bits holds all values of this enum; any JSON is taken";
        let hint = "write the values that the server sends";
        self.findings.lossy(at, "wide-integer", message, hint);
        schema.remove("type");
        super::types::remove_structure(schema);
    }

    /// In an enum or a default of integers, 1.0 is 1, as JSON Schema says.
    pub(super) fn whole_values(schema: &mut Node) {
        if schema.get_str("type") != Some("integer") {
            return;
        }
        let listed = schema.get_mut("enum").map(|values| &mut values.kind);
        if let Some(Kind::Array(values)) = listed {
            values.iter_mut().for_each(make_whole);
        }
        schema.get_mut("default").into_iter().for_each(make_whole);
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
        match values.as_slice() {
            [] => {}
            [only] => tell(schema, &format!("Always {only}.")),
            _ => tell(schema, &format!("Values: {}.", values.join(", "))),
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
        if has_null && kept.is_empty() {
            schema.remove("enum");
        } else if let Some(list) = schema.get_mut("enum") {
            list.kind = Kind::Array(kept);
        }
    }

    /// A default or an example that is only a variable of the editor goes; a default that is no value of the schema is reported in words.
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
pub(crate) fn fits(value: &Node, name: &str) -> bool {
    match (&value.kind, name) {
        (Kind::String(_), "string")
        | (Kind::Number(_), "number")
        | (Kind::Bool(_), "boolean")
        | (Kind::Array(_), "array")
        | (Kind::Object(_), "object") => true,
        (Kind::Number(number), "integer") => number.is_i64() || number.is_u64() || whole(number).is_some(),
        _ => false,
    }
}

/// The integer that a number with a point is, as in `1.0`.
fn whole(number: &serde_json::Number) -> Option<i64> {
    /// Beyond this, 2⁵³, a float may stand for several integers.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|_| number.is_f64())?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and 64 bits hold it")]
    (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
}

fn has_point(value: &Node) -> bool {
    matches!(&value.kind, Kind::Number(number) if number.is_f64())
}

fn make_whole(value: &mut Node) {
    if let Kind::Number(number) = &value.kind
        && let Some(integer) = whole(number)
    {
        value.kind = Kind::Number(integer.into());
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

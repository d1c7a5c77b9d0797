//! Enums and defaults that do not fit their types. A value of the declared type and a value of the
//! type of the listed values must both be readable; a number or a boolean without quotes where
//! strings are listed is a string ([`super::unquoted`]).

use super::{Dialect, append_description, code, is_placeholder, wide};
use crate::discriminator::ONLY;
use crate::node::{Kind, Node};

impl Dialect<'_> {
    /// Reduces an enum to distinct strings or integers without null; any other becomes its plain
    /// type or any JSON, with its values listed in the description.
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
            return self.findings.note(
                at,
                "unusual-schema",
                "this enum has no values; it is left out",
                "remove it",
            );
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
            let message = "the values of this enum are of several types; any JSON is accepted";
            self.findings.lossy(at, "enum-type", message, HINT);
            super::types::remove_structure(schema);
            return self.describe_enum(schema);
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

    /// Widens an enum that cannot be generated as a type to the plain type that it names, if that
    /// holds its values, or to any JSON.
    fn widen_enum(&mut self, schema: &mut Node, values: &[Node], name: &str) {
        let at = schema.get("enum").map_or(schema.at, |values| values.at);
        let all_fit = values.iter().all(|value| fits(value, name));
        let is_number = matches!(name, "integer" | "number");
        if all_fit {
            let message =
                format!("an enum of type `{name}` accepts any `{name}`, and its values are listed in the docs");
            self.findings
                .note(at, "enum-type", message, "nothing to do; the values are not checked");
            schema.insert("type", Node::string(at, name));
            if name == "array" && schema.get("items").is_none() {
                schema.insert("items", Node::object(at, []));
            }
            self.describe_enum(schema);
            if name == "number" || name == "boolean" && values.len() == 1 {
                schema.insert(ONLY, Node::new(at, Kind::Array(values.to_vec())));
            }
        } else if is_number && values.iter().all(|value| fits(value, name) || is_labelled(value)) {
            let message = format!("the values of this enum are numbers with labels; any `{name}` is accepted");
            self.findings.repaired(at, "enum-type", message, HINT);
            self.describe_enum(schema);
        } else {
            let message = format!("the values of this enum are not of its type `{name}`; any JSON is accepted");
            self.findings.lossy(at, "enum-type", message, HINT);
            self.describe_enum(schema);
            append_description(schema, &format!("Documented type: `{name}`."));
            schema.remove("type");
            super::types::remove_structure(schema);
        }
    }

    /// Widens an enum of integers beyond 63 bits to unsigned 64-bit integers, or to any JSON.
    fn wide_enum(&mut self, schema: &mut Node, values: &[Node]) {
        let at = schema.get("enum").map_or(schema.at, |values| values.at);
        self.describe_enum(schema);
        let is_unsigned = |value: &Node| fits(value, "integer") && !wide::is_negative(value);
        if values.iter().all(is_unsigned) && !schema.get("minimum").is_some_and(wide::is_negative) {
            schema.insert("type", Node::string(at, "integer"));
            schema.insert("format", Node::string(at, "uint64"));
            let message =
                "a value of this enum does not fit a signed 64-bit integer; any unsigned 64-bit integer is accepted";
            let hint = "write `format: uint64`; the values are listed in the docs";
            return self.findings.repaired(at, "wide-integer", message, hint);
        }
        let message = "no 64-bit integer type holds all values of this enum; any JSON is accepted";
        let hint = "write the values that the server sends";
        self.findings.lossy(at, "wide-integer", message, hint);
        schema.remove("type");
        super::types::remove_structure(schema);
    }

    /// Rewrites 1.0 as 1 in an enum or a default of integers, as in JSON Schema.
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

    /// Removes an enum and lists its values in the description.
    pub(super) fn describe_enum(&mut self, schema: &mut Node) {
        let Some(values) = schema.remove("enum") else { return };
        self.findings.leave_out_values("values of an enum", values.clone());
        let notes = self.harvest.enum_notes.remove(&schema.at).unwrap_or_default();
        let mut values: Vec<(usize, &Node)> = values.as_array().unwrap_or_default().iter().enumerate().collect();
        if values.iter().all(|(_, value)| value.as_bool().is_some()) {
            values.sort_by_key(|(_, value)| value.as_bool() == Some(false)); // the same in any order
        }
        let values = values.into_iter().map(
            |(index, value)| match notes.get(index).filter(|note| !note.is_empty()) {
                Some(note) => format!("{} ({note})", code(value)),
                None => code(value),
            },
        );
        let values: Vec<String> = values.collect();
        match values.as_slice() {
            [] => {}
            [only] => append_description(schema, &format!("Always {only}.")),
            _ => append_description(schema, &format!("Values: {}.", values.join(", "))),
        }
    }

    /// Moves null to `nullable` and removes repeated values, along with the descriptions harvested
    /// for them.
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
                let message = format!("{} is repeated in this enum", code(&value));
                self.findings
                    .repaired(value.at, "unusual-schema", message, "remove one");
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
            let message = "null among the values of an enum is converted to `nullable: true`";
            self.report_converted(at, "unusual-schema", message);
        }
        if has_null && kept.is_empty() {
            let only_null = schema.remove("enum").unwrap_or_default();
            self.findings.leave_out_values("values of an enum", only_null);
        } else if let Some(list) = schema.get_mut("enum") {
            list.kind = Kind::Array(kept);
        }
    }

    /// Removes a default or an example that is only a variable of the editor, and moves a default
    /// that does not fit the schema to the description.
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
        let message = format!(
            "the default {} is not a value of this schema; it is only mentioned in the docs",
            code(&default)
        );
        let hint = "write a value of the schema's type, and one of its enum if it has one";
        self.findings.note(default.at, "wrong-value", message, hint);
        schema.remove("default");
        append_description(schema, &format!("Default: {}.", code(&default)));
    }
}

const HINT: &str = "write strings, in quotes, for an enum of type string, and integers for one of type integer; explain them in `description`";

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

/// Returns the integer that a number with a decimal point equals, as in `1.0`.
fn whole(number: &serde_json::Number) -> Option<i64> {
    /// Beyond 2⁵³, a float may stand for several integers.
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

/// Whether a value is a number with a label: `1 => Percentage`, `2: fixed`, `3-other`.
fn is_labelled(value: &Node) -> bool {
    let text = value.as_str().unwrap_or_default().trim();
    let rest = text
        .trim_start_matches('-')
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let has_number = rest.len() < text.trim_start_matches('-').len();
    let label = rest.trim_start();
    has_number && !label.is_empty() && !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
}

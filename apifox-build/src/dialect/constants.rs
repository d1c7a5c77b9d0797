//! A choice of constants, each with its title or description, which is an enum in OpenAPI 3.0.

use std::mem::discriminant;

use super::{Dialect, enums};
use crate::node::{Kind, Node};

/// The members of an alternative that is only a constant.
const OF_CONSTANT: [&str; 6] = ["const", "deprecated", "description", "title", "type", "x-enum-varname"];

impl Dialect<'_> {
    /// Converts a choice of constants to an enum, or to a choice of one enum of each type.
    pub(super) fn constants(&mut self, schema: &mut Node) {
        if ["$ref", "const", "discriminator", "enum"]
            .iter()
            .any(|key| schema.get(key).is_some())
        {
            return;
        }
        for key in ["oneOf", "anyOf"] {
            let alternatives = schema.items(key);
            let values = alternatives.iter().map(constant).collect::<Option<Vec<&Node>>>();
            let Some(values) = values.filter(|values| values.len() > 1) else {
                continue;
            };
            let declared = schema.get_str("type");
            let is_of_type = |value: &&Node| declared.is_none_or(|name| value.is_null() || enums::fits(value, name));
            if !values.iter().all(is_of_type) {
                continue;
            }
            let mut kinds: Vec<Vec<&Node>> = Vec::new();
            for (value, alternative) in values.into_iter().zip(alternatives) {
                let of_kind = |group: &&mut Vec<&Node>| {
                    let first = group[0].get("const");
                    first.is_some_and(|first| discriminant(&first.kind) == discriminant(&value.kind))
                };
                match kinds.iter_mut().find(of_kind) {
                    Some(group) => group.push(alternative),
                    None => kinds.push(vec![alternative]),
                }
            }
            let is_null = |group: &Vec<&Node>| group[0].get("const").is_some_and(Node::is_null);
            if kinds.iter().all(is_null) {
                continue;
            }
            self.write_enums(
                schema,
                key,
                &kinds
                    .into_iter()
                    .map(|group| group.into_iter().cloned().collect())
                    .collect::<Vec<_>>(),
            );
        }
    }

    /// Writes the constants of each type as an enum, in place of the choice if they have one type.
    fn write_enums(&mut self, schema: &mut Node, key: &str, kinds: &[Vec<Node>]) {
        let at = schema.get(key).map_or(schema.at, |choice| choice.at);
        self.report_downgraded(at, format!("`{key}` of constants is converted to an enum"));
        if let [only] = kinds {
            schema.remove(key);
            let values = only.iter().filter_map(|part| part.get("const").cloned()).collect();
            schema.insert("enum", Node::new(at, Kind::Array(values)));
            self.note_values(schema, only);
            return;
        }
        let mut alternatives = Vec::new();
        for group in kinds {
            if let [single] = group.as_slice() {
                alternatives.push(single.clone());
                continue;
            }
            let at = group[0].at;
            let values = group.iter().filter_map(|part| part.get("const").cloned()).collect();
            let alternative = Node::object(at, [("enum", Node::new(at, Kind::Array(values)))]);
            self.note_values(&alternative, group);
            alternatives.push(alternative);
        }
        schema.insert(key, Node::new(at, Kind::Array(alternatives)));
    }

    /// Keeps the title and the description of each value as its documentation.
    fn note_values(&mut self, schema: &Node, constants: &[Node]) {
        let texts: Vec<String> = constants.iter().map(text_of).collect();
        if texts.iter().any(|text| !text.is_empty()) {
            self.harvest.enum_notes.insert(schema.at, texts);
        }
    }
}

/// The value of an alternative that is only a constant.
fn constant(alternative: &Node) -> Option<&Node> {
    let mut keys = alternative.as_object()?.keys();
    let value = alternative.get("const")?;
    let is_scalar = !matches!(value.kind, Kind::Array(_) | Kind::Object(_));
    let name = alternative.get_str("type");
    let has_type = name.is_none_or(|name| enums::fits(value, name) || value.is_null() && name == "null");
    (is_scalar && has_type && keys.all(|key| OF_CONSTANT.contains(&key.as_str()))).then_some(value)
}

fn text_of(constant: &Node) -> String {
    let text = |key: &str| constant.get_str(key).map(str::trim).filter(|text| !text.is_empty());
    match (text("title"), text("description")) {
        (Some(title), Some(description)) if title != description => format!("{title}: {description}"),
        (title, description) => title.or(description).unwrap_or_default().to_owned(),
    }
}

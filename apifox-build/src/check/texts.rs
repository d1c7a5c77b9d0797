//! Texts: the documentation of constraints, and suggestions for misspelled names.

use crate::node::Node;

/// Adds the description of a schema and its constraints.
///
/// The server enforces constraints. A response that violates one must still be read, so they are
/// part of the documentation and not of the type.
pub(super) fn describe(sound: &mut Node, site: &Node) {
    let mut text = site.get_str("description").unwrap_or_default().trim().to_owned();
    let facts = facts(site);
    if !facts.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let lines: Vec<String> = facts.iter().map(|fact| format!("* {fact}")).collect();
        text.push_str(&lines.join("\n"));
    }
    if !text.is_empty() {
        sound.insert("description", Node::string(site.at, text));
    }
}

/// Returns sentences on format, range, length and default.
pub(super) fn facts(schema: &Node) -> Vec<String> {
    let value = |key: &str| schema.get(key).map(super::super::node::Node::json);
    let mut facts = Vec::new();
    if let Some(format) = schema.get_str("format").filter(|format| !format.is_empty()) {
        facts.push(format!("Format: `{format}`."));
    }
    for (low, high, unit) in [
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ] {
        match (value(low), value(high)) {
            (Some(low), Some(high)) => facts.push(format!("Range: {low} to {high}{unit}.")),
            (Some(low), None) => facts.push(format!("At least {low}{unit}.")),
            (None, Some(high)) => facts.push(format!("At most {high}{unit}.")),
            (None, None) => {}
        }
    }
    for (key, sentence) in [("readOnly", "In responses only."), ("writeOnly", "In requests only.")] {
        facts.extend(schema.is_true(key).then(|| sentence.to_owned()));
    }
    if let Some(pattern) = schema.get_str("pattern") {
        facts.push(format!("Pattern: `{}`.", pattern.replace('`', "'")));
    }
    if let Some(default) = value("default").filter(|default| default != "null") {
        facts.push(format!("Default: `{}`.", default.replace('`', "'")));
    }
    facts
}

/// Returns the name with the least edit distance, if that is at most `most`: for "did you mean".
pub(super) fn nearest<'a>(name: &str, others: impl IntoIterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let others = others.into_iter().map(|other| (distance(other, name), other));
    let (_, near) = others.min().filter(|(steps, _)| *steps <= most)?;
    Some(near)
}

/// The edit distance of two names (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let cost = if from == *to {
                diagonal
            } else {
                1 + diagonal.min(row[j]).min(row[j + 1])
            };
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}

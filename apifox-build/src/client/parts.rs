//! A string of which some parts depend on features, rendered as the expression of one constant.
//!
//! `concat!` joins literals and macro expansions during compilation: a part costs nothing at run
//! time, and almost nothing at compile time.

use std::fmt::Write as _;

use crate::features::{Condition, Gate};

/// The parts of the string. Adjacent parts have different conditions.
#[derive(Debug, Default)]
pub(crate) struct Parts(Vec<(Condition, String)>);

impl Parts {
    pub(crate) fn push(&mut self, condition: Condition, text: &str) {
        match self.0.last_mut() {
            Some((last, before)) if *last == condition => before.push_str(text),
            _ => self.0.push((condition, text.to_owned())),
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        for (condition, text) in other.0 {
            self.push(condition, &text);
        }
    }

    /// Renders the parts as an expression.
    pub(crate) fn expression(&self) -> String {
        if let [(_, text)] = self.0.as_slice() {
            return literal(text);
        }
        let mut parts = String::new();
        let mut names = Vec::new();
        for (index, (condition, text)) in self.0.iter().enumerate() {
            let text = literal(text);
            match condition.predicate() {
                None => names.push(text),
                Some(predicate) => {
                    let _ = writeln!(parts, "    part!(part_{index}, {predicate}, {text});");
                    names.push(format!("part_{index}!()"));
                }
            }
        }
        format!(
            "{{\n{MACRO}{parts}    ::std::concat!(\n        {}\n    )\n}}",
            names.join(",\n        ")
        )
    }
}

/// Omitted parts are empty strings.
const MACRO: &str = "    macro_rules! part {
        ($name:ident, $condition:meta, $text:literal) => {
            #[cfg($condition)]
            macro_rules! $name { () => { $text }; }
            #[cfg(not($condition))]
            macro_rules! $name { () => { \"\" }; }
        };
    }
";

/// Joins members, each with its gate, with a separator between adjacent members that are enabled.
///
/// Halves are joined recursively, with a separator if both halves contain an enabled member, so
/// each pair of neighbours has one separator, and the conditions of `n` members contain `n log n`
/// features in total.
pub(crate) fn joined(members: Vec<(Gate, Parts)>, separator: &str) -> Parts {
    let mut parts = Parts::default();
    join(members, separator, &mut parts);
    parts
}

fn join(mut members: Vec<(Gate, Parts)>, separator: &str, parts: &mut Parts) -> Option<Gate> {
    if members.len() < 2 {
        let (gate, content) = members.pop()?;
        parts.append(content);
        return Some(gate);
    }
    let right = members.split_off(members.len() / 2);
    let is_right = Gate::any(right.iter().map(|(gate, _)| gate))?;
    let is_left = Gate::any(members.iter().map(|(gate, _)| gate))?;
    join(members, separator, parts);
    parts.push(Condition::all([&is_left, &is_right]), separator);
    join(right, separator, parts);
    Some(is_left.or(&is_right))
}

/// Renders the text as a Rust literal. JSON escapes all control characters except those for the
/// text direction, which rustc rejects because they can hide code.
fn literal(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => drop(write!(text, "\\u{:04x}", u32::from(char))),
            other => text.push(other),
        }
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FEATURES: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn member(features: &[&str]) -> (Gate, Parts) {
        let gate = Gate::of(features);
        let mut parts = Parts::default();
        parts.push(Condition::all([&gate]), &format!("<{}>", features.concat()));
        (gate, parts)
    }

    #[test]
    fn a_separator_is_between_any_two_enabled_parts_and_nowhere_else() {
        let open: &[&str] = &[];
        let lists = [
            vec![],
            vec![open],
            vec![&["a"][..], &["b"], &["c"], &["d"], &["e"]],
            vec![
                &["e"][..],
                &["a", "b"],
                &["a"],
                &["c", "d"],
                &["b", "e"],
                &["a", "b", "c", "d", "e"],
                &["d"],
            ],
            vec![&["a"][..], &["b"], open, &["c"], &["b", "c"]],
        ];
        for gates in lists {
            let parts = joined(gates.iter().map(|gate| member(gate)).collect(), ",");
            for number in 0..1_usize << FEATURES.len() {
                let on = (0..FEATURES.len()).filter(|index| number >> index & 1 == 1);
                let on: BTreeSet<&str> = on.map(|index| FEATURES[index]).collect();
                let met = parts.0.iter().filter(|(condition, _)| condition.is_met(&on));
                let text: String = met.map(|(_, text)| text.as_str()).collect();
                let is_there = |gate: &&&[&str]| gate.is_empty() || gate.iter().any(|name| on.contains(name));
                let expected: Vec<String> = gates
                    .iter()
                    .filter(is_there)
                    .map(|gate| format!("<{}>", gate.concat()))
                    .collect();
                assert_eq!(text, expected.join(","), "{on:?} of {gates:?}");
            }
        }
    }

    #[test]
    fn the_conditions_of_twice_as_many_members_are_little_more_than_twice_as_long() {
        let length = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| format!("resource_{number:04}")).collect();
            let members = names.iter().map(|name| member(&[name])).collect();
            joined(members, ",").expression().len()
        };
        assert!(length(512) < length(256) * 5 / 2, "{} {}", length(256), length(512));
    }
}

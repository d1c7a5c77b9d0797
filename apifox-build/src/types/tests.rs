//! Tests of the passes on small documents, without the rest of the pipeline.

mod enums;
mod refused;
mod structs;
mod unions;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::Config;
use crate::features::Gates;
use crate::finding::{Finding, Findings};
use crate::harvest::Places;
use crate::model::Schema;
use crate::name::ascii::Spelling;
use crate::name::order::Order;
use crate::node::{At, Kind, Node};
use crate::source::Sources;

/// The uses of a component.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Use {
    Response,
    Request,
    Both,
    Constant,
}

/// A node without an origin.
fn node(value: &Value) -> Node {
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Bool(*value),
        Value::Number(number) => Kind::Number(number.clone()),
        Value::String(text) => Kind::String(text.into()),
        Value::Array(items) => Kind::Array(items.iter().map(node).collect()),
        Value::Object(members) => Kind::Object(members.iter().map(|(key, value)| (key.clone(), node(value))).collect()),
    };
    Node::new(At::default(), kind)
}

fn schemas(components: &[(&str, Use, Value)]) -> BTreeMap<String, Schema> {
    let schema = |used: Use, value: &Value| Schema {
        spelling: Spelling::Ascii,
        node: node(value),
        in_request: matches!(used, Use::Request | Use::Both),
        in_response: used != Use::Request,
        constant: used == Use::Constant,
        order: Order::Page,
    };
    components
        .iter()
        .map(|(name, used, value)| ((*name).to_owned(), schema(*used, value)))
        .collect()
}

/// Returns the generated code and the findings.
fn run(components: &[(&str, Use, Value)], replace: &[(&str, &str)]) -> (String, Vec<Finding>) {
    let mut findings = Findings::default();
    let known = |name: &str| components.iter().any(|(other, ..)| *other == name);
    let replace = replace
        .iter()
        .filter(|(name, _)| known(name))
        .map(|(name, path)| ((*name).to_owned(), (*path).to_owned()))
        .collect();
    let config = Config {
        replace,
        ..Config::new()
    };
    let (code, _) = super::code(
        (&schemas(components), &Places::default(), &[]),
        &Gates::default(),
        &config,
        &mut findings,
    );
    (code, Sources::default().located(findings))
}

/// Returns the generated code, and checks that there are no findings.
fn code(components: &[(&str, Use, Value)]) -> String {
    let (code, mut findings) = run(components, &[("Money", "crate::Money")]);
    findings.retain(|finding| finding.code != "ascii-name"); // a spelling is not a fault
    assert_eq!(findings, [], "{code}");
    code
}

/// Whether the code has the part, apart from how either is broken into lines and spaced.
fn contains(code: &str, part: &str) -> bool {
    let without_spaces = |code: &str| {
        code.split_whitespace()
            .collect::<String>()
            .replace(",)", ")")
            .replace(",>", ">")
    };
    without_spaces(code).contains(&without_spaces(part))
}

fn has(code: &str, part: &str) {
    assert!(contains(code, part), "`{part}` is not in:\n{code}");
}

fn has_not(code: &str, part: &str) {
    assert!(!contains(code, part), "`{part}` is in:\n{code}");
}

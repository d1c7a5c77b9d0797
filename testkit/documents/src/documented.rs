//! The routes a file documents, read with plain serde: the crate under test must not count for
//! itself.

use std::collections::BTreeSet;

use apifox_build::{Finding, Report, Severity};
use serde_yaml::Value;

/// Method, in upper case, and path.
pub type Route = (String, String);

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The routes of a file; none of one that is no YAML.
#[must_use]
pub fn routes(name: &str, text: &str) -> Vec<Route> {
    let is_document = ["yaml", "yml", "json"].iter().any(|ending| name.ends_with(ending));
    let blocks: Vec<&str> = if is_document { vec![text] } else { fenced(text) };
    let documents = blocks.iter().filter_map(|block| serde_yaml::from_str(block).ok());
    documents.flat_map(|document: Value| of_document(&document)).collect()
}

fn of_document(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    let paths = document.get("paths").and_then(Value::as_mapping);
    for (path, item) in paths.into_iter().flatten() {
        for (method, _) in item.as_mapping().into_iter().flatten() {
            let method = method.as_str().unwrap_or_default();
            if METHODS.contains(&method) {
                routes.push((method.to_uppercase(), key(path)));
            }
        }
    }
    routes
}

/// A key as OpenAPI, which is JSON, has it: YAML also has keys that are numbers.
fn key(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => "null".to_owned(),
    }
}

fn fenced(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("\n```yaml\n") {
        let end = behind.find("\n```").unwrap_or(behind.len());
        blocks.push(&behind[..end]);
        rest = &behind[end..];
    }
    blocks
}

/// What became of an operation that is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// There is a function for it.
    Generated,
    /// By itself, or with what holds it: its path, or its whole page.
    Refused,
    /// Neither, and no finding says why.
    Lost,
}

/// What became of the operations of one file, by a run over that file alone.
#[must_use]
pub fn fates(routes: &[Route], report: &Report) -> Vec<Fate> {
    let made: BTreeSet<(&str, &str)> = report
        .operations()
        .iter()
        .map(|operation| (operation.method.as_str(), operation.path.as_str()))
        .collect();
    let refusals = report
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Refused);
    let refusals: Vec<&Finding> = refusals.collect();
    let fate = |route: &Route| {
        if made.contains(&(route.0.as_str(), route.1.as_str())) {
            Fate::Generated
        } else if report.refused().contains(route) && !refusals.is_empty()
            || refusals.iter().any(|finding| holds(finding, route))
        {
            Fate::Refused
        } else {
            Fate::Lost
        }
    };
    routes.iter().map(fate).collect()
}

/// Whether what a finding refuses is an operation, its path, or all paths.
fn holds(finding: &Finding, (method, path): &Route) -> bool {
    let path = path.replace('~', "~0").replace('/', "~1");
    let operation = format!("/paths/{path}/{}", method.to_lowercase());
    finding.location.as_ref().is_some_and(|location| {
        let rest = operation.strip_prefix(location.pointer.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

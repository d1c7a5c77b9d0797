//! After stage 5, overlay: path variables that no parameter declares. This runs after overlays, as
//! a correction may declare them.
//!
//! Invariant: each variable of a valid path is a parameter of each of its operations.

use crate::finding::Findings;
use crate::grammar::METHODS;
use crate::node::{Kind, Map, Node};
use crate::resolve::Spec;

/// Declares undeclared variables: by the single path parameter that matches no variable, otherwise
/// as a string.
pub(crate) fn declare(mut spec: Spec, findings: &mut Findings) -> Spec {
    let paths = spec.root.get_mut("paths").and_then(Node::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let variables = variables(path);
        let operations = item.as_object_mut().into_iter().flatten();
        for (_, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str())) {
            declare_in(operation, &variables, findings);
        }
    }
    spec
}

/// The distinct variables of a path; none if it is refused later.
fn variables(path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in path.split('{').skip(1) {
        match part.split_once('}') {
            Some((name, after)) if !name.is_empty() && !after.contains('}') => found.push(name.to_owned()),
            _ => return Vec::new(),
        }
    }
    found.sort();
    found.dedup();
    found
}

fn declare_in(operation: &mut Node, variables: &[String], findings: &mut Findings) {
    let at = operation.at;
    let mut parameters = match operation.get("parameters").map(|node| &node.kind) {
        Some(Kind::Array(parameters)) => parameters.clone(),
        None | Some(Kind::Null) => Vec::new(),
        Some(_) => return,
    };
    let is_of_path = |parameter: &Node| parameter.get_str("in") == Some("path");
    let name = |parameter: &Node| parameter.get_str("name").unwrap_or_default().to_owned();
    let declared: Vec<String> = parameters.iter().filter(|one| is_of_path(one)).map(name).collect();
    let undeclared: Vec<&String> = variables.iter().filter(|name| !declared.contains(name)).collect();
    if operation.as_object().is_none() || undeclared.is_empty() {
        return;
    }
    let is_left = |one: &&mut Node| is_of_path(one) && !variables.contains(&name(one));
    let mut left: Vec<&mut Node> = parameters.iter_mut().filter(is_left).collect();
    if let ([variable], [parameter]) = (undeclared.as_slice(), left.as_mut_slice()) {
        let message = format!(
            "the parameter `{}` is read as the path variable `{variable}`",
            name(parameter)
        );
        let hint = "write the name of the parameter as in the path";
        findings.repaired(parameter.at, "unusual-parameter", message, hint);
        let at = parameter.get("name").map_or(parameter.at, |node| node.at);
        parameter.insert("name", Node::string(at, variable.as_str()));
    } else {
        for variable in undeclared {
            let message = format!("the path variable `{{{variable}}}` is not declared; it is read as a string");
            let hint = format!(
                "add to `parameters`:\n- name: {variable}\n  in: path\n  required: true\n  schema: {{type: string}}"
            );
            findings.repaired(at, "undeclared-path-parameter", message, hint);
            parameters.push(string_of_path(operation, variable));
        }
    }
    operation.insert("parameters", Node::new(at, Kind::Array(parameters)));
}

fn string_of_path(operation: &Node, name: &str) -> Node {
    let at = operation.at;
    let string = Map::from([("type", Node::string(at, "string"))]);
    Node::object(
        at,
        [
            ("name", Node::string(at, name)),
            ("in", Node::string(at, "path")),
            ("required", Node::new(at, Kind::Bool(true))),
            ("schema", Node::new(at, Kind::Object(string))),
        ],
    )
}

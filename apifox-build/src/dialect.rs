//! Dialects, part of stage 3: rewrites constructs of editors that OpenAPI 3.0 does not know, and
//! OpenAPI 3.1, as valid OpenAPI 3.0.3.
//!
//! Invariants: JSON that matches the page as written also matches the result. Where the page
//! contradicts itself, any JSON is accepted; a scalar without quotes where a string is documented
//! is that string. Every change is a finding. Valid input stays as it is, so the stage is
//! idempotent. What no rule can settle stays for an overlay to fix or for [`crate::check`] to
//! refuse.

mod beside_reference;
mod conditions;
mod constants;
pub(crate) mod enums;
mod examples;
mod keywords;
pub(crate) mod left_out;
mod member_types;
mod openapi_3_2;
pub(crate) mod parameters;
mod paths;
mod pointers;
mod references;
mod responses;
mod schema;
mod security;
mod servers;
mod swagger;
pub(crate) mod swagger2;
mod tuples;
mod types;
mod unquoted;
mod variables;
mod wide;

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::harvest::Harvest;
use crate::node::{At, Node};
use crate::source::{Locator, Sources};

/// The state that the rules share while one document is fixed.
struct Dialect<'a> {
    /// Whether the page declares OpenAPI 3.1 or later, where a construct that 3.0 lacks is not a
    /// mistake.
    is_newer: bool,
    /// The component schemas before any of them was fixed, used to resolve references.
    schemas: Node,
    /// Looks up how the page writes a scalar.
    scalars: Locator<'a>,
    harvest: &'a mut Harvest,
    findings: &'a mut Findings,
}

impl<'a> Dialect<'a> {
    fn new(root: &Node, sources: &'a Sources, harvest: &'a mut Harvest, findings: &'a mut Findings) -> Self {
        let version = root.get("openapi");
        let is_newer = version.is_some_and(|node| !node.json().trim_matches('"').starts_with("3.0"));
        let schemas = root.components("schemas");
        Self {
            is_newer,
            schemas: schemas.cloned().unwrap_or_default(),
            scalars: sources.locator(),
            harvest,
            findings,
        }
    }

    /// Reports that a construct of OpenAPI 3.1 was converted to OpenAPI 3.0.
    fn report_downgraded(&mut self, at: At, message: impl Into<String>) {
        self.report_converted(at, "newer-openapi", message);
    }

    /// Like [`report_downgraded`](Self::report_downgraded), for what has a code of its own.
    fn report_converted(&mut self, at: At, code: &'static str, message: impl Into<String>) {
        if self.is_newer {
            self.findings.note(at, code, message, "");
        } else {
            let hint = "nothing to do: it is converted to OpenAPI 3.0";
            self.findings.repaired(at, code, message, hint);
        }
    }
}

/// Runs the first half: everything but schemas, so that Apifox's extensions can be harvested and
/// its composition resolved.
pub(crate) fn open(root: &mut Node, sources: &Sources, harvest: &mut Harvest, findings: &mut Findings) {
    let mut dialect = Dialect::new(root, sources, harvest, findings);
    dialect.shared_parts(root);
    dialect.shared_references(root);
    dialect.schemas_elsewhere(root);
    dialect.parts(root);
    dialect.document(root);
    dialect.methods(root);
    dialect.body_parameters(root);
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Schema {
            return;
        }
        dialect.members(node, shape);
        dialect.left_out_parts(node, shape);
        dialect.data_values(node, shape);
        match shape {
            Shape::Operation => dialect.responses(node),
            Shape::Parameter => {
                dialect.querystring(node);
                dialect.parameter(node);
            }
            Shape::Response => dialect.response(node),
            _ => {}
        }
    });
    dialect.servers(root);
    dialect.paths(root);
    dialect.security(root);
}

/// Runs the second half: schemas and the examples beside them, once no extension is left.
pub(crate) fn settle(root: &mut Node, sources: &Sources, harvest: &mut Harvest, findings: &mut Findings) {
    let mut dialect = Dialect::new(root, sources, harvest, findings);
    dialect.references(root);
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        dialect.boolean_schemas(node, shape);
        if shape == Shape::Schema {
            dialect.schema(node);
        }
    });
    dialect.move_nullable_to_uses(root);
    dialect.type_parameters_as_strings(root);
    dialect.examples(root);
    dialect.wide_integers(root);
}

/// Appends a sentence to the description of a node.
fn append_description(node: &mut Node, sentence: &str) {
    let text = node.get_str("description").unwrap_or_default().trim_end().to_owned();
    if text.contains(sentence) {
        return;
    }
    let gap = if text.is_empty() { "" } else { "\n\n" };
    let at = node.at;
    node.insert("description", Node::string(at, format!("{text}{gap}{sentence}")));
}

/// Renders a value as inline code.
fn code(value: &Node) -> String {
    format!("`{}`", value.json().replace('`', "'"))
}

/// Whether a value is only a variable of the editor, such as `{{token}}`, which stands for a value
/// that nobody documented.
fn is_placeholder(value: &Node) -> bool {
    value.as_str().is_some_and(|text| {
        let text = text.trim();
        text.starts_with("{{") && text.ends_with("}}") && text.matches("{{").count() == 1
    })
}

//! Dialects, part of stage 3: what editors write and OpenAPI 3.0 does not know, and OpenAPI 3.1, are brought to sound OpenAPI 3.0.3.
//!
//! Invariants: every JSON that could be read by the page's own words can be read by what stands here afterwards (where the words
//! contradict each other, any JSON is taken; but a scalar without quotes where a string is documented is that string); every change is
//! a finding; what is sound already stays as it is, so that doing it twice is doing it once. What cannot be settled by a rule stays for an overlay to fix or for [`crate::check`] to refuse.

pub(crate) mod enums;
mod examples;
mod keywords;
mod kinds;
pub(crate) mod left_out;
mod newer;
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
mod types;
mod unquoted;
mod variables;
mod wide;

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::harvest::Harvest;
use crate::node::{At, Node};
use crate::source::{Locator, Sources};

/// What the rules share while one document is fixed.
struct Dialect<'a> {
    /// The page says that it is OpenAPI 3.1 or later: what 3.0 lacks is then no mistake of the page.
    is_newer: bool,
    /// The component schemas as they were before any of them was fixed, for looking up what a reference means.
    schemas: Node,
    /// How the page writes a scalar.
    texts: Locator<'a>,
    harvest: &'a mut Harvest,
    findings: &'a mut Findings,
}

impl<'a> Dialect<'a> {
    fn new(root: &Node, sources: &'a Sources, harvest: &'a mut Harvest, findings: &'a mut Findings) -> Self {
        let version = root.get("openapi");
        let is_newer = version.is_some_and(|node| !node.json().trim_matches('"').starts_with("3.0"));
        let schemas = root.get("components").and_then(|node| node.get("schemas"));
        Self {
            is_newer,
            schemas: schemas.cloned().unwrap_or_default(),
            texts: sources.locator(),
            harvest,
            findings,
        }
    }

    /// A construct of OpenAPI 3.1 was written in the words of 3.0, without loss.
    fn brought_down(&mut self, at: At, code: &'static str, message: impl Into<String>) {
        if self.is_newer {
            self.findings.note(at, code, message, "");
        } else {
            let hint = "nothing to do; OpenAPI 3.0 writes it the other way";
            self.findings.repaired(at, code, message, hint);
        }
    }
}

/// The first half: everything but schemas, so that what Apifox knows can be harvested and its composition resolved.
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

/// The second half: schemas and the examples that go with them, once no extension is left.
pub(crate) fn settle(root: &mut Node, sources: &Sources, harvest: &mut Harvest, findings: &mut Findings) {
    let mut dialect = Dialect::new(root, sources, harvest, findings);
    dialect.references(root);
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        dialect.boolean_schemas(node, shape);
        if shape == Shape::Schema {
            dialect.schema(node);
        }
    });
    dialect.carry_nullable(root);
    dialect.parameters_are_text(root);
    dialect.examples(root);
    dialect.wide_integers(root);
}

/// Adds a sentence to what a node says of itself.
fn tell(node: &mut Node, sentence: &str) {
    let text = node.get_str("description").unwrap_or_default().trim_end().to_owned();
    if text.contains(sentence) {
        return;
    }
    let gap = if text.is_empty() { "" } else { "\n\n" };
    let at = node.at;
    node.insert("description", Node::string(at, format!("{text}{gap}{sentence}")));
}

/// A value as code within a sentence.
fn code(value: &Node) -> String {
    format!("`{}`", value.json().replace('`', "'"))
}

/// Whether a value is only a variable of the editor, `{{token}}`: it stands for something that nobody wrote down.
fn is_placeholder(value: &Node) -> bool {
    value.as_str().is_some_and(|text| {
        let text = text.trim();
        text.starts_with("{{") && text.ends_with("}}") && text.matches("{{").count() == 1
    })
}

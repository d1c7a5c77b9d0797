//! Examples and defaults that contradict their schemas as documented. People copy them, and a
//! sandbox serves them. ([`super::example`] checks whether the client could read an example.)

mod format;
mod judge;

use std::collections::{BTreeMap, BTreeSet};

use super::response::examples_of;
use crate::finding::Findings;
use crate::grammar::{Holds, Shape};
use crate::media_type::{essence, is_json};
use crate::node::{At, Kind, Node};
use judge::{Fault, Judge, Side};

/// The number of faults that are reported for one example; the last one counts those that are
/// omitted.
const MAX_REPORTED: usize = 8;

/// The examples and defaults of a document that contradict their schemas.
#[derive(Debug, Default)]
pub(crate) struct Contradictions {
    /// By the location of the example. A shared example has one location, but may belong to several
    /// schemas.
    found: BTreeMap<(At, bool), BTreeSet<Fault>>,
}

/// Checks every example and default of a document whose compositions are not combined yet.
pub(crate) fn contradictions(root: &Node) -> Contradictions {
    let nothing = Node::default();
    let components = root.get("components").unwrap_or(&nothing);
    let schemas = components.get("schemas").unwrap_or(&nothing);
    let mut visitor = Visitor {
        schemas,
        found: Contradictions::default(),
    };
    visitor.visit(root, Shape::Document, (Side::Either, false));
    visitor.found
}

impl Contradictions {
    /// Reports the contradictions, except for those `reported` already: examples of responses that
    /// cannot be read.
    pub(crate) fn report(self, reported: &BTreeMap<At, String>, findings: &mut Findings) {
        for ((example, is_default), faults) in self.found {
            let is_reported = |fault: &Fault| reported.get(&example).is_some_and(|place| *place == fault.place);
            let faults: Vec<Fault> = faults.into_iter().filter(|fault| !is_reported(fault)).collect();
            let more = faults.len().saturating_sub(MAX_REPORTED);
            for (index, fault) in faults.iter().take(MAX_REPORTED).enumerate() {
                let more = Some(more).filter(|more| *more > 0 && index + 1 == MAX_REPORTED);
                let more = more.map_or_else(String::new, |more| format!(" (and {more} more contradictions)"));
                fault.report(is_default, &more, findings);
            }
        }
    }
}

impl Fault {
    fn report(&self, is_default: bool, more: &str, findings: &mut Findings) {
        let place = match self.place.as_str() {
            "" => "it".to_owned(),
            place => format!("`{place}`"),
        };
        let problem = format!("contradicts its schema: {place} {}{more}", self.what);
        if is_default {
            let hint = "write a default that the schema allows, or correct the schema";
            findings.note(self.at, "wrong-value", format!("this default {problem}"), hint);
        } else {
            let hint = "write an example that the schema allows, or correct the schema";
            findings.note(self.at, "wrong-value", format!("this example {problem}"), hint);
        }
    }
}

/// Who sends a value, and whether it is sent as text.
type Context = (Side, bool);

struct Visitor<'a> {
    schemas: &'a Node,
    found: Contradictions,
}

impl<'a> Visitor<'a> {
    fn visit(&mut self, node: &'a Node, shape: Shape, context: Context) {
        let context = match shape {
            Shape::RequestBody => (Side::Request, false),
            Shape::Parameter => (Side::Request, true),
            Shape::Response => (Side::Response, false),
            Shape::Header => (context.0, true),
            _ => context,
        };
        match shape {
            Shape::Parameter | Shape::Header => self.beside(node, context),
            Shape::Schema => self.within(node, context),
            _ => {}
        }
        for (key, member) in node.as_object().into_iter().flatten() {
            match (shape.member(key), &member.kind) {
                (Holds::One(shape), _) => self.visit(member, shape, context),
                (Holds::List(shape), Kind::Array(items)) => {
                    for item in items {
                        self.visit(item, shape, context);
                    }
                }
                (Holds::Named(Shape::MediaType), Kind::Object(named)) => {
                    for (name, media) in named {
                        self.media(name, media, context.0);
                    }
                }
                (Holds::Named(shape), Kind::Object(named)) => {
                    for value in named.values() {
                        self.visit(value, shape, context);
                    }
                }
                _ => {}
            }
        }
    }

    /// Checks the examples of a media type if they are JSON; those of other media types may be
    /// strings in any notation.
    fn media(&mut self, name: &str, media: &'a Node, side: Side) {
        let essence = essence(name).unwrap_or_default();
        let is_form = essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/");
        if is_json(name) || is_form {
            self.beside(media, (side, is_form));
        }
        self.visit(media, Shape::MediaType, (side, is_form));
    }

    /// Checks the examples beside a schema.
    fn beside(&mut self, holder: &'a Node, context: Context) {
        let Some(schema) = holder.get("schema") else { return };
        for example in examples_of(holder) {
            self.judge(schema, example, context, false);
        }
    }

    /// Checks the example and the default of a schema.
    fn within(&mut self, schema: &'a Node, context: Context) {
        if let Some(example) = schema.get("example") {
            self.judge(schema, example, context, false);
        }
        // A null default is no default. Defaults of another type, or outside the enum, were
        // reported when removed.
        if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
            self.judge(schema, default, context, true);
        }
    }

    fn judge(&mut self, schema: &'a Node, example: &Node, (side, is_text): Context, is_default: bool) {
        let faults = Judge::new(self.schemas, side, is_text).faults(schema, example);
        if !faults.is_empty() {
            self.found
                .found
                .entry((example.at, is_default))
                .or_default()
                .extend(faults);
        }
    }
}

//! Examples and defaults that contradict their schemas, by the letter of the page: what they show is what people copy, and what a
//! sandbox serves. (Whether the client could read an example is another question, which [`super::example`] asks.)

mod format;
mod judge;

use std::collections::{BTreeMap, BTreeSet};

use super::response::examples_of;
use crate::finding::Findings;
use crate::grammar::{Holds, Shape};
use crate::media_type::{essence, is_json};
use crate::node::{At, Kind, Node};
use judge::{Fault, Judge, Side};

/// How many faults of one example are reported; the last says how many more there are.
const TOLD: usize = 8;

/// What is wrong with the examples and defaults of a document.
#[derive(Debug, Default)]
pub(crate) struct Contradictions {
    /// By where the example stands. One that is shared stands in one place, and may be meant for several schemas.
    found: BTreeMap<(At, bool), BTreeSet<Fault>>,
}

/// Looks at every example and every default of a document whose compositions are as the pages have them.
pub(crate) fn contradictions(root: &Node) -> Contradictions {
    let nothing = Node::default();
    let components = root.get("components").unwrap_or(&nothing);
    let schemas = components.get("schemas").unwrap_or(&nothing);
    let mut looker = Looker {
        schemas,
        found: Contradictions::default(),
    };
    looker.look(root, Shape::Document, (Side::Either, false));
    looker.found
}

impl Contradictions {
    /// Reports them, but for those that are reported already: where an example of a response cannot be read, and why.
    pub(crate) fn report(self, told: &BTreeMap<At, String>, findings: &mut Findings) {
        for ((example, is_default), faults) in self.found {
            let is_told = |fault: &Fault| told.get(&example).is_some_and(|place| *place == fault.place);
            let faults: Vec<Fault> = faults.into_iter().filter(|fault| !is_told(fault)).collect();
            let more = faults.len().saturating_sub(TOLD);
            for (index, fault) in faults.iter().take(TOLD).enumerate() {
                let more = Some(more).filter(|more| *more > 0 && index + 1 == TOLD);
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
        let told = format!("contradicts its schema: {place} {}{more}", self.what);
        if is_default {
            let hint = "write a default that the schema allows, or say in the schema what is allowed";
            findings.note(self.at, "default-value", format!("this default {told}"), hint);
        } else {
            let hint = "write an example that the schema allows, or say in the schema what is sent";
            findings.note(self.at, "example-value", format!("this example {told}"), hint);
        }
    }
}

/// Who sends what stands below, and whether it is sent as text.
type Context = (Side, bool);

struct Looker<'a> {
    schemas: &'a Node,
    found: Contradictions,
}

impl<'a> Looker<'a> {
    fn look(&mut self, node: &'a Node, shape: Shape, context: Context) {
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
                (Holds::One(shape), _) => self.look(member, shape, context),
                (Holds::List(shape), Kind::Array(items)) => {
                    for item in items {
                        self.look(item, shape, context);
                    }
                }
                (Holds::Named(Shape::MediaType), Kind::Object(named)) => {
                    for (name, media) in named {
                        self.media(name, media, context.0);
                    }
                }
                (Holds::Named(shape), Kind::Object(named)) => {
                    for value in named.values() {
                        self.look(value, shape, context);
                    }
                }
                _ => {}
            }
        }
    }

    /// Of other media types the examples are not JSON, or only to a reader who knows how they are written.
    fn media(&mut self, name: &str, media: &'a Node, side: Side) {
        let essence = essence(name).unwrap_or_default();
        let is_form = essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/");
        if is_json(name) || is_form {
            self.beside(media, (side, is_form));
        }
        self.look(media, Shape::MediaType, (side, is_form));
    }

    /// The examples that stand beside a schema.
    fn beside(&mut self, holder: &'a Node, context: Context) {
        let Some(schema) = holder.get("schema") else { return };
        for example in examples_of(holder) {
            self.judge(schema, example, context, false);
        }
    }

    /// The example and the default of a schema.
    fn within(&mut self, schema: &'a Node, context: Context) {
        if let Some(example) = schema.get("example") {
            self.judge(schema, example, context, false);
        }
        // Without a value, there is none; what is no value of the type, or of the list, was told when it was taken out.
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

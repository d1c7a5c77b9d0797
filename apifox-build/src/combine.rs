//! Stage 6, first part, combine: [`Spec`] → [`Spec`]. `allOf`, `oneOf` and `anyOf` become what a Rust type can be: one object, or a
//! union whose alternatives cannot be confused.
//!
//! Invariants: after this, `allOf`, `anyOf` and `not` are gone, and the alternatives of a `oneOf` are distinguished by a `discriminator`, by
//! their JSON kind, or by what they require. A `oneOf` marked `open` may have one alternative, and a value may be none of them. The
//! `values` of a `discriminator` are a list for each alternative; the last may have none, and takes what no value names. Every value
//! that a page describes can still be read whole; where that needs a wider type than the page's, a finding says so.

mod all_of;
mod any;
mod choice;
pub(crate) mod endless;
mod inheritance;
mod merge;
mod only_part;
mod tags;
pub(crate) mod union;
mod view;
mod within;

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::grammar::{self, Holds, Shape};
use crate::media_type::is_json;
use crate::node::{Kind, Map, Node};
use crate::nullable;
use crate::reference::schema_name;
use crate::resolve::Spec;
use crate::structure::structure;

/// Where an object that was made of alternatives keeps them, for a comparison.
pub(crate) const ALTERNATIVES: &str = "x-alternatives";

/// Where an object that was made of alternatives keeps, for each member that not all of them describe, what those require that do not:
/// a list of names for each.
pub(crate) const LOOSE: &str = "x-loose";

/// Combines all schemas of the document.
pub(crate) fn combine(mut spec: Spec, findings: &mut Findings) -> Spec {
    any_json(&mut spec.root, findings);
    write_out(&mut spec.root, false, findings);
    spec
}

/// The same of a copy in which each response is what its page says: what a call gives may be any of several, what a server answers with a
/// status is one of them.
#[cfg(feature = "diff")]
pub(crate) fn each_for_itself(root: &Node) -> Node {
    let mut root = root.clone();
    let mut silent = Findings::default(); // what there is to say is said of the document itself
    any_json(&mut root, &mut silent);
    write_out(&mut root, true, &mut silent);
    root
}

/// Writes out the compositions of all schemas. What became one object can keep what it was made of.
fn write_out(root: &mut Node, keeps_alternatives: bool, findings: &mut Findings) {
    let mut schemas = components(root).map(std::mem::take).unwrap_or_default();
    endless::mend(&mut schemas, findings);
    let referred = inheritance::referred(root, &schemas);
    let bases = inheritance::unite(&mut schemas, &referred);
    let mut combiner = Combiner {
        bases,
        components: schemas.clone(),
        made: BTreeMap::new(),
        expanding: Vec::new(),
        chain: 0,
        merging: Vec::new(),
        merged: BTreeMap::new(),
        views: BTreeMap::new(),
        viewing: Vec::new(),
        cut: usize::MAX,
        composing: Vec::new(),
        nesting: 0,
        within: Vec::new(),
        opened: Vec::new(),
        keeps_alternatives,
        looked: 0,
        findings,
    };
    for (name, schema) in &mut schemas {
        combiner.component(name, schema);
    }
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if let (Shape::Parameter | Shape::Header | Shape::MediaType, Some(schema)) = (shape, node.get_mut("schema")) {
            combiner.schema(schema);
        }
    });
    schemas.extend(combiner.made);
    if let Some(all) = components(root) {
        *all = schemas;
    }
    any::put_last(root);
    nullable::carry_through_unions(root);
}

fn is_composed(schema: &Node) -> bool {
    ["allOf", "oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some())
}

/// The component schemas of a document.
fn components(root: &mut Node) -> Option<&mut Map> {
    root.get_mut("components")?.get_mut("schemas")?.as_object_mut()
}

/// Whether a body may be of any media type and the page gives neither a schema nor an example of it, so that it need not be JSON.
pub(crate) fn is_anything(media_type: &str, content: &Node) -> bool {
    let schema = content.get("schema");
    let is_open = schema.is_none_or(|schema| schema.as_object().is_some_and(Map::is_empty));
    media_type.contains('*') && is_open && content.get("example").or(content.get("examples")).is_none()
}

/// JSON that no schema describes is any JSON: a body or a response of which the page gives no more than an example.
fn any_json(root: &mut Node, findings: &mut Findings) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let (Shape::Response | Shape::RequestBody) = shape else {
            return;
        };
        let contents = node.get_mut("content").and_then(Node::as_object_mut);
        for (media_type, media) in contents.into_iter().flatten() {
            let is_known = is_json(media_type) && (shape == Shape::Response || !media_type.contains('*'));
            let is_known = is_known && !is_anything(media_type, media);
            if is_known && media.get("schema").is_none() && media.as_object().is_some() {
                let message = "this JSON has no `schema`; any JSON is taken";
                let hint = "write one, or `schema: {}` for any JSON; an example alone does not tell which fields may be missing";
                findings.lossy(media.at, "missing-schema", message, hint);
                media.insert("schema", Node::object(media.at, []));
            }
        }
    });
}

/// A composition for which more schemas must be looked at is any JSON: choices within choices multiply. Real documents need up to 40.
const MOST_LOOKED: usize = 2_000;

/// Compositions that stand deeper within each other are components, so that each is written out once.
const INLINE: usize = 2;

/// Where such components stand deeper within each other, alternatives take in no more of what stands beside them: those that lead back
/// to each other, by one more part each time, would have no end.
const DEEPEST: usize = 3;

/// Walks schemas and knows which components it is writing out.
struct Combiner<'a> {
    /// The components as they were before this stage.
    components: Map,
    /// The components that hold the members of a base, by the base that others extend.
    bases: BTreeMap<String, String>,
    /// Components made here: of alternatives that could not be told apart.
    made: BTreeMap<String, Node>,
    /// Components whose content is being written out on the way to here; one of them within itself stays a reference.
    expanding: Vec<String>,
    /// Of these, those from here on are parts of the schema that is being written out; the others hold it.
    chain: usize,
    /// Alternatives that are one object on the way to here, by their structures; the same ones within themselves are a component.
    merging: Vec<String>,
    /// The components made of such, by the same.
    merged: BTreeMap<String, String>,
    /// What components come to, for looking at.
    views: BTreeMap<String, Node>,
    /// The components that are being looked at on the way to here.
    viewing: Vec<String>,
    /// The outermost of these that was met again within itself.
    cut: usize,
    /// Compositions that are being written out on the way to here, by their structures; one within itself becomes a component.
    composing: Vec<String>,
    /// How many components that were made of compositions are being written out.
    nesting: usize,
    /// Choices whose alternatives are being looked at.
    within: Vec<String>,
    /// Unions whose alternatives were taken in flat on the way to here; one of them within itself stays a reference.
    opened: Vec<String>,
    keeps_alternatives: bool,
    /// How many schemas were looked at for the component that is being written out.
    looked: usize,
    findings: &'a mut Findings,
}

impl Combiner<'_> {
    /// Combines a component and all below it.
    fn component(&mut self, name: &str, schema: &mut Node) {
        self.expanding.push(name.to_owned());
        self.content(schema, self.expanding.len() - 1);
        self.expanding.pop();
    }

    /// Combines a schema and all below it.
    fn schema(&mut self, schema: &mut Node) {
        self.content(schema, self.expanding.len());
    }

    fn content(&mut self, schema: &mut Node, chain: usize) {
        let (depth, merging, opened) = (self.expanding.len(), self.merging.len(), self.opened.len());
        let composing = self.composing.len();
        let outer = std::mem::replace(&mut self.chain, chain);
        self.drop_not(schema);
        self.settle(schema);
        for (key, member) in schema.as_object_mut().into_iter().flatten() {
            match (Shape::Schema.member(key), &mut member.kind) {
                (Holds::One(Shape::Schema), _) => self.schema(member),
                (Holds::List(Shape::Schema), Kind::Array(items)) => items.iter_mut().for_each(|item| self.schema(item)),
                (Holds::Named(Shape::Schema), Kind::Object(named)) => {
                    for value in named.values_mut() {
                        self.schema(value);
                    }
                }
                _ => {}
            }
        }
        nullable::lift(schema);
        self.require_only_properties(schema);
        schema.remove(choice::FREE);
        schema.remove(choice::IMPLIED);
        schema.remove(inheritance::WHOLE);
        self.composing.truncate(composing);
        self.expanding.truncate(depth);
        self.merging.truncate(merging);
        self.opened.truncate(opened);
        self.chain = outer;
    }

    fn settle(&mut self, schema: &mut Node) {
        if !is_composed(schema) {
            return;
        }
        if self.composing.is_empty() {
            return self.settle_outermost(schema);
        }
        self.settle_composed(schema);
    }

    /// Writes out a composition that is in no other. One that takes too long is any JSON.
    fn settle_outermost(&mut self, schema: &mut Node) {
        let before = schema.clone();
        self.looked = 0;
        self.settle_composed(schema);
        if self.looked > MOST_LOOKED {
            let message =
                "this composition is too large to be written out: its choices multiply; any JSON is taken for it";
            let hint = "describe fewer alternatives by an overlay, or make them components of their own";
            self.findings.lossy(before.at, "merged-alternatives", message, hint);
            *schema = with_texts(Node::object(before.at, []), &before);
            self.merged.clear(); // what was merged on the way may not be whole
        }
        self.looked = 0;
    }

    fn settle_composed(&mut self, schema: &mut Node) {
        let key = structure(schema);
        if self.composing.contains(&key) || self.composing.len() >= INLINE {
            let base = self.expanding.first().cloned();
            return self.named_composition(schema, base.as_deref().unwrap_or("merged"));
        }
        self.composing.push(key);
        // One alternative may be all that is left, and that may be composed itself.
        for _ in 0..64 {
            let before = schema.clone();
            only_part::lift_only_part(schema);
            if let Some(base) = self.outer_part(schema) {
                return self.named_composition(schema, &base);
            }
            self.all_of(schema);
            self.alternatives(schema);
            if self.looked > MOST_LOOKED || !is_composed(schema) || *schema == before {
                return;
            }
        }
    }

    /// A name in `required` that no part of a schema has as a property is left over from the editor: no such field exists.
    fn require_only_properties(&mut self, schema: &mut Node) {
        let known = properties(schema);
        let Some(Kind::Array(required)) = schema.get_mut("required").map(|node| &mut node.kind) else {
            return;
        };
        required.retain(|name| {
            let is_known = name.as_str().is_some_and(|name| known.contains_key(name));
            if !is_known {
                let message = format!(
                    "`required` names {}, which is not a property of this object",
                    name.to_value()
                );
                let hint = "remove it from `required`, or describe it in `properties`";
                self.findings
                    .repaired(name.at, "required-without-property", message, hint);
            }
            is_known
        });
        if required.is_empty() {
            schema.remove("required");
        }
    }

    fn drop_not(&mut self, schema: &mut Node) {
        if let Some(not) = schema.remove("not") {
            let message = "`not` is not checked: what it forbids is taken like the rest";
            let hint = "nothing to do: the server refuses what it forbids; say it in the description";
            self.findings.lossy(not.at, "not", message, hint);
            self.findings.leave_out("not", not);
        }
    }

    /// Whether parts of a composition may be put together into compositions again.
    fn may_compose(&self) -> bool {
        self.nesting < DEEPEST
    }

    /// The component a schema refers to, as it was before this stage.
    fn target(&self, schema: &Node) -> Option<(String, &Node)> {
        let name = schema.get_str("$ref").and_then(schema_name)?;
        let target = self.components.get(&name).or_else(|| self.made.get(&name))?;
        Some((name, target))
    }
}

/// Puts the texts of one use of a schema in front of the schema's own.
fn with_texts(mut schema: Node, site: &Node) -> Node {
    const TEXTS: [&str; 7] = [
        "description",
        "title",
        "nullable",
        "deprecated",
        "default",
        "readOnly",
        "writeOnly",
    ];
    for key in TEXTS {
        if let Some(value) = site.get(key) {
            schema.insert(key, value.clone());
        }
    }
    schema
}

/// Whether a schema has no member that says which JSON it takes.
fn says_nothing(schema: &Node) -> bool {
    const TEXTS: [&str; 11] = [
        "description",
        "title",
        "nullable",
        "deprecated",
        "readOnly",
        "writeOnly",
        "default",
        "example",
        "examples",
        "required",
        "externalDocs",
    ];
    schema
        .as_object()
        .is_some_and(|members| members.keys().all(|key| TEXTS.contains(&key.as_str())))
}

/// The properties of an object, by name.
fn properties(schema: &Node) -> Map {
    schema
        .get("properties")
        .and_then(Node::as_object)
        .cloned()
        .unwrap_or_default()
}

/// What is said of one property by several schemas, in their order.
fn by_property(schemas: &[Node]) -> BTreeMap<String, Vec<Node>> {
    let mut all: BTreeMap<String, Vec<Node>> = BTreeMap::new();
    for (name, property) in schemas.iter().flat_map(properties) {
        all.entry(name.into()).or_default().push(property);
    }
    all
}

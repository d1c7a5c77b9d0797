//! Stage 6, first part, combine: [`Spec`] → [`Spec`]. Reduces `allOf`, `oneOf` and `anyOf` to what
//! a Rust type can represent: one object, or a union with distinguishable alternatives.
//!
//! Invariants: no `allOf`, `anyOf` or `not` remains, and the alternatives of a `oneOf` are
//! distinguished by a `discriminator`, by their JSON type, or by what they require. A `oneOf`
//! marked `open` may have one alternative, and a value may match none of them. The `values` of a
//! `discriminator` are an array for each alternative; the last may have none, and matches values
//! that none names. Every value that a page describes can still be read completely; where that
//! needs a wider type than the page's, a finding reports it.

mod aliases;
mod all_of;
mod any;
mod bases;
mod choice;
pub(crate) mod compared;
mod descriptions;
pub(crate) mod endless;
mod exclusion;
mod inheritance;
mod inline_bases;
mod items;
mod kept;
mod limits;
mod mapping;
mod merge;
pub(crate) mod missing_schema;
mod objects;
mod only_required;
mod overlap;
mod parts;
mod recursive;
mod reduction;
mod required;
mod shared_tag;
mod single_part;
mod tags;
pub(crate) mod union;
mod uses;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::grammar::{self, Holds, Shape};
use crate::node::{At, Kind, Map, Node};
use crate::nullable;
use crate::reference::schema_name;
use crate::resolve::Spec;
use crate::structure::structure;

/// Combines all schemas of the document.
pub(crate) fn combine(mut spec: Spec, findings: &mut Findings) -> Spec {
    missing_schema::accept_any_json(&mut spec.root, findings);
    drop_not(&mut spec.root, findings);
    expand_all(&mut spec.root, false, findings);
    spec
}

/// Expands the compositions of all schemas. A merged object can keep the alternatives it was made
/// of.
fn expand_all(root: &mut Node, keeps_alternatives: bool, findings: &mut Findings) {
    let mut schemas = components(root).map(std::mem::take).unwrap_or_default();
    endless::make_optional(&mut schemas, findings);
    mapping::settle(root, &mut schemas, findings);
    let referred = uses::referred(root, &schemas);
    let bases = inheritance::unite(&mut schemas, &referred);
    inline_bases::refer_to_children(root, &mut schemas, &bases);
    let mut combiner = Combiner {
        bases,
        uses: uses::Uses::new(root, &mut schemas),
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
        visiting: Vec::new(),
        flattening: Vec::new(),
        contradicting: BTreeSet::new(),
        keeps_alternatives,
        kept: 0,
        is_expanding: false,
        visited: 0,
        limit: MAX_VISITED,
        depth: 0,
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
    any::move_last(root, keeps_alternatives, findings);
    nullable::move_through_unions(root);
}

fn is_composed(schema: &Node) -> bool {
    ["allOf", "oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some())
}

/// The component schemas of a document.
fn components(root: &mut Node) -> Option<&mut Map> {
    root.get_mut("components")?.get_mut("schemas")?.as_object_mut()
}

/// Removes `not`, before parts of an `allOf` are merged.
fn drop_not(root: &mut Node, findings: &mut Findings) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Schema
            && let Some(not) = node.remove("not")
        {
            let message = "`not` is not checked: values that it forbids are accepted";
            let hint = "describe the forbidden values in `description`";
            findings.lossy(not.at, "not", message, hint);
            findings.leave_out("not", not);
        }
    });
}

/// The number of schemas to visit beyond which a composition becomes any JSON, as nested choices
/// multiply. Real documents need up to 40.
const MAX_VISITED: usize = 2_000;

/// The number of schemas to visit further for each alternative of a choice that is a choice itself:
/// their numbers add up. Small ones need 50.
const MAX_VISITED_EACH: usize = 100;

/// The nesting depth beyond which compositions become components, so that each is expanded once.
const MAX_INLINE_DEPTH: usize = 3;

/// The nesting depth of such components beyond which alternatives no longer merge the keywords
/// beside them: recursive ones that gain a part each time would never end.
const MAX_NESTING: usize = 3;

/// The nesting depth of such components beyond which a choice that leads back to itself is any JSON.
/// Five choices that lead to each other need five.
const MAX_RECURSION: usize = 5;

/// Walks schemas and tracks the components that are being expanded.
struct Combiner<'a> {
    /// The components before this stage.
    components: Map,
    /// The names of the components that hold the members of a base, by the base that others extend.
    bases: BTreeMap<String, String>,
    uses: uses::Uses,
    /// Components created here, from alternatives that cannot be distinguished.
    made: BTreeMap<String, Node>,
    /// The components that are being expanded; a nested use of one of them stays a reference.
    expanding: Vec<String>,
    /// The index in `expanding` from which components are parts of the schema that is being
    /// expanded; the earlier ones contain it.
    chain: usize,
    /// The alternatives that are being merged, by their structures; nested uses of the same ones
    /// become a component.
    merging: Vec<String>,
    /// The components made of such alternatives, by their structures.
    merged: BTreeMap<String, String>,
    /// The expanded views of components.
    views: BTreeMap<String, Node>,
    /// The components whose views are being computed.
    viewing: Vec<String>,
    /// The outermost index in `viewing` that a recursive view was cut at.
    cut: usize,
    /// The compositions that are being expanded, by their structures; a recursive one becomes a
    /// component.
    composing: Vec<String>,
    /// The number of components made of compositions that are being expanded.
    nesting: usize,
    /// The choices whose alternatives are being visited.
    visiting: Vec<String>,
    /// The unions whose alternatives are being flattened; a nested use of one of them stays a
    /// reference.
    flattening: Vec<String>,
    /// Where the parts of an `allOf` contradict each other about a property.
    contradicting: BTreeSet<At>,
    keeps_alternatives: bool,
    /// The number of kept alternatives inside each other that are being combined.
    kept: usize,
    /// Whether an outermost composition is being expanded.
    is_expanding: bool,
    /// The number of schemas visited for it.
    visited: usize,
    /// The number of schemas to visit beyond which it becomes any JSON.
    limit: usize,
    /// The number of views that are being computed inside each other.
    depth: usize,
    findings: &'a mut Findings,
}

impl Combiner<'_> {
    /// Combines a component and everything below it.
    fn component(&mut self, name: &str, schema: &mut Node) {
        self.expanding.push(name.to_owned());
        self.combine_below(schema, self.expanding.len() - 1);
        self.expanding.pop();
        // Of a part, what it is combined with may describe the property.
        if !self.uses.only_parts.contains(name) {
            self.require_only_properties(schema);
        }
    }

    /// Combines a schema and everything below it.
    fn schema(&mut self, schema: &mut Node) {
        self.combine_below(schema, self.expanding.len());
        self.require_only_properties(schema);
    }

    fn combine_below(&mut self, schema: &mut Node, chain: usize) {
        let (depth, merging, flattening) = (self.expanding.len(), self.merging.len(), self.flattening.len());
        let composing = self.composing.len();
        let outer = std::mem::replace(&mut self.chain, chain);
        self.combine_schema(schema);
        for (key, member) in schema.as_object_mut().into_iter().flatten() {
            match (Shape::Schema.member(key), &mut member.kind) {
                (Holds::One(Shape::Schema), _) => self.schema(member),
                (Holds::List(Shape::Schema), Kind::Array(items)) => items.iter_mut().for_each(|item| self.schema(item)),
                (Holds::Named(Shape::Schema), Kind::Object(named)) => {
                    for value in named.values_mut() {
                        self.schema(value);
                    }
                }
                (_, Kind::Array(alternatives)) if kept::is_kept(key) => self.kept(alternatives),
                _ => {}
            }
        }
        nullable::lift(schema);
        schema.remove(choice::FREE);
        schema.remove(choice::IMPLIED);
        schema.remove(parts::WHOLE);
        self.composing.truncate(composing);
        self.expanding.truncate(depth);
        self.merging.truncate(merging);
        self.flattening.truncate(flattening);
        self.chain = outer;
    }

    fn combine_schema(&mut self, schema: &mut Node) {
        if !is_composed(schema) {
            return;
        }
        if self.is_expanding {
            return self.expand_composed(schema);
        }
        self.is_expanding = true;
        self.expand_outermost(schema);
        self.is_expanding = false;
    }

    /// Expands an outermost composition. One that is too large becomes any JSON.
    fn expand_outermost(&mut self, schema: &mut Node) {
        let before = schema.clone();
        self.visited = 0;
        self.limit = MAX_VISITED + MAX_VISITED_EACH * choice::number_of_alternatives(schema);
        self.expand_composed(schema);
        if self.is_too_large() {
            let message = "this composition is too large to expand, because its choices multiply; any JSON is accepted";
            let hint = "describe fewer alternatives by an overlay, or make them separate components";
            self.findings.retract(before.at, "merged-alternatives");
            self.findings.lossy(before.at, "merged-alternatives", message, hint);
            self.findings.leave_out("composition", before.clone());
            *schema = with_annotations(Node::object(before.at, []), &before);
            self.merged.clear(); // these merges may be incomplete
        }
        self.visited = 0;
    }

    fn expand_composed(&mut self, schema: &mut Node) {
        let key = structure(schema);
        if self.composing.contains(&key) || self.composing.len() >= MAX_INLINE_DEPTH {
            return self.named_composition(schema, None);
        }
        self.composing.push(key);
        // A single alternative may remain, and may be composed itself.
        for _ in 0..64 {
            let before = schema.clone();
            single_part::lift_only_part(schema);
            if let Some(base) = self.outer_part(schema) {
                return self.named_composition(schema, Some(&base));
            }
            self.all_of(schema);
            self.alternatives(schema);
            if self.is_too_large() || !is_composed(schema) || *schema == before {
                return;
            }
        }
    }

    /// Whether the composition that is being expanded is too large.
    const fn is_too_large(&self) -> bool {
        self.visited > self.limit
    }

    /// Whether parts of a composition may be combined into compositions again.
    fn can_compose(&self) -> bool {
        self.nesting < MAX_NESTING
    }

    /// Returns the component a schema refers to, as it was before this stage.
    fn target(&self, schema: &Node) -> Option<(String, &Node)> {
        let name = schema.get_str("$ref").and_then(schema_name)?;
        let target = self.components.get(&name).or_else(|| self.made.get(&name))?;
        Some((name, target))
    }
}

/// Puts the descriptive keywords of one use of a schema before the schema's own.
fn with_annotations(mut schema: Node, site: &Node) -> Node {
    const ANNOTATIONS: [&str; 9] = [
        "description", "title", "nullable", "deprecated", "default", "readOnly", "writeOnly", "example", "examples",
    ];
    for key in ANNOTATIONS {
        if let Some(value) = site.get(key) {
            schema.insert(key, value.clone());
        }
    }
    schema
}

/// Whether a schema has no member that restricts the JSON it accepts.
fn is_unrestricted(schema: &Node) -> bool {
    const ANNOTATIONS: [&str; 11] = [
        "description", "title", "nullable", "deprecated", "readOnly", "writeOnly", "default", "example", "examples",
        "required", "externalDocs",
    ];
    schema.as_object().is_some_and(|members| {
        members
            .keys()
            .all(|key| ANNOTATIONS.contains(&key.as_str()) || kept::is_kept(key))
    })
}

/// Whether a schema is `true` or empty.
fn accepts_any(schema: &Node) -> bool {
    let is_empty = |members: &Map| members.keys().all(|key| kept::is_kept(key));
    schema.as_bool().unwrap_or_default() || schema.as_object().is_some_and(is_empty)
}

/// What an object keeps beside its properties, if its page describes it.
fn further_members(schema: &Node) -> Option<&Node> {
    schema
        .get("additionalProperties")
        .filter(|rest| rest.as_bool() != Some(false))
}

/// The properties of an object, by name.
fn properties(schema: &Node) -> Map {
    schema
        .get("properties")
        .and_then(Node::as_object)
        .cloned()
        .unwrap_or_default()
}

/// Groups the schemas of several objects by property, in their order.
fn by_property(schemas: &[Node]) -> BTreeMap<String, Vec<Node>> {
    let mut all: BTreeMap<String, Vec<Node>> = BTreeMap::new();
    for (name, property) in schemas.iter().flat_map(properties) {
        all.entry(name.into()).or_default().push(property);
    }
    all
}

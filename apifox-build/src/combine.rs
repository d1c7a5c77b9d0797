//! Stage 6, first part, combine: [`Spec`] → [`Spec`]. `allOf`, `oneOf` and `anyOf` become what a Rust type can be: one object, or a
//! union whose alternatives cannot be confused.
//!
//! Invariants: after this, `allOf`, `anyOf` and `not` are gone, and a `oneOf` holds at least two alternatives that are told apart by a
//! `discriminator`, by their JSON kind, or by what they require. Every JSON that the page allows can still be read whole; where that
//! needs a wider type than the page's, a finding says so.

mod all_of;
mod union;

use std::collections::BTreeMap;

use crate::check::answer::is_json;
use crate::finding::Findings;
use crate::grammar::{self, Holds, Shape};
use crate::node::{Kind, Map, Node};
use crate::resolve::{Spec, same_route, schema_name};

/// Combines all schemas of the document.
pub(crate) fn combine(mut spec: Spec, findings: &mut Findings) -> Spec {
    let components = spec
        .root
        .get("components")
        .and_then(|node| node.get("schemas"))
        .cloned()
        .unwrap_or_default();
    one_result(&mut spec.root);
    let mut combiner = Combiner {
        components,
        made: Map::new(),
        expanding: Vec::new(),
        findings,
    };
    if let Some(Kind::Object(schemas)) = spec
        .root
        .get_mut("components")
        .and_then(|node| node.get_mut("schemas"))
        .map(|node| &mut node.kind)
    {
        for (name, schema) in schemas {
            combiner.expanding.push(name.clone());
            combiner.schema(schema);
            combiner.expanding.pop();
        }
    }
    grammar::walk(&mut spec.root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Schema {
            combiner.schema(node);
        }
    });
    let made = combiner.made;
    if let Some(Kind::Object(schemas)) = spec
        .root
        .get_mut("components")
        .and_then(|node| node.get_mut("schemas"))
        .map(|node| &mut node.kind)
    {
        schemas.extend(made);
    }
    spec
}

/// Several answers of success that are JSON: a call has one result, so each may be any of them.
fn one_result(root: &mut Node) {
    let items = root
        .get_mut("paths")
        .and_then(Node::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut);
    for operation in items.filter_map(Node::as_object_mut).flat_map(Map::values_mut) {
        let mut schemas: Vec<&mut Node> = operation
            .get_mut("responses")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(_, response)| response.get_mut("content")?.as_object_mut())
            .flatten()
            .filter(|(media_type, _)| is_json(media_type))
            .filter_map(|(_, media)| media.get_mut("schema"))
            .collect();
        let either = schemas
            .iter()
            .map(|schema| (**schema).clone())
            .reduce(|all, next| same_route::either(&all, &next));
        if let Some(either) = either.filter(|_| schemas.len() > 1) {
            for schema in &mut schemas {
                **schema = Node {
                    at: schema.at,
                    ..either.clone()
                };
            }
        }
    }
}

/// Walks schemas and knows which components it is writing out.
struct Combiner<'a> {
    /// The components as they were before this stage.
    components: Node,
    /// Components made here: of alternatives that could not be told apart.
    made: Map,
    /// Components whose content is being written out on the way to here; one of them within itself stays a reference.
    expanding: Vec<String>,
    findings: &'a mut Findings,
}

impl Combiner<'_> {
    /// Combines a schema and all below it.
    fn schema(&mut self, schema: &mut Node) {
        let depth = self.expanding.len();
        self.drop_not(schema);
        self.all_of(schema);
        self.alternatives(schema);
        let Kind::Object(members) = &mut schema.kind else {
            return;
        };
        for (key, member) in members {
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
        self.expanding.truncate(depth);
    }

    fn drop_not(&mut self, schema: &mut Node) {
        if let Some(not) = schema.remove("not") {
            let message = "`not` is not checked: what it forbids is taken like the rest";
            self.findings.lossy(
                not.at,
                "not",
                message,
                "remove it by an overlay to say that this is meant",
            );
        }
    }

    /// The component a schema refers to, as it was before this stage.
    fn target(&self, schema: &Node) -> Option<(String, &Node)> {
        let name = schema.get_str("$ref").and_then(schema_name)?;
        let target = self.components.get(&name).or_else(|| self.made.get(&name))?;
        Some((name, target))
    }

    /// What a schema comes to, for looking at: references followed, `allOf` written out. Never put into the document, so what is being
    /// written out there does not matter here.
    fn view(&mut self, schema: &Node) -> Node {
        let mut view = schema.clone();
        let outside = std::mem::take(&mut self.expanding);
        for _ in 0..8 {
            let Some((name, target)) = self.target(&view) else {
                break;
            };
            view = target.clone();
            self.expanding.push(name);
        }
        let mut silent = Findings::default();
        std::mem::swap(self.findings, &mut silent);
        self.all_of(&mut view);
        std::mem::swap(self.findings, &mut silent);
        self.expanding = outside;
        view
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
        all.entry(name).or_default().push(property);
    }
    all
}

//! The grammar of OpenAPI 3.0: the one table by which every stage walks a document.
//!
//! A walk that does not know the grammar mistakes a property named `description` for a description,
//! or an example for a schema.

use smol_str::SmolStr;

use crate::node::{Kind, Map, Node};

/// The types of objects of OpenAPI 3.0 that contain schemas, references or extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Header,
    Schema,
    /// Any other object of OpenAPI: it may have extensions, but contains no schema.
    Plain,
}

/// How a member holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    One(Shape),
    List(Shape),
    Named(Shape),
    /// User data: examples, defaults, enum values. No rule of OpenAPI applies inside.
    Data,
}

impl Shape {
    /// Returns what the member `key` of an object of this shape holds.
    #[expect(clippy::match_same_arms, reason = "a table: one row for each object of OpenAPI")]
    pub(crate) fn member(self, key: &str) -> Holds {
        use Holds::{Data, List, Named, One};
        match (self, key) {
            (_, "example" | "examples" | "default" | "enum" | "const" | "value") | (Self::Schema, "required") => Data,
            (Self::Document, "paths") | (Self::Components, "pathItems") => Named(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),
            (Self::Document, "servers" | "tags") => List(Self::Plain),
            (Self::Components, "schemas") | (Self::Schema, "properties" | "patternProperties") => Named(Self::Schema),
            (Self::Components, "parameters") => Named(Self::Parameter),
            (Self::Components | Self::Operation, "responses") => Named(Self::Response),
            (Self::Components, "requestBodies") => Named(Self::RequestBody),
            (Self::Components | Self::Response, "headers") => Named(Self::Header),
            (Self::Components, "securitySchemes") => Named(Self::Plain),
            (Self::PathItem | Self::Operation, "parameters") => List(Self::Parameter),
            (Self::PathItem, key) if METHODS.contains(&key) => One(Self::Operation),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation | Self::Document, "security") => List(Self::Plain),
            (Self::Parameter | Self::Header | Self::MediaType, "schema") => One(Self::Schema),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => Named(Self::MediaType),
            (Self::Schema, "items" | "additionalProperties" | "not") => One(Self::Schema),
            (Self::Schema, "allOf" | "oneOf" | "anyOf") => List(Self::Schema),
            // Of JSON Schema; none of them is left after the dialect stage.
            (Self::Schema, "if" | "then" | "else" | "unevaluatedProperties") => One(Self::Schema),
            (Self::Schema, "additionalItems" | "unevaluatedItems") => One(Self::Schema),
            (Self::Schema, "dependentSchemas" | "dependencies") => Named(Self::Schema),
            (Self::Schema, "prefixItems") => List(Self::Schema),
            _ => One(Self::Plain),
        }
    }
}

/// The extension of an operation that describes how its list is paginated.
pub(crate) const PAGINATION: &str = "x-pagination";

/// The HTTP methods a path item may have, in OpenAPI's spelling.
pub const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// Visits a node and everything below it, parents first: a node that `visit` inserts is walked as
/// well.
pub(crate) fn walk(node: &mut Node, shape: Shape, visit: &mut dyn FnMut(&mut Node, Shape)) {
    visit(node, shape);
    let Kind::Object(members) = &mut node.kind else { return };
    for (key, member) in members {
        match (shape.member(key), &mut member.kind) {
            // In older versions of JSON Schema, `items` may be an array: schemas by position.
            (Holds::One(Shape::Schema), Kind::Array(items)) if key == "items" => {
                for item in items {
                    walk(item, Shape::Schema, visit);
                }
            }
            (Holds::One(shape), _) => walk(member, shape, visit),
            (Holds::List(shape), Kind::Array(items)) => {
                for item in items {
                    walk(item, shape, visit);
                }
            }
            (Holds::Named(shape), Kind::Object(named)) => {
                for value in named.values_mut() {
                    walk(value, shape, visit);
                }
            }
            _ => {}
        }
    }
}

/// Whether `is` holds for any node.
pub(crate) fn any(node: &mut Node, shape: Shape, is: impl Fn(&Node, Shape) -> bool) -> bool {
    let mut found = false;
    walk(node, shape, &mut |node, shape| found |= is(node, shape));
    found
}

/// Visits a schema and every schema below it, without changing them.
pub(crate) fn inspect<'a>(schema: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(schema);
    for (key, member) in schema.as_object().into_iter().flatten() {
        let below: Vec<&Node> = match (Shape::Schema.member(key), &member.kind) {
            (Holds::One(Shape::Schema), _) => vec![member],
            (Holds::List(Shape::Schema), Kind::Array(items)) => items.iter().collect(),
            (Holds::Named(Shape::Schema), Kind::Object(named)) => named.values().collect(),
            _ => Vec::new(),
        };
        for schema in below {
            inspect(schema, visit);
        }
    }
}

/// The path, method (in lower case) and node of every operation of a document.
pub fn operations(root: &Node) -> impl Iterator<Item = (&str, &str, &Node)> {
    root.members("paths").flat_map(|(path, item)| {
        let members = item.as_object().into_iter().flatten();
        members
            .filter(|(key, _)| METHODS.contains(&key.as_str()))
            .map(move |(method, operation)| (path, method.as_str(), operation))
    })
}

/// The methods and operations of a path item.
pub(crate) fn operations_of(item: &mut Node) -> impl Iterator<Item = (&SmolStr, &mut Node)> {
    let members = item.as_object_mut().into_iter().flatten();
    members.filter(|(key, _)| METHODS.contains(&key.as_str()))
}

pub(crate) fn for_each_operation(root: &mut Node, mut visit: impl FnMut(&mut Node)) {
    let paths = root.get_mut("paths").and_then(Node::as_object_mut);
    for item in paths.into_iter().flat_map(Map::values_mut) {
        operations_of(item).for_each(|(_, operation)| visit(operation));
    }
}

//! Reads checked components into [`Component`]s: `Node` → `Shape`.
//!
//! Invariant: a `Component` is in the supported subset. Anything else becomes the finding
//! `unexpected-schema`, so later passes need not handle combinators, inline objects or dangling
//! references.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::narrow::{Wide, narrow};
use crate::combine::union::OPEN;
use crate::discriminator::{SHARED, TagType};
use crate::finding::Findings;
use crate::model::Schema;
use crate::node::Node;
use crate::typed_id;

const REFERENCE: &str = "#/components/schemas/";

/// Keywords outside the subset, which earlier stages have resolved.
const FOREIGN: [&str; 9] = [
    "allOf", "anyOf", "oneOf", "not", "const", "discriminator", "patternProperties", "prefixItems", "if",
];

/// The keywords among them that a union has.
const UNION: [&str; 2] = ["discriminator", "oneOf"];

const HINT: &str = "an earlier stage should have repaired or refused this: please report it with the page; until it is fixed, \
rewrite the schema by an overlay";

/// A named component in the supported subset.
#[derive(Debug)]
pub(super) struct Component<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Schema,
    pub(super) shape: Shape<'a>,
}

#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// Properties by wire name, and the type of further members, if they are allowed.
    Object {
        properties: Vec<Property<'a>>,
        additional: Option<TypeUse<'a>>,
    },
    /// The values of a string enum, as listed.
    Strings(Vec<&'a str>),
    /// The values of an integer enum, as listed.
    Integers(Vec<i64>),
    /// A string with a type of its own.
    Id,
    /// One of several types, with the tag that selects one, if any.
    Union {
        tag: Option<Tag<'a>>,
        alternatives: Vec<TypeUse<'a>>,
    },
}

/// The member of an object that selects an alternative of a union.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) wire: &'a str,
    /// The values for each alternative. Only the last may have none; it takes objects with any
    /// other value.
    pub(super) values: Vec<Vec<&'a str>>,
    pub(super) values_type: TagType,
    /// Whether an object with one of these values may be of another alternative.
    pub(super) is_shared: bool,
}

impl Tag<'_> {
    /// Whether the last alternative takes objects with any other value: it is the base that the
    /// others extend.
    pub(super) fn has_base(&self) -> bool {
        self.values.last().is_some_and(Vec::is_empty)
    }
}

#[derive(Debug)]
pub(super) struct Property<'a> {
    pub(super) wire: &'a str,
    pub(super) required: bool,
    pub(super) site: TypeUse<'a>,
}

/// The use of a type.
#[derive(Debug)]
pub(super) struct TypeUse<'a> {
    pub(super) node: &'a Node,
    pub(super) bare: TypeKind<'a>,
    pub(super) nullable: bool,
}

/// A type without presence, bounds or description.
#[derive(Debug)]
pub(super) enum TypeKind<'a> {
    Named(&'a str),
    Text,
    /// A string of a format with a configured type.
    Formatted(&'a str),
    Integer,
    Unsigned,
    Number,
    /// A number of a format with a configured type, in a component that is only sent.
    Narrow(&'a str, Wide),
    Boolean,
    List(Box<TypeUse<'a>>),
    Map(Box<TypeUse<'a>>),
    /// An object with any members.
    Free,
    /// Any JSON.
    Any,
}

impl TypeKind<'_> {
    /// Whether the type has an empty value, which null and absence are read as.
    pub(super) fn has_empty(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Free)
    }
}

impl From<Wide> for TypeKind<'_> {
    fn from(wide: Wide) -> Self {
        match wide {
            Wide::Integer => Self::Integer,
            Wide::Unsigned => Self::Unsigned,
            Wide::Number => Self::Number,
        }
    }
}

impl Component<'_> {
    pub(super) fn description(&self) -> Option<&str> {
        self.schema.node.get_str("description")
    }
}

/// Returns all components in the order of their names. Those outside the subset are left out, with
/// a finding.
pub(super) fn components<'a>(
    schemas: &'a BTreeMap<String, Schema>,
    (replace, formats): (&BTreeMap<String, String>, &BTreeMap<String, String>),
    findings: &mut Findings,
) -> Vec<Component<'a>> {
    let mut reader = Reader {
        schemas,
        formats,
        is_only_sent: false,
        findings,
    };
    let mut all = Vec::new();
    for (name, schema) in schemas {
        // A replaced component is not read, since it may have any shape.
        let shape = if replace.contains_key(name) {
            Some(Shape::Object {
                properties: Vec::new(),
                additional: None,
            })
        } else {
            reader.shape(name, schema)
        };
        all.extend(shape.map(|shape| Component { name, schema, shape }));
    }
    all
}

struct Reader<'a, 'f> {
    schemas: &'a BTreeMap<String, Schema>,
    formats: &'f BTreeMap<String, String>,
    /// Whether the current component is only sent.
    is_only_sent: bool,
    findings: &'f mut Findings,
}

impl<'a> Reader<'a, '_> {
    fn refuse<T>(&mut self, node: &Node, message: impl Display) -> Option<T> {
        self.findings
            .fail(node.at, "unexpected-schema", message.to_string(), HINT);
        None
    }

    fn shape(&mut self, name: &str, schema: &'a Schema) -> Option<Shape<'a>> {
        let node = &schema.node;
        self.is_only_sent = schema.in_request && !schema.in_response;
        let is_union = node.get("oneOf").is_some();
        let foreign = |key: &&&str| node.get(key).is_some() && !(is_union && UNION.contains(*key));
        if let Some(key) = FOREIGN.iter().find(foreign) {
            return self.refuse(
                node,
                format_args!("the component `{name}` has `{key}`, which cannot be represented as a type"),
            );
        }
        let shape = match (node.get_str("type"), node.get("enum").is_some()) {
            (None, false) if is_union && node.get("properties").is_none() => self.union(name, node),
            (Some("object"), false) => self.object(name, node),
            (Some("string"), false) if typed_id::of(node).is_some() => Some(Shape::Id),
            (Some("string"), true) => self.values(name, node, Node::as_str).map(Shape::Strings),
            (Some("integer"), true) => self.values(name, node, integer).map(Shape::Integers),
            _ => self.refuse(
                node,
                format_args!(
                    "the component `{name}` is neither an object, a union, nor an enum of strings or integers"
                ),
            ),
        }?;
        let one_value = match &shape {
            Shape::Object { .. } | Shape::Union { .. } | Shape::Id => false,
            Shape::Strings(values) => values.len() == 1,
            Shape::Integers(values) => values.len() == 1,
        };
        if schema.constant && !one_value {
            return self.refuse(
                node,
                format_args!("the component `{name}` is a constant, but does not have exactly one value"),
            );
        }
        Some(shape)
    }

    fn values<T: PartialEq>(&mut self, name: &str, node: &'a Node, read: fn(&'a Node) -> Option<T>) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for item in node.items("enum") {
            match read(item) {
                Some(value) if !values.contains(&value) => values.push(value),
                Some(_) => return self.refuse(item, format_args!("the enum `{name}` repeats this value")),
                None => {
                    return self.refuse(
                        item,
                        format_args!(
                            "the enum `{name}` has {} as a value, which is not of its type",
                            item.kind.name()
                        ),
                    );
                }
            }
        }
        if values.is_empty() {
            return self.refuse(node, format_args!("the enum `{name}` has no values"));
        }
        Some(values)
    }

    fn object(&mut self, name: &str, node: &'a Node) -> Option<Shape<'a>> {
        let required: Vec<&str> = node.strings("required").collect();
        if let Some(missing) = required
            .iter()
            .find(|key| node.members("properties").all(|(wire, _)| wire != **key))
        {
            return self.refuse(
                node,
                format_args!("the component `{name}` requires `{missing}`, which is not one of its properties"),
            );
        }
        let mut properties = Vec::new();
        let mut whole = true; // read all of them, so that one run reports every finding
        for (wire, property) in node.members("properties") {
            match self.site(property) {
                Some(site) => properties.push(Property {
                    wire,
                    required: required.contains(&wire),
                    site,
                }),
                None => whole = false,
            }
        }
        if whole && properties.is_empty() {
            return self.refuse(
                node,
                format_args!("the component `{name}` is an object without properties"),
            );
        }
        let additional = match node.get("additionalProperties") {
            Some(additional) => Some(self.site(additional)?),
            None => None,
        };
        whole.then_some(Shape::Object { properties, additional })
    }

    fn union(&mut self, name: &str, node: &'a Node) -> Option<Shape<'a>> {
        let read: Vec<Option<TypeUse<'a>>> = node.items("oneOf").iter().map(|site| self.site(site)).collect();
        let alternatives = read.into_iter().collect::<Option<Vec<_>>>()?;
        if alternatives.len() < 2 && !node.is_true(OPEN) {
            return self.refuse(node, format_args!("the union `{name}` has fewer than two alternatives"));
        }
        if let Some(site) = alternatives.iter().find(|site| site.nullable) {
            return self.refuse(
                site.node,
                format_args!("an alternative of the union `{name}` may be null"),
            );
        }
        let tag = match node.get("discriminator") {
            Some(tag) => Some(self.tag(name, tag, &alternatives)?),
            None => None,
        };
        Some(Shape::Union { tag, alternatives })
    }

    fn tag(&mut self, name: &str, node: &'a Node, alternatives: &[TypeUse<'_>]) -> Option<Tag<'a>> {
        let texts = |list: &'a Node| list.as_array()?.iter().map(Node::as_str).collect::<Option<Vec<_>>>();
        let lists: Option<Vec<Vec<&str>>> = node.items("values").iter().map(texts).collect();
        let values = lists.unwrap_or_default();
        let all: Vec<&str> = values.iter().flatten().copied().collect();
        let is_distinct = all.iter().collect::<BTreeSet<_>>().len() == all.len();
        let all_selectable = values.iter().rev().skip(1).all(|values| !values.is_empty());
        if values.len() != alternatives.len() || !is_distinct || !all_selectable {
            let message =
                format_args!("the tag of the union `{name}` does not have distinct values for each alternative");
            return self.refuse(node, message);
        }
        if let Some(site) = alternatives
            .iter()
            .find(|site| !matches!(site.bare, TypeKind::Named(_)))
        {
            let message = format_args!("an alternative of the union `{name}`, which has a tag, is not a component");
            return self.refuse(site.node, message);
        }
        let Some(wire) = node.get_str("propertyName") else {
            return self.refuse(node, format_args!("the tag of the union `{name}` has no name"));
        };
        Some(Tag {
            wire,
            values,
            values_type: TagType::of(node),
            is_shared: node.is_true(SHARED),
        })
    }

    fn site(&mut self, node: &'a Node) -> Option<TypeUse<'a>> {
        if node.as_object().is_none() {
            return self.refuse(
                node,
                format_args!("a schema is expected here, not {}", node.kind.name()),
            );
        }
        let foreign = FOREIGN
            .iter()
            .chain(["enum", "properties"].iter())
            .find(|key| node.get(key).is_some());
        if let Some(key) = foreign {
            return self.refuse(
                node,
                format_args!("`{key}` is not allowed here: only a plain type or a reference is"),
            );
        }
        let bare = if let Some(target) = node.get("$ref") {
            let known = target.as_str().and_then(|target| target.strip_prefix(REFERENCE));
            match known.and_then(|name| self.schemas.get_key_value(name)) {
                Some((name, _)) => TypeKind::Named(name),
                None => return self.refuse(target, "unresolved reference"),
            }
        } else {
            self.bare(node)?
        };
        Some(TypeUse {
            node,
            bare,
            nullable: node.is_true("nullable"),
        })
    }

    fn bare(&mut self, node: &'a Node) -> Option<TypeKind<'a>> {
        let additional = node.get("additionalProperties");
        if let Some((format, wide)) = narrow(node, self.formats).filter(|_| self.is_only_sent) {
            return Some(TypeKind::Narrow(format, wide));
        }
        Some(
            match (
                node.get("type").map(|kind| kind.as_str().unwrap_or("?")),
                node.get("items"),
                additional,
            ) {
                (None, None, None) => TypeKind::Any,
                (Some("string"), None, None) => node.get_str("format").map_or(TypeKind::Text, TypeKind::Formatted),
                (Some("integer"), None, None) if node.get_str("format") == Some("uint64") => TypeKind::Unsigned,
                (Some("integer"), None, None) => TypeKind::Integer,
                (Some("number"), None, None) => TypeKind::Number,
                (Some("boolean"), None, None) => TypeKind::Boolean,
                (Some("array"), Some(items), None) => TypeKind::List(Box::new(self.site(items)?)),
                (Some("object"), None, Some(additional)) => TypeKind::Map(Box::new(self.site(additional)?)),
                (Some("object"), None, None) => TypeKind::Free,
                (kind, ..) => {
                    let kind = kind.unwrap_or("none");
                    return self.refuse(
                        node,
                        format_args!("type {kind}, with these `items` and `additionalProperties`, cannot be represented as a Rust type"),
                    );
                }
            },
        )
    }
}

fn integer(node: &Node) -> Option<i64> {
    match &node.kind {
        crate::node::Kind::Number(number) => number.as_i64(),
        _ => None,
    }
}

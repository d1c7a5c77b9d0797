//! Reads checked components into [`Component`]s: `Node` → `Shape`.
//!
//! Invariant: a `Component` is in the sound subset; whatever is not becomes the finding `unexpected-schema`, so no later pass has
//! to think of combinators, inline objects or dangling references.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::narrow::{Wide, narrow};
use crate::combine::union::OPEN;
use crate::finding::Findings;
use crate::model::Schema;
use crate::node::Node;
use crate::typed_id;

const REFERENCE: &str = "#/components/schemas/";

/// Keys that would change what a schema means, and that stage 7 has already turned into named components.
const FOREIGN: [&str; 9] = [
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "const",
    "discriminator",
    "patternProperties",
    "prefixItems",
    "if",
];

/// Those of them that a union has.
const UNION: [&str; 2] = ["discriminator", "oneOf"];

const HINT: &str = "an earlier stage should have mended or refused this: please report it with the page; an overlay that rewrites \
the schema helps until then";

/// A named component, in the sound subset.
#[derive(Debug)]
pub(super) struct Component<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Schema,
    pub(super) shape: Shape<'a>,
}

#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// Properties by wire name; the type of further members, if any are allowed for.
    Object {
        properties: Vec<Property<'a>>,
        rest: Option<Site<'a>>,
    },
    /// The values of a string enum, as listed.
    Strings(Vec<&'a str>),
    /// The values of an integer enum, as listed.
    Integers(Vec<i64>),
    /// A string that is a type of its own.
    Id,
    /// One of several types, and how it is said which.
    Union {
        tag: Option<Tag<'a>>,
        alternatives: Vec<Site<'a>>,
    },
}

/// The member of an object that says which alternative of a union it is.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) wire: &'a str,
    /// Its values for each alternative. One without values takes what has none of the others; it is the last.
    pub(super) values: Vec<Vec<&'a str>>,
}

impl Tag<'_> {
    /// Whether the last alternative takes what has no value of the others: it is the base that these extend.
    pub(super) fn has_base(&self) -> bool {
        self.values.last().is_some_and(Vec::is_empty)
    }
}

#[derive(Debug)]
pub(super) struct Property<'a> {
    pub(super) wire: &'a str,
    pub(super) required: bool,
    pub(super) site: Site<'a>,
}

/// A place where a type is used.
#[derive(Debug)]
pub(super) struct Site<'a> {
    pub(super) node: &'a Node,
    pub(super) bare: Bare<'a>,
    pub(super) nullable: bool,
}

/// A type without presence, bounds or words.
#[derive(Debug)]
pub(super) enum Bare<'a> {
    Named(&'a str),
    Text,
    /// A string of a format that has a type by the configuration.
    Formatted(&'a str),
    Integer,
    Unsigned,
    Number,
    /// A number that is only ever sent, of a format that has a type by the configuration.
    Narrow(&'a str, Wide),
    Boolean,
    List(Box<Site<'a>>),
    Map(Box<Site<'a>>),
    /// An object nothing is known of.
    Free,
    /// Any JSON.
    Any,
}

impl Bare<'_> {
    /// Lists and maps have an empty value, which null and absence stand for.
    pub(super) fn has_empty(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Free)
    }
}

impl From<Wide> for Bare<'_> {
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

/// All components in the order of their names; those outside the subset are left out, with a finding.
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
        // What a hand-written type replaces is never read: it may have any shape.
        let shape = if replace.contains_key(name) {
            Some(Shape::Object {
                properties: Vec::new(),
                rest: None,
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
    /// Of the component that is read.
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
                format_args!("the component `{name}` has `{key}`, which cannot be a type as it stands"),
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
                    "the component `{name}` is neither an object nor an enum of strings or integers nor a union"
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
                format_args!("the component `{name}` is called a constant, but has not exactly one value"),
            );
        }
        Some(shape)
    }

    fn values<T: PartialEq>(&mut self, name: &str, node: &'a Node, read: fn(&'a Node) -> Option<T>) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for item in node.items("enum") {
            match read(item) {
                Some(value) if !values.contains(&value) => values.push(value),
                Some(_) => return self.refuse(item, format_args!("the enum `{name}` lists this value twice")),
                None => {
                    return self.refuse(
                        item,
                        format_args!("the enum `{name}` has {} as a value, not of its type", item.kind.name()),
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
                format_args!("the component `{name}` requires `{missing}`, which it does not have"),
            );
        }
        let mut properties = Vec::new();
        let mut whole = true; // read them all, so that all findings come in one run
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
        let rest = match node.get("additionalProperties") {
            Some(rest) => Some(self.site(rest)?),
            None => None,
        };
        whole.then_some(Shape::Object { properties, rest })
    }

    fn union(&mut self, name: &str, node: &'a Node) -> Option<Shape<'a>> {
        let read: Vec<Option<Site<'a>>> = node.items("oneOf").iter().map(|site| self.site(site)).collect();
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

    fn tag(&mut self, name: &str, node: &'a Node, alternatives: &[Site<'_>]) -> Option<Tag<'a>> {
        let texts = |list: &'a Node| list.as_array()?.iter().map(Node::as_str).collect::<Option<Vec<_>>>();
        let lists: Option<Vec<Vec<&str>>> = node.items("values").iter().map(texts).collect();
        let values = lists.unwrap_or_default();
        let all: Vec<&str> = values.iter().flatten().copied().collect();
        let is_distinct = all.iter().collect::<BTreeSet<_>>().len() == all.len();
        let is_told = values.iter().rev().skip(1).all(|values| !values.is_empty());
        if values.len() != alternatives.len() || !is_distinct || !is_told {
            let message = format_args!("the tag of the union `{name}` has no values of its own for each alternative");
            return self.refuse(node, message);
        }
        if let Some(site) = alternatives.iter().find(|site| !matches!(site.bare, Bare::Named(_))) {
            let message = format_args!("an alternative of the union `{name}`, which has a tag, is no component");
            return self.refuse(site.node, message);
        }
        let Some(wire) = node.get_str("propertyName") else {
            return self.refuse(node, format_args!("the tag of the union `{name}` has no name"));
        };
        Some(Tag { wire, values })
    }

    fn site(&mut self, node: &'a Node) -> Option<Site<'a>> {
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
                format_args!("`{key}` stands in a place where only a plain type or a reference can"),
            );
        }
        let bare = if let Some(target) = node.get("$ref") {
            let known = target.as_str().and_then(|target| target.strip_prefix(REFERENCE));
            match known.and_then(|name| self.schemas.get_key_value(name)) {
                Some((name, _)) => Bare::Named(name),
                None => return self.refuse(target, "the reference leads to no component"),
            }
        } else {
            self.bare(node)?
        };
        Some(Site {
            node,
            bare,
            nullable: node.is_true("nullable"),
        })
    }

    fn bare(&mut self, node: &'a Node) -> Option<Bare<'a>> {
        let rest = node.get("additionalProperties");
        if let Some((format, wide)) = narrow(node, self.formats).filter(|_| self.is_only_sent) {
            return Some(Bare::Narrow(format, wide));
        }
        Some(
            match (
                node.get("type").map(|kind| kind.as_str().unwrap_or("?")),
                node.get("items"),
                rest,
            ) {
                (None, None, None) => Bare::Any,
                (Some("string"), None, None) => node.get_str("format").map_or(Bare::Text, Bare::Formatted),
                (Some("integer"), None, None) if node.get_str("format") == Some("uint64") => Bare::Unsigned,
                (Some("integer"), None, None) => Bare::Integer,
                (Some("number"), None, None) => Bare::Number,
                (Some("boolean"), None, None) => Bare::Boolean,
                (Some("array"), Some(items), None) => Bare::List(Box::new(self.site(items)?)),
                (Some("object"), None, Some(rest)) => Bare::Map(Box::new(self.site(rest)?)),
                (Some("object"), None, None) => Bare::Free,
                (kind, ..) => {
                    let kind = kind.unwrap_or("none");
                    return self.refuse(
                        node,
                        format_args!("type {kind}, with the items and additionalProperties it has, is no Rust type"),
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

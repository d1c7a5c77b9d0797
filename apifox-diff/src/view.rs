//! A schema as used in one place: references are resolved, and keywords beside a reference take
//! precedence over the component's.

use std::collections::BTreeSet;

use apifox_build::internals::{self, At, Node, schema_name};

/// The schema of an undescribed value, which accepts anything.
pub(crate) static ANY: Node = Node::NULL;

#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    root: &'a Node,
    /// The schema of the place, then the schemas it refers to.
    layers: Vec<&'a Node>,
    name: Option<String>,
}

impl<'a> View<'a> {
    pub(crate) fn new(root: &'a Node, schema: &'a Node) -> Self {
        /// Longer chains of aliases are cycles, which an earlier stage has fixed.
        const LONGEST: usize = 64;
        let components = root.components("schemas");
        let mut view = Self {
            root,
            layers: vec![schema],
            name: None,
        };
        let mut current = schema;
        while let Some(name) = current.get_str("$ref").and_then(schema_name)
            && let Some(target) = components.and_then(|schemas| schemas.get(&name))
            && view.layers.len() < LONGEST
        {
            view.layers.push(target);
            view.name = Some(name);
            current = target;
        }
        view
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.layers.iter().find_map(|node| node.get(key))
    }

    pub(crate) fn get_str(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str()
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    pub(crate) fn items(&self, key: &str) -> &'a [Node] {
        self.get(key).and_then(Node::as_array).unwrap_or_default()
    }

    /// Returns the names of the properties of an object.
    pub(crate) fn property_names(&self) -> BTreeSet<&'a str> {
        let properties = self.get("properties").and_then(Node::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Returns the keywords beside a reference.
    pub(crate) fn beside(&self) -> Vec<(&'a str, &'a Node)> {
        let own = self.layers.split_last().map_or(&[][..], |(_, own)| own);
        let members = own.iter().flat_map(|node| node.as_object().into_iter().flatten());
        members
            .filter(|(key, _)| key.as_str() != "$ref")
            .map(|(key, node)| (key.as_str(), node))
            .collect()
    }

    /// Returns the schema of the place itself.
    pub(crate) fn site(&self) -> &'a Node {
        self.layers.first().copied().unwrap_or(&ANY)
    }

    /// Returns the place of use.
    pub(crate) fn at(&self) -> At {
        self.layers.first().map(|node| node.at).unwrap_or_default()
    }

    /// Returns the name of the component, if the schema is one.
    pub(crate) fn component(&self) -> Option<(&str, &'a Node)> {
        Some((self.name.as_deref()?, self.layers.last()?))
    }

    /// Returns the type of value that the schema accepts.
    pub(crate) fn kind(&self) -> Kind<'a> {
        if let Some(kind) = self.get_str("type") {
            return Kind::Basic(kind);
        }
        if self.get("oneOf").is_some() {
            return Kind::Union;
        }
        if self.get("properties").is_some() || self.get("additionalProperties").is_some() {
            return Kind::Basic("object");
        }
        if self.get("items").is_some() {
            return Kind::Basic("array");
        }
        let mut values = self.items("enum").iter();
        values.find_map(basic).map_or(Kind::Any, Kind::Basic)
    }

    /// Returns the alternatives of a union.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = Self> {
        self.items("oneOf").iter().map(|node| Self::new(self.root, node))
    }

    /// Returns the keywords of the use of a component; another schema unchanged.
    pub(crate) fn use_of_component(&self) -> Self {
        let mut view = self.clone();
        if view.name.take().is_some() {
            view.layers.pop();
        }
        view
    }

    /// Returns this use of a union as one of one of its alternatives.
    pub(crate) fn narrowed_to(&self, alternative: Self) -> Self {
        let layers = self.layers.iter().copied().chain(alternative.layers);
        Self {
            layers: layers.collect(),
            ..alternative
        }
    }

    /// Returns the schema of additional members.
    pub(crate) fn further(&self) -> Further<'a> {
        match self.get("additionalProperties") {
            Some(node) if node.as_bool() == Some(false) => Further::Forbidden,
            Some(node) if node.as_object().is_some_and(|members| !members.is_empty()) => Further::Typed(node),
            _ => Further::Any,
        }
    }

    /// Returns the values of an `enum` without null, which `nullable` reports.
    pub(crate) fn values(&self) -> Vec<&'a Node> {
        self.items("enum").iter().filter(|value| !value.is_null()).collect()
    }
}

/// The members of an object besides its properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Further<'a> {
    Forbidden,
    Any,
    Typed(&'a Node),
}

/// The type of value that a schema accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Any,
    Union,
    Basic(&'a str),
}

impl Kind<'_> {
    /// Returns the type as far as JSON itself distinguishes it: an integer is a number.
    pub(crate) fn family(self) -> Self {
        match self {
            Self::Basic("integer") => Self::Basic("number"),
            other => other,
        }
    }
}

impl std::fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("any value"),
            Self::Union => f.write_str("one of several"),
            Self::Basic(name) => write!(f, "`{name}`"),
        }
    }
}

fn basic(value: &Node) -> Option<&'static str> {
    use internals::Kind::{Array, Bool, Null, Number, Object, String};
    match &value.kind {
        Null => None,
        Bool(_) => Some("boolean"),
        Number(number) if number.is_f64() => Some("number"),
        Number(_) => Some("integer"),
        String(_) => Some("string"),
        Array(_) => Some("array"),
        Object(_) => Some("object"),
    }
}

/// How the values accepted now relate to those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Same,
    Widened,
    Narrowed,
    Changed,
}

pub(crate) fn relation(old: Kind<'_>, new: Kind<'_>) -> Relation {
    match (old, new) {
        (old, new) if old == new => Relation::Same,
        (Kind::Any, _) | (Kind::Basic("number"), Kind::Basic("integer")) => Relation::Narrowed,
        (_, Kind::Any) | (Kind::Basic("integer"), Kind::Basic("number")) => Relation::Widened,
        _ => Relation::Changed,
    }
}

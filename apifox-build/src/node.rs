//! The document tree that every stage works on.
//!
//! A [`Node`] is a JSON value with its origin: `at` is an entry of [`crate::source::Sources`],
//! which resolves page, pointer, line and column when a finding needs them. Objects are sorted by
//! key, so nothing downstream can depend on the order of keys in a page. Equality and ordering
//! ignore `at`: two nodes are equal if their JSON is.

mod map;

use std::cmp::Ordering;

use serde_core::{Serialize, Serializer};
use serde_json::Value;
use smol_str::SmolStr;

/// The origin of a node: an index into the table of `Sources`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At(pub(crate) u32);

pub use map::Map;

/// A JSON value and its origin.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Its origin.
    pub at: At,
    /// Its value.
    pub kind: Kind,
}

/// The value of a [`Node`].
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Kind {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string.
    String(SmolStr),
    /// An array, with its items.
    Array(Vec<Node>),
    /// An object, with its members.
    Object(Map),
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.kind, &other.kind) {
            (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
            (Kind::Number(a), Kind::Number(b)) => a.to_string().cmp(&b.to_string()),
            (Kind::String(a), Kind::String(b)) => a.cmp(b),
            (Kind::Array(a), Kind::Array(b)) => a.cmp(b),
            (Kind::Object(a), Kind::Object(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl Kind {
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::String(_) => 3,
            Self::Array(_) => 4,
            Self::Object(_) => 5,
        }
    }

    /// The JSON name of the type, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl Node {
    /// Null, without an origin.
    pub const NULL: Self = Self {
        at: At(0),
        kind: Kind::Null,
    };

    pub(crate) fn new(at: At, kind: Kind) -> Self {
        Self { at, kind }
    }

    pub(crate) fn string(at: At, text: impl Into<SmolStr>) -> Self {
        Self::new(at, Kind::String(text.into()))
    }

    pub(crate) fn object(at: At, members: impl IntoIterator<Item = (&'static str, Node)>) -> Self {
        Self::new(
            at,
            Kind::Object(
                members
                    .into_iter()
                    .map(|(key, node)| (SmolStr::new_static(key), node))
                    .collect(),
            ),
        )
    }

    /// `{"$ref": target}`
    pub(crate) fn reference(at: At, target: &str) -> Self {
        Self::object(at, [("$ref", Self::string(at, target))])
    }

    /// The members of an object; `None` for anything else.
    #[must_use]
    pub fn as_object(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Map> {
        match &mut self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items of an array; `None` for anything else.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string; `None` for anything else.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean; `None` for anything else.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// The member `key` of an object; `None` for anything else.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_object_mut()?.get_mut(key)
    }

    /// The text of the member `key`, if it is a string.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The member `key`, if it is `true`.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Self::as_bool) == Some(true)
    }

    /// The strings of the array `key`; empty if there is no such array.
    pub(crate) fn strings(&self, key: &str) -> impl Iterator<Item = &str> {
        self.items(key).iter().filter_map(Self::as_str)
    }

    /// The items of the array `key`; empty if there is no such array.
    #[must_use]
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Self::as_array).unwrap_or_default()
    }

    /// The components of one kind, such as `schemas`, if this is a document that has some.
    #[must_use]
    pub fn components(&self, kind: &str) -> Option<&Node> {
        self.get("components")?.get(kind)
    }

    /// The members of the object `key`; empty if there is no such object.
    pub fn members(&self, key: &str) -> impl Iterator<Item = (&str, &Node)> {
        self.get(key)
            .and_then(Self::as_object)
            .into_iter()
            .flatten()
            .map(|(name, node)| (name.as_str(), node))
    }

    pub(crate) fn insert(&mut self, key: &str, value: Node) {
        if let Some(members) = self.as_object_mut() {
            members.insert(key, value);
        }
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        self.as_object_mut()?.remove(key)
    }

    /// The node at a path of keys (array items by their decimal index).
    pub(crate) fn at_path_mut<S: AsRef<str>>(&mut self, path: &[S]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, key| match &mut node.kind {
            Kind::Object(members) => members.get_mut(key.as_ref()),
            Kind::Array(items) => items.get_mut(key.as_ref().parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The plain JSON value, without origins.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::String(text) => Value::String(text.to_string()),
            Kind::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, node)| (key.to_string(), node.to_value()))
                    .collect(),
            ),
        }
    }

    /// The value as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() // writing to memory with string keys cannot fail
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.kind {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool(value) => serializer.serialize_bool(*value),
            Kind::Number(number) => number.serialize(serializer),
            Kind::String(text) => serializer.serialize_str(text),
            Kind::Array(items) => serializer.collect_seq(items),
            Kind::Object(members) => serializer.collect_map(members),
        }
    }
}

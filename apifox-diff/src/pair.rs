//! Pairs of the two sides to compare.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::{ALTERNATIVES, At, Node, Side, is_xml, operations, without_parameters};

use crate::change::Route;
use crate::view::{Kind, Relation, View, relation};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Documents<'a> {
    pub(crate) old: &'a Side,
    pub(crate) new: &'a Side,
    /// Components that are equal on both sides, with everything they refer to, so that they need
    /// not be compared.
    pub(crate) unchanged: &'a BTreeSet<&'a str>,
}

/// A part that either side may have; if a side does not have it, `within` is the nearest enclosing
/// part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) old: Option<&'a Node>,
    pub(crate) new: Option<&'a Node>,
    pub(crate) within: (At, At),
}

impl<'a> Pair<'a> {
    /// Returns both sides; `None` for an added or removed part.
    pub(crate) fn both(&self) -> Option<(&'a Node, &'a Node)> {
        Some((self.old?, self.new?))
    }

    pub(crate) fn added(&self) -> Option<&'a Node> {
        self.new.filter(|_| self.old.is_none())
    }

    pub(crate) fn removed(&self) -> Option<&'a Node> {
        self.old.filter(|_| self.new.is_none())
    }

    /// Whether both sides have it, and a flag is true on the new side only.
    pub(crate) fn sets(&self, flag: &str) -> bool {
        self.both()
            .is_some_and(|(old, new)| !old.is_true(flag) && new.is_true(flag))
    }

    /// Whether both sides have it, and a flag is true on the old side only.
    pub(crate) fn lifts(&self, flag: &str) -> bool {
        self.both()
            .is_some_and(|(old, new)| old.is_true(flag) && !new.is_true(flag))
    }

    pub(crate) fn at(&self) -> (At, At) {
        (
            self.old.map_or(self.within.0, |node| node.at),
            self.new.map_or(self.within.1, |node| node.at),
        )
    }

    /// Returns a member of both sides.
    pub(crate) fn member(&self, key: &str) -> Pair<'a> {
        Pair {
            old: self.old.and_then(|node| node.get(key)),
            new: self.new.and_then(|node| node.get(key)),
            within: self.at(),
        }
    }

    /// Returns the members of a named collection, by name.
    pub(crate) fn named(&self, key: &str) -> BTreeMap<&'a str, Pair<'a>> {
        let member = self.member(key);
        let mut all: BTreeMap<&str, Pair<'_>> = BTreeMap::new();
        let empty = Pair {
            old: None,
            new: None,
            within: member.at(),
        };
        for (name, node) in self.old.into_iter().flat_map(|node| node.members(key)) {
            all.entry(name).or_insert(empty).old = Some(node);
        }
        for (name, node) in self.new.into_iter().flat_map(|node| node.members(key)) {
            all.entry(name).or_insert(empty).new = Some(node);
        }
        all
    }
}

/// Returns type, subtype and parameters of a media type in lower case, without a charset.
pub(crate) fn essence(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let parts = lower.split(';').map(str::trim);
    let parts = parts.filter(|part| !part.starts_with("charset="));
    parts.collect::<Vec<_>>().join(";")
}

/// Whether a media type that only one side has is another spelling of one that both sides have, with
/// an equal content.
pub(crate) fn is_respelled<'p>(
    name: &str,
    media: &Pair<'_>,
    all: impl IntoIterator<Item = (&'p str, &'p Pair<'p>)>,
) -> bool {
    let is_equal = |other: &Pair<'_>| {
        media.removed().is_some() && media.old == other.old || media.added().is_some() && media.new == other.new
    };
    let mut spellings = all
        .into_iter()
        .filter(|(other, pair)| pair.both().is_some() && essence(other) == essence(name));
    spellings.any(|(_, other)| is_equal(other))
}

/// A schema on both sides.
#[derive(Debug, Clone)]
pub(crate) struct Schemas<'a> {
    pub(crate) old: View<'a>,
    pub(crate) new: View<'a>,
    /// Whether a value must be present on both sides: a required property, a body, an item.
    pub(crate) required: bool,
    /// Whether a generated type checks a single value of it, as for a required property.
    pub(crate) checked: bool,
    pub(crate) role: Role,
    pub(crate) written: Serialization,
    pub(crate) told: Told<'a>,
}

/// Which listed values are not compared, since the tags of alternatives tell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told<'a> {
    None,
    /// Those of a property of this object.
    Of(&'a str),
    /// Those of this schema.
    Own,
}

/// What is compared of a schema itself, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// A choice on one side, one value on the other: what does not restrict values is compared of
    /// the whole.
    Restrictions,
    /// An alternative of a choice, which accepts null for all of them.
    Alternative,
    /// Everything.
    Whole,
}

/// How a value is serialized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Serialization {
    Json,
    /// As a string, so that `5` and `"5"` are the same value.
    Text,
    /// As a multipart form: its members are strings, except objects, which are JSON (OpenAPI 3.0,
    /// `multipart` content).
    Parts,
    /// As elements and attributes of XML, with names from `xml`.
    Xml,
}

impl Serialization {
    pub(crate) fn of(media_type: &str) -> Self {
        match without_parameters(media_type).as_str() {
            "application/x-www-form-urlencoded" => Self::Text,
            "multipart/form-data" => Self::Parts,
            name if is_xml(name) => Self::Xml,
            _ => Self::Json,
        }
    }
}

impl<'a> Schemas<'a> {
    /// Returns how the values accepted now relate to those before.
    pub(crate) fn relation(&self) -> Relation {
        let (old, new) = (self.old.kind(), self.new.kind());
        if self.is_text() && old != new && holds_text_of(&self.new, &self.old) {
            return Relation::Widened;
        }
        if self.is_text() && old != new && holds_text_of(&self.old, &self.new) {
            return Relation::Narrowed;
        }
        relation(old, new)
    }

    /// Whether both are strings, numbers or arrays, and one was merged of several. An enum has the
    /// values of all.
    pub(crate) fn is_of_values(&self) -> bool {
        let is_merged = |view: &View<'_>| view.get(ALTERNATIVES).is_some() && view.get("enum").is_none();
        let is_value = matches!(self.new.kind(), Kind::Basic(name) if !matches!(name, "object" | "boolean"));
        is_value && (is_merged(&self.old) || is_merged(&self.new))
    }

    /// Whether both are strings, numbers, booleans or arrays that were merged of several.
    pub(crate) fn are_merged_values(&self) -> bool {
        let is_merged = |view: &View<'_>| view.get(ALTERNATIVES).is_some();
        let is_value = matches!(self.new.kind(), Kind::Basic(name) if name != "object");
        is_value && is_merged(&self.old) && is_merged(&self.new)
    }

    /// Whether both are numbers, of which one may be an integer.
    pub(crate) fn is_of_numbers(&self) -> bool {
        let is_number = |view: &View<'_>| view.kind().family() == Kind::Basic("number");
        is_number(&self.old) && is_number(&self.new)
    }

    /// Whether a value is sent as text, which cannot be null.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.written, Serialization::Text | Serialization::Parts)
    }

    /// Returns both sides as they are compared: as text, a union with a string that holds all its
    /// alternatives is that string.
    pub(crate) fn as_written(&self) -> Self {
        let as_string = |view: &View<'a>| {
            let string = view.alternatives().find(|string| holds_text_of(string, view));
            let string = string.filter(|_| self.is_text() && view.kind() == Kind::Union);
            string.map_or_else(|| view.clone(), |string| view.narrowed_to(string))
        };
        Self {
            old: as_string(&self.old),
            new: as_string(&self.new),
            ..self.clone()
        }
    }

    /// Whether a flag is true on the new side only.
    pub(crate) fn sets(&self, flag: &str) -> bool {
        !self.old.is_true(flag) && self.new.is_true(flag)
    }

    /// Whether a flag is true on the old side only.
    pub(crate) fn lifts(&self, flag: &str) -> bool {
        self.old.is_true(flag) && !self.new.is_true(flag)
    }

    pub(crate) fn at(&self) -> (At, At) {
        (self.old.at(), self.new.at())
    }

    /// Returns the place of a keyword on each side, or of the schema if it does not have the
    /// keyword.
    pub(crate) fn at_key(&self, key: &str) -> (At, At) {
        let at = |view: &View<'_>| view.get(key).map_or(view.at(), |node| node.at);
        (at(&self.old), at(&self.new))
    }
}

/// Whether a string schema accepts each value of another schema, serialized as a string: of a
/// scalar, or of a union of these.
fn holds_text_of(string: &View<'_>, other: &View<'_>) -> bool {
    match other.kind() {
        Kind::Union => other
            .alternatives()
            .all(|one| one.kind() != Kind::Union && holds_text_of(string, &one)),
        Kind::Basic("string") if other.get_str("format") == Some("binary") => false, // a file
        Kind::Basic("string" | "integer" | "number" | "boolean") => holds_text_of_scalar(string, other),
        Kind::Basic(_) | Kind::Any => false,
    }
}

fn holds_text_of_scalar(string: &View<'_>, scalar: &View<'_>) -> bool {
    const LIMITS: [&str; 3] = ["pattern", "format", "maxLength"];
    let is_limited = LIMITS.iter().any(|key| string.get(key).is_some());
    // A number or a boolean has at least one character.
    let has_least = string
        .get("minLength")
        .is_some_and(|least| !matches!(least.json().as_str(), "0" | "1"));
    if string.kind() != Kind::Basic("string") || is_limited || has_least {
        return false;
    }
    let listed: BTreeSet<&str> = string.values().iter().filter_map(|value| value.as_str()).collect();
    let is_listed = |text: &str| listed.contains(text);
    match scalar.values().as_slice() {
        _ if listed.is_empty() => true,
        [] => scalar.kind() == Kind::Basic("boolean") && ["true", "false"].into_iter().all(is_listed),
        values => values.iter().all(|value| match value.as_str() {
            Some(text) => is_listed(text),
            None => is_listed(&value.json()),
        }),
    }
}

/// A property of an object in one direction: requests do not contain read-only properties,
/// responses no write-only ones.
#[derive(Debug, Clone)]
pub(crate) struct Property<'a> {
    pub(crate) old: Option<(View<'a>, bool)>,
    pub(crate) new: Option<(View<'a>, bool)>,
    /// On both sides, but not in this direction.
    pub(crate) hidden: (bool, bool),
    pub(crate) within: (At, At),
}

impl Property<'_> {
    pub(crate) fn at(&self) -> (At, At) {
        (
            self.old.as_ref().map_or(self.within.0, |(view, _)| view.at()),
            self.new.as_ref().map_or(self.within.1, |(view, _)| view.at()),
        )
    }
}

/// Returns the route of an operation in a document.
pub(crate) fn route_of(root: &Node, operation: &Node) -> Option<Route> {
    let mut all = operations(root);
    all.find(|(_, _, node)| std::ptr::eq(*node, operation))
        .map(|(path, method, _)| (method.to_uppercase(), path.to_owned()))
}

/// Returns a path without the names of its parameters, which are not sent.
pub(crate) fn erased(path: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in path.chars() {
        match c {
            '{' => within = true,
            '}' => {
                within = false;
                text.push_str("{}");
            }
            _ if within => {}
            c => text.push(c),
        }
    }
    text
}

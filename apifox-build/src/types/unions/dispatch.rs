//! Distinguishes alternatives without a tag: [`SchemaView`]s → the rules by which the run time
//! crate selects one.
//!
//! An alternative is selected by its type of JSON and, among objects, by members that it requires.
//! It is not tried by decoding, which would repeat for nested unions. Invariant: an alternative
//! never takes all values of a later one; that is an error.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::combine::union::OPEN;
use crate::discriminator::{SHARED, TagType};
use crate::node::Node;
use crate::types::Pass;
use crate::types::shape::{Component, TypeKind, TypeUse};

/// The number of references to follow. A cycle of references has no type.
const MAX_REFERENCES: usize = 16;

/// A type of JSON, named as in the run time crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
    Text,
    Integer,
    Unsigned,
    Number,
    Boolean,
    Any,
    /// Any value of a member, including null.
    Nullable,
    /// No member.
    Absent,
    /// No member, or null.
    Unset,
    /// No member, or one that is not null.
    NotNull,
}

impl Kind {
    /// The type of a discriminator's values.
    pub(super) const fn of_tag(tag_type: TagType) -> Self {
        match tag_type {
            TagType::Text => Self::Text,
            TagType::Integer => Self::Integer,
            TagType::Boolean => Self::Boolean,
        }
    }

    fn covers(self, other: Self) -> bool {
        let is_integer = matches!(other, Self::Integer | Self::Unsigned);
        self == other || matches!(self, Self::Any | Self::Nullable) || (self == Self::Number && is_integer)
    }

    fn ident(self) -> syn::Ident {
        let name = format!("{self:?}");
        format_ident!("{name}")
    }

    fn overlaps(self, other: Self) -> bool {
        let integers = [Self::Integer, Self::Unsigned];
        self.covers(other) || other.covers(self) || (integers.contains(&self) && integers.contains(&other))
    }
}

/// A type of JSON, and the documented strings, if they are listed.
#[derive(Debug)]
pub(super) struct Pattern<'a> {
    pub(super) kind: Kind,
    pub(super) values: Vec<&'a str>,
}

impl Pattern<'_> {
    fn covers(&self, other: &Self) -> bool {
        let listed = !other.values.is_empty() && other.values.iter().all(|value| self.values.contains(value));
        self.kind.covers(other.kind) && (self.values.is_empty() || listed)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let shared = self.values.iter().any(|value| other.values.contains(value));
        self.kind.overlaps(other.kind) && (shared || self.values.is_empty() || other.values.is_empty())
    }

    fn rule(&self) -> TokenStream {
        let (values, kind) = (&self.values, self.kind.ident());
        if values.is_empty() {
            quote!(: #kind)
        } else {
            quote!(= #(#values)|*)
        }
    }
}

/// The parts of a schema that can be checked without decoding a value.
#[derive(Debug)]
pub(super) struct SchemaView<'a> {
    /// The schema, with its references resolved.
    pub(super) node: &'a Node,
    pub(super) pattern: Pattern<'a>,
}

/// The parts of a member of an object that can be checked without decoding it.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) pattern: Pattern<'a>,
    pub(super) required: bool,
    pub(super) nullable: bool,
    /// Whether any value other than those listed is an error.
    pub(super) constant: bool,
}

impl<'a> SchemaView<'a> {
    pub(super) fn of(pass: &Pass<'a>, node: &'a Node) -> Self {
        let node = resolved(pass, node).0;
        let pattern = pattern(pass, node, 0);
        Self { node, pattern }
    }

    pub(super) fn member(&self, pass: &Pass<'a>, wire: &str) -> Option<Member<'a>> {
        if let Some(tag) = self.tag().filter(|tag| tag.get_str("propertyName") == Some(wire)) {
            let tag_type = TagType::of(tag);
            let lists = tag.items("values").iter().filter(|_| tag_type == TagType::Text);
            let values = lists
                .flat_map(|list| list.as_array().unwrap_or_default())
                .filter_map(Node::as_str)
                .collect();
            let kind = Kind::of_tag(tag_type);
            return Some(Member {
                pattern: Pattern { kind, values },
                required: true,
                nullable: false,
                constant: false,
            });
        }
        if self.tag().is_some() {
            let mut all = self.alternatives(pass);
            return all.find_map(|one| one.member(pass, wire)).map(|_| Member {
                pattern: Pattern {
                    kind: Kind::Any,
                    values: Vec::new(),
                },
                required: false,
                nullable: true,
                constant: false,
            });
        }
        let node = self.node.members("properties").find(|(key, _)| *key == wire)?.1;
        let (resolved, constant) = resolved(pass, node);
        let nullable = node.is_true("nullable") || resolved.is_true("nullable");
        let mut pattern = pattern(pass, resolved, 0);
        if nullable {
            pattern.values.clear(); // null is not one of the strings
        }
        Some(Member {
            pattern,
            required: self.node.strings("required").any(|key| key == wire),
            nullable,
            constant,
        })
    }

    /// The tag, if the alternative is a union itself that any value of a tag distinguishes.
    fn tag(&self) -> Option<&'a Node> {
        self.node.get("discriminator").filter(|tag| !tag.is_true(SHARED))
    }

    /// The alternatives, if the alternative is a union itself.
    fn alternatives(&self, pass: &Pass<'a>) -> impl Iterator<Item = Self> {
        self.node.items("oneOf").iter().map(|one| Self::of(pass, one))
    }

    /// Whether it may have further members.
    fn is_open(&self, pass: &Pass<'a>) -> bool {
        if self.tag().is_some() {
            return self.alternatives(pass).any(|one| one.is_open(pass));
        }
        self.node.get("properties").is_none() || self.node.get("additionalProperties").is_some()
    }

    /// Whether an object that lacks a required member could be decoded, with null instead.
    fn may_add_null(&self, pass: &Pass<'a>) -> bool {
        let mut members = self.required().into_iter().filter_map(|wire| self.member(pass, wire));
        members.any(|member| member.nullable || member.pattern.kind == Kind::Any)
    }

    /// The documented members.
    pub(super) fn names(&self) -> BTreeSet<&'a str> {
        self.node.members("properties").map(|(name, _)| name).collect()
    }

    /// The required members, in the order of their names.
    fn required(&self) -> Vec<&'a str> {
        let tag = self.tag().and_then(|tag| tag.get_str("propertyName"));
        let mut required: Vec<&str> = self.node.strings("required").chain(tag).collect();
        required.sort_unstable();
        required
    }
}

/// Resolves a reference. Returns the schema, and whether it is a constant.
fn resolved<'a>(pass: &Pass<'a>, node: &'a Node) -> (&'a Node, bool) {
    let name = node.get_str("$ref").and_then(|target| target.rsplit('/').next());
    match name.and_then(|name| pass.component(name)) {
        Some(component) => (&component.schema.node, component.schema.constant),
        None => (node, false),
    }
}

fn pattern<'a>(pass: &Pass<'a>, node: &'a Node, depth: usize) -> Pattern<'a> {
    let mut values = Vec::new();
    let kind = match node.get_str("type") {
        Some("object") => Kind::Object,
        Some("array") => Kind::List,
        Some("string") => {
            values = node.strings("enum").collect();
            Kind::Text
        }
        Some("integer") if node.get_str("format") == Some("uint64") => Kind::Unsigned,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        _ if node.get("discriminator").is_some() => Kind::Object,
        // A union has the type that all its alternatives share.
        _ if depth < MAX_REFERENCES => {
            let mut kinds = node
                .items("oneOf")
                .iter()
                .map(|part| pattern(pass, resolved(pass, part).0, depth + 1).kind);
            let first = kinds.next().unwrap_or(Kind::Any);
            if kinds.all(|kind| kind == first) {
                first
            } else {
                Kind::Any
            }
        }
        _ => Kind::Any,
    };
    Pattern { kind, values }
}

/// Returns the rule for each alternative, in the syntax of the run time crate's macro.
pub(super) fn rules(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (sites, names): (&[TypeUse<'_>], &[String]),
) -> Result<Vec<TokenStream>, String> {
    // In a request, null differs from absent, even for an object of any members.
    let is_open = component.schema.node.is_true(OPEN);
    let is_exact = component.schema.in_request;
    let all: Vec<SchemaView<'_>> = sites.iter().map(|site| SchemaView::of(pass, site.node)).collect();
    let mut rules = Vec::new();
    let (mut passes_on, mut is_strict) = (false, false);
    for (index, this) in all.iter().enumerate() {
        let mut members = Members::default();
        let (mut needs_values, mut has_wider) = (false, is_open && this.pattern.kind == Kind::Object);
        for (other_index, other) in all.iter().enumerate().filter(|(other, _)| *other != index) {
            let later = other_index > index;
            needs_values |= later && this.pattern.kind.overlaps(other.pattern.kind);
            let both_objects = this.pattern.kind == Kind::Object && other.pattern.kind.overlaps(Kind::Object);
            has_wider |= both_objects && later && other.is_open(pass);
            let is_distinct = both_objects && members.distinguish(pass, this, other, later);
            if later && !is_distinct && this.pattern.covers(&other.pattern) {
                let (this, other) = (&names[index], &names[other_index]);
                return Err(format!(
                    "its alternative `{this}` takes all values of its alternative `{other}`"
                ));
            }
        }
        let kind = this.pattern.kind.ident();
        let values = Some(&this.pattern.values).filter(|values| needs_values && !values.is_empty());
        let values = values.map(|values| quote!(= #(#values)|*));
        let members = members.rule();
        // An object that lacks what an open alternative requires came from one that passed it on: no
        // later one may add null for it, or lose part of it.
        is_strict |= passes_on && this.is_open(pass) && this.may_add_null(pass);
        passes_on |= has_wider;
        let wider = match (has_wider, is_exact) {
            (false, _) if is_map_of_types(&sites[index]) || is_strict && this.pattern.kind.overlaps(Kind::Object) => {
                Some(quote!(or whole))
            }
            (false, _) => None,
            (true, false) => Some(quote!(or wider)),
            (true, true) => Some(quote!(or exact)),
        };
        rules.push(quote!(: #kind #values #members #wider));
    }
    Ok(rules)
}

/// Whether any object could match such a map, since the types of its members may read absent
/// members as null.
fn is_map_of_types(site: &TypeUse<'_>) -> bool {
    matches!(&site.bare, TypeKind::Map(each) if matches!(each.bare, TypeKind::Named(_)))
}

/// The members to check, by name, and their patterns where these matter.
#[derive(Debug, Default)]
pub(super) struct Members<'a>(pub(super) std::collections::BTreeMap<&'a str, Option<Pattern<'a>>>);

/// How well a required member distinguishes one object from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distinction {
    /// The other never has it.
    Certain,
    /// The other never has it with that pattern.
    CertainByPattern,
    /// The other may have it, but does not require it.
    Possible,
    /// The other may have it with that pattern.
    PossibleByPattern,
    None,
}

impl<'a> Members<'a> {
    /// Adds the members that distinguish `this` from `other`: one that certainly does, or else, if
    /// `other` is later, all that possibly do.
    fn distinguish(&mut self, pass: &Pass<'a>, this: &SchemaView<'a>, other: &SchemaView<'a>, later: bool) -> bool {
        let mut grades: Vec<(&'a str, Distinction)> = Vec::new();
        for wire in this.required() {
            grades.push((wire, distinction(pass, wire, this, other)));
        }
        let is_certain = |grade: Distinction| matches!(grade, Distinction::Certain | Distinction::CertainByPattern);
        let chosen_before = grades
            .iter()
            .find(|(wire, grade)| is_certain(*grade) && self.0.contains_key(wire));
        let best = [Distinction::Certain, Distinction::CertainByPattern]
            .into_iter()
            .find_map(|best| grades.iter().find(|(_, grade)| *grade == best));
        let chosen: Vec<(&'a str, Distinction)> = match chosen_before.or(best) {
            Some(certain) => vec![*certain],
            None if later => grades
                .into_iter()
                .filter(|(_, grade)| *grade != Distinction::None)
                .collect(),
            None => Vec::new(),
        };
        let any = !chosen.is_empty();
        for (wire, grade) in chosen {
            let by_pattern = matches!(grade, Distinction::CertainByPattern | Distinction::PossibleByPattern);
            let member = this.member(pass, wire);
            let pattern = match member {
                Some(member) if by_pattern => Some(member.pattern),
                Some(member) if member.nullable => Some(Pattern {
                    kind: Kind::Nullable,
                    values: Vec::new(),
                }),
                _ => None,
            };
            let entry = self.0.entry(wire).or_default();
            *entry = entry.take().or(pattern);
        }
        any
    }

    pub(super) fn rule(&self) -> Option<TokenStream> {
        let members = self.0.iter().map(|(wire, pattern)| {
            let pattern = pattern.as_ref().map(Pattern::rule);
            quote!(#wire #pattern)
        });
        (!self.0.is_empty()).then(|| quote!({ #(#members),* }))
    }
}

fn distinction<'a>(pass: &Pass<'a>, wire: &str, this: &SchemaView<'a>, other: &SchemaView<'a>) -> Distinction {
    let Some(mine) = this.member(pass, wire) else {
        return Distinction::None;
    };
    match other.member(pass, wire) {
        None if other.is_open(pass) => Distinction::Possible,
        None => Distinction::Certain,
        Some(theirs) if !mine.pattern.overlaps(&theirs.pattern) => Distinction::CertainByPattern,
        Some(theirs) if !mine.pattern.covers(&theirs.pattern) => Distinction::PossibleByPattern,
        Some(theirs) if !theirs.required => Distinction::Possible,
        Some(_) => Distinction::None,
    }
}

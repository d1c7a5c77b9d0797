//! What tells alternatives without a tag apart: [`Surface`]s → the rules by which the run time crate chooses.
//!
//! An alternative is chosen by its kind of JSON and, among objects, by members that it requires; not by trying to decode
//! it, for a union within a union would then be tried over and over. Invariant: an alternative never takes all of what a later one
//! is there for; if it would, that is an error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::combine::union::OPEN;
use crate::node::Node;
use crate::types::Pass;
use crate::types::shape::{Bare, Component, Site};

/// How many references are followed. A circle of them has no kind.
const DEEPEST: usize = 16;

/// A kind of JSON, called as in the run time crate.
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
    /// Of a member: any value, and null is one.
    Nullable,
}

impl Kind {
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

/// A kind, and the texts a value is documented to be, if they are listed.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) kind: Kind,
    pub(super) values: Vec<&'a str>,
}

impl Look<'_> {
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

/// What can be seen of a schema without decoding a value of it.
#[derive(Debug)]
pub(super) struct Surface<'a> {
    /// The schema, its references followed.
    node: &'a Node,
    pub(super) look: Look<'a>,
}

/// What can be seen of a member of an object.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) look: Look<'a>,
    pub(super) required: bool,
    pub(super) nullable: bool,
    /// Any other value than those listed is an error.
    pub(super) constant: bool,
}

impl<'a> Surface<'a> {
    pub(super) fn of(pass: &Pass<'a>, node: &'a Node) -> Self {
        let node = followed(pass, node).0;
        let look = look(pass, node, 0);
        Self { node, look }
    }

    pub(super) fn member(&self, pass: &Pass<'a>, wire: &str) -> Option<Member<'a>> {
        if let Some(tag) = self.tag().filter(|tag| tag.get_str("propertyName") == Some(wire)) {
            let lists = tag.items("values").iter();
            let values = lists
                .flat_map(|list| list.as_array().unwrap_or_default())
                .filter_map(Node::as_str)
                .collect();
            return Some(Member {
                look: Look {
                    kind: Kind::Text,
                    values,
                },
                required: true,
                nullable: false,
                constant: false,
            });
        }
        let node = self.node.members("properties").find(|(key, _)| *key == wire)?.1;
        let (followed, constant) = followed(pass, node);
        let nullable = node.is_true("nullable") || followed.is_true("nullable");
        let mut look = look(pass, followed, 0);
        if nullable {
            look.values.clear(); // null is none of the texts
        }
        Some(Member {
            look,
            required: self.node.strings("required").any(|key| key == wire),
            nullable,
            constant,
        })
    }

    /// An alternative may be a union itself.
    fn tag(&self) -> Option<&'a Node> {
        self.node.get("discriminator")
    }

    /// Whether it may have members that are not listed.
    fn is_open(&self) -> bool {
        self.node.get("properties").is_none() || self.node.get("additionalProperties").is_some()
    }

    /// The members it requires, in the order of their names.
    fn required(&self) -> Vec<&'a str> {
        let tag = self.tag().and_then(|tag| tag.get_str("propertyName"));
        let mut required: Vec<&str> = self.node.strings("required").chain(tag).collect();
        required.sort_unstable();
        required
    }
}

/// The schema that a reference leads to, and whether that is a constant.
fn followed<'a>(pass: &Pass<'a>, node: &'a Node) -> (&'a Node, bool) {
    let name = node.get_str("$ref").and_then(|target| target.rsplit('/').next());
    match name.and_then(|name| pass.component(name)) {
        Some(component) => (&component.schema.node, component.schema.constant),
        None => (node, false),
    }
}

fn look<'a>(pass: &Pass<'a>, node: &'a Node, depth: usize) -> Look<'a> {
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
        // A union is of the kind that all its alternatives are of.
        _ if depth < DEEPEST => {
            let mut kinds = node
                .items("oneOf")
                .iter()
                .map(|part| look(pass, followed(pass, part).0, depth + 1).kind);
            let first = kinds.next().unwrap_or(Kind::Any);
            if kinds.all(|kind| kind == first) {
                first
            } else {
                Kind::Any
            }
        }
        _ => Kind::Any,
    };
    Look { kind, values }
}

/// The rule for each alternative, in the words of the run time crate's macro.
pub(super) fn rules(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (sites, names): (&[Site<'_>], &[String]),
) -> Result<Vec<TokenStream>, String> {
    // What is sent can be null where an object of any members is meant, and that is not the same as absent.
    let is_open = component.schema.node.is_true(OPEN);
    let is_exact = component.schema.in_request;
    let all: Vec<Surface<'_>> = sites.iter().map(|site| Surface::of(pass, site.node)).collect();
    let mut rules = Vec::new();
    for (index, this) in all.iter().enumerate() {
        let mut members = Members::default();
        let (mut texts_matter, mut has_wider) = (false, is_open && this.look.kind == Kind::Object);
        for (other_index, other) in all.iter().enumerate().filter(|(other, _)| *other != index) {
            let later = other_index > index;
            texts_matter |= later && this.look.kind.overlaps(other.look.kind);
            let both_objects = this.look.kind == Kind::Object && other.look.kind.overlaps(Kind::Object);
            has_wider |= both_objects && later && other.is_open();
            let apart = both_objects && members.tell_apart(pass, this, other, later);
            if later && !apart && this.look.covers(&other.look) {
                let (this, other) = (&names[index], &names[other_index]);
                return Err(format!(
                    "its alternative `{this}` takes all values that are meant for `{other}`"
                ));
            }
        }
        let kind = this.look.kind.ident();
        let values = Some(&this.look.values).filter(|values| texts_matter && !values.is_empty());
        let values = values.map(|values| quote!(= #(#values)|*));
        let members = members.rule();
        let wider = match (has_wider, is_exact) {
            (false, _) if is_map_of_types(&sites[index]) => Some(quote!(or whole)),
            (false, _) => None,
            (true, false) => Some(quote!(or wider)),
            (true, true) => Some(quote!(or exact)),
        };
        rules.push(quote!(: #kind #values #members #wider));
    }
    Ok(rules)
}

/// Whether any object could be taken for such a map, if its members' types read what is absent as null.
fn is_map_of_types(site: &Site<'_>) -> bool {
    matches!(&site.bare, Bare::Map(each) if matches!(each.bare, Bare::Named(_)))
}

/// The members to ask for, by name, and the looks that matter.
#[derive(Debug, Default)]
struct Members<'a>(std::collections::BTreeMap<&'a str, Option<Look<'a>>>);

/// How well a required member of one object tells it from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// The other never has it.
    Surely,
    /// The other never has it of that look.
    SurelyByLook,
    /// The other may have it, but need not.
    Perhaps,
    /// The other may have it of that look.
    PerhapsByLook,
    Not,
}

impl<'a> Members<'a> {
    /// Asks for what tells `this` from `other`: one member that is sure to, or else all that perhaps do, if `other` is yet to come.
    fn tell_apart(&mut self, pass: &Pass<'a>, this: &Surface<'a>, other: &Surface<'a>, later: bool) -> bool {
        let mut grades: Vec<(&'a str, Apart)> = Vec::new();
        for wire in this.required() {
            grades.push((wire, apart(pass, wire, this, other)));
        }
        let sure = |grade: Apart| matches!(grade, Apart::Surely | Apart::SurelyByLook);
        let known = grades
            .iter()
            .find(|(wire, grade)| sure(*grade) && self.0.contains_key(wire));
        let best = [Apart::Surely, Apart::SurelyByLook]
            .into_iter()
            .find_map(|best| grades.iter().find(|(_, grade)| *grade == best));
        let chosen: Vec<(&'a str, Apart)> = match known.or(best) {
            Some(sure) => vec![*sure],
            None if later => grades.into_iter().filter(|(_, grade)| *grade != Apart::Not).collect(),
            None => Vec::new(),
        };
        let any = !chosen.is_empty();
        for (wire, grade) in chosen {
            let by_look = matches!(grade, Apart::SurelyByLook | Apart::PerhapsByLook);
            let member = this.member(pass, wire);
            let look = match member {
                Some(member) if by_look => Some(member.look),
                Some(member) if member.nullable => Some(Look {
                    kind: Kind::Nullable,
                    values: Vec::new(),
                }),
                _ => None,
            };
            let entry = self.0.entry(wire).or_default();
            *entry = entry.take().or(look);
        }
        any
    }

    fn rule(&self) -> Option<TokenStream> {
        let members = self.0.iter().map(|(wire, look)| {
            let look = look.as_ref().map(Look::rule);
            quote!(#wire #look)
        });
        (!self.0.is_empty()).then(|| quote!({ #(#members),* }))
    }
}

fn apart<'a>(pass: &Pass<'a>, wire: &str, this: &Surface<'a>, other: &Surface<'a>) -> Apart {
    let Some(mine) = this.member(pass, wire) else {
        return Apart::Not;
    };
    match other.member(pass, wire) {
        None if other.is_open() => Apart::Perhaps,
        None => Apart::Surely,
        Some(theirs) if !mine.look.overlaps(&theirs.look) => Apart::SurelyByLook,
        Some(theirs) if !mine.look.covers(&theirs.look) => Apart::PerhapsByLook,
        Some(theirs) if !theirs.required => Apart::Perhaps,
        Some(_) => Apart::Not,
    }
}

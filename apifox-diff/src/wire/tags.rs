//! The tags of alternatives: the values of the property that distinguishes them.

use std::collections::BTreeSet;

use apifox_build::internals::{Kind, Node, tag_text};

use super::union::{Alternative, PairOf, Paired, shared, values};
use super::{Walk, address};
use crate::pair::{Pair, Schemas, Told};
use crate::rule::Check;
use crate::view::View;

impl<'a> Paired<'a> {
    /// Adds the alternatives that share a tag, but are not a pair: the tag has moved to another
    /// alternative.
    pub(super) fn add_moved(&mut self, schemas: &Schemas<'a>) {
        if property(&schemas.old) != property(&schemas.new) {
            return;
        }
        let before = self.pairs.iter().map(|(a, _)| a).chain(&self.old);
        let after: Vec<_> = self.pairs.iter().map(|(_, b)| b).chain(&self.new).collect();
        let all = before.flat_map(|a| after.iter().map(move |b| (*a, **b)));
        let is_same = |one: &Alternative<'a>, other: &Alternative<'a>| std::ptr::eq(one.0, other.0);
        let is_pair = |a: &Alternative<'a>, b: &Alternative<'a>| {
            self.pairs.iter().any(|pair| is_same(&pair.0, a) && is_same(&pair.1, b))
        };
        let moved: Vec<_> = all.filter(|(a, b)| shared(a, b).is_some() && !is_pair(a, b)).collect();
        self.old.retain(|a| !moved.iter().any(|(other, _)| is_same(a, other)));
        self.new.retain(|b| !moved.iter().any(|(_, other)| is_same(b, other)));
        self.pairs.extend(moved);
    }
}

impl<'a> Walk<'a> {
    /// Compares the tags of alternatives, if both sides list them: those that no alternative of the
    /// other side has are gone or new. An alternative may be in several pairs.
    pub(super) fn tags(&mut self, pairs: &[PairOf<'a>], labels: &[String], schemas: &Schemas<'a>) {
        if property(&schemas.old) != property(&schemas.new) {
            return;
        }
        let (before, after) = (tags_of(&schemas.old), tags_of(&schemas.new));
        let mut compared = BTreeSet::new();
        for ((a, b), label) in pairs.iter().zip(labels) {
            let (Some(old), Some(new)) = (a.1, b.1) else { continue };
            let mut beyond = |one: &Alternative<'a>, list: &Node, others: &BTreeSet<&str>| {
                let is_first = compared.insert(address(one.0));
                let is_beyond = |tag: &&Node| is_first && tag.as_str().is_some_and(|tag| !others.contains(tag));
                let tags = values(one).iter().filter(is_beyond).cloned();
                Node {
                    at: list.at,
                    kind: Kind::Array(tags.collect()),
                }
            };
            let (gone, added) = (beyond(a, old, &after), beyond(b, new, &before));
            let pair = Pair {
                old: Some(&gone),
                new: Some(&added),
                within: schemas.at(),
            };
            self.within(label, |walk| {
                walk.apply(|check, sink| {
                    if let Check::Tags(check) = check {
                        check(&pair, sink);
                    }
                });
            });
        }
    }

    /// Returns the property of two alternatives whose listed values differ, but are all tags, so that
    /// the tags tell which of them are accepted.
    pub(super) fn told_by_tags(&self, old: &Alternative<'a>, new: &Alternative<'a>, schemas: &Schemas<'a>) -> Told<'a> {
        let name = property(&schemas.old).filter(|name| property(&schemas.new) == Some(name));
        let Some(name) = name else { return Told::None };
        let listed = |one: &Alternative<'a>, is_old| {
            let all = self.view(one.0, is_old).get("properties")?.get(name)?;
            Some(self.view(all, is_old).values())
        };
        let (before, after) = (listed(old, true), listed(new, false));
        let is_told = before != after
            && [(old, &before, &schemas.old), (new, &after, &schemas.new)]
                .iter()
                .all(|(one, listed, union)| {
                    !values(one).is_empty() && are_tags(union, values(one), listed.as_deref().unwrap_or_default())
                });
        if is_told { Told::Of(name) } else { Told::None }
    }
}

/// Returns the property that distinguishes the alternatives of a union.
fn property<'a>(union: &View<'a>) -> Option<&'a str> {
    union.get("discriminator")?.get_str("propertyName")
}

/// Whether each of these values is a tag of an alternative, and all own tags are among them, if there
/// are any.
fn are_tags(union: &View<'_>, own: &[Node], listed: &[&Node]) -> bool {
    let Some(discriminator) = union.get("discriminator") else {
        return false;
    };
    let texts: Option<BTreeSet<String>> = listed.iter().map(|value| tag_text(discriminator, value)).collect();
    let Some(texts) = texts else { return false };
    let tags = tags_of(union);
    let mut own = own.iter().filter_map(Node::as_str);
    texts.iter().all(|text| tags.contains(text.as_str())) && (listed.is_empty() || own.all(|tag| texts.contains(tag)))
}

/// Returns the tags of all alternatives of a union.
fn tags_of<'a>(union: &View<'a>) -> BTreeSet<&'a str> {
    let lists = union.get("discriminator").map_or(&[][..], |node| node.items("values"));
    let tags = lists.iter().flat_map(|list| list.as_array().unwrap_or_default());
    tags.filter_map(Node::as_str).collect()
}

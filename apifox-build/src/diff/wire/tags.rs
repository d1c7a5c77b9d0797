//! The tags of alternatives: the values of the property that distinguishes them.

use std::collections::BTreeSet;

use super::Walk;
use super::union::{Alternative, values};
use crate::diff::pair::{Pair, Schemas, Told};
use crate::diff::rule::Check;
use crate::diff::view::View;
use crate::discriminator::TagType;
use crate::node::Node;

impl<'a> Walk<'a> {
    /// Compares the tags of an alternative, if both sides list them.
    pub(super) fn tags(&mut self, old: &Alternative<'a>, new: &Alternative<'a>, schemas: &Schemas<'a>) {
        let pair = Pair {
            old: old.1,
            new: new.1,
            within: schemas.at(),
        };
        if pair.both().is_some() && property(&schemas.old) == property(&schemas.new) {
            self.apply(|check, sink| {
                if let Check::Tags(check) = check {
                    check(&pair, sink);
                }
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
                    !values(one).is_empty() && are_tags(union, listed.as_deref().unwrap_or_default())
                });
        if is_told { Told::Of(name) } else { Told::None }
    }
}

/// Returns the property that distinguishes the alternatives of a union.
fn property<'a>(union: &View<'a>) -> Option<&'a str> {
    union.get("discriminator")?.get_str("propertyName")
}

/// Whether each of these values is a tag of an alternative.
fn are_tags(union: &View<'_>, listed: &[&Node]) -> bool {
    let Some(discriminator) = union.get("discriminator") else {
        return false;
    };
    let lists = discriminator.items("values").iter();
    let tags: BTreeSet<&str> = lists
        .flat_map(|list| list.as_array().unwrap_or_default())
        .filter_map(Node::as_str)
        .collect();
    let tag_type = TagType::of(discriminator);
    let mut listed = listed.iter().map(|value| tag_type.text(value));
    listed.all(|text| text.is_some_and(|text| tags.contains(text.as_str())))
}

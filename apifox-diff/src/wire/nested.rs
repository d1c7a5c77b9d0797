//! The alternatives of a union that are within one of its alternatives: those from which an object was
//! merged, and those of a union that a discriminator distinguishes.

use super::Walk;
use super::union::{Alternative, alternatives, merged};
use crate::pair::Schemas;
use crate::view::{Kind, View};

impl<'a> Walk<'a> {
    /// Compares the alternatives of unions. Those from which one was merged are alternatives too: a
    /// change may make them distinguishable.
    pub(super) fn alternatives(&mut self, schemas: &Schemas<'a>) {
        let of = |walk: &Self, view: &View<'a>, is_old| {
            if view.get("discriminator").is_some() {
                return alternatives(view);
            }
            walk.unmerged(view, is_old)
        };
        let (old, new) = (of(self, &schemas.old, true), of(self, &schemas.new, false));
        // As many unions on both sides are compared with each other. Otherwise, alternatives that stand
        // alone on one side are within a union on the other side.
        if self.unions(&old, true).len() == self.unions(&new, false).len() {
            return self.matched(old, new, schemas);
        }
        let tagged = |view: &View<'a>, unions: Vec<View<'a>>| match &unions[..] {
            [union] if view.get("discriminator").is_none() => union.clone(),
            _ => view.clone(),
        };
        let schemas = Schemas {
            old: tagged(&schemas.old, self.unions(&old, true)),
            new: tagged(&schemas.new, self.unions(&new, false)),
            ..schemas.clone()
        };
        let (old, new) = (self.flattened(old, true), self.flattened(new, false));
        self.matched(old, new, &schemas);
    }

    /// Returns the alternatives that are unions themselves.
    fn unions(&self, all: &[Alternative<'a>], is_old: bool) -> Vec<View<'a>> {
        let views = all.iter().map(|one| self.view(one.0, is_old));
        views.filter(|view| view.kind() == Kind::Union).collect()
    }

    /// Replaces unions by their alternatives.
    fn flattened(&self, all: Vec<Alternative<'a>>, is_old: bool) -> Vec<Alternative<'a>> {
        let inner = |one: Alternative<'a>| {
            let inner = alternatives(&self.view(one.0, is_old));
            if inner.is_empty() { vec![one] } else { inner }
        };
        all.into_iter().flat_map(inner).collect()
    }

    /// Returns the alternatives of a union; those from which one was merged instead of that one.
    pub(super) fn unmerged(&self, view: &View<'a>, is_old: bool) -> Vec<Alternative<'a>> {
        let all = alternatives(view).into_iter();
        all.flat_map(|one| {
            let whole = self.view(one.0, is_old);
            let inner = merged(&whole);
            // As a part of others, the whole has more properties.
            let described = inner.iter().flat_map(|one| self.view(one.0, is_old).property_names());
            let is_whole = whole.property_names().is_subset(&described.collect());
            if inner.is_empty() || !is_whole {
                vec![one]
            } else {
                inner
            }
        })
        .collect()
    }
}

//! Types that accept more than what is documented, compared by what they were combined of: any JSON
//! of alternatives or parts.

use apifox_build::internals::{ALTERNATIVES, PARTS};

use super::union::{Alternative, Paired};
use super::{Walk, rules};
use crate::class::{Class, Direction};
use crate::pair::Schemas;
use crate::view::{ANY, Kind, View};

impl<'a> Walk<'a> {
    /// Compares any JSON by the alternatives or parts it was combined of; `false` if it has none.
    pub(super) fn made_of_any(&mut self, schemas: &Schemas<'a>) -> bool {
        let sides = [&schemas.old, &schemas.new];
        if schemas.old.kind() != Kind::Any || sides.iter().all(|view| is_plain(view)) {
            return false;
        }
        let count = |key| sides.iter().filter(|view| view.get(key).is_some()).count();
        let of = |view: &View<'a>| match all(view, ALTERNATIVES) {
            none if none.is_empty() => vec![(&ANY, None)],
            alternatives => alternatives,
        };
        let is_any = (
            self.any_is_among(&schemas.old, true),
            self.any_is_among(&schemas.new, false),
        );
        match (count(ALTERNATIVES), count(PARTS)) {
            (2, _) => self.beside_any(is_any, |walk| walk.matched(of(&schemas.old), of(&schemas.new), schemas)),
            (_, 2) => self.parts(schemas),
            // A choice that has any JSON as an alternative accepts the same as any JSON.
            (1, 0) if is_any.0 || is_any.1 => {
                self.beside_any((true, true), |walk| {
                    walk.matched(of(&schemas.old), of(&schemas.new), schemas);
                });
            }
            _ => self.not_compared(schemas),
        }
        true
    }

    /// Compares alternatives of which any JSON may be one, on each side: if only one direction is
    /// concerned, the value is accepted as any JSON.
    fn beside_any(&mut self, (before, after): (bool, bool), compare: impl FnOnce(&mut Self)) {
        let is_accepted = match self.sink.direction {
            Some(Direction::Response) => before,
            _ => after,
        };
        if !is_accepted {
            return compare(self);
        }
        let start = self.sink.found.len();
        let outer = std::mem::replace(&mut self.is_beside_any, true);
        compare(self);
        self.is_beside_any = outer;
        for found in &mut self.sink.found[start..] {
            if found.rule.request != found.rule.response {
                found.class = found.class.min(Class::Risky);
            }
        }
    }

    fn any_is_among(&self, view: &View<'a>, is_old: bool) -> bool {
        let mut alternatives = view.items(ALTERNATIVES).iter().map(|node| self.view(node, is_old));
        alternatives.any(|one| one.kind() == Kind::Any && is_plain(&one))
    }

    /// Compares the parts of any JSON in pairs; what a part without a partner means is not known.
    fn parts(&mut self, schemas: &Schemas<'a>) {
        let label = self.side(&all(&schemas.new, PARTS), false);
        let Paired { pairs, old, new } = self.paired(all(&schemas.old, PARTS), all(&schemas.new, PARTS));
        for (a, b) in pairs {
            self.within(label.label(&b), |walk| walk.schemas(a.0, b.0, schemas.required));
        }
        if !old.is_empty() || !new.is_empty() {
            self.not_compared(schemas);
        }
    }

    fn not_compared(&mut self, schemas: &Schemas<'a>) {
        self.sink.rule = rules::all().find(|rule| rule.code == "part-not-compared");
        let message = "any JSON is accepted here; its documentation changed, and was not compared";
        self.sink.add(schemas.at(), message);
    }
}

/// Whether nothing is known of what any JSON was combined of.
fn is_plain(view: &View<'_>) -> bool {
    view.get(ALTERNATIVES).is_none() && view.get(PARTS).is_none()
}

pub(super) fn all<'a>(view: &View<'a>, key: &str) -> Vec<Alternative<'a>> {
    view.items(key).iter().map(|node| (node, None)).collect()
}

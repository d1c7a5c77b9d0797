//! Pairs of components, each compared once.

use std::collections::BTreeSet;

use apifox_build::internals::Node;

use super::{Use, Walk, address};
use crate::class::Direction;
use crate::pair::{Role, Schemas};
use crate::rule::{Check, Found};
use crate::view::{ANY, View};

impl<'a> Walk<'a> {
    /// Whether a pair was compared already, of which at least one is a component: only components
    /// lead back to themselves.
    pub(super) fn is_compared(&mut self, schemas: &Schemas<'a>) -> bool {
        let (one, other) = (schemas.old.component(), schemas.new.component());
        if let (Some((name, _)), Some((other, _))) = (one, other)
            && name == other
            && self.documents.unchanged.contains(name)
            && schemas.old.beside() == schemas.new.beside()
        {
            return true;
        }
        let before = one.map_or(schemas.old.site(), |(_, component)| component);
        let after = other.map_or(schemas.new.site(), |(_, component)| component);
        // Places without a schema are one node.
        let is_missing = std::ptr::eq(before, &raw const ANY) || std::ptr::eq(after, &raw const ANY);
        if is_missing || one.is_none() && other.is_none() {
            return false;
        }
        let direction = self.sink.direction.unwrap_or(Direction::Request);
        let used: Use<'a> = (
            direction, schemas.required, schemas.checked, self.written, self.is_beside_any, schemas.told,
        );
        let pair = (address(before), address(after), used);
        let Some(compared) = self.seen.get(&pair).copied() else {
            self.seen.insert(pair, schemas.role);
            return false;
        };
        if compared < schemas.role {
            self.seen.insert(pair, schemas.role);
            self.apply(|check, sink| match check {
                Check::Null(check) if schemas.role == Role::Whole => check(schemas, sink),
                Check::Annotation(check) if compared == Role::Restrictions => check(schemas, sink),
                _ => {}
            });
        }
        if one.is_some() && other.is_some() {
            self.beside(schemas, before, after);
        }
        true
    }

    /// Compares the keywords beside references to components that were compared already.
    fn beside(&mut self, schemas: &Schemas<'a>, before: &'a Node, after: &'a Node) {
        if schemas.old.beside() == schemas.new.beside() {
            return;
        }
        let bare = Schemas {
            old: View::new(&self.documents.old.root, before),
            new: View::new(&self.documents.new.root, after),
            ..schemas.clone()
        };
        let start = self.sink.found.len();
        self.own(&bare);
        let of_components = self.sink.found.split_off(start);
        self.own(schemas);
        let found_here = self.sink.found.split_off(start);
        let key = |found: &Found| (found.rule.code, found.message.clone(), found.place.clone());
        let known: BTreeSet<_> = of_components.iter().map(key).collect();
        self.sink
            .found
            .extend(found_here.into_iter().filter(|found| !known.contains(&key(found))));
    }
}

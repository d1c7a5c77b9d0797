//! The alternatives of a union: their labels, attempts to match two of them, and how much these have
//! in common.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::Node;

use super::unchanged::references;
use super::union::{Alternative, Numbered, PairOf, shared, values};
use super::{Attempted, Walk, address};
use crate::class::{Class, Direction};
use crate::pair::Role;
use crate::rule::Sink;
use crate::view::{Kind, View};

/// The alternatives of one side.
#[derive(Debug)]
pub(super) struct Side<'a> {
    /// By address.
    labels: BTreeMap<usize, String>,
    /// The properties that all objects have, if there are several.
    shared: BTreeSet<&'a str>,
}

impl<'a> Side<'a> {
    pub(super) fn label(&self, alternative: &Alternative<'a>) -> &str {
        self.labels.get(&address(alternative.0)).map_or("", String::as_str)
    }

    /// Returns the labels of pairs: those of the alternatives of this side, or else the tags that both
    /// alternatives of a pair have, if one of them is in several pairs.
    pub(super) fn labels(&self, pairs: &[PairOf<'a>]) -> Vec<String> {
        let mut used = BTreeSet::new();
        let labels = pairs.iter().map(|(a, b)| {
            let tag = shared(a, b).unwrap_or_default();
            let candidates = [self.label(b).to_owned(), format!("<{tag}>"), format!("<{tag}, before>")];
            let label = candidates.into_iter().find(|label| used.insert(label.clone()));
            label.unwrap_or_default()
        });
        labels.collect()
    }
}

impl<'a> Walk<'a> {
    /// Returns a comparison of two alternatives, of which only the worst class is of interest.
    pub(super) fn attempt(&self, worst: Class, direction: Option<Direction>) -> Self {
        Self {
            documents: self.documents,
            sink: Sink {
                direction,
                ..Sink::default()
            },
            seen: BTreeMap::new(),
            is_attempt: true,
            is_beside_any: false,
            worst,
            attempts: RefCell::default(),
            written: self.written,
        }
    }

    /// Whether two schemas differ in descriptions only.
    pub(super) fn same(&self, old: &'a Node, new: &'a Node) -> bool {
        self.at_worst(old, new, Class::Docs)
    }

    /// Whether two schemas differ in nothing worse than this.
    pub(super) fn at_worst(&self, old: &'a Node, new: &'a Node, worst: Class) -> bool {
        let attempted = Attempted {
            worst,
            direction: self.sink.direction,
            role: Role::Restrictions,
        };
        self.matches(old, new, attempted)
    }

    /// Whether two schemas differ in nothing worse than asked. Inside such an attempt, schemas match
    /// only if nothing differs, or by discriminators, components or properties: attempts in each
    /// other would take exponential time.
    pub(super) fn matches(&self, old: &'a Node, new: &'a Node, attempted: Attempted) -> bool {
        let is_unchanged = |name: &String| self.documents.unchanged.contains(name.as_str());
        if self.is_attempt {
            return old == new && references(old).iter().all(is_unchanged);
        }
        let attempt = (address(old), address(new), attempted, self.written);
        if let Some(known) = self.attempts.borrow().get(&attempt) {
            return *known;
        }
        let mut walk = self.attempt(attempted.worst, attempted.direction);
        let schemas = walk.both(old, new, true, attempted.role);
        walk.values(&schemas);
        let is_held = walk.sink.found.iter().all(|found| found.class <= attempted.worst);
        self.attempts.borrow_mut().insert(attempt, is_held);
        is_held
    }

    /// Labels each alternative by its discriminator value, its component, a property that no other
    /// has, or else its type, with a number if that is not the only one.
    pub(super) fn side(&self, all: &[Alternative<'a>], is_old: bool) -> Side<'a> {
        let views: Vec<View<'a>> = all.iter().map(|one| self.view(one.0, is_old)).collect();
        let properties: Vec<BTreeSet<&'a str>> = views.iter().map(View::property_names).collect();
        let objects = views.iter().zip(&properties);
        let objects: Vec<_> = objects
            .filter(|(view, _)| view.kind() == Kind::Basic("object"))
            .collect();
        let shared = objects
            .iter()
            .map(|(_, names)| (*names).clone())
            .reduce(|all, next| &all & &next);
        let mut labels = BTreeMap::new();
        let mut used = BTreeSet::new();
        for (index, one) in all.iter().enumerate() {
            let value = values(one).first().and_then(Node::as_str);
            let named = value.map(str::to_owned).or_else(|| self.component(one.0, is_old));
            let is_in_other = |name: &&str| {
                let mut others = properties.iter().enumerate().filter(|(other, _)| *other != index);
                others.any(|(_, names)| names.contains(name))
            };
            let required = views[index].items("required").iter().filter_map(Node::as_str);
            let mut own = required.chain(properties[index].iter().copied());
            let own = own.find(|name| !is_in_other(name)).filter(|_| objects.len() > 1);
            let name = named.or_else(|| own.map(str::to_owned));
            let name = name.unwrap_or_else(|| views[index].kind().to_string().replace('`', ""));
            let label = if used.insert(name.clone()) {
                format!("<{name}>")
            } else {
                format!("<{name} {}>", index + 1)
            };
            labels.insert(address(one.0), label);
        }
        Side {
            labels,
            shared: shared.filter(|_| objects.len() > 1).unwrap_or_default(),
        }
    }

    /// Returns the objects that have the most properties in common, and at least one that
    /// distinguishes them from the other alternatives. Not both have discriminator values.
    pub(super) fn most_alike(
        &self,
        (old, new): (&[Alternative<'a>], &[Alternative<'a>]),
        (side, side_now): (&Side<'a>, &Side<'a>),
    ) -> Option<(usize, usize)> {
        let own = |all: &[Alternative<'a>], is_old| -> Vec<BTreeSet<&'a str>> {
            all.iter()
                .map(|one| self.view(one.0, is_old).property_names())
                .collect()
        };
        let (before, after) = (own(old, true), own(new, false));
        let in_all = &side.shared | &side_now.shared;
        let pairs = (0..old.len()).flat_map(|a| (0..new.len()).map(move |b| (a, b)));
        let alike = pairs.filter_map(|(a, b)| {
            let common = &before[a] & &after[b];
            if old[a].1.is_some() && new[b].1.is_some() {
                return None; // others
            }
            let distinguishes = |name: &&&str| !in_all.contains(**name);
            common.iter().find(distinguishes)?;
            Some((likeness(&before[a], &after[b]), (a, b)))
        });
        // The first of several equal ones.
        alike.rev().max_by_key(|(grade, _)| *grade).map(|(_, pair)| pair)
    }

    /// Pairs equal alternatives, or else those that share the most properties, if any.
    pub(super) fn nearest(&self, old: &Numbered<'a>, new: &Numbered<'a>, is_same: bool) -> Option<(usize, usize)> {
        let pairs = (0..old.len()).flat_map(|a| (0..new.len()).map(move |b| (a, b)));
        if is_same {
            return pairs.into_iter().find(|(a, b)| self.same(old[*a].1, new[*b].1));
        }
        let in_common = |(a, b): &(usize, usize)| {
            likeness(
                &self.view(old[*a].1, true).property_names(),
                &self.view(new[*b].1, false).property_names(),
            )
        };
        let best = pairs.max_by_key(in_common)?;
        (in_common(&best).0 > 0).then_some(best)
    }
}

/// How alike two objects are: by the number of common properties, then by how few others they have.
fn likeness(one: &BTreeSet<&str>, other: &BTreeSet<&str>) -> (usize, Reverse<usize>) {
    let common = one.intersection(other).count();
    (common, Reverse(one.union(other).count() - common))
}

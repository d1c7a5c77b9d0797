//! Types that accept more than what is documented, compared by what they were combined of: any JSON
//! of alternatives or parts, strings, numbers and arrays of several.

use super::union::{Alternative, pair_up};
use super::{Walk, rules};
use crate::combine::{ALTERNATIVES, PARTS};
use crate::diff::class::{Class, Direction};
use crate::diff::pair::{Role, Schemas};
use crate::diff::view::{Kind, Relation, View};

/// The keywords that restrict values of one type.
const KEYWORDS: [&str; 11] = [
    "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems",
    "uniqueItems",
];

impl<'a> Walk<'a> {
    /// Compares any JSON by the alternatives or parts it was combined of; `false` if it has none.
    pub(super) fn made_of_any(&mut self, schemas: &Schemas<'a>) -> bool {
        let sides = [&schemas.old, &schemas.new];
        if schemas.old.kind() != Kind::Any || sides.iter().all(|view| is_plain(view)) {
            return false;
        }
        let count = |key| sides.iter().filter(|view| view.get(key).is_some()).count();
        match (count(ALTERNATIVES), count(PARTS)) {
            (2, _) => self.matched(
                all(&schemas.old, ALTERNATIVES),
                all(&schemas.new, ALTERNATIVES),
                schemas,
            ),
            (_, 2) => self.parts(schemas),
            // A choice that has any JSON as an alternative means the same as any JSON.
            (1, 0) if self.any_is_among(&schemas.old, true) || self.any_is_among(&schemas.new, false) => {}
            _ => self.not_compared(schemas),
        }
        true
    }

    fn any_is_among(&self, view: &View<'a>, is_old: bool) -> bool {
        let mut alternatives = view.items(ALTERNATIVES).iter().map(|node| self.view(node, is_old));
        alternatives.any(|one| one.kind() == Kind::Any && is_plain(&one))
    }

    /// Compares the parts of any JSON in pairs; what a part without a partner means is not known.
    fn parts(&mut self, schemas: &Schemas<'a>) {
        let label = self.side(&all(&schemas.new, PARTS), false);
        let (pairs, old, new) = self.paired(all(&schemas.old, PARTS), all(&schemas.new, PARTS));
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

    /// Compares the strings, numbers or arrays that one was merged of. Arrays have the items of all.
    pub(super) fn made_of_values(&mut self, schemas: &Schemas<'a>) {
        let (mut old, mut new) = (all(&schemas.old, ALTERNATIVES), all(&schemas.new, ALTERNATIVES));
        if !schemas.is_of_values() {
            return;
        }
        if old.is_empty() {
            old.push((schemas.old.site(), None));
        }
        if new.is_empty() {
            new.push((schemas.new.site(), None));
        }
        let (before, after) = (old.clone(), new.clone());
        let mut pairs = Vec::new();
        pair_up(&mut old, &mut new, &mut pairs, |a, b| {
            self.values_match(a, b, Class::Docs, self.sink.direction)
        });
        while let Some((a, b)) = self.most_equal(&old, &new) {
            pairs.push((old.remove(a), new.remove(b)));
        }
        let index = |all: &[Alternative<'a>], one: &Alternative<'a>| {
            all.iter()
                .position(|other| std::ptr::eq(other.0, one.0))
                .unwrap_or_default()
                + 1
        };
        pairs.sort_by_key(|(_, b)| index(&after, b));
        // What another alternative accepts too is neither gone nor new.
        let is_held = |walk: &Self, a: &Alternative<'a>| {
            let mut others = after.iter();
            others.any(|b| walk.values_match(a, b, Class::Compatible, Some(Direction::Request)))
        };
        let is_known = |walk: &Self, b: &Alternative<'a>| {
            let mut others = before.iter();
            others.any(|a| walk.values_match(a, b, Class::Compatible, Some(Direction::Response)))
        };
        for (a, b) in pairs {
            let values = self.values_of(&a, &b);
            let label = format!("<{}>", index(&after, &b));
            let start = self.sink.found.len();
            self.within(if after.len() > 1 { &label } else { "" }, |walk| {
                walk.own(&values);
            });
            let is_response = self.sink.direction == Some(Direction::Response);
            if self.sink.found.len() > start && (is_response && is_known(self, &b) || !is_response && is_held(self, &a))
            {
                let found = self.sink.found.split_off(start).into_iter();
                self.sink
                    .found
                    .extend(found.filter(|found| found.class <= Class::Compatible));
            }
        }
        for a in old {
            if !is_held(self, &a) {
                self.report_removed(&format!("<{}, before>", index(&before, &a)), a.0, schemas);
            }
        }
        for b in new {
            if !is_known(self, &b) {
                let label = format!("<{}>", index(&after, &b));
                self.alternative(&label, (None, Some(b.0)), true, schemas); // the type is the same
            }
        }
    }

    /// Returns the two of the same type with the most keywords in common.
    fn most_equal(&self, old: &[Alternative<'a>], new: &[Alternative<'a>]) -> Option<(usize, usize)> {
        let pairs = (0..old.len()).flat_map(|a| (0..new.len()).map(move |b| (a, b)));
        let grades = pairs.filter_map(|(a, b)| {
            let (before, after) = (self.view(old[a].0, true), self.view(new[b].0, false));
            (before.kind() == after.kind()).then(|| (in_common(&before, &after), (a, b)))
        });
        // The first of several equal ones.
        let best = grades
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .max_by_key(|(grade, _)| *grade);
        best.map(|(_, pair)| pair)
    }

    fn values_of(&self, old: &Alternative<'a>, new: &Alternative<'a>) -> Schemas<'a> {
        self.both(old.0, new.0, true, Role::Restrictions)
    }

    /// Whether the types and keywords of two values differ in nothing worse than this.
    fn values_match(
        &self,
        old: &Alternative<'a>,
        new: &Alternative<'a>,
        worst: Class,
        direction: Option<Direction>,
    ) -> bool {
        let mut walk = self.attempt(worst, direction);
        let values = self.values_of(old, new);
        let is_same = walk.own(&values);
        // The limits of an integer and of a number are not compared.
        let wider = match values.relation() {
            Relation::Widened => &values.new,
            _ => &values.old,
        };
        let is_comparable = is_same || KEYWORDS.iter().all(|key| wider.get(key).is_none());
        is_comparable && walk.sink.found.iter().all(|found| found.class <= worst)
    }
}

/// Whether nothing is known of what any JSON was combined of.
fn is_plain(view: &View<'_>) -> bool {
    view.get(ALTERNATIVES).is_none() && view.get(PARTS).is_none()
}

fn all<'a>(view: &View<'a>, key: &str) -> Vec<Alternative<'a>> {
    view.items(key).iter().map(|node| (node, None)).collect()
}

/// The numbers of equal keywords and of those that both have.
fn in_common(old: &View<'_>, new: &View<'_>) -> (usize, usize) {
    let both = KEYWORDS.iter().filter_map(|key| old.get(key).zip(new.get(key)));
    let equal = both.clone().filter(|(old, new)| old == new).count();
    (equal, both.count())
}

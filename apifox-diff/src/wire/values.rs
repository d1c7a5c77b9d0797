//! Strings, numbers and arrays that one was merged of: matched by what restricts their values.

use apifox_build::internals::{ALTERNATIVES, Node, ONLY};

use super::merged::all;
use super::union::{Alternative, pair_up};
use super::{Attempted, Walk, rules};
use crate::class::{Class, Direction};
use crate::pair::{Role, Schemas};
use crate::rule::Check;
use crate::view::{ANY, Kind, Relation, View};

/// The keywords that restrict values of one type.
const KEYWORDS: [&str; 11] = [
    "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems",
    "uniqueItems",
];

/// The values of both sides, and pairs of them.
#[derive(Debug)]
struct Values<'a> {
    before: Vec<Alternative<'a>>,
    after: Vec<Alternative<'a>>,
    pairs: Vec<(Alternative<'a>, Alternative<'a>)>,
}

impl<'a> Values<'a> {
    fn is_paired(&self, one: &Alternative<'a>) -> bool {
        let mut pairs = self.pairs.iter();
        pairs.any(|(a, b)| std::ptr::eq(a.0, one.0) || std::ptr::eq(b.0, one.0))
    }

    fn label_before(&self, one: &Alternative<'a>) -> String {
        format!("<{}, before>", index(&self.before, one))
    }

    fn label_after(&self, one: &Alternative<'a>) -> String {
        format!("<{}>", index(&self.after, one))
    }
}

/// Returns the number of an alternative in a list.
fn index(all: &[Alternative<'_>], one: &Alternative<'_>) -> usize {
    let found = all.iter().position(|other| std::ptr::eq(other.0, one.0));
    found.unwrap_or_default() + 1
}

impl<'a> Walk<'a> {
    /// Compares the strings, numbers or arrays that one was merged of. The items of merged arrays
    /// are one choice, which is compared beside them.
    pub(super) fn made_of_values(&mut self, schemas: &Schemas<'a>) {
        if schemas.is_of_values() {
            self.values_in_pairs(unmerged(&schemas.old), unmerged(&schemas.new), schemas);
        } else if schemas.are_merged_values() {
            self.listed_values(schemas);
        }
    }

    /// Compares what is documented of the values that an enum or a boolean was merged of. The values
    /// were compared.
    fn listed_values(&mut self, schemas: &Schemas<'a>) {
        let (old, mut new) = (all(&schemas.old, ALTERNATIVES), all(&schemas.new, ALTERNATIVES));
        let after = new.clone();
        let listed = |walk: &Self, one: &Alternative<'a>, is_old| {
            let view = walk.view(one.0, is_old);
            (view.values(), view.items(ONLY))
        };
        for a in old {
            let values = listed(self, &a, true);
            let found = new.iter().position(|b| listed(self, b, false) == values);
            let Some(b) = found.map(|index| new.remove(index)) else {
                continue;
            };
            self.within(&format!("<{}>", index(&after, &b)), |walk| {
                walk.annotations_of_pair(&a, &b);
            });
        }
    }

    /// Compares what does not restrict two values. Only the type of several booleans has the
    /// descriptions of each.
    fn annotations_of_pair(&mut self, a: &Alternative<'a>, b: &Alternative<'a>) {
        let values = self.values_of(a, b);
        let start = self.sink.found.len();
        self.apply(|check, sink| {
            if let Check::Annotation(check) = check {
                check(&values, sink);
            }
        });
        if values.new.kind() != Kind::Basic("boolean") {
            let found = self.sink.found.split_off(start).into_iter();
            self.sink.found.extend(found.filter(|found| found.class > Class::Docs));
        }
    }

    /// Removes the strings, numbers and arrays from alternatives without a partner, as far as both
    /// sides have some of one type, and returns them by type.
    pub(super) fn values_of_one_type(
        &self,
        old: &mut Vec<Alternative<'a>>,
        new: &mut Vec<Alternative<'a>>,
    ) -> Vec<(Vec<Alternative<'a>>, Vec<Alternative<'a>>)> {
        let mut found = Vec::new();
        for name in ["string", "number", "array"] {
            let is_of_type = |one: &Alternative<'a>, is_old| {
                one.1.is_none() && self.view(one.0, is_old).kind().family() == Kind::Basic(name)
            };
            if old.iter().any(|one| is_of_type(one, true)) && new.iter().any(|one| is_of_type(one, false)) {
                let before = old.extract_if(.., |one| is_of_type(one, true)).collect();
                let after = new.extract_if(.., |one| is_of_type(one, false)).collect();
                found.push((before, after));
            }
        }
        found
    }

    /// Compares several values of one type of two choices, such as signed and unsigned integers with
    /// a number.
    pub(super) fn made_of_several(&mut self, old: &[Alternative<'a>], new: &[Alternative<'a>], schemas: &Schemas<'a>) {
        let of = |walk: &Self, all: &[Alternative<'a>], is_old| {
            let each = all.iter().flat_map(|one| unmerged(&walk.view(one.0, is_old)));
            each.collect::<Vec<_>>()
        };
        let (old, new) = (of(self, old, true), of(self, new, false));
        self.values_in_pairs(old, new, schemas);
    }

    fn values_in_pairs(&mut self, before: Vec<Alternative<'a>>, after: Vec<Alternative<'a>>, schemas: &Schemas<'a>) {
        let (mut old, mut new) = (before.clone(), after.clone());
        let mut pairs = Vec::new();
        pair_up(&mut old, &mut new, &mut pairs, |a, b| a.0 == b.0);
        pair_up(&mut old, &mut new, &mut pairs, |a, b| {
            self.values_match(a, b, Class::Docs, self.sink.direction)
        });
        while let Some((a, b)) = self.most_equal(&old, &new) {
            pairs.push((old.remove(a), new.remove(b)));
        }
        pairs.sort_by_key(|(_, b)| index(&after, b));
        let values = Values { before, after, pairs };
        for (a, b) in &values.pairs {
            let label = values.label_after(b);
            self.within(if values.after.len() > 1 { &label } else { "" }, |walk| {
                walk.pair_of_values(a, b, &values, schemas);
                // Otherwise, those of the one value are compared with those of the choice.
                if !schemas.is_of_values() || schemas.are_merged_values() {
                    walk.annotations_of_pair(a, b);
                }
            });
        }
        self.values_without_partner(&values, schemas);
    }

    /// Compares two values. What another alternative accepts too is neither gone nor new.
    fn pair_of_values(&mut self, a: &Alternative<'a>, b: &Alternative<'a>, all: &Values<'a>, schemas: &Schemas<'a>) {
        let values = self.values_of(a, b);
        let start = self.sink.found.len();
        if schemas.is_of_values() && schemas.old.kind() != schemas.new.kind() {
            self.apply_to_schemas(&values); // the types of the whole were compared
        } else {
            self.own(&values);
        }
        if self.sink.found.len() == start {
            return;
        }
        let is_told = match self.sink.direction {
            Some(Direction::Response) => self.is_known(b, &all.before),
            _ => self.is_held(a, &all.after),
        };
        if is_told {
            let found = self.sink.found.split_off(start).into_iter();
            let found = found.filter(|found| found.class <= Class::Compatible);
            self.sink.found.extend(found);
        }
    }

    /// Reports the values that are gone or new. Of arrays, the choice of all items may already tell.
    fn values_without_partner(&mut self, values: &Values<'a>, schemas: &Schemas<'a>) {
        let is_array = schemas.new.kind() == Kind::Basic("array");
        let (is_told_gone, is_told_new) = self.is_told_by_items(schemas);
        for a in &values.before {
            let has_items = is_array && self.has_items(a, &values.after);
            let is_gone = if is_array && !has_items {
                !is_told_gone
            } else {
                !values.is_paired(a) && !self.is_held(a, &values.after)
            };
            if is_gone {
                self.report_removed(&values.label_before(a), a.0, schemas);
            }
        }
        for b in &values.after {
            let has_items = is_array && self.had_items(b, &values.before);
            let is_new = if is_array && !has_items {
                !is_told_new
            } else {
                !values.is_paired(b) && !self.is_known(b, &values.before)
            };
            if is_new {
                let label = values.label_after(b);
                self.alternative(&label, (None, Some(b.0)), true, schemas); // the type is the same
            }
        }
    }

    /// Whether the choice of the items of all arrays changed as badly as if an array were gone, or
    /// new.
    fn is_told_by_items(&self, schemas: &Schemas<'a>) -> (bool, bool) {
        let (below_gone, below_new) = match self.sink.direction {
            Some(Direction::Response) => (Class::Docs, Class::Compatible),
            _ => (Class::Risky, Class::Docs),
        };
        let items = (items_of(&schemas.old), items_of(&schemas.new));
        let is_told = |worst| !self.items_match(items, worst, self.sink.direction);
        (is_told(below_gone), is_told(below_new))
    }

    /// Whether an array after the change accepts the items of one before it.
    fn has_items(&self, a: &Alternative<'a>, after: &[Alternative<'a>]) -> bool {
        let mut after = after.iter();
        after.any(|b| self.array_items_match(a, b, Class::Compatible, Some(Direction::Request)))
    }

    /// Whether an array before the change accepted the items of one after it.
    fn had_items(&self, b: &Alternative<'a>, before: &[Alternative<'a>]) -> bool {
        let mut before = before.iter();
        before.any(|a| self.array_items_match(a, b, Class::Compatible, Some(Direction::Response)))
    }

    /// Whether a value after the change accepts all that one before it accepted.
    fn is_held(&self, a: &Alternative<'a>, after: &[Alternative<'a>]) -> bool {
        let is_in = |b| self.values_match(a, b, Class::Compatible, Some(Direction::Request));
        after.iter().any(is_in) || self.are_listed_in(a, true, after)
    }

    /// Whether a value before the change accepted all that one after it accepts.
    fn is_known(&self, b: &Alternative<'a>, before: &[Alternative<'a>]) -> bool {
        let is_in = |a| self.values_match(a, b, Class::Compatible, Some(Direction::Response));
        before.iter().any(is_in) || self.are_listed_in(b, false, before)
    }

    /// Whether the other side accepts each of the listed values of one.
    fn are_listed_in(&self, one: &Alternative<'a>, is_old: bool, others: &[Alternative<'a>]) -> bool {
        let values = self.view(one.0, is_old).values();
        let is_accepted = |value: &&Node| {
            let mut others = others.iter();
            others.any(|other| rules::accepts(&self.view(other.0, !is_old), value))
        };
        !values.is_empty() && values.iter().all(is_accepted)
    }

    /// Returns the two of the same type with the same items, if possible, and the most keywords in
    /// common.
    fn most_equal(&self, old: &[Alternative<'a>], new: &[Alternative<'a>]) -> Option<(usize, usize)> {
        let pairs = (0..old.len()).flat_map(|a| (0..new.len()).map(move |b| (a, b)));
        let grades = pairs.filter_map(|(a, b)| {
            let (before, after) = (self.view(old[a].0, true), self.view(new[b].0, false));
            let has_items = before.kind() == Kind::Basic("array")
                && self.array_items_match(&old[a], &new[b], Class::Docs, self.sink.direction);
            let grade = (has_items, before.kind() == after.kind(), in_common(&before, &after));
            (before.kind().family() == after.kind().family()).then_some((grade, (a, b)))
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

    /// Whether the types and keywords of two values differ in nothing worse than this, and the items
    /// of arrays neither.
    fn values_match(
        &self,
        old: &Alternative<'a>,
        new: &Alternative<'a>,
        worst: Class,
        direction: Option<Direction>,
    ) -> bool {
        let mut walk = self.attempt(worst, direction);
        let values = self.values_of(old, new);
        let is_compared = walk.own(&values);
        // The limits of a number and of a string that holds its text are not compared.
        let wider = match values.relation() {
            Relation::Widened => &values.new,
            _ => &values.old,
        };
        let is_comparable = is_compared || KEYWORDS.iter().all(|key| wider.get(key).is_none());
        let is_array = values.new.kind() == Kind::Basic("array");
        is_comparable
            && walk.sink.found.iter().all(|found| found.class <= worst)
            && (!is_array || self.array_items_match(old, new, worst, direction))
    }

    fn array_items_match(
        &self,
        old: &Alternative<'a>,
        new: &Alternative<'a>,
        worst: Class,
        direction: Option<Direction>,
    ) -> bool {
        let items = (items_of(&self.view(old.0, true)), items_of(&self.view(new.0, false)));
        self.items_match(items, worst, direction)
    }

    fn items_match(&self, (old, new): (&'a Node, &'a Node), worst: Class, direction: Option<Direction>) -> bool {
        let attempted = Attempted {
            worst,
            direction,
            role: Role::Whole,
        };
        self.matches(old, new, attempted)
    }
}

/// Returns the values that one was merged of, or else itself.
fn unmerged<'a>(view: &View<'a>) -> Vec<Alternative<'a>> {
    match all(view, ALTERNATIVES) {
        merged if merged.is_empty() => vec![(view.site(), None)],
        merged => merged,
    }
}

fn items_of<'a>(array: &View<'a>) -> &'a Node {
    array.get("items").unwrap_or(&ANY)
}

/// The numbers of equal keywords and of those that both have.
fn in_common(old: &View<'_>, new: &View<'_>) -> (usize, usize) {
    let both = KEYWORDS.iter().filter_map(|key| old.get(key).zip(new.get(key)));
    let equal = both.clone().filter(|(old, new)| old == new).count();
    (equal, both.count())
}

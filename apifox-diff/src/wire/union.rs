//! Unions: matches the alternatives of both sides.

use apifox_build::internals::{ALTERNATIVES, Node};

use super::Walk;
use crate::class::{Class, Direction};
use crate::pair::{Pair, Role, Schemas, Told};
use crate::rule::Check;
use crate::view::{Kind, Relation, View};

/// Whether two alternatives are the same.
type Alike<'w, 'a> = dyn Fn(&Walk<'a>, &Alternative<'a>, &Alternative<'a>) -> bool + 'w;

/// An alternative and its discriminator values.
pub(super) type Alternative<'a> = (&'a Node, Option<&'a Node>);

/// An alternative of each side.
pub(super) type PairOf<'a> = (Alternative<'a>, Alternative<'a>);

/// Pairs of alternatives, and those of each side without a partner.
pub(super) struct Paired<'a> {
    pub(super) pairs: Vec<PairOf<'a>>,
    pub(super) old: Vec<Alternative<'a>>,
    pub(super) new: Vec<Alternative<'a>>,
}

/// Alternatives, each with its index in the list.
pub(super) type Numbered<'a> = Vec<(usize, &'a Node)>;

impl<'a> Walk<'a> {
    /// Compares a single value that becomes a union containing it, or the reverse. `false` in other
    /// cases.
    pub(super) fn one_of_several(&mut self, schemas: &Schemas<'a>) -> bool {
        let of_merged = numbered(&schemas.old).len() + numbered(&schemas.new).len() > 0;
        let (old, new) = match (schemas.old.kind(), schemas.new.kind()) {
            // The same alternatives, which a discriminator distinguishes on one side only.
            (Kind::Union, Kind::Basic("object")) if !numbered(&schemas.new).is_empty() => {
                (self.unmerged(&schemas.old, true), merged(&schemas.new))
            }
            (Kind::Basic("object"), Kind::Union) if !numbered(&schemas.old).is_empty() => {
                (merged(&schemas.old), self.unmerged(&schemas.new, false))
            }
            _ if schemas.relation() != Relation::Changed => return false,
            (Kind::Union, Kind::Basic(_)) => (alternatives(&schemas.old), vec![(schemas.new.site(), None)]),
            (Kind::Basic(_), Kind::Union) => (vec![(schemas.old.site(), None)], alternatives(&schemas.new)),
            _ => return false,
        };
        if of_merged {
            self.apply_to_schemas(schemas);
        }
        let pairs = || {
            old.iter()
                .flat_map(|(before, _)| new.iter().map(|(after, _)| (*before, *after)))
        };
        if of_merged || pairs().any(|(before, after)| self.same(before, after)) {
            if !of_merged {
                self.annotations(schemas);
            }
            self.matched(old, new, schemas);
            return true;
        }
        // Several numbers, such as signed and unsigned integers, become one, or the reverse.
        let is_number = |one: &(&'a Node, _), is_old| self.view(one.0, is_old).kind().family() == Kind::Basic("number");
        let numbers = old.iter().filter(|one| is_number(one, true)).count();
        let numbers_now = new.iter().filter(|one| is_number(one, false)).count();
        if numbers > 0 && numbers_now > 0 && numbers + numbers_now > 2 {
            self.annotations(schemas);
            self.matched(old, new, schemas);
            return true;
        }
        // The union accepts all previous values, and more.
        let held = pairs().find(|(before, after)| self.at_worst(before, after, Class::Compatible));
        let Some((before, after)) = held.or_else(|| self.only_of_kind(&old, &new)) else {
            return false;
        };
        self.annotations(schemas);
        self.alternative_schemas(before, after, Role::Restrictions);
        let (side, side_now) = (self.side(&old, true), self.side(&new, false));
        for alternative in old.iter().filter(|one| !std::ptr::eq(one.0, before)) {
            self.report_removed(side.label(alternative), alternative.0, schemas);
        }
        for alternative in new.iter().filter(|one| !std::ptr::eq(one.0, after)) {
            self.report_added(side_now.label(alternative), alternative.0, schemas);
        }
        true
    }

    /// Returns the only pair of a value and an alternative with the same basic type, where an integer
    /// may become a number.
    fn only_of_kind(&self, old: &[Alternative<'a>], new: &[Alternative<'a>]) -> Option<(&'a Node, &'a Node)> {
        let pairs = old
            .iter()
            .flat_map(|(before, _)| new.iter().map(move |(after, _)| (*before, *after)));
        let is_same = |(before, after): &(&'a Node, &'a Node)| {
            let (kind, other) = (self.view(before, true).kind(), self.view(after, false).kind());
            matches!(kind, Kind::Basic(_)) && kind.family() == other.family()
        };
        let mut same = pairs.filter(is_same);
        same.next().filter(|_| same.next().is_none())
    }

    /// Compares the alternatives of objects that were merged because they cannot be distinguished,
    /// instead of the merged object.
    pub(super) fn made_of_alternatives(&mut self, schemas: &Schemas<'a>) -> bool {
        let (mut old, mut new) = (numbered(&schemas.old), numbered(&schemas.new));
        // An object that is not merged is its own only alternative.
        match (old.is_empty(), new.is_empty()) {
            (true, true) => return false,
            (true, false) => old.push((0, schemas.old.site())),
            (false, true) => new.push((0, schemas.new.site())),
            (false, false) => {}
        }
        let mut pairs: Vec<(usize, &'a Node, &'a Node)> = Vec::new();
        for is_same in [true, false] {
            while let Some((a, b)) = self.nearest(&old, &new, is_same) {
                pairs.push((new[b].0, old.remove(a).1, new.remove(b).1));
            }
        }
        pairs.sort_by_key(|(index, ..)| *index);
        for (index, before, after) in pairs {
            self.within(&format!("<{}>", index + 1), |walk| {
                walk.alternative_schemas(before, after, Role::Alternative);
            });
        }
        for (index, node) in old {
            self.report_removed(&format!("<{}, before>", index + 1), node, schemas);
        }
        for (index, node) in new {
            self.report_added(&format!("<{}>", index + 1), node, schemas);
        }
        true
    }

    /// Compares alternatives in pairs: those with the same discriminator value, else of the same
    /// component, else equal, else with the most properties in common, else the only ones left of
    /// their type. An alternative without a partner was added or removed.
    pub(super) fn matched(&mut self, old: Vec<Alternative<'a>>, new: Vec<Alternative<'a>>, schemas: &Schemas<'a>) {
        let (before, after) = (self.side(&old, true), self.side(&new, false));
        let mut paired = self.paired(old, new);
        paired.add_moved(schemas);
        let Paired {
            pairs,
            mut old,
            mut new,
        } = paired;
        let is_single =
            |view: &View<'a>| view.kind() != Kind::Any && alternatives(view).is_empty() && numbered(view).is_empty();
        let role = if is_single(&schemas.old) || is_single(&schemas.new) {
            Role::Restrictions
        } else {
            Role::Alternative
        };
        let labels = after.labels(&pairs);
        self.tags(&pairs, &labels, schemas);
        for ((a, b), label) in pairs.into_iter().zip(&labels) {
            self.within(label, |walk| {
                walk.values(&Schemas {
                    told: walk.told_by_tags(&a, &b, schemas),
                    ..walk.both(a.0, b.0, true, role)
                });
            });
        }
        for (values, values_now) in self.values_of_one_type(&mut old, &mut new) {
            let label = values_now.first().map_or("", |one| after.label(one));
            self.within(label, |walk| walk.made_of_several(&values, &values_now, schemas));
        }
        for a in old {
            self.report_removed(before.label(&a), a.0, schemas);
        }
        for b in new {
            self.report_added(after.label(&b), b.0, schemas);
        }
    }

    /// Returns the pairs, and the alternatives of each side without a partner.
    pub(super) fn paired(&self, mut old: Vec<Alternative<'a>>, mut new: Vec<Alternative<'a>>) -> Paired<'a> {
        let mut pairs = Vec::new();
        let (before, after) = (self.side(&old, true), self.side(&new, false));
        let alike: [&Alike<'_, 'a>; 4] = [
            &|_, a, b| values(a).iter().any(|value| values(b).contains(value)),
            // The alternative for values that no other accepts, such as the base that the others
            // extend.
            &|_, a, b| a.1.is_some() && b.1.is_some() && values(a).is_empty() && values(b).is_empty(),
            &|walk, a, b| {
                (a.1.is_none() || b.1.is_none())
                    && walk
                        .component(a.0, true)
                        .is_some_and(|name| walk.component(b.0, false) == Some(name))
            },
            &|walk, a, b| walk.same(a.0, b.0),
        ];
        for is_alike in alike {
            pair_up(&mut old, &mut new, &mut pairs, |a, b| is_alike(self, a, b));
        }
        while let Some((a, b)) = self.most_alike((&old, &new), (&before, &after)) {
            pairs.push((old.remove(a), new.remove(b)));
        }
        self.pair_only_of_kind(&mut old, &mut new, &mut pairs);
        Paired { pairs, old, new }
    }

    /// Pairs alternatives that are the only ones of their type, where an integer may become a number;
    /// not both have discriminator values.
    fn pair_only_of_kind(
        &self,
        old: &mut Vec<Alternative<'a>>,
        new: &mut Vec<Alternative<'a>>,
        pairs: &mut Vec<PairOf<'a>>,
    ) {
        type Type<'a> = (Kind<'a>, bool);
        let to_types: [fn(&View<'a>) -> Type<'a>; 3] = [
            |view| (view.kind(), view.get_str("format") == Some("uint64")),
            |view| (view.kind(), false),
            |view| (view.kind().family(), false),
        ];
        for to_type in to_types {
            let types = |all: &[Alternative<'a>], is_old| -> Vec<Type<'a>> {
                all.iter().map(|(node, _)| to_type(&self.view(node, is_old))).collect()
            };
            let (before, after) = (types(old, true), types(new, false));
            let only = |types: &[Type<'a>], one| types.iter().filter(|other| **other == one).count() == 1;
            pair_up(old, new, pairs, |a, b| {
                let has_tag = a.1.is_some() && b.1.is_some();
                let one = to_type(&self.view(a.0, true));
                let is_same = one == to_type(&self.view(b.0, false));
                !has_tag && is_same && only(&before, one) && only(&after, one)
            });
        }
    }

    /// Reports a removed alternative.
    pub(super) fn report_removed(&mut self, label: &str, old: &'a Node, schemas: &Schemas<'a>) {
        self.alternative(label, (Some(old), None), true, schemas);
    }

    /// Reports a new alternative. The type of a previous single value may not hold it, whereas
    /// unions are open.
    fn report_added(&mut self, label: &str, new: &'a Node, schemas: &Schemas<'a>) {
        let is_single = matches!(schemas.old.kind(), Kind::Basic(_)) && numbered(&schemas.old).is_empty();
        let is_held = self.sink.direction != Some(Direction::Response)
            || !is_single
            || self.at_worst(schemas.old.site(), new, Class::Risky);
        self.alternative(label, (None, Some(new)), is_held, schemas);
    }

    pub(super) fn alternative(
        &mut self,
        label: &str,
        (old, new): (Option<&'a Node>, Option<&'a Node>),
        is_held: bool,
        schemas: &Schemas<'a>,
    ) {
        let pair = Pair {
            old,
            new,
            within: schemas.at(),
        };
        self.within(label, |walk| {
            walk.apply(|check, sink| match check {
                Check::Alternative(check) if is_held => check(&pair, sink),
                Check::Unheld(check) if !is_held => check(&pair, sink),
                _ => {}
            });
        });
    }

    /// Compares two alternatives.
    pub(super) fn alternative_schemas(&mut self, old: &'a Node, new: &'a Node, role: Role) {
        self.values(&self.both(old, new, true, role));
    }

    /// Returns the schemas of both sides, as the current part is written.
    pub(super) fn both(&self, old: &'a Node, new: &'a Node, required: bool, role: Role) -> Schemas<'a> {
        Schemas {
            old: self.view(old, true),
            new: self.view(new, false),
            required,
            checked: false,
            role,
            written: self.written,
            told: Told::None,
        }
    }

    pub(super) fn view(&self, node: &'a Node, is_old: bool) -> View<'a> {
        let documents = self.documents;
        View::new(
            if is_old {
                &documents.old.root
            } else {
                &documents.new.root
            },
            node,
        )
    }

    pub(super) fn component(&self, node: &'a Node, is_old: bool) -> Option<String> {
        self.view(node, is_old).component().map(|(name, _)| name.to_owned())
    }
}

fn numbered<'a>(view: &View<'a>) -> Numbered<'a> {
    let is_object = view.kind() == Kind::Basic("object");
    view.items(ALTERNATIVES)
        .iter()
        .enumerate()
        .filter(|_| is_object)
        .collect()
}

/// Returns the alternatives from which an object was merged, if no value distinguishes them.
pub(super) fn merged<'a>(view: &View<'a>) -> Vec<Alternative<'a>> {
    numbered(view).into_iter().map(|(_, node)| (node, None)).collect()
}

pub(super) fn alternatives<'a>(view: &View<'a>) -> Vec<Alternative<'a>> {
    if view.kind() != Kind::Union {
        return Vec::new(); // it is written as one of them
    }
    let lists = view.get("discriminator").map_or(&[][..], |node| node.items("values"));
    let all = view.items("oneOf").iter().enumerate();
    all.map(|(index, node)| (node, lists.get(index))).collect()
}

pub(super) fn values<'a>(alternative: &Alternative<'a>) -> &'a [Node] {
    alternative.1.and_then(Node::as_array).unwrap_or_default()
}

/// Returns the first tag that two alternatives share.
pub(super) fn shared<'a>(old: &Alternative<'a>, new: &Alternative<'a>) -> Option<&'a str> {
    let mut tags = values(new).iter();
    tags.find(|tag| values(old).contains(tag)).and_then(Node::as_str)
}

/// Moves matching alternatives into the pairs.
pub(super) fn pair_up<'a>(
    old: &mut Vec<Alternative<'a>>,
    new: &mut Vec<Alternative<'a>>,
    pairs: &mut Vec<PairOf<'a>>,
    belong: impl Fn(&Alternative<'a>, &Alternative<'a>) -> bool,
) {
    old.retain(|a| {
        let found = new.iter().position(|b| belong(a, b));
        if let Some(index) = found {
            pairs.push((*a, new.remove(index)));
        }
        found.is_none()
    });
}

//! Objects among the alternatives of a choice: they stay apart if a value shows which of them it
//! is, otherwise they are merged.

use std::collections::BTreeSet;

use super::choice::{FREE, has_choice};
use super::merge::Fit;
use super::union::{Alternative, kind};
use super::{Combiner, properties};
use crate::node::Node;
use crate::reference::schema_name;
use crate::structure::structure;

/// What distinguishes an object, or a union of objects, from others.
#[derive(Debug)]
struct Outline {
    /// The properties that are always present.
    identifying: BTreeSet<String>,
    /// All documented properties.
    properties: BTreeSet<String>,
}

/// Whether each of several objects requires a property that each of the others lacks.
fn are_distinct(outlines: &[Outline]) -> bool {
    let requires_more = |a: &Outline, b: &Outline| !a.identifying.is_subset(&b.properties);
    outlines.iter().enumerate().all(|(index, a)| {
        let mut rest = outlines[index + 1..].iter();
        rest.all(|b| requires_more(a, b) && requires_more(b, a))
    })
}

fn is_object(alternative: &Alternative) -> bool {
    has_choice(&alternative.view) || kind(&alternative.view) == "object"
}

impl Combiner<'_> {
    /// Flattens nested unions, unless only as types of their own they can be distinguished.
    pub(super) fn separate(&mut self, all: Vec<Alternative>) -> Vec<Alternative> {
        if all.iter().all(|alternative| !has_choice(&alternative.view)) {
            return all;
        }
        let flattened = self.flattened_unions(all.clone());
        let is_only_object = all.iter().filter(|one| is_object(one)).count() == 1;
        let can_stay = !self.are_distinct(&flattened)
            && self.are_distinct(&all)
            && all
                .iter()
                .all(|one| !has_choice(&one.view) || self.has_own_tag(one, is_only_object));
        if can_stay { all } else { flattened }
    }

    /// Whether each object among several alternatives requires a property that each of the others
    /// lacks.
    fn are_distinct(&mut self, all: &[Alternative]) -> bool {
        let objects = all.iter().filter(|one| is_object(one));
        let outlines: Vec<Outline> = objects.map(|one| self.outline(one)).collect();
        let is_free = |one: &Outline| one.properties.is_empty();
        !outlines.iter().any(is_free) && are_distinct(&outlines)
    }

    /// Whether an alternative is a union of objects that all have its discriminator. Beside other
    /// objects, its values must not be shared.
    fn has_own_tag(&mut self, alternative: &Alternative, is_only_object: bool) -> bool {
        let Some(discriminator) = alternative.view.get("discriminator").cloned() else {
            return false;
        };
        let tag = discriminator.get_str("propertyName").unwrap_or_default().to_owned();
        let is_settled = self.visit_alternatives(&alternative.node, |combiner| {
            let inner = combiner.collected(&alternative.view).all;
            let (group, tag) = (inner.iter().collect::<Vec<_>>(), Some(&discriminator));
            combiner.tagged(&alternative.view, &inner, tag).is_some()
                || is_only_object && combiner.by_shared_tag(&alternative.view, &group, tag).is_some()
        });
        is_settled && self.outline(alternative).identifying.contains(&tag)
    }

    /// Of a union, only the discriminator identifies it.
    fn outline(&mut self, alternative: &Alternative) -> Outline {
        if !has_choice(&alternative.view) {
            let named = properties(&alternative.view).into_keys().map(String::from);
            return Outline {
                identifying: identifying_properties(&alternative.view).map(str::to_owned).collect(),
                properties: named.collect(),
            };
        }
        let leaves = self.leaves(&alternative.node);
        let tag = alternative
            .view
            .get("discriminator")
            .and_then(|node| node.get_str("propertyName"));
        let is_in_all = |tag: &&str| {
            leaves
                .iter()
                .all(|leaf| identifying_properties(leaf).any(|name| name == *tag))
        };
        Outline {
            identifying: tag.filter(is_in_all).map(str::to_owned).into_iter().collect(),
            properties: leaves
                .iter()
                .flat_map(|leaf| properties(leaf).into_keys())
                .map(String::from)
                .collect(),
        }
    }

    /// Replaces nested unions that no discriminator of the outer union identifies as a whole by
    /// their alternatives.
    pub(super) fn flattened_unions(&mut self, all: Vec<Alternative>) -> Vec<Alternative> {
        let mut flattened = Vec::new();
        for alternative in all {
            if !has_choice(&alternative.view) {
                flattened.push(alternative);
                continue;
            }
            let visit_alternatives = self.visit_alternatives(&alternative.node, |combiner| {
                let mut inner = combiner.collected(&alternative.view).all;
                let tag = combiner.inner_tags(&inner, alternative.view.get("discriminator"));
                for (one, values) in inner.iter_mut().zip(tag.iter().flat_map(|(_, values)| values)) {
                    one.inner_tag = tag.as_ref().map(|(name, _)| (name.clone(), values.clone()));
                }
                combiner.flattened_unions(inner)
            });
            flattened.extend(visit_alternatives);
        }
        let mut different: Vec<Alternative> = Vec::new();
        for alternative in flattened {
            let node = structure(&alternative.node);
            match different.iter_mut().find(|known| structure(&known.node) == node) {
                Some(known) => {
                    known.inner_tag = known
                        .inner_tag
                        .take()
                        .filter(|tag| Some(tag) == alternative.inner_tag.as_ref());
                }
                None => different.push(alternative),
            }
        }
        different
    }

    /// Handles several objects without a discriminator: they stay if what they require
    /// distinguishes them, otherwise they are merged. An object without documented properties is
    /// last, since it matches the others' values too. Also returns whether it was left out, because
    /// nothing distinguishes the others from it: then a value that matches none of them is one of
    /// the free object.
    pub(super) fn objects(
        &mut self,
        schema: &Node,
        group: &[&Alternative],
        discriminator: Option<&Node>,
    ) -> (Vec<Node>, bool) {
        let is_free = |one: &&&Alternative| {
            !has_choice(&one.view) && (properties(&one.view).is_empty() || one.view.is_true(FREE))
        };
        let free: Vec<&Alternative> = group.iter().filter(is_free).copied().collect();
        let described: Vec<&Alternative> = group.iter().filter(|one| !is_free(one)).copied().collect();
        if free.is_empty() || described.is_empty() {
            return (self.described_objects(schema, group, discriminator), false);
        }
        let shared = free.first().map(|one| properties(&one.view)).unwrap_or_default();
        let is_recognised = |view: &Node| identifying_properties(view).any(|name| !shared.contains_key(name));
        if let ([free], true) = (free.as_slice(), described.iter().all(|one| is_recognised(&one.view))) {
            let findings = std::mem::take(self.findings);
            let mut parts = self.described_objects(schema, &described, discriminator);
            let found = std::mem::replace(self.findings, findings);
            // Merged, they may not require anything any more.
            if parts.iter().all(|part| is_recognised(&self.view(part))) {
                self.findings.append(found);
                parts.push(free.node.clone());
                return (parts, false);
            }
        }
        (
            vec![self.merged_object(schema, &cloned_views(group), Fit::OrJson)],
            true,
        )
    }

    fn described_objects(&mut self, schema: &Node, group: &[&Alternative], discriminator: Option<&Node>) -> Vec<Node> {
        if let [only] = group {
            return vec![only.node.clone()];
        }
        let outlines: Vec<Outline> = group.iter().map(|alternative| self.outline(alternative)).collect();
        if are_distinct(&outlines) {
            self.report_overlap(schema, group);
            return group.iter().map(|alternative| alternative.node.clone()).collect();
        }
        let owned: Vec<Alternative> = group.iter().map(|alternative| (*alternative).clone()).collect();
        // A value may match several alternatives of an `anyOf`, of which the tag names one.
        let is_exclusive = discriminator.is_none() && schema.items("anyOf").is_empty();
        let of_base = self.discriminator_of_base(&owned).filter(|_| is_exclusive);
        let union = self.tagged(schema, &owned, discriminator.or(of_base.as_ref()));
        if let Some(union) = union.or_else(|| self.by_shared_tag(schema, group, discriminator)) {
            return vec![union];
        }
        let views = cloned_views(group);
        let fit = if discriminator.is_some() {
            Fit::Undiscriminated
        } else {
            Fit::Always
        };
        let references = group
            .iter()
            .map(|alternative| alternative.node.get_str("$ref").and_then(schema_name));
        let names: Option<Vec<String>> = references.collect();
        match names {
            Some(names) => vec![self.merged_component(schema, names, (&views, fit))],
            None => vec![self.merged_object(schema, &views, fit)],
        }
    }
}

/// The properties that an object requires and documents. A property that is only required has no
/// field, and one that is `readOnly` or `writeOnly` may be absent where its component is used in
/// both directions.
fn identifying_properties(view: &Node) -> impl Iterator<Item = &str> {
    let is_present = |property: &Node| !property.is_true("readOnly") && !property.is_true("writeOnly");
    let is_always_present = move |name: &&str| {
        view.get("properties")
            .and_then(|node| node.get(name))
            .is_some_and(is_present)
    };
    view.strings("required").filter(is_always_present)
}

fn cloned_views(group: &[&Alternative]) -> Vec<Node> {
    group.iter().map(|alternative| alternative.view.clone()).collect()
}

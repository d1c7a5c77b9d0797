//! Reduces the number of combinations of choices: alternatives without effect are left out, and
//! optional ones are joined.

use std::collections::BTreeSet;

use super::choice::{Choice, contradicts, declares_type};
use super::merge::Fit;
use super::union::{family, kind};
use super::{Combiner, is_unrestricted};
use crate::node::{Kind, Node};

impl Combiner<'_> {
    /// Removes alternatives of a type that no alternative of another choice, or another part, has:
    /// no value matches both.
    pub(super) fn retain_shared_types(&mut self, choices: &mut [Choice], parts: &[Node]) {
        let mut types: Vec<Vec<BTreeSet<String>>> = Vec::new();
        for choice in choices.iter() {
            let of = |node: &Node| self.leaves(node).iter().map(|leaf| family(leaf).to_owned()).collect();
            types.push(choice.alternatives.iter().map(of).collect());
        }
        let is_open = |types: &BTreeSet<String>| types.is_empty() || types.contains("any");
        for part in parts.iter().filter(|part| declares_type(part)) {
            let meets = |own: &BTreeSet<String>| is_open(own) || own.contains(family(part));
            // A type that excludes a whole choice may be left over from the editor.
            if types.iter().all(|choice| choice.iter().any(meets)) {
                types.push(vec![BTreeSet::from([family(part).to_owned()])]);
            }
        }
        for (index, choice) in choices.iter_mut().enumerate() {
            let others = types.iter().enumerate().filter(|(other, _)| *other != index);
            let shares = |own: &BTreeSet<String>, other: &Vec<BTreeSet<String>>| {
                let meets = |other: &BTreeSet<String>| is_open(own) || is_open(other) || !own.is_disjoint(other);
                other.iter().any(meets)
            };
            let mut own = types[index].iter();
            choice.alternatives.retain(|_| {
                own.next()
                    .is_none_or(|own| others.clone().all(|(_, other)| shares(own, other)))
            });
        }
    }

    /// Joins the choices of which one alternative describes nothing, such as those of several
    /// conditions: each value matches that alternative, and the others only describe members of it.
    /// Objects that do not exclude each other become one.
    pub(super) fn join_optional(&mut self, schema: &Node, choices: &mut Vec<Choice>) {
        let mut optional = Vec::new();
        for (index, choice) in choices.iter().enumerate() {
            let mut alternatives = choice.alternatives.iter();
            if alternatives.any(|node| is_unrestricted(&self.view(node))) {
                optional.push(index);
            }
        }
        let [first, others @ ..] = optional.as_slice() else {
            return;
        };
        if others.is_empty() {
            return;
        }
        let all = optional.iter().flat_map(|index| &choices[*index].alternatives).cloned();
        let (free, mut described): (Vec<Node>, Vec<Node>) = all.partition(|node| is_unrestricted(&self.view(node)));
        let views: Vec<Node> = described.iter().flat_map(|node| self.leaves(node)).collect();
        if !are_disjoint(schema, &views) {
            if views.iter().any(|view| kind(view) != "object") {
                return;
            }
            described = vec![self.build_object(schema, &views, Fit::OrJson)];
        }
        described.extend(free.into_iter().next());
        choices[*first].alternatives = described;
        choices[*first].discriminator = None;
        for index in others.iter().rev() {
            choices.remove(*index);
        }
    }

    /// Reports that a choice becomes any JSON, since it is too deep or too wide to expand, and not
    /// all of it is objects.
    pub(super) fn report_left_out(&mut self, schema: &Node) {
        let message =
            "this choice is too large to expand, and not all of its alternatives are objects; any JSON is accepted";
        let hint = "describe fewer alternatives by an overlay, or make them separate components";
        self.findings.lossy(schema.at, "merged-alternatives", message, hint);
    }
}

/// Whether no value of a schema matches several of the alternatives.
fn are_disjoint(schema: &Node, views: &[Node]) -> bool {
    let required = schema.items("required");
    views.iter().enumerate().all(|(index, view)| {
        let names = view.items("required").iter().chain(required).cloned().collect();
        let mut one = view.clone();
        one.insert("required", Node::new(schema.at, Kind::Array(names)));
        views[index + 1..].iter().all(|other| contradicts(&one, other))
    })
}

//! Components in batches for the backend: what it makes at one time is small enough to stay near the processor.
//!
//! progenitor boxes the fields of structs that hold themselves, and can see that only in one batch. So components that hold each
//! other stand in one, whatever its size; what a batch refers to beyond itself stands there by its name only.

use std::collections::BTreeSet;

use super::backend::Part;
use crate::graph::{Dependencies, prune_leaves, reversed};

/// How many components a batch has, unless more than that hold each other.
const SIZE: usize = 128;

/// Every object in one batch, with a stand-in for all that it needs and that is not there.
pub(super) fn batches(objects: Vec<Part<'_>>) -> Vec<Vec<Part<'_>>> {
    let knotted = knotted(&objects);
    let (together, apart): (Vec<_>, Vec<_>) = objects.into_iter().partition(|part| knotted.contains(part.name));
    let mut batches = vec![together];
    let mut apart = apart.into_iter().peekable();
    while apart.peek().is_some() {
        batches.push(apart.by_ref().take(SIZE).collect());
    }
    batches.retain(|batch| !batch.is_empty());
    for batch in &mut batches {
        let own: BTreeSet<&str> = batch.iter().map(|part| part.name).collect();
        let needed: BTreeSet<&str> = batch.iter().flat_map(|part| &part.needs).copied().collect();
        batch.extend(needed.difference(&own).map(|name| Part::stand_in(name)));
    }
    batches
}

/// The objects that hold themselves, and those between such.
fn knotted<'a>(objects: &[Part<'a>]) -> BTreeSet<&'a str> {
    let names: BTreeSet<&str> = objects.iter().map(|part| part.name).collect();
    let own = |part: &Part<'a>| part.needs.intersection(&names).copied().collect();
    let needs: Dependencies<'a> = objects.iter().map(|part| (part.name, own(part))).collect();
    let leads_there = prune_leaves(needs);
    prune_leaves(reversed(&leads_there)).into_keys().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_itself_stands_in_one_batch_with_stand_ins_for_the_rest() {
        // a → b → c → b, c → d → e, f → f
        let needs = [("a", "b"), ("b", "c"), ("c", "bd"), ("d", "e"), ("e", ""), ("f", "f")];
        let parts = needs.map(|(name, needs)| {
            let mut part = Part::stand_in(name);
            part.is_name = false;
            part.needs = (0..needs.len()).map(|at| &needs[at..=at]).collect();
            part
        });
        let batches = batches(parts.into());
        let names: Vec<String> = batches
            .iter()
            .map(|batch| {
                let word = |part: &Part<'_>| part.name.to_owned() + if part.is_name { "'" } else { "" };
                batch.iter().map(word).collect()
            })
            .collect();
        assert_eq!(names, ["bcfd'", "adeb'"]);
    }
}

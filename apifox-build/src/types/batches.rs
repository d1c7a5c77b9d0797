//! Splits components into batches for the backend, small enough for the processor's caches.
//!
//! progenitor boxes the fields of recursive structs, but detects recursion only within one batch.
//! So all recursive components are in one batch, whatever its size; the other components that a
//! batch refers to are placeholders in it.

use std::collections::BTreeSet;

use super::backend::Part;
use crate::graph::{Dependencies, prune_leaves, reversed};

/// The size of a batch, except for the batch of recursive components.
const SIZE: usize = 128;

/// Splits the objects into batches, and adds placeholders for the components they need from other
/// batches.
pub(super) fn batches(objects: Vec<Part<'_>>) -> Vec<Vec<Part<'_>>> {
    let recursive = recursive(&objects);
    let (together, apart): (Vec<_>, Vec<_>) = objects.into_iter().partition(|part| recursive.contains(part.name));
    let mut batches = vec![together];
    let mut apart = apart.into_iter().peekable();
    while apart.peek().is_some() {
        batches.push(apart.by_ref().take(SIZE).collect());
    }
    batches.retain(|batch| !batch.is_empty());
    for batch in &mut batches {
        let own: BTreeSet<&str> = batch.iter().map(|part| part.name).collect();
        let needed: BTreeSet<&str> = batch.iter().flat_map(|part| &part.needs).copied().collect();
        batch.extend(needed.difference(&own).map(|name| Part::placeholder(name)));
    }
    batches
}

/// Returns the recursive objects, and those on a path between such.
fn recursive<'a>(objects: &[Part<'a>]) -> BTreeSet<&'a str> {
    let names: BTreeSet<&str> = objects.iter().map(|part| part.name).collect();
    let own = |part: &Part<'a>| part.needs.intersection(&names).copied().collect();
    let needs: Dependencies<'a> = objects.iter().map(|part| (part.name, own(part))).collect();
    let reaching = prune_leaves(needs);
    prune_leaves(reversed(&reaching)).into_keys().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recursive_components_are_in_one_batch_with_placeholders_for_the_others() {
        // a → b → c → b, c → d → e, f → f
        let needs = [("a", "b"), ("b", "c"), ("c", "bd"), ("d", "e"), ("e", ""), ("f", "f")];
        let parts = needs.map(|(name, needs)| {
            let mut part = Part::placeholder(name);
            part.is_placeholder = false;
            part.needs = (0..needs.len()).map(|at| &needs[at..=at]).collect();
            part
        });
        let batches = batches(parts.into());
        let names: Vec<String> = batches
            .iter()
            .map(|batch| {
                let word = |part: &Part<'_>| part.name.to_owned() + if part.is_placeholder { "'" } else { "" };
                batch.iter().map(word).collect()
            })
            .collect();
        assert_eq!(names, ["bcfd'", "adeb'"]);
    }
}

//! Import cycles.

use std::collections::{BTreeMap, BTreeSet};

/// Returns the cycles: sets of modules in which each reaches all others. The largest comes first.
#[must_use]
pub fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|name| (name.as_str(), reach(name, imports)))
        .collect();
    let leads = |a: &str, b: &str| reached.get(a).is_some_and(|reached| reached.contains(b));
    let circle = |name: &str| -> BTreeSet<String> {
        let others = imports.keys().filter(|other| leads(name, other) && leads(other, name));
        others.cloned().collect()
    };
    let all: BTreeSet<BTreeSet<String>> = imports.keys().map(|name| circle(name)).collect();
    let mut all: Vec<_> = all.into_iter().filter(|circle| circle.len() > 1).collect();
    all.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    all
}

/// Returns the modules that a module imports, directly or indirectly.
fn reach<'a>(from: &str, imports: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut queue: Vec<&str> = imports.get(from).into_iter().flatten().map(String::as_str).collect();
    while let Some(name) = queue.pop() {
        if reached.insert(name) {
            queue.extend(imports.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_found_without_the_modules_that_import_it() {
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let imports = [
            ("a", of(&["b"])),
            ("b", of(&["c"])),
            ("c", of(&["a", "d"])),
            ("d", of(&[])),
            ("e", of(&["a"])),
        ];
        let imports = imports.map(|(name, to)| (name.to_owned(), to)).into();
        assert_eq!(circles(&imports), [of(&["a", "b", "c"])]);
    }
}

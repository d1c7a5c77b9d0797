//! Component dependency graph.

use std::collections::{BTreeMap, BTreeSet};

/// The components by name, each with the components that it depends on.
pub(crate) type Dependencies<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Removes components without dependencies until none are left, which keeps cycles and what depends
/// on them.
pub(crate) fn prune_leaves(mut dependencies: Dependencies<'_>) -> Dependencies<'_> {
    let users = reversed(&dependencies);
    let leaves = dependencies.iter().filter(|(_, targets)| targets.is_empty());
    let mut leaves: Vec<&str> = leaves.map(|(name, _)| *name).collect();
    while let Some(leaf) = leaves.pop() {
        dependencies.remove(leaf);
        for user in users.get(leaf).into_iter().flatten() {
            if let Some(targets) = dependencies.get_mut(user)
                && targets.remove(leaf)
                && targets.is_empty()
            {
                leaves.push(user);
            }
        }
    }
    dependencies
}

/// Returns these names with all that they depend on, directly or indirectly.
pub(crate) fn transitive_closure<T: Ord + Clone>(
    mut names: BTreeSet<T>,
    dependencies: &BTreeMap<T, BTreeSet<T>>,
) -> BTreeSet<T> {
    let mut queue: Vec<&T> = names
        .iter()
        .filter_map(|name| dependencies.get(name))
        .flatten()
        .collect();
    while let Some(name) = queue.pop() {
        if names.insert(name.clone()) {
            queue.extend(dependencies.get(name).into_iter().flatten());
        }
    }
    names
}

/// Reverses the graph, restricted to its components.
pub(crate) fn reversed<'a>(dependencies: &Dependencies<'a>) -> Dependencies<'a> {
    let mut users: Dependencies<'a> = dependencies.keys().map(|name| (*name, BTreeSet::new())).collect();
    for (name, targets) in dependencies {
        for targets in targets {
            // A dependency that was removed before is ignored.
            if let Some(users) = users.get_mut(targets) {
                users.insert(name);
            }
        }
    }
    users
}

//! Who needs whom.

use std::collections::{BTreeMap, BTreeSet};

/// Components, by name, and which others each of them needs.
pub(crate) type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What is left when all that needs nothing has been taken away, again and again.
pub(crate) fn without_ends(mut needs: Needs<'_>) -> Needs<'_> {
    let users = reversed(&needs);
    let ends = needs.iter().filter(|(_, needed)| needed.is_empty());
    let mut ends: Vec<&str> = ends.map(|(name, _)| *name).collect();
    while let Some(end) = ends.pop() {
        needs.remove(end);
        for user in users.get(end).into_iter().flatten() {
            if let Some(needed) = needs.get_mut(user)
                && needed.remove(end)
                && needed.is_empty()
            {
                ends.push(user);
            }
        }
    }
    needs
}

/// These, and all that they need, and what that needs.
pub(crate) fn all_needed<T: Ord + Clone>(mut names: BTreeSet<T>, needs: &BTreeMap<T, BTreeSet<T>>) -> BTreeSet<T> {
    let mut queue: Vec<&T> = names.iter().filter_map(|name| needs.get(name)).flatten().collect();
    while let Some(name) = queue.pop() {
        if names.insert(name.clone()) {
            queue.extend(needs.get(name).into_iter().flatten());
        }
    }
    names
}

/// Who needs each, of those that need.
pub(crate) fn reversed<'a>(needs: &Needs<'a>) -> Needs<'a> {
    let mut users: Needs<'a> = needs.keys().map(|name| (*name, BTreeSet::new())).collect();
    for (name, needed) in needs {
        for needed in needed {
            // What was taken away before is needed by nobody who counts.
            if let Some(users) = users.get_mut(needed) {
                users.insert(name);
            }
        }
    }
    users
}

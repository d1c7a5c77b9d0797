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

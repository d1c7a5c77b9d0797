//! Assignment of names: every claim lists its names, best first, and no two claims get the same.

use std::collections::{BTreeMap, BTreeSet};

/// A request for a name.
#[derive(Debug)]
pub(crate) struct Claim<N> {
    /// The scope in which names are unique.
    pub(crate) scope: String,
    /// The names, best first.
    pub(crate) names: Vec<N>,
    /// Decides between claims to one name: the uniquely lowest rank gets it.
    pub(crate) rank: (usize, usize),
}

/// Assigns names in the order of the claims. If several claims want one name and none has the
/// uniquely lowest rank, all proceed to their next names, so that neither name misleads; a claim
/// without further names gets a number. Only these numbers depend on the order of the claims. Names
/// must differ in `key`; `used` are the keys already in use.
pub(crate) fn assign(
    claims: &[Claim<String>],
    key: fn(&str) -> String,
    used: &mut BTreeSet<(String, String)>,
) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; claims.len()];
    let mut next = vec![0_usize; claims.len()];
    let mut contested: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let mut requested: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, claim) in claims.iter().enumerate().filter(|(index, _)| names[*index].is_none()) {
            let of = |name: &String| (claim.scope.clone(), key(name));
            while claim
                .names
                .get(next[index])
                .is_some_and(|name| used.contains(&of(name)) || contested.contains(&of(name)))
            {
                next[index] += 1;
            }
            if let Some(name) = claim.names.get(next[index]) {
                requested.entry(of(name)).or_default().push(index);
            }
        }
        if requested.is_empty() {
            break;
        }
        for (name, indices) in requested {
            let lowest = indices.iter().map(|index| claims[*index].rank).min();
            let winners: Vec<usize> = indices
                .iter()
                .filter(|index| Some(claims[**index].rank) == lowest)
                .copied()
                .collect();
            if let [winner] = winners[..] {
                names[winner] = claims[winner].names.get(next[winner]).cloned();
                used.insert(name);
            } else {
                contested.insert(name);
            }
        }
    }
    let numbered = claims
        .iter()
        .zip(names)
        .map(|(claim, name)| name.unwrap_or_else(|| numbered(claim, key, used)));
    numbered.collect()
}

fn numbered(claim: &Claim<String>, key: fn(&str) -> String, used: &mut BTreeSet<(String, String)>) -> String {
    let last = claim.names.last().map_or("operation", String::as_str);
    let all = std::iter::once(last.to_owned()).chain((2..=u32::MAX).map(|number| format!("{last}_{number}")));
    let mut free = claim
        .names
        .iter()
        .cloned()
        .chain(all)
        .filter(|name| used.insert((claim.scope.clone(), key(name))));
    free.next().unwrap_or_default()
}

//! Giving names out: everyone has a list of names, best first, and no two get the same.

use std::collections::{BTreeMap, BTreeSet};

/// One who wants a name.
#[derive(Debug)]
pub(crate) struct Claim<N> {
    /// Names are unique within a scope.
    pub(crate) scope: String,
    /// Best first.
    pub(crate) names: Vec<N>,
    /// Of several who want one name, the one that is plainer than all others gets it.
    pub(crate) rank: (usize, usize),
}

/// Names for all, in the order of the claims. Where several want one name and none is plainer than the rest, all go on to their next
/// ones, so that neither name misleads; who runs out of names gets a number. Nothing depends on the order of claims but numbers.
/// `key` is what must differ; `taken` are the keys that are given out already.
pub(crate) fn assign(
    claims: &[Claim<String>],
    key: fn(&str) -> String,
    taken: &mut BTreeSet<(String, String)>,
) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; claims.len()];
    let mut next = vec![0_usize; claims.len()];
    let mut contested: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let mut wanted: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, claim) in claims.iter().enumerate().filter(|(index, _)| names[*index].is_none()) {
            let of = |name: &String| (claim.scope.clone(), key(name));
            while claim
                .names
                .get(next[index])
                .is_some_and(|name| taken.contains(&of(name)) || contested.contains(&of(name)))
            {
                next[index] += 1;
            }
            if let Some(name) = claim.names.get(next[index]) {
                wanted.entry(of(name)).or_default().push(index);
            }
        }
        if wanted.is_empty() {
            break;
        }
        for (name, indices) in wanted {
            let lowest = indices.iter().map(|index| claims[*index].rank).min();
            let plainest: Vec<usize> = indices
                .iter()
                .filter(|index| Some(claims[**index].rank) == lowest)
                .copied()
                .collect();
            if let [winner] = plainest[..] {
                names[winner] = claims[winner].names.get(next[winner]).cloned();
                taken.insert(name);
            } else {
                contested.insert(name);
            }
        }
    }
    let numbered = claims
        .iter()
        .zip(names)
        .map(|(claim, name)| name.unwrap_or_else(|| numbered(claim, key, taken)));
    numbered.collect()
}

fn numbered(claim: &Claim<String>, key: fn(&str) -> String, taken: &mut BTreeSet<(String, String)>) -> String {
    let last = claim.names.last().map_or("operation", String::as_str);
    let all = std::iter::once(last.to_owned()).chain((2..=u32::MAX).map(|number| format!("{last}_{number}")));
    let mut free = claim
        .names
        .iter()
        .cloned()
        .chain(all)
        .filter(|name| taken.insert((claim.scope.clone(), key(name))));
    free.next().unwrap_or_default()
}

//! Different names with the same meaning: headers and media types in another case, a status and the
//! range that contains it.

use std::collections::BTreeMap;

use apifox_build::internals::is_json;

use crate::pair::{Pair, essence, is_respelled};

/// Parts by name.
type Named<'a> = Vec<(String, Pair<'a>)>;

/// Returns the headers of a response: their names are case-insensitive (RFC 9110, 5.1).
pub(super) fn headers<'a>(responses: &Pair<'a>) -> Named<'a> {
    by_key(responses, "headers", str::to_lowercase)
}

/// Returns media types without regard to case (RFC 9110, 8.3.1) and charset, which the client
/// ignores: one that differs from another only in these is left out if their contents are equal. In a
/// response, all types that are decoded as JSON count as one, whatever their suffix; removing one
/// JSON type while another one stays is a change of the response.
pub(super) fn media_types<'a>(pair: &Pair<'a>, is_response: bool) -> Named<'a> {
    let mut all = by_key(pair, "content", essence);
    let known = all.clone();
    all.retain(|(name, media)| !is_respelled(name, media, known.iter().map(|(name, media)| (name.as_str(), media))));
    let is_lonely = |pair: &Pair<'_>, is_old: bool| if is_old { pair.removed() } else { pair.added() }.is_some();
    let lonely = |all: &Named<'a>, is_old: bool| -> Vec<usize> {
        let json = all.iter().enumerate();
        json.filter(|(_, (name, pair))| is_json(name) && is_lonely(pair, is_old))
            .map(|(index, _)| index)
            .collect()
    };
    if is_response && let ([old], [new]) = (&lonely(&all, true)[..], &lonely(&all, false)[..]) {
        let (old, new) = (*old, *new);
        all[new].1.old = all[old].1.old;
        all.remove(old);
    }
    if is_response {
        let has_json = all.iter().any(|(name, pair)| is_json(name) && pair.new.is_some());
        all.retain(|(name, pair)| !(has_json && is_json(name) && pair.removed().is_some()));
    } else {
        within_ranges(&mut all);
    }
    all
}

/// Compares a request's media types with a range, such as `*/*`, that replaces them, or that they
/// replace.
fn within_ranges(all: &mut Named<'_>) {
    let is_range_of = |range: &str, name: &str| {
        let range = range.strip_suffix('*');
        range.is_some_and(|range| range == "*/" || range.ends_with('/') && essence(name).starts_with(range))
    };
    let ranges: Vec<_> = all.iter().filter(|(_, pair)| pair.added().is_some()).cloned().collect();
    for (name, pair) in all.iter_mut().filter(|(_, pair)| pair.removed().is_some()) {
        if let Some((_, range)) = ranges.iter().find(|(range, _)| is_range_of(range, name)) {
            pair.new = range.new;
        }
    }
}

/// Returns the responses by status. A status that is, or was, documented by its range is compared
/// with that.
pub(super) fn statuses<'a>(operations: &Pair<'a>) -> Named<'a> {
    let all = operations.named("responses");
    let of_range = |status: &str| status.get(..1).map(|first| format!("{first}XX"));
    let mut found = Named::new();
    // The former or new description of a failure that `default` now covers, or covered before.
    let default = all.get("default").filter(|default| default.both().is_none()).copied();
    let is_swapped = |status: &str, pair: &Pair<'_>| {
        let Some(default) = default.filter(|_| status != "default" && !status.starts_with('2')) else {
            return false;
        };
        pair.old.is_some() && pair.new.is_none() && default.new.is_some()
            || pair.new.is_some() && pair.old.is_none() && default.old.is_some()
    };
    for (status, pair) in &all {
        let mut pair = *pair;
        let range = of_range(status).and_then(|range| all.get(range.as_str())).copied();
        if let Some(range) = range.or(default.filter(|_| is_swapped(status, &pair))) {
            pair.old = pair.old.or(range.old);
            pair.new = pair.new.or(range.new);
        }
        let is_range = of_range(status).as_deref() == Some(*status);
        // The responses within an added or removed range are compared with it, which reports
        // everything.
        let is_reported = is_range
            && pair.both().is_none()
            && all.iter().any(|(other, one)| {
                other != status
                    && one.both().is_none()
                    && of_range(other).as_deref() == Some(*status)
                    && (one.old.is_some() && pair.old.is_none() || one.new.is_some() && pair.new.is_none())
            });
        let is_default = *status == "default" && all.iter().any(|(other, one)| is_swapped(other, one));
        if !is_reported && !is_default {
            found.push(((*status).to_owned(), pair));
        }
    }
    found
}

/// Returns the members of a named collection by a key; each has its new name, if there is one.
fn by_key<'a>(pair: &Pair<'a>, member: &str, key: impl Fn(&str) -> String) -> Named<'a> {
    let named = pair.named(member);
    let mut all: BTreeMap<String, (String, Pair<'a>)> = BTreeMap::new();
    for (name, one) in named {
        // Two that only differ in this are not merged.
        let key = key(name);
        let is_free =
            |pair: &Pair<'_>| !(pair.old.is_some() && one.old.is_some() || pair.new.is_some() && one.new.is_some());
        if let Some((known, pair)) = all.get_mut(&key).filter(|(_, pair)| is_free(pair)) {
            if one.new.is_some() {
                name.clone_into(known);
            }
            pair.old = pair.old.or(one.old);
            pair.new = pair.new.or(one.new);
            continue;
        }
        let key = if all.contains_key(&key) {
            format!("{key} {name}")
        } else {
            key
        };
        all.insert(key, (name.to_owned(), one));
    }
    all.into_values().collect()
}

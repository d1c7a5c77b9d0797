//! Parts without generated code: only whether they are equal, not what a difference means.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::{At, Kind, LeftOut, METHODS, Map, Node, Side, operations};

use crate::canonical::canonical;
use crate::pair::Documents;
use crate::rule::{Sink, table};

table! { Wire:
    "part-not-compared" risky risky Documents check_part_not_compared,
        "no code is generated from this part, so the change is not classified",
        "Compare the two versions of this part.";
}

fn check_part_not_compared(documents: &Documents<'_>, sink: &mut Sink) {
    let (old, new) = (documents.old, documents.new);
    let before = Parts::of(old, new, documents.unchanged);
    let after = Parts::of(new, old, documents.unchanged);
    let (removed, added) = (before.without(&after), after.without(&before));
    let names: BTreeSet<&str> = removed.keys().chain(added.keys()).copied().collect();
    for name in names {
        let pairs = paired(removed.get(name), added.get(name));
        for (index, (before, after)) in pairs.into_iter().enumerate() {
            let message = match (before, after) {
                (Some((_, before)), Some((_, after))) => match (short(before), short(after)) {
                    (Some(before), Some(after)) if before != after => {
                        format!("{after} instead of {before}, and it was not compared")
                    }
                    _ => "its documentation changed, and was not compared".to_owned(),
                },
                (None, Some((_, part))) => format!("it is new{}, and was not compared", of(part)),
                (Some((_, part)), None) => format!("it is gone{}, and was not compared", of(part)),
                (None, None) => continue,
            };
            let place = |part: Option<Place<'_>>| part.map(|(at, _)| at).unwrap_or_default();
            let at = (place(before), place(after));
            let number = if index == 0 {
                String::new()
            } else {
                format!(" ({})", index + 1)
            };
            sink.add_part(&format!("{}{number}", quoted(name)), at, message);
        }
    }
}

/// A place, and the content there.
type Place<'a> = (At, &'a Node);

/// Places by the keys that lead to them.
type Places<'a> = BTreeMap<&'a [String], Place<'a>>;

/// Pairs the parts in the same place, then the others in their order.
fn paired<'a>(removed: Option<&Places<'a>>, added: Option<&Places<'a>>) -> Vec<(Option<Place<'a>>, Option<Place<'a>>)> {
    let (mut before, mut after) = (removed.cloned().unwrap_or_default(), added.cloned().unwrap_or_default());
    let mut pairs = Vec::new();
    before.retain(|path, old| {
        let new = after.remove(path);
        pairs.extend(new.map(|new| (Some(*old), Some(new))));
        new.is_none()
    });
    let (mut before, mut after) = (before.into_values(), after.into_values());
    loop {
        match (before.next(), after.next()) {
            (None, None) => return pairs,
            pair => pairs.push(pair),
        }
    }
}

/// Returns the content of a part, if it fits on a line.
fn short(part: &Node) -> Option<String> {
    const LONGEST: usize = 60;
    let text = part.json();
    (text.len() <= LONGEST).then(|| format!("`{text}`"))
}

fn of(part: &Node) -> String {
    short(part).map(|text| format!(": {text}")).unwrap_or_default()
}

/// Quotes keywords; a description of several words is returned unchanged.
fn quoted(name: &str) -> String {
    if name.contains(' ') {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}

/// The names and contents of parts, with their places.
struct Parts<'a>(BTreeMap<(&'a str, String), Places<'a>>);

impl<'a> Parts<'a> {
    /// Returns the parts of one side, except for those of operations that the other side does not
    /// have.
    fn of(side: &'a Side, other: &Side, unchanged: &BTreeSet<&str>) -> Self {
        let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (path, LeftOut { name, node }) in &side.left_out {
            if !is_of_other_operation(path, other) {
                // The keyword says whether the order of a list matters.
                let keyword = Node {
                    at: node.at,
                    kind: Kind::Object(Map::from([(name.as_str(), node.clone())])),
                };
                let part = (name.as_str(), canonical(&keyword, &side.root, unchanged));
                all.entry(part).or_default().insert(path.as_slice(), (node.at, node));
            }
        }
        Self(all)
    }

    /// Returns the parts that the other side does not have, or has in fewer places, by name.
    fn without(&self, other: &Self) -> BTreeMap<&'a str, Places<'a>> {
        let mut all: BTreeMap<&str, Places<'a>> = BTreeMap::new();
        for (part, places) in &self.0 {
            let known = other.0.get(part);
            // A part that only moved with a renamed component is the same.
            if known.map_or(0, BTreeMap::len) < places.len() {
                let is_new = |path: &&[String]| known.is_none_or(|known| !known.contains_key(*path));
                let new = places.iter().filter(|(path, _)| is_new(path));
                all.entry(part.0)
                    .or_default()
                    .extend(new.map(|(path, place)| (*path, *place)));
            }
        }
        all
    }
}

fn is_of_other_operation(path: &[String], other: &Side) -> bool {
    let [first, route, method, ..] = path else {
        return false;
    };
    first == "paths"
        && METHODS.contains(&method.as_str())
        && !operations(&other.root).any(|(known, name, _)| known == route && name == method)
}

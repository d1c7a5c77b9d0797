//! What nothing is generated from: whether it is the same, though not what a difference means.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::pair::{Documents, said};
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::finding::LeftOut;
use crate::grammar;
use crate::node::At;
use crate::pipeline::Side;

table! { Wire:
    "part-not-compared" risky risky Documents check_part_not_compared,
        "no code is generated from this part, so the change is not classified",
        "Compare the two versions of this part.";
}

fn check_part_not_compared(documents: &Documents<'_>, sink: &mut Sink) {
    let (old, new) = (documents.old, documents.new);
    let before = Parts::of(old, new, documents.unchanged);
    let after = Parts::of(new, old, documents.unchanged);
    let (gone, come) = (before.without(&after), after.without(&before));
    let names: BTreeSet<&str> = gone.keys().chain(come.keys()).copied().collect();
    for name in names {
        let first = |parts: &BTreeMap<&str, Vec<At>>| parts.get(name).and_then(|all| all.first()).copied();
        let message = match (gone.get(name), come.get(name)) {
            (Some(_), Some(_)) => "it is documented otherwise, and was not compared",
            (None, _) => "it is new, and was not compared",
            _ => "it is gone, and was not compared",
        };
        let at = (first(&gone).unwrap_or_default(), first(&come).unwrap_or_default());
        sink.add_part(&quoted(name), at, message);
    }
}

/// Keywords in quotes; what is several words has those that it needs.
fn quoted(name: &str) -> String {
    if name.contains(' ') {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}

/// What a part is called and says, with the places where it does.
struct Parts<'a>(BTreeMap<(&'a str, String), BTreeMap<&'a [String], At>>);

impl<'a> Parts<'a> {
    /// Those of one side, but for what belongs to operations that the other side has not.
    fn of(side: &'a Side, other: &Side, unchanged: &BTreeSet<&str>) -> Self {
        let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (path, LeftOut { name, node }) in &side.left_out {
            if !is_of_other_operation(path, other) {
                let said = (name.as_str(), said(node, &side.root, unchanged));
                all.entry(said).or_default().insert(path.as_slice(), node.at);
            }
        }
        Self(all)
    }

    /// What the other side does not have, or not at as many places, by name.
    fn without(&self, other: &Self) -> BTreeMap<&'a str, Vec<At>> {
        let mut all: BTreeMap<&str, Vec<At>> = BTreeMap::new();
        for (said, places) in &self.0 {
            let known = other.0.get(said);
            // One that only moved, with a component that is called otherwise, is the same.
            if known.map_or(0, BTreeMap::len) < places.len() {
                let is_new = |path: &&[String]| known.is_none_or(|known| !known.contains_key(*path));
                let at = places.iter().filter(|(path, _)| is_new(path)).map(|(_, at)| *at);
                all.entry(said.0).or_default().extend(at);
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
        && grammar::METHODS.contains(&method.as_str())
        && !grammar::operations(&other.root).any(|(known, name, _)| known == route && name == method)
}

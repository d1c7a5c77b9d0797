//! Maps items of Rust to operations, so that a change of an item is reported with its cause on the
//! wire, and items that are added or removed with a whole operation are reported once.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::Report;

use crate::change::{Change, Route};
use crate::class::{Class, Level};
use crate::surface::{Item, Items, Sort, Surfaces};
use crate::trace::{Trace, Tracer};

/// Names of items as in the listing: `call notes().get`, `type Note`.
type Names<'a> = BTreeSet<&'a str>;

/// One side.
struct Reach<'a> {
    items: &'a Items,
    /// By type, the calls that send or return it, directly or indirectly.
    calls: BTreeMap<&'a str, Names<'a>>,
    routes: BTreeMap<String, Route>,
    ids: BTreeMap<String, String>,
    tracer: Tracer<'a>,
}

/// A change on the wire, and the items of its place on the old and on the new side, as far as they
/// are certain.
struct Traced<'a> {
    change: Change,
    traces: [Option<Trace<'a>>; 2],
}

impl Traced<'_> {
    /// Whether the place is this item.
    fn is_of(&self, item: &str) -> bool {
        self.traces.iter().flatten().any(|trace| trace.ends.contains(item))
    }

    /// Whether the place is in this type.
    fn is_within(&self, owner: &str) -> bool {
        self.traces.iter().flatten().any(|trace| trace.types.contains(owner))
    }
}

impl<'a> Reach<'a> {
    fn of(items: &'a Items, report: &Report) -> Self {
        let mut reach = Self {
            items,
            calls: BTreeMap::new(),
            routes: BTreeMap::new(),
            ids: BTreeMap::new(),
            tracer: Tracer::new(items),
        };
        for operation in report.operations() {
            let call = format!("call {}().{}", operation.call.0, operation.call.1);
            reach
                .routes
                .insert(call.clone(), (operation.method.clone(), operation.path.clone()));
            reach.ids.insert(call, operation.id.clone());
        }
        reach.calls = reach.reached();
        reach
    }

    /// Returns the call or type that an item belongs to, or the item itself.
    fn owner(name: &'a str, item: &'a Item) -> &'a str {
        if item.owner.is_empty() { name } else { &item.owner }
    }

    fn reached(&self) -> BTreeMap<&'a str, Names<'a>> {
        let types: BTreeMap<&str, &'a str> = self
            .items
            .iter()
            .filter(|(_, item)| item.sort == Sort::Type)
            .filter_map(|(name, _)| Some((name.strip_prefix("type ")?, name.as_str())))
            .collect();
        let mut mentions: BTreeMap<&'a str, Names<'a>> = BTreeMap::new();
        for (name, item) in self.items {
            let words = item.signature.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            let named = words.filter_map(|word| types.get(word).copied());
            mentions.entry(Self::owner(name, item)).or_default().extend(named);
        }
        let mut all: BTreeMap<&'a str, Names<'a>> = BTreeMap::new();
        for call in self
            .items
            .keys()
            .map(String::as_str)
            .filter(|name| self.routes.contains_key(*name))
        {
            let mut queue = vec![call];
            while let Some(name) = queue.pop() {
                for other in mentions.get(name).into_iter().flatten() {
                    if all.entry(other).or_default().insert(call) {
                        queue.push(other);
                    }
                }
            }
        }
        all
    }

    /// Returns the calls that an item belongs to.
    fn calls_of(&self, name: &str) -> Names<'a> {
        let Some((name, item)) = self.items.get_key_value(name) else {
            return Names::new();
        };
        let owner = Self::owner(name, item);
        if owner.starts_with("call ") {
            return Names::from([owner]);
        }
        if let Some(calls) = self.calls.get(owner) {
            return calls.clone();
        }
        // The constant of an operation, and the accessor of a resource.
        let is_named = |call: &&str| {
            let constant = self
                .ids
                .get(*call)
                .map(|id| format!("operations::{}", id.to_uppercase()));
            let resource = call.strip_prefix("call ").and_then(|rest| rest.split("()").next());
            constant.is_some_and(|end| name.ends_with(&end))
                || resource.is_some_and(|resource| {
                    name.ends_with(&format!("Client.{resource}")) || name.contains(&format!(" resources::{resource}::"))
                })
        };
        let calls = self.items.keys().map(String::as_str);
        calls
            .filter(|name| self.routes.contains_key(*name))
            .filter(is_named)
            .collect()
    }

    fn routes_of(&self, name: &str) -> BTreeSet<Route> {
        let calls = self.calls_of(name).into_iter();
        calls.filter_map(|call| self.routes.get(call).cloned()).collect()
    }

    /// Returns the items of the place of a change on the wire.
    fn trace(&self, change: &Change) -> Option<Trace<'a>> {
        let route = change.operation.as_ref()?;
        let (call, _) = self.routes.iter().find(|(_, of_call)| *of_call == route)?;
        self.tracer.trace(call, &change.place)
    }
}

/// Adds the causes on the wire to the changes in Rust.
pub(crate) fn join(changes: &mut Vec<Change>, surfaces: &Surfaces, reports: (&Report, &Report)) {
    let (old, new) = (Reach::of(&surfaces.old, reports.0), Reach::of(&surfaces.new, reports.1));
    for (reach, code, word) in [(&old, "operation-removed", "gone"), (&new, "operation-added", "new")] {
        with_operations(changes, reach, code, word);
    }
    let wire: Vec<Traced<'_>> = changes
        .iter()
        .filter(|change| change.level == Level::Wire && change.class > Class::Docs)
        .map(|change| Traced {
            change: change.clone(),
            traces: [&old, &new].map(|reach| reach.trace(change)),
        })
        .collect();
    for change in changes.iter_mut().filter(|change| change.level == Level::Rust) {
        let routes: BTreeSet<Route> = old
            .routes_of(&change.place)
            .into_iter()
            .chain(new.routes_of(&change.place))
            .collect();
        if let Some(cause) = cause(change, &routes, &wire) {
            change.cause = Some(format!("{} [{}, {}]", cause.subject(), cause.code, cause.fingerprint));
            change.cause_path = cause.operation.as_ref().map(|(_, path)| path.clone());
        }
        if change.resource.is_none() {
            change.resource = resource(&change.place, &old, &new);
        }
    }
}

/// Removes items that are added or removed with a whole operation, which reports their number.
fn with_operations(changes: &mut Vec<Change>, reach: &Reach<'_>, code: &str, word: &str) {
    let is_whole = |change: &&Change| change.code == code;
    let routes: BTreeSet<Route> = changes
        .iter()
        .filter(is_whole)
        .filter_map(|change| change.operation.clone())
        .collect();
    let item = if word == "gone" {
        "rust-item-removed"
    } else {
        "rust-item-added"
    };
    let mut counts: BTreeMap<Route, usize> = BTreeMap::new();
    changes.retain(|change| {
        if change.code != item {
            return true;
        }
        let of = reach.routes_of(&change.place);
        let first = of.first().filter(|_| of.is_subset(&routes)).cloned();
        let is_reported = first.is_none();
        if let Some(route) = first {
            *counts.entry(route).or_default() += 1;
        }
        is_reported
    });
    for change in changes.iter_mut().filter(|change| change.code == code) {
        let count = change.operation.as_ref().and_then(|route| counts.get(route));
        if let Some(count) = count {
            let items = if *count == 1 { "item" } else { "items" };
            change.message = format!("{}, with {count} public {items}", change.message);
        }
    }
}

/// Returns the change on the wire that caused a change of an item: the worst of the same item, else
/// the only one of its operations, unless its place is certainly in another type.
fn cause<'w>(change: &Change, routes: &BTreeSet<Route>, wire: &'w [Traced<'_>]) -> Option<&'w Change> {
    let is_near = |cause: &&Traced<'_>| {
        let route = cause.change.operation.as_ref();
        route.is_some_and(|route| routes.contains(route))
    };
    let near = || wire.iter().filter(is_near);
    if let Some(same) = near().find(|cause| cause.is_of(&change.place)) {
        return Some(&same.change);
    }
    let kind = |cause: &'w Traced<'_>| (cause.change.code, last(&cause.change.place));
    let first = near().next()?;
    if near().any(|cause| kind(cause) != kind(first)) {
        return None;
    }
    let Some(owner) = type_of(&change.place) else {
        return Some(&first.change);
    };
    let is_unknown = |cause: &&Traced<'_>| cause.traces.iter().all(Option::is_none);
    let within = near().find(|cause| cause.is_within(owner));
    within.or_else(|| near().find(is_unknown)).map(|cause| &cause.change)
}

/// Returns the type that an item of the listing is, or is a part of: `type Note` of `type Note.id`.
fn type_of(item: &str) -> Option<&str> {
    let end = item.strip_prefix("type ")?.find(['.', ':', ' ']);
    Some(end.map_or(item, |end| &item[.."type ".len() + end]))
}

/// Returns the last part of a place on the wire, without suffixes for items and limits.
fn last(place: &str) -> &str {
    let name = place.rsplit('.').next().unwrap_or(place);
    name.trim_end_matches("[]").trim_end_matches("{}")
}

/// Returns the resource of a type, if it belongs to exactly one.
fn resource(place: &str, old: &Reach<'_>, new: &Reach<'_>) -> Option<String> {
    let calls: Names<'_> = old.calls_of(place).into_iter().chain(new.calls_of(place)).collect();
    let resources: BTreeSet<&str> = calls
        .iter()
        .filter_map(|call| call.strip_prefix("call ")?.split("()").next())
        .collect();
    let [one] = resources.into_iter().collect::<Vec<_>>()[..] else {
        return None;
    };
    Some(one.to_owned())
}

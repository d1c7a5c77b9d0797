//! Compares two versions of the pages: what changes for users of the client, on the wire and in
//! Rust.
//!
//! There are two levels. On the wire: the merged documents, with overlays applied and compositions
//! expanded, are compared by operation, with requests and responses in their own direction. In
//! Rust: the lists of the public items ([`public_items`]) of the generated code are compared. Each
//! [`Change`] has a stable code, whose class and reason are in [`rules`]; the worst class determines
//! the part of the version to increase ([`Part`]).
//!
//! These are not changes: the order of pages, keys and properties, another name of a component or
//! folder, and another page with the same operation.

/// The sample of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod canonical;
mod change;
mod class;
mod pair;
mod public_items;
mod reach;
mod rule;
mod rules;
mod surface;
mod trace;
mod version;
mod view;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::{Compared, LOCK, Locator, compared, has_names, place, sha256};
use apifox_build::{Config, Finding, Report, Severity};

use change::Route;
pub use change::{Change, Diff};
pub use class::{Class, Direction, Level};
use pair::Documents;
pub use public_items::public_items;
pub use rule::Rule;
use rule::{Check, Found, Sink};
use surface::Surfaces;
pub use version::{Part, Version};

/// Codes of findings that report parts without generated code, which are not compared.
const NOT_COMPARED: [&str; 9] = [
    "content-keywords", "dynamic-ref", "json-schema-limit", "links", "not", "pattern-properties", "tuple",
    "unknown-keyword", "webhooks",
];

/// Runs the generator on both sides, and compares the documents and the generated code. If the new
/// side has no published names (`names.lock`), it keeps those of the old side, as a release would.
///
/// # Errors
///
/// The reports of both sides, if nothing could be generated from one of them, so that there is no
/// API to compare.
pub fn diff(old: &Config, new: &Config) -> Result<Diff, Box<(Report, Report)>> {
    let before = compared(old, is_used);
    let new = with_names(new, &before.report);
    let after = compared(&new, is_used);
    let (Some(code), Some(new_code)) = (before.report.code(), after.report.code()) else {
        return Err(Box::new((before.report, after.report)));
    };
    let surfaces = (!is_same(code, new_code)).then(|| {
        let listing = |code: &str| public_items(code, None).unwrap_or_default(); // generated code is valid Rust
        Surfaces::new(&listing(code), &listing(new_code))
    });
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = (&before.document, &after.document) {
        let unchanged = &wire::unchanged::unchanged(&old.root, &new.root);
        found = wire::changes(&Documents { old, new, unchanged });
    }
    found.extend(surfaces.iter().flat_map(in_rust));
    let resources = Resources::of(&before.report, &after.report);
    // An operation that is left out now, and was left out or absent before, affects no user of the
    // client.
    let left_out: BTreeSet<Route> = [&before, &after]
        .iter()
        .flat_map(|side| side.left_out.iter().cloned())
        .collect();
    let concerns_nobody = |route: &Route| left_out.contains(route) && !resources.by_route.contains_key(route);
    found.retain(|found| !found.operation.as_ref().is_some_and(concerns_nobody));
    let mut diff = rendered(found, &resources, &before, &after);
    if let Some(surfaces) = &surfaces {
        reach::join(&mut diff.changes, surfaces, (&before.report, &after.report));
    }
    let reports = [&before.report, &after.report];
    let refused = reports.iter().flat_map(|report| report.findings());
    diff.refused = refused
        .filter(|finding| finding.severity == Severity::Refused)
        .cloned()
        .collect();
    diff.refused.dedup();
    let count = |report: &Report, code: &str| report.findings().iter().filter(|finding| finding.code == code).count();
    diff.not_compared = NOT_COMPARED
        .into_iter()
        .map(|code| (code, count(reports[0], code), count(reports[1], code)))
        .filter(|(_, old, new)| old + new > 0)
        .collect();
    Ok(diff)
}

/// Returns all rules, in the order of the table.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    rules::all()
}

/// Returns the rule of a code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

fn with_names(new: &Config, old: &Report) -> Config {
    let names = old.names_lock().filter(|_| !has_names(new));
    names
        .into_iter()
        .fold(new.clone(), |config, names| config.page_text(LOCK, names))
}

/// Whether a finding is counted or shown. Looking up the places of all findings takes a seventh of
/// the time.
fn is_used(finding: &Finding) -> bool {
    finding.severity == Severity::Refused || NOT_COMPARED.contains(&finding.code)
}

/// Whether two files of code are equal, except for the banner, which has the hash of the document.
fn is_same(code: &str, other: &str) -> bool {
    let [code, other] = [code, other].map(|code| code.lines().skip_while(|line| line.starts_with("// ")));
    code.eq(other)
}

fn in_rust(surfaces: &Surfaces) -> Vec<Found> {
    let mut sink = Sink::default();
    for rule in rules() {
        sink.rule = Some(rule);
        if let Check::Surface(check) = rule.check {
            check(surfaces, &mut sink);
        }
    }
    sink.found
}

/// Returns the changes in order, each with its place, resource and fingerprint.
fn rendered(found: Vec<Found>, resources: &Resources, before: &Compared, after: &Compared) -> Diff {
    let (mut old, mut new) = (before.locator(), after.locator());
    let mut changes: Vec<Change> = found
        .into_iter()
        .map(|found| change(found, resources, &mut old, &mut new))
        .collect();
    changes.sort_by_cached_key(|change| {
        let operation = change.operation.clone().map(|(method, path)| (path, method));
        let route = (change.level, operation, change.direction);
        (
            std::cmp::Reverse(change.class),
            route,
            change.place.clone(),
            change.code,
            change.message.clone(),
        )
    });
    changes.dedup();
    Diff {
        changes,
        ..Diff::default()
    }
}

fn change(found: Found, resources: &Resources, old: &mut Locator<'_>, new: &mut Locator<'_>) -> Change {
    let (method, path) = found.operation.clone().unwrap_or_default();
    let direction = found.direction.map_or("", Direction::name);
    let applies = [found.rule.code, &method, &path, direction, &found.place].join("\n");
    // A line of the listing of public items, which is not a page; the caller knows its file.
    let listed = |line: Option<usize>| line.map(|line| place(LISTING, line, &found.place));
    Change {
        code: found.rule.code,
        fingerprint: sha256(applies.as_bytes()).chars().take(12).collect(),
        class: found.class,
        level: found.rule.level,
        direction: found.direction,
        resource: resources.resource(found.operation.as_ref(), &found.place),
        advice: found.rule.advice_for(found.class),
        old: listed(found.lines.0).or_else(|| old.locate(found.at.0)),
        new: listed(found.lines.1).or_else(|| new.locate(found.at.1)),
        operation: found.operation,
        place: found.place,
        message: found.message,
        cause: None,
        cause_path: None,
    }
}

/// The name of the listing of public items in [`Location::page`](apifox_build::Location::page).
pub const LISTING: &str = "public items";

/// The resource of each operation, by method and path.
struct Resources {
    by_route: BTreeMap<Route, String>,
    names: BTreeSet<String>,
}

impl Resources {
    fn of(old: &Report, new: &Report) -> Self {
        let mut all = Self {
            by_route: BTreeMap::new(),
            names: BTreeSet::new(),
        };
        for operation in old.operations().iter().chain(new.operations()) {
            all.names.insert(operation.call.0.clone());
            for path in [&operation.path, &operation.template] {
                let route = (operation.method.clone(), path.clone());
                all.by_route.insert(route, operation.call.0.clone());
            }
        }
        all
    }

    fn resource(&self, operation: Option<&Route>, place: &str) -> Option<String> {
        if let Some(route) = operation {
            return self.by_route.get(route).cloned();
        }
        let name = place.strip_prefix("call ")?.split("()").next()?;
        self.names.get(name).cloned()
    }
}

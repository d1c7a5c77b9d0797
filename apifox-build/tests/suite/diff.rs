//! What a change is said to mean.

mod cause;
mod constants;
mod corpus;
mod fingerprints;
mod itself;
mod matrix;
mod named;
mod oasdiff;
mod part;
mod semver_checks;
mod setters;

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::Config;
use apifox_diff::{Change, Diff, Direction, Level, diff};
use serde_yaml::Value;

/// Two documents, compared as two folders of one page each are.
fn compare(old: &str, new: &str) -> Diff {
    let side = |text: &str| Config::new().page_text("page.yaml", text);
    let found = diff(&side(old), &side(new)).unwrap_or_else(|reports| {
        let findings = [&reports.0, &reports.1].map(|report| report.findings().to_vec());
        panic!("{findings:#?}\n{old}\n{new}")
    });
    let fingerprints: BTreeSet<&str> = found.changes.iter().map(|change| change.fingerprint.as_str()).collect();
    assert_eq!(fingerprints.len(), found.changes.len(), "{:#?}", found.changes);
    found
}

/// Class and code of each change on the wire in a direction, sorted; in all of them, without one.
fn on_the_wire(diff: &Diff, direction: Option<Direction>) -> Vec<String> {
    let is_meant =
        |change: &&Change| change.level == Level::Wire && (direction.is_none() || change.direction == direction);
    let changes = diff.changes.iter().filter(is_meant);
    let mut rendered: Vec<String> = changes
        .map(|change| format!("{} {}", change.class, change.code))
        .collect();
    rendered.sort();
    rendered
}

/// Of `breaking a, risky b`: its parts, sorted.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.map(str::to_owned).collect();
    parts.sort();
    parts
}

/// The rows of a table of edits.
fn rows(file: &str) -> Vec<BTreeMap<String, Value>> {
    let text = std::fs::read_to_string(format!("tests/fixtures/diff/{file}.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

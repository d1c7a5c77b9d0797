//! `docs/ARCHITECTURE.md` has the rooms of each crate in their order; imports keep to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use architecture::{Crate, circles, room};

/// Circles of files within a room have at most so many of them.
const LARGEST_CIRCLE: usize = 3;

#[test]
fn the_document_has_the_rooms_that_there_are() {
    let mut faults = String::new();
    for (folder, listed) in document() {
        let sources = read(&folder);
        let there = sources.rooms();
        let lines: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        assert_eq!(lines.len(), listed.len(), "{folder}: a room has two lines");
        for room in there.difference(&lines) {
            let _ = writeln!(faults, "{folder}: `{room}` has no line");
        }
        for room in lines.difference(&there) {
            let _ = writeln!(faults, "{folder}: there is no room `{room}`");
        }
    }
    assert!(
        faults.is_empty(),
        "docs/ARCHITECTURE.md, each room below all that it imports:\n{faults}"
    );
}

#[test]
fn no_import_goes_up() {
    let mut found = BTreeSet::new();
    for (folder, listed) in document() {
        let place = |name: &str| listed.iter().position(|listed| listed == room(name));
        for (module, imports) in &read(&folder).imports {
            for import in imports {
                if room(import) != room(module) && place(import) >= place(module) {
                    found.insert(format!("{folder}: {module} imports {import}"));
                }
            }
        }
    }
    hold(
        &found,
        "upward.txt",
        "a room imports only those above it in docs/ARCHITECTURE.md: move what is imported into a lower room, or take it as an argument",
    );
}

#[test]
fn circles_of_files_are_those_that_are_known() {
    let mut found = BTreeSet::new();
    for (folder, _) in document() {
        for circle in circles(&read(&folder).imports) {
            assert!(circle.len() <= LARGEST_CIRCLE, "{folder}: {circle:?} import each other");
            let files: Vec<_> = circle.into_iter().collect();
            found.insert(format!("{folder}: {}", files.join(", ")));
        }
    }
    hold(&found, "circles.txt", "these files import each other: open the circle");
}

/// Holds what is found against the list of what is known: nothing comes, and what is gone is taken out.
fn hold(found: &BTreeSet<String>, list: &str, why: &str) {
    let text = fs::read_to_string(root().join("architecture").join(list)).expect("the list is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let known: BTreeSet<String> = lines.map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(found).collect();
    assert!(new.is_empty(), "{why}: {new:#?}");
    assert!(
        gone.is_empty(),
        "architecture/{list}: take out what is there no longer: {gone:#?}"
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &str) -> Crate {
    Crate::read(&root().join(folder)).expect("the sources are there, and are Rust")
}

/// By the folder of the sources, the rooms in their order.
fn document() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("the document is there");
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut here = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
            here = quoted(title).filter(|name| name.contains("src"));
        } else if let (Some(folder), Some(name)) = (here, line.strip_prefix("| ").and_then(quoted)) {
            folders.entry(folder.to_owned()).or_default().push(name.to_owned());
        }
    }
    assert!(
        folders.len() > 3,
        "the headings of the document name the folders of sources: {folders:?}"
    );
    folders
}

/// What stands between the backquotes that a text begins with.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.split('`').next()
}

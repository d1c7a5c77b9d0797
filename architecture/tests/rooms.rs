//! Checks that `docs/ARCHITECTURE.md` lists the rooms of each crate in order, and that imports
//! follow that order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use architecture::{Crate, circles, room};

/// The greatest number of files in an import cycle within a room.
const LARGEST_CIRCLE: usize = 3;

#[test]
fn the_document_has_the_rooms_that_there_are() {
    let mut faults = String::new();
    for (folder, listed) in document() {
        let sources = read(&folder);
        let there = sources.rooms();
        let lines: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        assert_eq!(lines.len(), listed.len(), "{folder}: a room is listed twice");
        for room in there.difference(&lines) {
            let _ = writeln!(faults, "{folder}: `{room}` is not listed");
        }
        for room in lines.difference(&there) {
            let _ = writeln!(faults, "{folder}: the room `{room}` does not exist");
        }
    }
    assert!(
        faults.is_empty(),
        "docs/ARCHITECTURE.md must list each room below all that it imports:\n{faults}"
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
        "a room imports only those above it in docs/ARCHITECTURE.md: move the imported item into a room higher up the list, or pass it as an argument",
    );
}

#[test]
fn only_known_cycles_of_files_exist() {
    let mut found = BTreeSet::new();
    for (folder, _) in document() {
        for circle in circles(&read(&folder).imports) {
            assert!(circle.len() <= LARGEST_CIRCLE, "{folder}: {circle:?} import each other");
            let files: Vec<_> = circle.into_iter().collect();
            found.insert(format!("{folder}: {}", files.join(", ")));
        }
    }
    hold(&found, "circles.txt", "these files import each other; break the cycle");
}

/// Compares the findings with the list of known ones. Nothing may be added, and what is fixed must
/// be removed.
fn hold(found: &BTreeSet<String>, list: &str, why: &str) {
    let text = fs::read_to_string(root().join("architecture").join(list)).expect("the list is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let known: BTreeSet<String> = lines.map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(found).collect();
    assert!(new.is_empty(), "{why}: {new:#?}");
    assert!(
        gone.is_empty(),
        "architecture/{list}: remove the lines that no longer apply: {gone:#?}"
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &str) -> Crate {
    Crate::read(&root().join(folder)).expect("the sources are there, and are Rust")
}

/// Returns the rooms in order, by source folder.
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

/// Returns the text between the backquotes at the start of a string.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.split('`').next()
}

//! Published names stay the same, whatever the vendor renames: pages are added again and blessed.

use super::folder::{Folder, page};
use super::{err, out};

const PAGES: [(&str, u32, &str); 3] = [
    ("GET /notes Get note", 1, "Note"),
    ("POST /notes Create note", 2, "Note"),
    ("GET /tags List tags", 3, "Tag"),
];

fn saved(folder: &Folder, change: impl Fn(String) -> String) {
    for (operation, endpoint, schema) in PAGES {
        folder.write(
            &format!("saved/{endpoint}.md"),
            &change(page(operation, endpoint, schema)),
        );
    }
    let added = folder.run(&["add", "saved"]);
    assert_eq!(added.status.code(), Some(0), "{}{}", out(&added), err(&added));
    let blessed = folder.run(&["bless"]);
    assert_eq!(blessed.status.code(), Some(0), "{}{}", out(&blessed), err(&blessed));
}

/// Returns the listing before and after the vendor's change.
fn surfaces(test: &str, change: impl Fn(String) -> String) -> (Folder, String, String) {
    let folder = Folder::new(test);
    saved(&folder, |text| text);
    let before = folder.read("src/notes.api.txt");
    saved(&folder, change);
    let after = folder.read("src/notes.api.txt");
    (folder, before, after)
}

#[test]
fn a_schema_and_a_folder_that_are_renamed_leave_every_published_name_where_it_was() {
    let (folder, before, after) = surfaces("names-renamed", |text| {
        text.replace("schemas/Note'", "schemas/Memo'")
            .replace("    Note:\n", "    Memo:\n")
            .replace("API/Notes", "内容/备忘录")
    });
    assert!(folder.read("spec/get-note.md").contains("    Memo:\n"));
    assert_eq!(before, after);
}

#[test]
fn summaries_that_are_rewritten_leave_every_published_name_where_it_was() {
    let (_, before, after) = surfaces("names-summaries", |text| {
        text.replace("Get note", "Retrieve one memo")
            .replace("List tags", "All the labels")
    });
    assert_eq!(before, after);
}

#[test]
fn an_operation_that_moves_keeps_its_name_and_changes_its_path_only() {
    let (_, before, after) = surfaces("names-moved", |text| text.replace("  /tags:\n", "  /v2/labels:\n"));
    assert_eq!(before.replace("GET /tags", "GET /v2/labels"), after);
}

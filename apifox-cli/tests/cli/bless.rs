//! `apifox bless`.

use super::folder::{Folder, MANIFEST, page};
use super::{assert_report, err, out};

fn started(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    assert_eq!(folder.run(&["add", "saved/a.md"]).status.code(), Some(0));
    folder
}

fn blessed(test: &str) -> Folder {
    let folder = started(test);
    let output = folder.run(&["bless"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    folder
}

#[test]
fn the_first_time_it_writes_snapshot_names_and_surface() {
    let folder = started("bless-first");
    assert_report("bless-first", &folder.run(&["bless"]));
    let snapshot = folder.read("src/notes.rs");
    let head: Vec<&str> = snapshot.lines().take_while(|line| !line.is_empty()).collect();
    let recorded = folder.read("spec/provenance.tsv");
    let sum = recorded.lines().last().unwrap().split('\t').nth(1).unwrap().to_owned();
    assert_eq!(head[1], format!("// source: get-note.md sha256:{sum}"));
    assert_eq!(head[3], "// renew: apifox bless");
    testkit::expected::assert_equals_file(
        std::path::Path::new("tests/fixtures/cli/notes.api.txt"),
        &folder.read("src/notes.api.txt"),
    );
}

#[test]
fn a_second_time_changes_nothing() {
    let folder = blessed("bless-twice");
    let before = folder.files();
    assert_report("bless-unchanged", &folder.run(&["bless"]));
    assert_eq!(folder.run(&["bless", "--check"]).status.code(), Some(0));
    assert_eq!(folder.files(), before);
}

#[test]
fn a_field_that_is_added_is_one_line_of_the_surface() {
    let folder = blessed("bless-field");
    let changed = page("GET /notes Get note", 1, "Note").replace(
        "        id: {type: string}\n",
        "        id: {type: string}\n        pages: {type: integer}\n",
    );
    folder.write("saved/a.md", &changed);
    folder.run(&["add", "saved/a.md"]);
    let before = folder.files();
    let checked = folder.run(&["bless", "--check"]);
    assert_eq!(folder.files(), before);
    assert_report("bless-check", &checked);
    assert_report("bless-field", &folder.run(&["bless"]));
    assert_eq!(folder.run(&["bless", "--check"]).status.code(), Some(0));
}

#[test]
fn a_wholly_new_page_adds_lines_and_takes_none() {
    let folder = blessed("bless-new");
    folder.write("saved/b.md", &page("GET /tags List tags", 2, "Tag"));
    assert_eq!(folder.run(&["add", "saved/b.md"]).status.code(), Some(0));
    assert_report("bless-new", &folder.run(&["bless"]));
}

#[test]
fn nothing_is_renewed_that_check_refuses() {
    let folder = blessed("bless-refused");
    folder.write("saved/b.md", &page("GET /tags/{id Get tag", 2, "Tag"));
    folder.run(&["add", "saved/b.md"]);
    let before = folder.files();
    assert_report("bless-refused", &folder.run(&["bless"]));
    assert_eq!(folder.files(), before);
}

#[test]
fn the_first_time_it_records_the_pages_that_were_there() {
    let folder = Folder::new("bless-were-there");
    for (number, name) in [(2, "tags"), (3, "pens"), (4, "inks")] {
        let text = page(&format!("GET /{name} List {name}"), number, "Thing");
        folder.write(&format!("spec/{name}.md"), &text);
    }
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.run(&["add", "saved/a.md"]);
    let before = folder.files();
    let checked = folder.run(&["bless", "--check"]);
    assert!(out(&checked).contains("would record 3 pages"), "{}", out(&checked));
    assert_eq!((checked.status.code(), folder.files()), (Some(1), before));
    let first = folder.run(&["bless"]);
    assert!(
        out(&first).contains("recorded 3 pages that existed"),
        "{}{}",
        out(&first),
        err(&first)
    );
    assert_eq!(folder.read("spec/provenance.tsv").lines().count(), 2 + 4);
    assert_eq!(folder.run(&["bless", "--check"]).status.code(), Some(0));

    // Afterwards, `add` records each page: one line says how.
    folder.write("spec/more.md", &page("GET /more List more", 5, "Thing"));
    folder.write("spec/most.md", &page("GET /most List most", 6, "Thing"));
    let later = folder.run(&["bless"]);
    let printed = err(&later);
    assert!(
        printed.contains("more.md and 1 more are not recorded") && printed.contains("`add spec`"),
        "{printed}"
    );
    assert_eq!(folder.run(&["add", "spec"]).status.code(), Some(0));
    let output = folder.run(&["bless"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

#[test]
fn a_page_that_was_edited_by_hand_is_refused() {
    let folder = blessed("bless-edited");
    let edited = folder.read("spec/get-note.md").replace("Get note", "Fetch note");
    folder.write("spec/get-note.md", &edited);
    folder.write("spec/put-here.md", &page("GET /tags List tags", 2, "Tag"));
    let before = folder.files();
    assert_report("bless-edited", &folder.run(&["bless"]));
    assert_eq!(folder.files(), before);
}

#[test]
fn continuous_integration_renews_nothing() {
    let folder = started("bless-ci");
    let before = folder.files();
    let output = folder.run_with(&["bless"], &[("CI", "true")]);
    assert_eq!((output.status.code(), folder.files()), (Some(2), before));
    let output = folder.run_with(&["bless", "--check"], &[("CI", "true")]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
}

#[test]
fn pages_of_the_environment_are_no_part_of_what_is_committed() {
    let folder = blessed("bless-environment");
    folder.write("apifox.yaml", &format!("{MANIFEST}pages-from-env: NOTES_SPEC_DIR\n"));
    folder.write("more/tags.md", &page("GET /tags List tags", 2, "Tag"));
    let output = folder.run_with(&["bless", "--check"], &[("NOTES_SPEC_DIR", "more")]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
}

#[test]
fn without_a_snapshot_the_names_are_renewed_all_the_same() {
    let folder = started("bless-names-only");
    folder.write("apifox.yaml", "pages: spec\n");
    let output = folder.run(&["bless"]);
    assert!(out(&output).starts_with("wrote spec/names.lock"), "{}", out(&output));
    assert_eq!(out(&output).lines().count(), 1);
}

//! `apifox add`.

use super::folder::{Folder, page};
use super::{assert_report, err, out};

#[test]
fn a_folder_of_pages_is_added_under_suitable_names_and_recorded() {
    let folder = Folder::new("add-folder");
    folder.write("saved/获取笔记.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("saved/deeper/Untitled (2).md", &page("POST /notes 创建笔记", 2, "Note"));
    folder.write("saved/README.md", "not a page\n");
    assert_report("add-folder", &folder.run(&["add", "saved"]));
    assert_eq!(folder.pages(), ["create-note.md", "get-note.md", "provenance.tsv"]);
    assert_eq!(folder.read("spec/get-note.md"), folder.read("saved/获取笔记.md"));
    testkit::expected::assert_equals_file(
        std::path::Path::new("tests/fixtures/cli/provenance.tsv"),
        &folder.read("spec/provenance.tsv"),
    );
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let folder = Folder::new("add-dry");
    folder.write("spec/old.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Memo"));
    folder.write("saved/b.md", &page("GET /tags List tags", 2, "Tag"));
    let before = folder.files();
    assert_report("add-dry", &folder.run(&["add", "--dry-run", "saved"]));
    assert_eq!(folder.files(), before);
}

#[test]
fn a_page_of_the_same_endpoint_is_replaced_wherever_its_operation_has_moved() {
    let folder = Folder::new("add-moved");
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.run(&["add", "saved/a.md"]);
    folder.write("saved/b.md", &page("GET /v2/notes Fetch note", 1, "Note"));
    let output = folder.run(&["add", "saved/b.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).starts_with("replaced spec/get-note.md, from saved/b.md\n"),
        "{}",
        out(&output)
    );
    assert_eq!(folder.pages(), ["get-note.md", "provenance.tsv"]);
    assert_eq!(folder.read("spec/get-note.md"), folder.read("saved/b.md"));
}

#[test]
fn a_page_in_another_format_replaces_the_old_one() {
    let folder = Folder::new("add-format");
    let text = page("GET /notes Get note", 1, "Note");
    folder.write("saved/a.md", &text);
    folder.run(&["add", "saved/a.md"]);
    let document = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    folder.write("saved/export.yml", document);
    let output = folder.run(&["add", "saved/export.yml"]);
    assert!(
        out(&output).starts_with("replaced spec/get-note.yaml (formerly get-note.md)"),
        "{}",
        out(&output)
    );
    assert_eq!(folder.pages(), ["get-note.yaml", "provenance.tsv"]);
    assert!(!folder.read("spec/provenance.tsv").contains("get-note.md"));
}

#[test]
fn two_pages_of_one_operation_are_both_kept() {
    let folder = Folder::new("add-beside");
    folder.write("saved/a.md", &page("POST /send Send text", 1, "Text"));
    folder.write("saved/b.md", &page("POST /send Send picture", 2, "Picture"));
    folder.run(&["add", "saved/a.md"]);
    assert_report("add-beside", &folder.run(&["add", "saved/b.md"]));
    assert_eq!(folder.pages().len(), 3);
    assert_eq!(folder.run(&["bless"]).status.code(), Some(0));
}

#[test]
fn the_same_page_again_changes_nothing() {
    let folder = Folder::new("add-again");
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.run(&["add", "saved/a.md"]);
    let before = folder.files();
    let output = folder.run_with(&["add", "saved/a.md"], &[("SOURCE_DATE_EPOCH", "0")]);
    assert!(
        out(&output).starts_with("unchanged spec/get-note.md"),
        "{}",
        out(&output)
    );
    assert_eq!(folder.files(), before);
}

#[test]
fn a_page_that_was_copied_to_the_folder_by_hand_is_recorded_where_it_is() {
    let folder = Folder::new("add-recorded");
    folder.write("spec/notes.md", &page("GET /notes Get note", 1, "Note"));
    let output = folder.run(&["add", "spec"]);
    assert!(out(&output).starts_with("recorded spec/notes.md"), "{}", out(&output));
    assert_eq!(folder.pages(), ["notes.md", "provenance.tsv"]);
    assert_eq!(folder.run(&["bless"]).status.code(), Some(0));
}

#[test]
fn an_overlay_is_never_written_over() {
    let folder = Folder::new("add-overlay");
    let overlay = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.info, description: Blank., update: {title: T}}]\n";
    folder.write("spec/overlay.yaml", overlay);
    let two = "openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths:\n  /a: {get: {responses: {'204': {}}}, put: {responses: {'204': {}}}}\n";
    folder.write("saved/overlay.yaml", two);
    assert_eq!(folder.run(&["add", "saved/overlay.yaml"]).status.code(), Some(0));
    assert_eq!(folder.read("spec/overlay.yaml"), overlay);
    assert_eq!(folder.read("spec/overlay-2.yaml"), two);
}

#[test]
fn two_operations_of_one_name_get_two_files() {
    let folder = Folder::new("add-names");
    folder.write("spec/get-note.md", &page("GET /other Get other", 9, "Other"));
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.run(&["add", "saved/a.md"]);
    assert_eq!(folder.pages(), ["get-note-2.md", "get-note.md", "provenance.tsv"]);
}

#[test]
fn a_file_that_is_not_a_page_is_refused_at_its_fault_and_no_page_is_added() {
    let folder = Folder::new("add-refused");
    folder.write("saved/good.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("saved/notes.md", "# Notes\n\nNo document here.\n");
    folder.write("saved/old.yaml", "swagger: '1.2'\npaths: {}\n");
    folder.write("saved/overlay.yaml", "overlay: 1.0.0\nactions: []\n");
    folder.write("saved/torn.yaml", "openapi: 3.0.1\npaths:\n\t/notes: {}\n");
    let before = folder.files();
    assert_report("add-refused", &folder.run(&["add", "saved"]));
    assert_eq!(folder.files(), before);
}

#[test]
fn two_versions_of_one_page_are_not_added_together() {
    let folder = Folder::new("add-twice");
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("saved/b.md", &page("GET /notes Get a note", 1, "Note"));
    let output = folder.run(&["add", "saved"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("saved/a.md and saved/b.md both document GET /notes"),
        "{}",
        out(&output)
    );
    assert_eq!(folder.pages(), [""; 0]);
}

#[test]
fn a_page_never_replaces_one_that_documents_more() {
    let folder = Folder::new("add-part");
    let whole = page("GET /notes Get note", 1, "Note").replace(
        "components:",
        "  /tags:\n    get: {summary: List tags, responses: {'204': {description: Done}}}\ncomponents:",
    );
    folder.write("saved/export.md", &whole);
    folder.run(&["add", "saved/export.md"]);
    assert_eq!(
        folder.pages(),
        ["export.md", "provenance.tsv"],
        "a file of several operations keeps its name"
    );
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    let output = folder.run(&["add", "saved/a.md"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("saved/a.md documents part of export.md, which also documents GET /tags"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_date_that_is_no_date_is_refused_before_anything_is_written() {
    let folder = Folder::new("add-date");
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    let output = folder.run_with(&["add", "saved/a.md"], &[("SOURCE_DATE_EPOCH", "soon")]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(folder.pages(), [""; 0]);
}

#[test]
fn a_page_that_needs_an_overlay_is_added_and_the_need_is_reported() {
    let folder = Folder::new("add-needs-overlay");
    folder.write("saved/a.md", &page("GET /notes/{id Get note", 1, "Note"));
    let output = folder.run(&["add", "saved/a.md"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        out(&output).ends_with("next: run `check`, fix its errors (1) in an overlay, then run `bless`\n"),
        "{}",
        out(&output)
    );
}

const NOTES: &str = "openapi: 3.0.3\ninfo: {title: Notes, version: '1'}\npaths:\n  /notes: {$ref: paths/notes.yaml}\n";
const PATH: &str =
    "get:\n  responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '../Note.yaml'}}}}}\n";

#[test]
fn the_files_that_a_page_refers_to_go_along_and_are_recorded() {
    let folder = Folder::new("add-several-files");
    folder.write("saved/notes.api.yaml", NOTES);
    folder.write("saved/paths/notes.yaml", PATH);
    folder.write("saved/Note.yaml", "type: object\nproperties: {text: {type: string}}\n");
    assert_report("add-several-files", &folder.run(&["add", "saved/notes.api.yaml"]));
    assert_eq!(folder.read("spec/paths/notes.yaml"), PATH);
    let records = folder.read("spec/provenance.tsv");
    for file in ["Note.yaml", "notes.api.yaml", "paths/notes.yaml"] {
        assert!(records.contains(&format!("\n{file}\t")), "{records}");
    }
    let before = folder.files();
    assert!(out(&folder.run(&["add", "saved"])).starts_with("unchanged spec/notes.api.yaml"));
    assert_eq!(folder.files(), before, "the folder says the same as the page");
    folder.write("saved/Note.yaml", "type: object\nproperties: {words: {type: string}}\n");
    assert_eq!(folder.run(&["add", "saved/notes.api.yaml"]).status.code(), Some(0));
    assert!(
        folder.read("spec/Note.yaml").contains("words"),
        "a page that comes anew brings its files anew"
    );
    assert_eq!(folder.run(&["bless"]).status.code(), Some(0));
}

#[test]
fn a_file_that_a_page_refers_to_never_replaces_another() {
    let folder = Folder::new("add-in-the-way");
    folder.write("spec/Note.yaml", "type: string\n");
    folder.write("saved/api.yaml", NOTES);
    folder.write("saved/paths/notes.yaml", PATH);
    folder.write("saved/Note.yaml", "type: object\n");
    let before = folder.files();
    let output = folder.run(&["add", "saved"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = err(&output);
    assert!(
        printed.contains("saved/api.yaml needs Note.yaml beside it, but spec/Note.yaml is a different file"),
        "{printed}"
    );
    assert_eq!(folder.files(), before);
}

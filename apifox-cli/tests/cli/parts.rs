//! Parts of an API, and their cargo features.

use super::folder::{Folder, MANIFEST, page};
use super::{assert_report, err, out};

/// Returns a folder with two resources, `notes` and `tags`, blessed as a whole.
fn blessed(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.write(
        "saved/b.md",
        &page("GET /tags Get tag", 2, "Tag").replace("API/Notes", "API/Tags"),
    );
    for arguments in [&["add", "saved"][..], &["bless"]] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
    folder
}

#[test]
fn what_is_left_out_is_counted_wherever_something_is_counted() {
    let folder = blessed("parts-only");
    let names = folder.read("spec/names.lock");
    folder.write("apifox.yaml", &format!("{MANIFEST}only: [tags]\n"));
    assert_report("parts-check", &folder.run(&["check"]));
    assert_report("parts-json", &folder.run(&["check", "--format", "json"]));
    let shown = folder.run(&["show", "--stage", "check"]);
    assert_eq!(err(&shown), "left out 1 operations\n");
    assert!(!out(&shown).contains("/notes"));
    assert_report("parts-bless", &folder.run(&["bless"]));
    assert_eq!(folder.read("spec/names.lock"), names, "what was published stays so");
}

#[test]
fn a_name_that_no_resource_has_stops_the_program_too() {
    let folder = blessed("parts-unknown");
    folder.write("apifox.yaml", &format!("{MANIFEST}only: [tag]\n"));
    assert_report("parts-unknown", &folder.run(&["bless"]));
}

#[test]
fn check_and_bless_report_the_lines_that_a_package_lacks() {
    let folder = blessed("parts-features");
    folder.write("apifox.yaml", &format!("{MANIFEST}resource-features: true\n"));
    folder.write("Cargo.toml", "[package]\nname = \"notes\"\n");
    assert_report("parts-features-check", &folder.run(&["check"]));
    assert_report("parts-features-bless", &folder.run(&["bless"]));
    let lines = "notes = []\ntags = []\n";
    folder.write(
        "Cargo.toml",
        &format!("[package]\nname = \"notes\"\n[features]\n{lines}"),
    );
    assert_report("parts-features-fixed", &folder.run(&["bless"]));
    assert!(folder.read("src/notes.rs").contains("#[cfg(feature = \"tags\")]"));
}

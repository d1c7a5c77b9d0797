//! Pages without any code: each has one finding with a place and a hint, as in the file beside it.

use std::path::{Path, PathBuf};
use testkit::expected;

use apifox_build::{Config, Severity};

fn folder() -> PathBuf {
    Path::new("tests/fixtures/refusals").to_owned()
}

/// Returns the pages and the folders of pages.
fn inputs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_none_or(|extension| extension != "txt"))
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 13, "only {} inputs were found", inputs.len());
    inputs
}

#[test]
fn each_broken_page_gives_one_located_finding_with_a_hint() {
    for input in inputs() {
        let report = Config::new().pages(&input).generate();
        let [finding] = report.findings() else {
            panic!("{}: {:#?}", input.display(), report.findings())
        };
        let place = finding
            .location
            .as_ref()
            .unwrap_or_else(|| panic!("{}: no place", input.display()));
        assert_eq!(finding.severity, Severity::Refused, "{}", input.display());
        assert!(
            place.line >= 1 && place.column >= 1 && !finding.hint.is_empty(),
            "{finding}"
        );
        assert_eq!(report.code(), None, "{}", input.display());
        expected::assert_equals_file(&input.with_extension("txt"), &format!("{finding}\n"));
    }
}

#[test]
fn cargo_is_shown_every_line_of_a_finding_as_an_error() {
    for input in inputs() {
        let report = Config::new().pages(&input).generate();
        let directives = report.cargo_directives();
        for line in report.findings()[0].to_string().lines() {
            assert!(
                directives.contains(&format!("cargo::error={line}\n")),
                "{}: {line}",
                input.display()
            );
        }
        for line in directives.lines() {
            assert!(
                line.starts_with("cargo::error=") || line.starts_with("cargo::rerun-if-changed="),
                "{line}"
            );
        }
    }
}

#[test]
fn all_findings_of_a_run_appear_at_once() {
    let page = std::fs::read_to_string(folder().join("dangling_ref.md")).unwrap();
    let two_faults = page.replace("/v1/notes/{note_id}:", "/v1/notes/{note_id:");
    assert_ne!(page, two_faults);
    let report = Config::new()
        .page_text("broken.md", "# No page")
        .page_text("page.md", two_faults)
        .generate();
    let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["no-document", "path-template", "dangling-ref"]);
}

#[test]
fn a_path_that_does_not_exist_is_a_finding_and_is_not_watched() {
    let report = Config::new().pages("tests/fixtures/nowhere").generate();
    assert_eq!(report.findings()[0].code, "not-read");
    assert!(!report.cargo_directives().contains("rerun-if-changed"));
}

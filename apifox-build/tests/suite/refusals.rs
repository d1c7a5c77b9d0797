//! Pages without any code: each has one finding with a place and a hint, as in its case.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use testkit::case_files::{self, Case};

use apifox_build::{Config, Severity};

fn cases() -> Vec<Case> {
    let cases = case_files::cases(Path::new("tests/fixtures/refusals"));
    assert!(cases.len() >= 28, "only {} cases were found", cases.len());
    cases
}

/// Returns the pages and the folders of pages that are no blocks of cases, sorted.
fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("tests/fixtures/refusals/pages").unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The page of a case: the file or the folder of its name, or else its block.
fn page(case: &Case) -> Config {
    let is_of_case = |path: &&PathBuf| path.file_stem().is_some_and(|stem| *stem == *case.name);
    if let Some(path) = files().iter().find(is_of_case) {
        return Config::new().pages(path);
    }
    let (name, text) = case.page();
    Config::new().page_text(name, text)
}

#[test]
fn every_file_has_its_case() {
    let cases: BTreeSet<String> = cases().into_iter().map(|case| case.name).collect();
    let files = files();
    let stems = files.iter().map(|path| path.file_stem().unwrap().to_string_lossy());
    let without: Vec<_> = stems.filter(|stem| !cases.contains(&**stem)).collect();
    assert!(files.len() >= 8 && without.is_empty(), "{without:?}");
}

#[test]
fn each_broken_page_gives_one_located_finding_with_a_hint() {
    for case in cases() {
        let report = page(&case).generate();
        let [finding] = report.findings() else {
            panic!("{}: {:#?}", case.name, report.findings())
        };
        let place = finding.location.as_ref();
        let place = place.unwrap_or_else(|| panic!("{}: no place", case.name));
        assert_eq!(finding.severity, Severity::Refused, "{}", case.name);
        assert!(
            place.line >= 1 && place.column >= 1 && !finding.hint.is_empty(),
            "{finding}"
        );
        assert_eq!(report.code(), None, "{}", case.name);
        case.assert_equals("text findings", &format!("{finding}\n"));
    }
}

#[test]
fn cargo_is_shown_every_line_of_a_finding_as_an_error() {
    for case in cases() {
        let report = page(&case).generate();
        let directives = report.cargo_directives();
        for line in report.findings()[0].to_string().lines() {
            assert!(
                directives.contains(&format!("cargo::error={line}\n")),
                "{}: {line}",
                case.name
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
    let page = std::fs::read_to_string("tests/fixtures/refusals/pages/dangling_ref.md").unwrap();
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

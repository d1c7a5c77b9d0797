//! `apifox diff` as a user runs it: exit codes, formats, and what `explain` tells of changes.

use std::path::Path;
use std::process::{Command, Output};

use apifox_build::Config;
use apifox_diff::{Level, diff, rules};

use testkit::expected;

const BEFORE: &str = "tests/fixtures/story/05-a-field-is-made-required/pages";
const AFTER: &str = "tests/fixtures/story/06-a-value-is-added/pages";
const SPLIT: &str = "tests/fixtures/story/10-a-page-is-split/pages";
const RENAMED: &str = "tests/fixtures/story/11-a-schema-is-renamed/pages";

fn apifox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_apifox"));
    for variable in ["CI", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR"] {
        command.env_remove(variable);
    }
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_program_reads_the_comparison_as_json() {
    let output = apifox(&["diff", BEFORE, AFTER, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    expected::assert_equals_file(Path::new("tests/fixtures/diff/told.json"), &text(&output.stdout));
}

#[test]
fn it_fails_on_the_requested_class() {
    for (arguments, code) in [
        (&[BEFORE, AFTER][..], 0),
        (&[BEFORE, AFTER, "--fail-on", "breaking"], 0),
        (&[BEFORE, AFTER, "--fail-on", "risky"], 1),
        (&[AFTER, BEFORE, "--fail-on", "breaking"], 1),
        (&[AFTER, AFTER, "--fail-on", "risky"], 0),
        (
            &["../apifox-build/tests/fixtures/refusals/pages/dangling_ref.md", AFTER],
            1,
        ),
        (&["nowhere", AFTER], 2),
        (&[BEFORE, AFTER, "--fail-on", "docs"], 2),
    ] {
        let output = apifox(&[&["diff"], arguments].concat());
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn refused_pages_are_reported_with_their_findings() {
    let output = apifox(&[
        "diff",
        AFTER,
        "../apifox-build/tests/fixtures/refusals/pages/dangling_ref.md",
    ]);
    let printed = text(&output.stderr);
    assert!(
        printed.contains("refused[dangling-ref]") && printed.ends_with("refused: nothing was compared\n"),
        "{printed}"
    );
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn every_kind_of_change_is_explained() {
    let listed = text(&apifox(&["explain", "--changes"]).stdout);
    assert_eq!(listed.lines().count(), rules().count());
    for rule in rules() {
        let printed = text(&apifox(&["explain", rule.code]).stdout);
        let is_reported = printed.starts_with(&format!("# {}\n\n", rule.code)) && printed.contains(rule.advice);
        assert!(is_reported && printed.contains(&rule.reason[1..]), "{printed}");
        assert!(
            listed.lines().any(|line| line.split(' ').next() == Some(rule.code)),
            "{}",
            rule.code
        );
        assert_eq!(
            rule.level == Level::Rust,
            rule.code.starts_with("rust-"),
            "{}",
            rule.code
        );
    }
}

fn folder(path: &str, is_reversed: bool) -> Config {
    let mut pages: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.retain(|path| apifox_build::is_page(path));
    pages.sort();
    if is_reversed {
        pages.reverse();
    }
    let read = |config: Config, path: &std::path::PathBuf| {
        config.page_text(
            path.file_name().unwrap().to_str().unwrap(),
            std::fs::read(path).unwrap(),
        )
    };
    pages.iter().fold(Config::new(), read)
}

#[test]
fn neither_the_order_of_pages_nor_the_page_of_an_operation_is_a_change() {
    let reversed = diff(
        &folder("../apifox-build/tests/fixtures/ledger", false),
        &folder("../apifox-build/tests/fixtures/ledger", true),
    )
    .unwrap();
    assert_eq!(reversed.changes, []);
    let split = diff(
        &folder("tests/fixtures/story/09-a-text-is-changed/pages", false),
        &folder(SPLIT, false),
    )
    .unwrap();
    assert_eq!(split.changes, []);
}

#[test]
fn a_schema_of_another_name_keeps_its_name_in_rust_where_the_new_side_has_published_none() {
    let renamed = diff(&folder(SPLIT, false), &folder(RENAMED, false)).unwrap();
    assert_eq!(renamed.changes, []);
}

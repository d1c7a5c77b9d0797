//! The program `apifox`, run as a user runs it.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

mod expected;

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PAGE: &str = "tests/fixtures/ledger/issue-token.md";
const BROKEN: &str = "tests/fixtures/refusals/dangling_ref.md";

const STAGES: [&str; 11] = [
    "page", "parse", "clean", "resolve", "overlay", "combine", "name", "check", "types", "client", "write",
];

fn apifox(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_apifox"))
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_stage_shows_what_it_made_of_a_page() {
    for stage in STAGES {
        let output = apifox(&["show", "--stage", stage, PAGE]);
        assert_eq!(
            (output.status.code(), err(&output)),
            (Some(0), String::new()),
            "{stage}"
        );
        let ending = if ["types", "client", "write"].contains(&stage) {
            "rs"
        } else {
            "yaml"
        };
        let path = format!("tests/fixtures/shown/{stage}.{ending}");
        expected::assert_equals_file(Path::new(&path), &out(&output));
    }
}

#[test]
fn what_is_shown_as_yaml_is_yaml_and_what_is_shown_as_rust_is_rust() {
    for stage in STAGES {
        let text = out(&apifox(&["show", "--stage", stage, "tests/fixtures/ledger"]));
        if ["types", "client", "write"].contains(&stage) {
            assert!(text.contains("pub struct "), "{stage}");
        } else {
            let documents = serde_yaml::Deserializer::from_str(&text).count();
            assert!(documents >= 1, "{stage}");
        }
    }
}

#[test]
fn sound_pages_are_counted_and_pass() {
    let output = apifox(&["check", "tests/fixtures/ledger"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).starts_with("17 pages, 16 operations, 0 refused\n"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_refused_page_fails_with_its_finding_on_standard_error_and_its_code_counted() {
    let output = apifox(&["check", BROKEN]);
    assert_eq!(output.status.code(), Some(1));
    let finding = std::fs::read_to_string("tests/fixtures/refusals/dangling_ref.txt").unwrap();
    assert_eq!(err(&output), format!("{finding}\n"));
    assert_eq!(
        out(&output),
        "1 pages, 0 operations, 1 refused\n    1 refused dangling-ref\n"
    );
}

#[test]
fn what_is_refused_can_be_left_out() {
    let output = apifox(&["check", "--skip-refused", BROKEN, PAGE]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).starts_with("2 pages, 1 operations, 1 refused\n"),
        "{}",
        out(&output)
    );
    assert!(err(&output).contains("refused[dangling-ref]"));
    let shown = apifox(&["show", "--stage", "write", "--skip-refused", BROKEN, PAGE]);
    assert_eq!(shown.status.code(), Some(0));
    assert!(out(&shown).contains("pub mod tokens"));
}

#[test]
fn a_stage_before_the_refusal_is_shown_all_the_same() {
    let output = apifox(&["show", "--stage", "check", BROKEN]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("operations:"), "{}", out(&output));
    assert!(err(&output).contains("refused[dangling-ref]"));
    let output = apifox(&["show", "--stage", "types", BROKEN]);
    assert_eq!((output.status.code(), out(&output)), (Some(1), String::new()));
}

#[test]
fn a_wrong_command_line_is_told_from_a_refused_page() {
    for arguments in [&["show", PAGE][..], &["show", "--stage", "bake", PAGE], &["check"], &[]] {
        let output = apifox(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("--help"), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_apifox"))
        .args(["show", "--stage", "write", "tests/fixtures/ledger"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told), (Some(0), String::new()));
}

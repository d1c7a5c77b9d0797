//! `apifox show`, `apifox census`.

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use testkit::expected;

use super::{BROKEN, PAGE, apifox, assert_report, command, err, out};

const STAGES: [&str; 11] = [
    "page", "parse", "clean", "resolve", "overlay", "combine", "name", "check", "types", "client", "write",
];

#[test]
fn every_stage_shows_what_it_made_of_a_page() {
    for stage in STAGES {
        let output = apifox(&["show", "--stage", stage, PAGE]);
        assert_eq!(
            (output.status.code(), err(&output)),
            (Some(0), String::new()),
            "{stage}"
        );
        let is_rust = ["types", "client", "write"].contains(&stage);
        let path = format!("tests/fixtures/shown/{stage}.{}", if is_rust { "rs" } else { "yaml" });
        expected::assert_equals_file(Path::new(&path), &out(&output));
    }
}

#[test]
fn what_is_shown_as_yaml_is_yaml_and_what_is_shown_as_rust_is_rust() {
    for stage in STAGES {
        let text = out(&apifox(&[
            "show",
            "--stage",
            stage,
            "../apifox-build/tests/fixtures/ledger",
        ]));
        if ["types", "client", "write"].contains(&stage) {
            assert!(text.contains("pub struct "), "{stage}");
        } else {
            let documents = serde_yaml::Deserializer::from_str(&text).count();
            assert!(documents >= 1, "{stage}");
        }
    }
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
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = command(&["show", "--stage", "write", "../apifox-build/tests/fixtures/ledger"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut printed = String::new();
    child.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
    assert_eq!((child.wait().unwrap().code(), printed), (Some(0), String::new()));
}

#[test]
fn a_census_counts_what_pages_contain() {
    assert_report("census", &apifox(&["census", "../apifox-build/tests/fixtures/ledger"]));
}

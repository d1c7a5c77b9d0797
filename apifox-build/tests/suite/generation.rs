//! The code generated from the fixture API, which depends only on the pages.

use std::path::Path;
use std::sync::OnceLock;
use testkit::expected;

use apifox_build::{Config, Report};
use serde_yaml::Value;

const FOLDER: &str = "tests/fixtures/ledger";

fn pages() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<(String, String)> = entries
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    pages.sort();
    pages
}

fn generate(pages: impl IntoIterator<Item = (String, String)>) -> Report {
    pages
        .into_iter()
        .fold(Config::new(), |config, (name, text)| config.page_text(name, text))
        .generate()
}

/// The report of the pages as they are, for which several tests ask.
fn unchanged() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| generate(pages()))
}

fn code(report: &Report) -> &str {
    report
        .code()
        .unwrap_or_else(|| panic!("refused: {:#?}", report.findings()))
}

#[test]
fn the_fixture_api_becomes_the_reviewed_code() {
    let report = Config::new().pages(FOLDER).generate();
    expected::assert_equals_file(Path::new("tests/fixtures/ledger.rs"), code(&report));
}

#[test]
fn every_operation_of_the_pages_is_generated() {
    let report = unchanged();
    let documented: usize = pages().iter().filter(|(name, _)| name != "overlay.yaml").count(); // one operation per page
    assert_eq!(report.operations().len(), documented, "{:#?}", report.operations());
    assert!(documented >= 12);
}

#[test]
fn the_order_of_pages_changes_nothing() {
    let forward = unchanged();
    let backward = generate(pages().into_iter().rev());
    assert_eq!(code(forward), code(&backward));
}

#[test]
fn the_order_of_keys_changes_only_the_order_of_fields() {
    let shuffled = pages().into_iter().map(|(name, text)| {
        let document = text
            .split("```yaml\n")
            .nth(1)
            .map_or(text.as_str(), |rest| rest.split("\n```\n").next().unwrap());
        let reversed = reverse_keys(serde_yaml::from_str(document).unwrap());
        // The file extension determines the format. All pages are written as YAML, in a fence if
        // the page is Markdown.
        let text = serde_yaml::to_string(&reversed).unwrap();
        match name.rsplit('.').next() {
            Some("md") => (name, format!("# Page\n\n```yaml\n{text}```\n")),
            Some("json") => (name, serde_json::to_string(&reversed).unwrap()),
            _ => (name, text),
        }
    });
    let original = unchanged();
    let shuffled = generate(shuffled);
    assert_ne!(code(&shuffled), code(original));
    assert!(words(code(&shuffled)) == words(code(original)));
}

/// Returns all words of the code, sorted, for comparison regardless of the order.
fn words(code: &str) -> Vec<&str> {
    let mut words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words
}

fn reverse_keys(value: Value) -> Value {
    match value {
        Value::Mapping(map) => {
            let mut members: Vec<_> = map.into_iter().map(|(key, value)| (key, reverse_keys(value))).collect();
            members.reverse();
            Value::Mapping(members.into_iter().collect())
        }
        // The order of actions, and of items of an array, is significant.
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(reverse_keys).collect()),
        other => other,
    }
}

#[test]
fn an_unchanged_file_is_not_written() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("left-alone.rs");
    let _ = std::fs::remove_file(&path);
    let config = Config::new().pages(FOLDER);
    assert!(!config.write(&path).is_refused());
    let first = std::fs::metadata(&path).unwrap().modified().unwrap();
    assert!(!config.write(&path).is_refused());
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), first);
}

#[test]
fn generated_code_names_no_crate_but_its_run_time() {
    let report = unchanged();
    let paths = code(report).match_indices("::").filter(|(at, _)| {
        let before = code(report)[..*at].chars().next_back().unwrap_or(' ');
        !before.is_alphanumeric() && before != '_' && before != '>' && before != ')'
    });
    for (at, _) in paths {
        let rest = &code(report)[at..];
        assert!(
            rest.starts_with("::apifox_client::") || rest.starts_with("::std::"),
            "{}",
            &rest[..40.min(rest.len())]
        );
    }
}

#[test]
fn a_resource_does_not_replace_reserved_methods_of_the_client() {
    let page = "openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths:\n  /mode:\n    get:\n      summary: Get mode\n      tags: [Mode]\n      responses:\n        '204': {description: OK}\n";
    let report = Config::new()
        .page_text("mode.yaml", page)
        .client("crate::Client")
        .reserve(["mode"])
        .generate();
    assert_eq!(report.operations()[0].call, ("mode_api".to_owned(), "get".to_owned()));
}

#[test]
fn the_document_of_the_sandbox_has_the_only_values_of_a_schema() {
    let of = |schema: &str| {
        let page = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /t:\n    get:\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema: {{type: object, properties: {{p: {schema}}}}}\n"
        );
        let report = generate([("t.yaml".to_owned(), page)]);
        let (_, document) = code(&report).split_once("\"properties\":{\"p\":").unwrap();
        document.split_once("},\"type\":\"object\"").unwrap().0.to_owned()
    };
    for (schema, kept) in [
        ("{type: boolean, enum: [true]}", r#"{"type":"boolean","enum":[true]}"#),
        ("{const: false}", r#"{"type":"boolean","enum":[false]}"#),
        ("{type: boolean, enum: [true, false]}", r#"{"type":"boolean"}"#),
        ("{type: number, enum: [42]}", r#"{"type":"number","enum":[42]}"#),
        (
            "{type: [number, 'null'], enum: [0.5, 1, null]}",
            r#"{"nullable":true,"type":"number","enum":[0.5,1]}"#,
        ),
        ("{type: 'null'}", r#"{"nullable":true,"enum":[null]}"#),
        (
            "{allOf: [{type: number, enum: [1, 2.5]}, {type: integer, enum: [1, 2]}]}",
            r#"{"$ref":"#,
        ),
        (
            "{oneOf: [{type: number, enum: [1.5]}, {type: number, enum: [2.5]}]}",
            r#"{"type":"number"}"#,
        ),
    ] {
        let written = of(schema);
        assert!(written.starts_with(kept), "{schema}: {written}");
    }
}

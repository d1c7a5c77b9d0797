//! Constructs of editors that OpenAPI 3.0 does not define, and OpenAPI 3.1: pages of one idea each,
//! with the documents they are converted to and the findings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use testkit::case_files::{self, Case};

use apifox_build::{Config, Finding, OnRefusal, Report, Severity, Stage};

fn cases() -> Vec<Case> {
    let cases = case_files::cases(Path::new("tests/fixtures/dialect"));
    assert!(cases.len() >= 34, "only {} cases were found", cases.len());
    cases
}

/// The page of a case.
fn page(case: &Case) -> Config {
    let (name, text) = case.page();
    Config::new().page_text(name, text)
}

fn run(page: Config) -> Report {
    page.on_refusal(OnRefusal::Skip).generate()
}

/// Runs the stages up to the merged document.
fn merged(page: Config) -> Report {
    run(page.until(Stage::Overlay))
}

/// Returns the merged document in a readable form.
fn document(report: &Report) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(&report.document()?).unwrap();
    Some(serde_json::to_string_pretty(&document).unwrap() + "\n")
}

#[test]
fn each_page_becomes_the_document_below_it_and_every_change_is_reported() {
    for case in cases() {
        let report = run(page(&case));
        let document = document(&report).unwrap();
        case.assert_equals("json document", &document);
        let findings: Vec<String> = report.findings().iter().map(Finding::to_string).collect();
        case.assert_equals("text findings", &(findings.join("\n") + "\n"));
        for finding in report.findings() {
            assert!(finding.location.is_some(), "{}: no place: {finding}", case.name);
            let needs_hint = finding.severity > Severity::Note;
            assert!(!needs_hint || !finding.hint.is_empty(), "no hint: {finding}");
        }
    }
}

#[test]
fn no_page_of_the_dialect_is_refused() {
    for case in cases() {
        let report = run(page(&case));
        let refused: Vec<&Finding> = report
            .findings()
            .iter()
            .filter(|finding| finding.severity == Severity::Refused)
            .collect();
        let expects_refusal = case.name.starts_with("refused_");
        assert_eq!(refused.is_empty(), !expects_refusal, "{}: {refused:#?}", case.name);
    }
}

/// Reads the fixtures and the folder `APIFOX_CORPUS`, if it is set.
#[test]
fn a_downgraded_document_does_not_change_again() {
    let cases = cases();
    let mut all: Vec<(String, Config)> = cases.iter().map(|case| (case.name.clone(), page(case))).collect();
    let mut folders: Vec<PathBuf> = std::env::var_os("APIFOX_CORPUS")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push((path.display().to_string(), Config::new().pages(path)));
            }
        }
    }
    for (name, page) in all {
        let Some(once) = document(&merged(page)) else {
            continue;
        };
        let again = Config::new().page_text("once.json", once.clone());
        let twice = document(&merged(again)).unwrap();
        let difference = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
        assert!(once == twice, "{name}: {difference:?}");
    }
}

#[test]
fn operations_of_a_page_that_is_not_openapi_are_listed_as_refused() {
    let page = "swagger: '1.2'\npaths:\n  /a:\n    get: {}\n    parameters: []\n  /b:\n    post: {}\n";
    let report = Config::new()
        .on_refusal(OnRefusal::Skip)
        .page_text("old.yaml", page)
        .generate();
    let routes: Vec<(&str, &str)> = report
        .refused()
        .iter()
        .map(|(method, path)| (method.as_str(), path.as_str()))
        .collect();
    assert_eq!(routes, [("GET", "/a"), ("POST", "/b")]);
}

/// Replaces every node of a page by a value of every type, one at a time.
#[test]
fn a_node_of_any_type_loses_no_operation_without_a_finding() {
    let mut cases = cases();
    cases.retain(|case| case.content("yaml page").is_some());
    if std::env::var_os("APIFOX_EVERY_PAGE").is_none() {
        cases.retain(|case| case.name == "body_examples");
        assert_eq!(cases.len(), 1);
    }
    for case in cases {
        let whole: serde_json::Value = serde_yaml::from_str(case.page().1).unwrap();
        let mut documents = BTreeSet::new();
        for place in places(&whole, "") {
            for value in ["null", "7", "\"x\"", "true", "[]", "[7]", "{}", "{\"x\":null}"] {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).unwrap() = serde_json::from_str(value).unwrap();
                let config = Config::new().on_refusal(OnRefusal::Skip);
                let report = config.page_text("page.json", changed.to_string()).generate();
                let known = report.operations().len() + report.refused().len();
                assert!(
                    known >= operations(&changed),
                    "{}: {value} at {place}: {:#?}",
                    case.name,
                    report.findings()
                );
                // Where several values are dropped, they give one document.
                if let Some(once) = document(&report).filter(|once| documents.insert(once.clone())) {
                    let again = Config::new().page_text("page.json", once.clone());
                    let twice = document(&merged(again)).unwrap();
                    let difference = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
                    assert!(once == twice, "{}: {value} at {place}: {difference:?}", case.name);
                }
            }
        }
    }
}

fn places(value: &serde_json::Value, here: &str) -> Vec<String> {
    let mut all = vec![here.to_owned()];
    if let Some(members) = value.as_object() {
        for (key, member) in members {
            let key = key.replace('~', "~0").replace('/', "~1");
            all.extend(places(member, &format!("{here}/{key}")));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        all.extend(places(item, &format!("{here}/{index}")));
    }
    all
}

fn operations(document: &serde_json::Value) -> usize {
    let items = document["paths"].as_object().into_iter().flatten();
    let methods = items.filter_map(|(_, item)| item.as_object()).flatten();
    methods
        .filter(|(key, _)| ["get", "put", "post"].contains(&key.as_str()))
        .count()
}

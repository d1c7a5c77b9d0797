//! Constructs of editors that OpenAPI 3.0 does not define, and OpenAPI 3.1: pages of one idea each, beside the
//! documents they are converted to and the findings.

use std::path::{Path, PathBuf};
use testkit::expected;

use apifox_build::{Config, Finding, OnRefusal, Report, Severity};

/// The pages of the fixtures.
fn pages() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("tests/fixtures/dialect").unwrap();
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "md")
        })
        .collect();
    pages.sort();
    assert!(pages.len() >= 20, "only {} pages were found", pages.len());
    pages
}

fn run(page: &Path) -> Report {
    Config::new().on_refusal(OnRefusal::Skip).pages(page).generate()
}

/// Returns the merged document in a readable form.
fn document(report: &Report) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(&report.document()?).unwrap();
    Some(serde_json::to_string_pretty(&document).unwrap() + "\n")
}

#[test]
fn each_page_becomes_the_document_beside_it_and_every_change_is_reported() {
    for page in pages() {
        let report = run(&page);
        let document = document(&report).unwrap();
        expected::assert_equals_file(&page.with_extension("json"), &document);
        let findings: Vec<String> = report.findings().iter().map(Finding::to_string).collect();
        expected::assert_equals_file(&page.with_extension("txt"), &(findings.join("\n") + "\n"));
        for finding in report.findings() {
            assert!(finding.location.is_some(), "{}: no place: {finding}", page.display());
            let needs_hint = finding.severity > Severity::Note;
            assert!(!needs_hint || !finding.hint.is_empty(), "no hint: {finding}");
        }
    }
}

#[test]
fn no_page_of_the_dialect_is_refused() {
    for page in pages() {
        let report = run(&page);
        let refused: Vec<&Finding> = report
            .findings()
            .iter()
            .filter(|finding| finding.severity == Severity::Refused)
            .collect();
        let expects_refusal = page.file_stem().unwrap().to_string_lossy().starts_with("refused_");
        assert_eq!(refused.is_empty(), !expects_refusal, "{}: {refused:#?}", page.display());
    }
}

/// Reads the fixtures and the folder `APIFOX_CORPUS`, if it is set.
#[test]
fn a_downgraded_document_does_not_change_again() {
    let mut all = pages();
    let mut folders: Vec<PathBuf> = std::env::var_os("APIFOX_CORPUS")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push(path);
            }
        }
    }
    for page in all {
        let Some(once) = document(&run(&page)) else { continue };
        let again = Config::new()
            .on_refusal(OnRefusal::Skip)
            .page_text("once.json", once.clone());
        let twice = document(&again.generate()).unwrap();
        let difference = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
        assert!(once == twice, "{}: {difference:?}", page.display());
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
    let mut pages = pages();
    if std::env::var_os("APIFOX_EVERY_PAGE").is_none() {
        pages.retain(|page| page.ends_with("body_examples.yaml"));
    }
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|extension| extension == "yaml"))
    {
        let text = std::fs::read_to_string(page).unwrap();
        let whole: serde_json::Value = serde_yaml::from_str(&text).unwrap();
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
                    page.display(),
                    report.findings()
                );
                if let Some(once) = document(&report) {
                    let again = Config::new()
                        .on_refusal(OnRefusal::Skip)
                        .page_text("page.json", once.clone());
                    let twice = document(&again.generate()).unwrap();
                    let difference = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
                    assert!(once == twice, "{}: {value} at {place}: {difference:?}", page.display());
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

//! Pages that a build adds: they replace vendored ones, and do not change other names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use apifox_build::{Config, Severity, surface};

use crate::again::{alone, failure};

const VARIABLE: &str = "PAGES_OF_WHOEVER_BUILDS";

fn vendored(path: &str, schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Bank, version: 1.0.0}}\npaths:\n  {path}:\n    get:\n      operationId: getBalance\n      \
         parameters:\n        - {{name: account, in: query, required: true, schema: {{type: string}}}}\n      responses:\n        \
         '200':\n          description: OK\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Balance'}}}}}}\n\
         components:\n  schemas:\n    Balance: {schema}\n"
    )
}

/// Runs this test again in a process of its own, for which the variable is set.
#[test]
fn an_added_page_replaces_the_vendored_one() {
    let new = "{type: object, required: [object, funds], properties: {object: {type: string}, funds: {type: integer}}}";
    if std::env::var_os(VARIABLE).is_none() {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("added-replaces");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("mine.yaml"), vendored("/balance", new)).unwrap();
        let mut again = alone(module_path!(), "an_added_page_replaces_the_vendored_one");
        assert_eq!(failure(again.env(VARIABLE, &folder)), None);
        return;
    }
    let old = "{type: object, required: [object], properties: {object: {type: string}, debt: {type: integer}}}";
    let report = Config::new()
        .page_text("vendored.yaml", vendored("/balance", old))
        .pages_from_env(VARIABLE)
        .generate();
    let code = report.code().unwrap_or_else(|| panic!("{:#?}", report.findings()));
    assert!(code.contains("Balance { required object, required funds }"), "{code}");
    assert!(!code.contains("debt"), "part of the vendored page is left");
    let notes: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| finding.code == "overlapping-pages")
        .collect();
    let [note] = notes.as_slice() else {
        panic!("{:#?}", report.findings())
    };
    assert_eq!(note.severity, Severity::Note);
    assert!(
        note.message.contains("mine.yaml") && note.message.contains("vendored.yaml"),
        "{note}"
    );
    assert_eq!(report.operations().len(), 1);
}

/// Returns the public items of the code, one per line.
fn items(config: &Config) -> Option<Vec<String>> {
    let report = config.generate();
    // A replaced operation may differ: that is its purpose.
    if report
        .findings()
        .iter()
        .any(|finding| finding.code == "overlapping-pages" && finding.message.contains(" replaces "))
    {
        return None;
    }
    let text = surface(report.code()?, None).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Adds each page of the fixtures in turn, and counts the lines of the first page that disappear.
#[test]
fn adding_a_page_changes_no_names_of_other_pages() {
    let mut pages: Vec<_> = std::fs::read_dir("tests/fixtures/pages")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    pages.sort();
    // The items of a page alone are the same in all processes, so they are listed once.
    let listed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("added-items.json");
    if let Some(added) = std::env::var_os(VARIABLE) {
        let before = std::fs::read_to_string(&listed).unwrap();
        let mut before: BTreeMap<PathBuf, Vec<String>> = serde_json::from_str(&before).unwrap();
        let mut gone = Vec::new();
        for page in pages.iter().filter(|page| page.as_os_str() != added) {
            let after = || items(&Config::new().pages(page).pages_from_env(VARIABLE));
            let Some((before, after)) = before.remove(page).and_then(|before| Some((before, after()?))) else {
                continue;
            };
            let left = before.into_iter().filter(|line| !after.contains(line));
            gone.extend(left.map(|line| format!("{}: {line}", page.display())));
        }
        assert!(gone.is_empty(), "{added:?} removes\n{}", gone.join("\n"));
        return;
    }
    let alone_items = pages.iter().map(|page| (page, items(&Config::new().pages(page))));
    let before: BTreeMap<_, _> = alone_items.filter_map(|(page, items)| Some((page, items?))).collect();
    std::fs::write(&listed, serde_json::to_string(&before).unwrap()).unwrap();
    let mut failed = Vec::new();
    for page in pages.iter().step_by(7) {
        let mut again = alone(module_path!(), "adding_a_page_changes_no_names_of_other_pages");
        failed.extend(failure(again.env(VARIABLE, page)));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

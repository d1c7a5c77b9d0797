//! Pages that a build adds: they replace vendored ones, and do not change other names.

use std::collections::BTreeSet;
use std::path::Path;

use apifox_build::{Config, Severity};
use apifox_diff::public_items;

use crate::again::{alone, failure};
use crate::folder::report;

const VENDORED: &str = "VENDORED_PAGES";
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
fn items(config: &Config) -> BTreeSet<String> {
    let report = config.generate();
    let code = report.code().unwrap_or_else(|| panic!("{:#?}", report.findings()));
    public_items(code, None).unwrap().lines().map(str::to_owned).collect()
}

/// Returns the operations of a page, which are all generated.
fn operations(page: &Path) -> BTreeSet<String> {
    let report = report(page);
    assert!(!report.is_refused(), "{:#?}", report.findings());
    let operations = report.operations().iter();
    operations.map(|one| format!("{} {}", one.method, one.path)).collect()
}

/// Divides the pages of the fixtures into vendored and added ones in several ways, and lists the
/// items of the vendored ones that disappear when the others are added. A process of its own makes
/// each comparison, with both variables set.
#[test]
fn adding_pages_changes_no_names_of_other_pages() {
    if let Some(vendored) = std::env::var_os(VENDORED) {
        let before = items(&Config::new().pages(&vendored));
        let after = items(&Config::new().pages(&vendored).pages_from_env(VARIABLE));
        assert!(before.len() > 500 && after.len() > before.len());
        let gone: Vec<&String> = before.difference(&after).collect();
        assert!(gone.is_empty(), "{gone:#?}");
        return;
    }
    let pages = std::fs::read_dir("tests/fixtures/pages")
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut pages: Vec<_> = pages.map(|page| (operations(&page), page)).collect();
    pages.sort();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("added-names");
    let [vendored, added] = ["vendored", "added"].map(|name| folder.join(name));
    let mut divided = BTreeSet::new();
    for round in 0..4 {
        let _ = std::fs::remove_dir_all(&folder);
        for folder in [&vendored, &added] {
            std::fs::create_dir_all(folder).unwrap();
        }
        // A page that describes an operation again would replace it; it comes first in the next round.
        let mut described = BTreeSet::new();
        pages.sort_by_key(|(_, page)| divided.contains(page));
        for (index, (operations, page)) in pages.iter().enumerate() {
            if described.is_disjoint(operations) {
                described.extend(operations.clone());
                divided.insert(page.clone());
                let is_vendored = (index >> (round / 2) & 1) == round % 2;
                let name = page.file_name().unwrap();
                std::fs::copy(page, if is_vendored { &vendored } else { &added }.join(name)).unwrap();
            }
        }
        let mut again = alone(module_path!(), "adding_pages_changes_no_names_of_other_pages");
        assert_eq!(failure(again.env(VENDORED, &vendored).env(VARIABLE, &added)), None);
    }
    let divided = divided.len() * 10 / pages.len();
    assert!(divided == 9 || divided == 10, "{divided} tenths of the pages");
}

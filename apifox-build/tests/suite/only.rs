//! A subset of an API: only some of its resources are generated, and those do not change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use apifox_build::{Config, MANIFEST, OnRefusal, Report, Severity};
use serde_json::Value;

use crate::again::{alone, failure};
use crate::folder::{Reports, once};

const FOLDER: &str = "tests/fixtures/ledger";
const RESOURCES: [&str; 6] = ["accounts", "rates", "statements", "tokens", "transfers", "webhooks"];

fn ledger() -> Config {
    Config::new().pages(FOLDER)
}

/// The report of all resources, for which several tests ask.
fn whole() -> Arc<Report> {
    static WHOLE: Reports = Reports::new(BTreeMap::new());
    once(&WHOLE, PathBuf::from(FOLDER), &ledger())
}

/// The report of one resource, for which several tests ask.
fn part(resource: &str) -> Arc<Report> {
    static PARTS: Reports = Reports::new(BTreeMap::new());
    once(&PARTS, PathBuf::from(resource), &ledger().only([resource]))
}

fn code(report: &Report) -> &str {
    report
        .code()
        .unwrap_or_else(|| panic!("refused: {:#?}", report.findings()))
}

fn surface(report: &Report) -> BTreeSet<String> {
    let text = apifox_diff::public_items(code(report), None).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn routes(report: &Report) -> BTreeSet<(String, String)> {
    let operations = report.operations().iter();
    operations
        .map(|operation| (operation.method.clone(), operation.path.clone()))
        .collect()
}

/// A page of two resources, the second of which has an unresolved reference.
const ONE_BROKEN: &str = "openapi: 3.0.1
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      summary: List orders
      tags: [Orders]
      responses: {'200': {description: OK, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}
  /refunds:
    get:
      summary: List refunds
      tags: [Refunds]
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Gone'}}}}}
";

#[test]
fn a_single_resource_is_a_subset_of_the_whole_line_by_line() {
    let whole = surface(&whole());
    for resource in RESOURCES {
        let part = part(resource);
        let lines = surface(&part);
        let new: Vec<_> = lines.difference(&whole).collect();
        assert!(new.is_empty(), "{resource}: {new:#?}");
        assert!(lines.len() < whole.len(), "{resource}");
        let calls = part.operations().iter().map(|operation| operation.call.0.as_str());
        assert_eq!(calls.collect::<BTreeSet<_>>(), BTreeSet::from([resource]));
    }
}

#[test]
fn all_subsets_together_are_the_whole() {
    let whole = whole();
    let same = ledger().only(RESOURCES).generate();
    let apart = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("//"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(apart(code(&whole)), apart(code(&same)));
    assert!(same.left_out().is_empty());
    let lines = RESOURCES.map(|resource| surface(&part(resource)));
    assert_eq!(lines.into_iter().flatten().collect::<BTreeSet<_>>(), surface(&whole));
}

#[test]
fn an_operation_is_generated_or_refused_or_left_out() {
    let whole = whole();
    let part = ledger().only(["transfers", "rates"]).generate();
    let left_out: BTreeSet<_> = part.left_out().iter().cloned().collect();
    assert!(left_out.is_disjoint(&routes(&part)));
    assert_eq!(&left_out | &routes(&part), routes(&whole));
    assert_eq!(left_out.len(), part.left_out().len());
    assert!(whole.left_out().is_empty());
    let first = code(&part).lines().find(|line| line.starts_with("// only: "));
    assert_eq!(first, Some("// only: rates, transfers"));
}

#[test]
fn the_table_and_the_document_contain_only_generated_operations() {
    let part = part("rates");
    let (_, document) = code(&part).split_once("pub const DOCUMENT: &str = r").unwrap();
    let document = document.trim_start_matches('#').trim_start_matches('"');
    let document: Value = serde_json::from_str(document.trim_end().trim_end_matches([';', '#', '"'])).unwrap();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    let generated: Vec<_> = part.operations().iter().map(|operation| &operation.template).collect();
    assert_eq!(paths, generated);
    for schema in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(
            code(&part).contains(&format!("/schemas/{schema}\"")),
            "{schema} is not used"
        );
    }
    assert!(!code(&part).contains("Transfer"), "a type that nothing reaches");
}

#[test]
fn a_type_that_no_operation_reaches_is_not_generated_at_all() {
    let whole = Config::new().pages("tests/fixtures/features/shelf.yaml").generate();
    assert!(whole.document().unwrap().contains("Nobody"), "the page has it");
    assert!(!code(&whole).contains("Nobody"));
}

#[test]
fn an_unknown_resource_is_reported_with_the_nearest_name() {
    for (name, hint) in [
        ("transfer", "did you mean `transfers`?"),
        ("Accounts", "did you mean `accounts`?"),
        (
            "ledger.accounts",
            "the resources are: accounts, rates, statements, tokens, transfers, webhooks",
        ),
        (
            "nonsense",
            "the resources are: accounts, rates, statements, tokens, transfers, webhooks",
        ),
    ] {
        let report = ledger().only(["rates", name]).on_refusal(OnRefusal::Skip).generate();
        assert_eq!(report.code(), None);
        let mut refused = report
            .findings()
            .iter()
            .filter(|finding| finding.severity == Severity::Refused);
        let finding = refused.next().unwrap();
        assert_eq!((finding.code, refused.next()), ("unknown-resource", None));
        assert!(finding.message.contains(&format!("`{name}`")), "{}", finding.message);
        assert_eq!(finding.hint, hint);
    }
    let nothing = ledger().only(Vec::<String>::new()).generate();
    assert!(
        nothing
            .findings()
            .iter()
            .any(|finding| finding.code == "unknown-resource")
    );
}

#[test]
fn faults_of_a_resource_that_is_left_out_are_not_reported() {
    let shop = || Config::new().page_text("shop.yaml", ONE_BROKEN);
    assert!(shop().generate().is_refused());
    let orders = shop().only(["orders"]).generate();
    assert_eq!(orders.findings(), [], "resources that are left out have no findings");
    assert_eq!(orders.left_out(), [("GET".to_owned(), "/refunds".to_owned())]);
    assert!(orders.refused().is_empty());
    assert_eq!(code(&orders).matches("Gone").count(), 0);
    let refunds = shop().only(["refunds"]).generate();
    assert_eq!(refunds.findings()[0].code, "dangling-ref");
    assert_eq!(refunds.refused(), [("GET".to_owned(), "/refunds".to_owned())]);
    assert_eq!(refunds.left_out(), [("GET".to_owned(), "/orders".to_owned())]);
}

#[test]
fn published_names_of_resources_that_are_left_out_stay_published() {
    let whole = whole().names_lock().unwrap();
    let locked = ledger().page_text("names.lock", whole.clone());
    let part = locked.only(["rates"]).generate();
    assert_eq!(part.names_lock().unwrap(), whole);
    assert!(part.findings().iter().all(|finding| finding.code != "names-lock"));
}

#[test]
fn the_order_of_names_changes_nothing() {
    let one = ledger().only(["rates", "tokens"]).generate();
    let other = ledger().only(["tokens"]).only(["rates", "tokens"]).generate();
    assert_eq!(code(&one), code(&other));
}

#[test]
fn the_manifest_selects_resources_too() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("only-manifest");
    std::fs::create_dir_all(&folder).unwrap();
    let pages = std::fs::canonicalize(FOLDER).unwrap();
    let text = format!("pages: {}\nonly: [rates, tokens]\n", pages.display());
    std::fs::write(folder.join(MANIFEST), text).unwrap();
    let by_manifest = Config::from_manifest(folder.join(MANIFEST)).generate();
    let by_code = ledger().source_sums().only(["rates", "tokens"]).generate();
    assert_eq!(code(&by_manifest), code(&by_code));
}

/// Runs this test again in a process of its own, for which the variable is set.
#[test]
fn a_page_that_the_build_adds_is_never_left_out() {
    const VARIABLE: &str = "PAGES_OF_WHOEVER_BUILDS";
    if std::env::var_os(VARIABLE).is_none() {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("only-added");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            folder.join("shop.yaml"),
            ONE_BROKEN.replace("$ref: '#/components/schemas/Gone'", ""),
        )
        .unwrap();
        let mut again = alone(module_path!(), "a_page_that_the_build_adds_is_never_left_out");
        assert_eq!(failure(again.env(VARIABLE, &folder)), None);
        return;
    }
    let report = ledger().pages_from_env(VARIABLE).only(["rates"]).generate();
    let resources = report.operations().iter().map(|operation| operation.call.0.as_str());
    assert_eq!(
        resources.collect::<BTreeSet<_>>(),
        BTreeSet::from(["orders", "rates", "refunds"])
    );
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn each_single_resource_of_real_documents_is_a_subset_of_the_whole() {
    let corpus = crate::folder::corpus();
    let mut queue = vec![corpus];
    let (mut documents, mut parts) = (0, 0);
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let config = Config::new().pages(&path).on_refusal(OnRefusal::Skip);
        let whole = config.generate();
        if !apifox_build::is_page(&path) || whole.code().is_none() {
            continue;
        }
        let all = surface(&whole);
        let resources: BTreeSet<_> = whole
            .operations()
            .iter()
            .map(|operation| operation.call.0.clone())
            .collect();
        for resource in resources.iter().take(4) {
            let part = config.clone().only([resource]).generate();
            let lines = surface(&part);
            let new: Vec<_> = lines.difference(&all).collect();
            assert!(new.is_empty(), "{}: {resource}: {new:#?}", path.display());
            let count = part.operations().len() + part.refused().len() + part.left_out().len();
            assert_eq!(
                count,
                whole.operations().len() + whole.refused().len(),
                "{}",
                path.display()
            );
            parts += 1;
        }
        documents += 1;
    }
    println!("{documents} documents, {parts} parts");
    assert!(documents > 0);
}

//! Described operations: how they are marked, and how a page of the same endpoint replaces them.

use apifox_build::{Config, Finding, Report, Severity};
use apifox_diff::public_items;

const DESCRIBED: &str = r"
openapi: 3.0.3
info: {title: Bank, version: 1.0.0}
paths:
  /v1/payouts:
    post:
      x-described: {grade: A, page: 101, evidence: two guides, unknown: 'the statuses.'}
      tags: [Payouts]
      summary: Create a payout
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {amount: {type: integer}}}}}
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Payout'}}}}}
  /v1/payouts/{id}:
    get:
      x-described: {grade: C, page: '102'}
      tags: [Payouts]
      summary: Get a payout
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Payout'}}}}}
components:
  schemas:
    Payout: {type: object, required: [id], properties: {id: {type: string}, amount: {type: integer}}}
";

/// A page of an endpoint, as an editor saves it.
fn page(path: &str, id: u32, fields: &str) -> String {
    format!(
        "openapi: 3.0.1\ninfo: {{title: '', version: 1.0.0}}\npaths:\n  {path}:\n    get:\n      tags: [API/Payouts]\n      summary: \
         Retrieve payout\n      parameters: [{{name: payout, in: path, required: true, schema: {{type: string}}}}]\n      responses: \
         {{'200': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Payout'}}}}}}}}}}\n      \
         x-run-in-apifox: https://app.apifox.com/web/project/1/apis/api-{id}-run\ncomponents:\n  schemas:\n    Payout: {{type: object, \
         required: [id], properties: {{id: {{type: string}}, {fields}}}}}\n"
    )
}

const BALANCE: &str = "openapi: 3.0.3\ninfo: {title: Bank, version: 1.0.0}\npaths:\n  /v1/balance:\n    get:\n      tags: [Balance]\n      \
                       summary: Get balance\n      responses: {'200': {description: OK, content: {application/json: {schema: {title: Balance, type: \
                       object, properties: {id: {type: string}}}}}}}\n";

fn described() -> Config {
    Config::new().page_text("described.yaml", DESCRIBED)
}

fn code(report: &Report) -> String {
    report
        .code()
        .unwrap_or_else(|| panic!("{:#?}", report.findings()))
        .to_owned()
}

fn listing(report: &Report) -> String {
    public_items(&code(report), None).unwrap()
}

fn of<'a>(report: &'a Report, code: &'a str) -> Vec<&'a Finding> {
    report
        .findings()
        .iter()
        .filter(|finding| finding.code == code)
        .collect()
}

#[test]
fn the_mark_is_in_the_docs_the_listing_and_the_findings() {
    let report = described().generate();
    let code = code(&report);
    let sentence = "Described from public material (grade A, stands for page 101), not from the vendor's page: fields may be missing.";
    assert!(code.contains(sentence), "{code}");
    assert!(
        code.contains("/// Evidence: two guides.") && code.contains("/// Not known: the statuses."),
        "{code}"
    );
    assert!(!code.contains("x-described"), "the sandbox's document is plain OpenAPI");
    let listing = listing(&report);
    assert!(
        listing.contains("id create_payout, described (grade A, stands for page 101)\n"),
        "{listing}"
    );
    assert!(
        listing.contains("id get_payout, described (grade C, stands for page 102)\n"),
        "{listing}"
    );
    let notes = of(&report, "described-operation");
    assert_eq!(notes.len(), 2);
    assert!(notes.iter().all(|note| note.severity == Severity::Note));
    assert!(
        notes[0]
            .message
            .contains("evidence: two guides; not known: the statuses"),
        "{}",
        notes[0]
    );
}

#[test]
fn a_mark_at_the_root_applies_to_all_operations_except_those_that_deny_it() {
    let marks = [
        "x-described: {grade: A, page: 101, evidence: two guides, unknown: 'the statuses.'}",
        "x-described: {grade: C, page: '102'}",
    ];
    let page = DESCRIBED
        .replace(marks[0], "x-described: false")
        .replace(marks[1], "x-described: {unknown: all}");
    let page = format!("x-described: {{grade: B, evidence: a talk}}{page}");
    let report = Config::new().page_text("described.yaml", page).generate();
    let listing = listing(&report);
    assert!(listing.contains("id create_payout\n"), "{listing}");
    assert!(listing.contains("id get_payout, described (grade B)\n"), "{listing}");
    let notes = of(&report, "described-operation");
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].message.ends_with("evidence: a talk; not known: all"),
        "{}",
        notes[0]
    );
}

#[test]
fn a_mark_with_invalid_members_is_a_mark_nevertheless() {
    for (mark, wrong) in [
        ("true", 0),
        ("{}", 0),
        ("yes please", 1),
        ("[A]", 1),
        ("{grade: [A]}", 1),
        ("{grade: ''}", 1),
        ("{sources: a guide, page: {a: b}}", 2),
        ("null", 1),
    ] {
        let page = DESCRIBED.replace("x-described: {grade: C, page: '102'}", &format!("x-described: {mark}"));
        let report = Config::new().page_text("described.yaml", page).generate();
        assert_eq!(of(&report, "described-mark").len(), wrong, "{mark}");
        assert_eq!(of(&report, "described-operation").len(), 2, "{mark}");
        assert!(listing(&report).contains("id get_payout, described\n"), "{mark}");
    }
}

#[test]
fn a_page_of_the_same_route_or_id_replaces_a_description() {
    for (what, path, id) in [
        ("same method and path, another id", "/v1/payouts/{payout}", 7),
        (
            "the id that the mark names, another path",
            "/v1/payouts/by_id/{payout}",
            102,
        ),
        ("both", "/v1/payouts/{payout}", 102),
    ] {
        let report = described()
            .page_text("real.yaml", page(path, id, "total: {type: number}"))
            .generate();
        let listing = listing(&report);
        let calls: Vec<&str> = listing
            .lines()
            .filter(|line| line.starts_with("call payouts().") && line.contains(" -> "))
            .collect();
        assert_eq!(calls.len(), 2, "{what}: {listing}");
        assert!(
            calls
                .iter()
                .any(|call| call.contains(&format!("GET {path} ")) && !call.contains("described")),
            "{what}: {calls:?}"
        );
        assert!(
            listing.contains("type Payout.total"),
            "{what}: the page's component keeps its name: {listing}"
        );
        let mut notes = of(&report, "overlapping-pages");
        notes.retain(|note| note.message.contains(" documents "));
        let [note] = notes.as_slice() else {
            panic!("{what}: {:#?}", report.findings())
        };
        assert_eq!(note.severity, Severity::Note);
        assert!(
            note.message.starts_with("real.yaml documents GET /v1/payouts/{id}"),
            "{what}: {note}"
        );
        assert!(note.hint.contains("described.yaml"), "{note}");
    }
}

#[test]
fn a_description_whose_operations_all_have_pages_is_removed() {
    let only_get = DESCRIBED.split("  /v1/payouts:\n").next().unwrap().to_owned()
        + "  /v1/payouts/{id}:"
        + DESCRIBED.split("  /v1/payouts/{id}:").nth(1).unwrap();
    let real = page("/v1/payouts/{payout}", 9, "total: {type: number}");
    let both = Config::new()
        .page_text("described.yaml", only_get)
        .page_text("real.yaml", real.as_str());
    let alone = Config::new().page_text("real.yaml", real.as_str());
    let names = |config: &Config| listing(&config.generate()).replace("title", "");
    assert_eq!(names(&both), names(&alone));
}

#[test]
fn a_page_keeps_the_published_names_of_its_description() {
    let before = described().generate();
    let lock = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("described.lock");
    std::fs::write(&lock, before.names_lock().unwrap()).unwrap();
    let real = page("/v2/payouts/{payout}", 102, "total: {type: number}");
    let report = described().page_text("real.yaml", real).names_lock(&lock).generate();
    let listing = listing(&report);
    assert!(
        listing.contains("call payouts().get GET /v2/payouts/{payout}"),
        "{listing}"
    );
}

#[test]
fn only_described_operations_get_a_feature_if_configured() {
    let config = described().page_text("balance.yaml", BALANCE).described_features();
    let code_of = code(&config.generate());
    assert!(code_of.contains("#[cfg(feature = \"payouts\")]"), "{code_of}");
    assert!(!code_of.contains("feature = \"balance\""), "{code_of}");
    let opened = config.page_text("real.yaml", page("/v1/payouts/{payout}", 9, "total: {type: number}"));
    assert!(
        !code(&opened.generate()).contains("cfg(feature"),
        "a page opens its resource"
    );
}

#[test]
fn a_comparison_reports_the_new_page_and_its_differences() {
    let new = described().page_text(
        "real.yaml",
        page("/v1/payouts/{id}", 102, "total: {type: number}").replace("payout, in", "id, in"),
    );
    let diff = apifox_diff::diff(&described(), &new).unwrap();
    let codes: Vec<&str> = diff.changes.iter().map(|change| change.code).collect();
    assert!(codes.contains(&"operation-documented"), "{codes:?}");
    assert!(
        diff.changes.iter().any(|change| change.place.contains("total")),
        "{:#?}",
        diff.changes
    );
    let back = apifox_diff::diff(&new, &described()).unwrap();
    assert!(
        back.changes
            .iter()
            .any(|change| change.code == "operation-only-described")
    );
    assert_eq!(apifox_diff::diff(&new, &new).unwrap().changes, []);
}

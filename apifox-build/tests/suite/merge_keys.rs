//! Merge keys of YAML (`<<`): the locations of merged members, and keys that are not merge keys.

use apifox_build::{Config, Finding, Report, Severity};

const BEFORE: &str = "\
openapi: 3.0.1
info: {title: Kiosk, version: 1.0.0}
paths:
  /papers:
    get:
      operationId: listPapers
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                type: object
";

fn page(properties: &str) -> Report {
    Config::new()
        .page_text("page.yaml", format!("{BEFORE}{properties}"))
        .generate()
}

fn found<'a>(report: &'a Report, code: &str) -> Vec<&'a Finding> {
    report
        .findings()
        .iter()
        .filter(|finding| finding.code == code)
        .collect()
}

fn properties(report: &Report) -> serde_json::Value {
    let document: serde_json::Value = serde_json::from_str(&report.document().unwrap()).unwrap();
    let content = &document["paths"]["/papers"]["get"]["responses"]["200"]["content"];
    content["application/json"]["schema"]["properties"].clone()
}

#[test]
fn merged_members_have_the_location_of_their_source_and_the_pointer_of_their_use() {
    let report = page(
        "                x-anchors: [&inner {id: {type: strin}}, &outer {<<: *inner}]
                properties:
                  <<: [{name: {type: string}}, *outer]
",
    );
    let [finding] = found(&report, "unknown-type")[..] else {
        panic!("{:#?}", report.findings())
    };
    let place = finding.location.as_ref().unwrap();
    assert_eq!(place.line, 14, "{finding}");
    assert!(place.pointer.ends_with("/schema/properties/id/type"), "{finding}");
    assert_eq!(found(&report, "merge-key").len(), 1, "once a document");
}

#[test]
fn overriding_a_merged_member_is_not_a_duplicate_but_a_second_one_is() {
    let merged = "                properties: {<<: &a {id: {type: string}}, id: {type: integer}, %}\n";
    let report = page(&merged.replace('%', "<<: "));
    assert_eq!(found(&report, "duplicate-key").len(), 1, "{:#?}", report.findings());
    let report = page(&merged.replace('%', "id: {}"));
    assert_eq!(found(&report, "duplicate-key").len(), 1, "{:#?}", report.findings());
    let report = page(&merged.replace(", %", ""));
    assert_eq!(properties(&report)["id"]["type"], "integer", "{:#?}", report.findings());
}

#[test]
fn a_merge_of_another_type_is_refused_with_its_location() {
    for (value, broken) in [("5", "<<"), ("[{}, text]", "text"), ("", "<<"), ("[[{}]]", "[{}]")] {
        let line = format!("                properties: {{x: {{}}, <<: {value}}}");
        let report = page(&line);
        let [finding] = found(&report, "merge-key")[..] else {
            panic!("{value}: {:#?}", report.findings())
        };
        assert_eq!(finding.severity, Severity::Refused, "{value}");
        let place = finding.location.as_ref().unwrap();
        assert_eq!(
            (place.line, place.column),
            (14, line.find(broken).unwrap() + 1),
            "{finding}"
        );
        assert!(place.pointer.contains("/properties/<<"), "{finding}");
    }
}

#[test]
fn in_json_and_in_quotes_it_is_an_ordinary_name() {
    let quoted = page("                properties: {'<<': {type: string}, x: {\"<<\": 5, type: integer}}\n");
    assert_eq!(properties(&quoted)["<<"]["type"], "string", "{:#?}", quoted.findings());
    assert!(found(&quoted, "merge-key").is_empty());
    let json: serde_json::Value = serde_yaml::from_str(&format!(
        "{BEFORE}                properties: {{'<<': {{type: string}}}}\n"
    ))
    .unwrap();
    let report = Config::new().page_text("page.json", json.to_string()).generate();
    assert_eq!(properties(&report)["<<"]["type"], "string", "{:#?}", report.findings());
    assert!(found(&report, "merge-key").is_empty());
}

#[test]
fn overlays_support_merge_keys_too() {
    let overlay = "\
overlay: 1.0.0
info: {title: Ours, version: 1.0.0}
x-more: &more {title: {type: string}}
actions:
  - target: $.paths['/papers'].get.responses['200'].content['application/json'].schema
    description: what the server sends
    update: {properties: {<<: *more, count: {type: integer}}}
";
    let report = Config::new()
        .page_text(
            "page.yaml",
            format!("{BEFORE}                properties: {{id: {{type: string}}}}\n"),
        )
        .page_text("overlay.yaml", overlay)
        .generate();
    let keys: Vec<String> = properties(&report).as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["count", "id", "title"], "{:#?}", report.findings());
}

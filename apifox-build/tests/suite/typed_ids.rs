//! The extension `x-typed-id`: set by an overlay, and ignored where it does not apply.

use std::path::PathBuf;

use apifox_build::{Config, Report};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("typed_ids").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn page(schema: &str) -> String {
    format!(
        "openapi: 3.0.1
info: {{title: Intents, version: 1.0.0}}
paths:
  /v1/intents/{{id}}:
    get:
      summary: Retrieve intent
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {{type: object, required: [id], properties: {{id: {schema}, parent: {{type: string, nullable: true}}}}}}
"
    )
}

fn run(name: &str, page: &str, overlay: &str) -> Report {
    let folder = folder(name);
    std::fs::write(folder.join("page.yaml"), page).unwrap();
    if !overlay.is_empty() {
        std::fs::write(folder.join("overlay.yaml"), overlay).unwrap();
    }
    Config::new().pages(folder).generate()
}

fn messages(report: &Report) -> Vec<String> {
    let of = report.findings().iter().filter(|finding| finding.code == "typed-id");
    of.map(|finding| finding.message.clone()).collect()
}

#[test]
fn an_overlay_sets_it_at_parameters_and_properties() {
    let overlay = "overlay: 1.0.0
info: {title: Ids, version: 1.0.0}
actions:
- target: $.paths['/v1/intents/{id}'].get.parameters[?@.name == 'id'].schema
  description: The id of an intent.
  update: {x-typed-id: IntentId}
- target: $..properties['id', 'parent']
  description: The id of an intent.
  update: {x-typed-id: IntentId}
";
    let report = run("overlay", &page("{type: string}"), overlay);
    assert_eq!(messages(&report), [""; 0]);
    let code = report.code().unwrap();
    for line in [
        "pub struct IntentId(String);",
        "pub id: IntentId,",
        "pub parent: Option<IntentId>,",
        "id: &super::super::types::IntentId,",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
}

#[test]
fn an_invalid_mark_is_a_finding_and_changes_nothing() {
    for (schema, message) in [
        (
            "{type: integer, x-typed-id: IntentId}",
            "`x-typed-id` is not on a plain string, and is ignored",
        ),
        (
            "{type: string, enum: [a, b], x-typed-id: IntentId}",
            "`x-typed-id` is not on a plain string, and is ignored",
        ),
        (
            "{type: string, x-typed-id: true}",
            "true is not a type name: `x-typed-id` is ignored",
        ),
        (
            "{type: string, x-typed-id: ''}",
            "\"\" is not a type name: `x-typed-id` is ignored",
        ),
        (
            "{type: string, x-typed-id: intent_id}",
            "\"intent_id\" is not a type name: `x-typed-id` is ignored",
        ),
        (
            "{type: string, x-typed-id: 标识}",
            "\"标识\" is not a type name: `x-typed-id` is ignored",
        ),
    ] {
        let report = run("odd", &page(schema), "");
        assert_eq!(messages(&report), [message], "{schema}");
        let code = report.code().unwrap();
        assert!(!code.contains("IntentId"), "{code}");
    }
}

#[test]
fn names_that_a_type_cannot_have_get_a_suffix() {
    for (name, expected) in [
        ("String", "StringValue"),
        ("Result", "ResultValue"),
        ("IntentID", "IntentId"),
    ] {
        let report = run("names", &page(&format!("{{type: string, x-typed-id: {name}}}")), "");
        let code = report.code().unwrap();
        assert!(code.contains(&format!("pub id: {expected},")), "{code}");
    }
}

#[test]
fn the_name_of_an_id_is_published() {
    let report = run("lock", &page("{type: string, x-typed-id: IntentId}"), "");
    let text = report.names_lock().unwrap();
    assert!(text.contains("type\tIntentId\t"), "{text}");
}

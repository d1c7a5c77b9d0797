//! Real documents: each against itself, and against itself with one seeded edit.
//!
//! `APIFOX_CORPUS=DIR cargo test -p apifox-build --test suite diff::corpus -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use apifox_build::{Config, OnRefusal, Stage};
use apifox_diff::{Class, Diff, Level, diff};
use serde_json::{Map, Value, json};

/// A document as the generator merged it, without the habits of its editor.
fn merged(path: &PathBuf) -> Option<String> {
    let config = Config::new().pages(path).on_refusal(OnRefusal::Skip);
    let report = config.until(Stage::Overlay).generate();
    report.document()
}

fn compared(old: &str, new: &str) -> Option<Diff> {
    let side = |text: &str| Config::new().page_text("page.json", text).on_refusal(OnRefusal::Skip);
    diff(&side(old), &side(new)).ok()
}

/// An edit and where it applies: given an operation, it changes it, if it can.
type Edit = (&'static str, &'static str, Class, fn(&mut Map<String, Value>) -> bool);

const EDITS: [Edit; 6] = [
    (
        "a required parameter comes",
        "required-parameter-added",
        Class::Breaking,
        |operation| {
            let all = operation.entry("parameters").or_insert(json!([]));
            let all = all.as_array_mut().unwrap();
            all.push(json!({"name": "seeded", "in": "query", "required": true, "schema": {"type": "string"}}));
            true
        },
    ),
    (
        "an optional parameter comes",
        "optional-parameter-added",
        Class::Compatible,
        |operation| {
            let all = operation.entry("parameters").or_insert(json!([]));
            let all = all.as_array_mut().unwrap();
            all.push(json!({"name": "seeded", "in": "query", "schema": {"type": "string"}}));
            true
        },
    ),
    (
        "a failure comes",
        "failure-status-added",
        Class::Compatible,
        |operation| {
            let all = operation["responses"].as_object_mut().unwrap();
            all.insert("418".to_owned(), json!({"description": "seeded"})).is_none()
        },
    ),
    (
        "the text is another",
        "operation-text-changed",
        Class::Docs,
        |operation| {
            operation.insert("description".to_owned(), json!("seeded"));
            true
        },
    ),
    (
        "a property comes in a response",
        "optional-property-added",
        Class::Compatible,
        |operation| {
            let response = response(operation, "object");
            let all = response.and_then(|schema| schema.get_mut("properties")?.as_object_mut());
            all.is_some_and(|all| {
                all.insert("seeded_property".to_owned(), json!({"type": "string"}))
                    .is_none()
            })
        },
    ),
    (
        "a response is a list instead of an object",
        "type-changed",
        Class::Breaking,
        |operation| {
            let Some(response) = response(operation, "object") else {
                return false;
            };
            *response = [
                ("type".to_owned(), json!("array")),
                ("items".to_owned(), json!({"type": "string"})),
            ]
            .into_iter()
            .collect();
            true
        },
    ),
];

/// The schema of the response, written out where it is used, if it is of this type.
fn response<'a>(operation: &'a mut Map<String, Value>, kind: &str) -> Option<&'a mut Map<String, Value>> {
    let schema = operation["responses"]
        .get_mut("200")?
        .pointer_mut("/content/application~1json/schema")?;
    let is_plain = schema["type"] == kind && schema["nullable"] != json!(true) && schema["properties"].is_object();
    schema.as_object_mut().filter(|_| is_plain)
}

/// The document with the edit in the first operation that takes it.
fn edited(document: &str, edit: &Edit) -> Option<String> {
    let mut root: Value = serde_json::from_str(document).unwrap();
    let items = root["paths"].as_object_mut()?.values_mut();
    let operations = items.filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    let mut operations = operations.filter_map(Value::as_object_mut);
    let is_edited = operations.any(|operation| operation.contains_key("responses") && (edit.3)(operation));
    is_edited.then(|| root.to_string())
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn each_document_of_the_corpus_equals_itself_and_a_seeded_edit_is_classified() {
    let corpus = crate::folder::corpus();
    let (mut itself, mut right, mut wrong) = (0, BTreeMap::<&str, usize>::new(), Vec::new());
    let mut queue = vec![corpus];
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let Some(document) = merged(&path).filter(|_| apifox_build::is_page(&path)) else {
            continue;
        };
        let Some(same) = compared(&document, &document) else {
            continue;
        };
        if same.changes.is_empty() {
            itself += 1;
        } else {
            wrong.push(format!(
                "{}: against itself: {:?}",
                path.display(),
                same.changes.first()
            ));
        }
        for edit in &EDITS {
            let Some(diff) = edited(&document, edit).and_then(|new| compared(&document, &new)) else {
                continue;
            };
            let on_the_wire: Vec<_> = diff
                .changes
                .iter()
                .filter(|change| change.level == Level::Wire)
                .collect();
            match on_the_wire.as_slice() {
                [change] if (change.code, change.class) == (edit.1, edit.2) => *right.entry(edit.0).or_default() += 1,
                other => wrong.push(format!("{}: {}: {other:?}", path.display(), edit.0)),
            }
        }
    }
    let all: usize = right.values().sum();
    println!(
        "corpus: {itself} documents are themselves; seeded edits right: {all}; {right:?}; wrong: {}",
        wrong.len()
    );
    assert!(itself > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
}

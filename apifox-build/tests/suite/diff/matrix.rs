//! The matrix of edits: each is what the table says, there and back.

use std::collections::{BTreeMap, BTreeSet};

use apifox_diff::{Direction, rules};
use serde_yaml::Value;

use super::{compare, on_the_wire, parts, rows};

type Row = BTreeMap<String, Value>;

/// What is counted: right ones and all.
#[derive(Debug, Default)]
struct Count {
    right: usize,
    wrong: Vec<String>,
}

impl Count {
    fn look(&mut self, what: &str, found: &[String], expected: &[String]) {
        if found == expected {
            self.right += 1;
        } else {
            self.wrong
                .push(format!("{what}\n  expected: {expected:?}\n  found: {found:?}"));
        }
    }

    fn end(self, table: &str, edits: usize) {
        println!(
            "{table}: {edits} edits, {} of {} right",
            self.right,
            self.right + self.wrong.len()
        );
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("{row:?} has no `{key}`"))
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

/// A document with the schema in the body and in the response of its operation.
fn with_schema(schema: &str) -> String {
    const COMPONENTS: &str = "\
  Card: {type: object, required: [type, last4], properties: {type: {type: string, enum: [card]}, last4: {type: string}}}
  Plastic: {type: object, required: [type, last4], properties: {type: {type: string, enum: [card]}, last4: {type: string}}}
  Bank: {type: object, required: [type], properties: {type: {type: string, enum: [bank]}, iban: {type: string}}}
  Cash: {type: object, required: [type], properties: {type: {type: string, enum: [cash]}, count: {type: integer}}}
  Branded: {type: object, required: [brand, last4], properties: {brand: {type: string}, last4: {type: string}}}
  Direct: {type: object, required: [brand, iban], properties: {brand: {type: string}, iban: {type: string}}}
";
    let object = format!("{{type: object, required: [value], properties: {{value: {schema}}}}}");
    let used: String = COMPONENTS
        .lines()
        .filter(|line| schema.contains(&format!("schemas/{}\"", line.trim().split(':').next().unwrap())))
        .fold(String::new(), |text, line| text + "    " + line.trim() + "\n");
    let components = if used.is_empty() {
        String::new()
    } else {
        format!("components:\n  schemas:\n{used}")
    };
    format!(
        "openapi: 3.0.1\ninfo: {{title: Things, version: 1.0.0}}\npaths:\n  /things:\n    post:\n      summary: Create thing\n      requestBody:
        required: true\n        content: {{application/json: {{schema: {object}}}}}\n      responses:
        '200': {{description: OK, content: {{application/json: {{schema: {object}}}}}}}\n{components}"
    )
}

/// What an edit says and its two documents, of every edit of the tables.
pub(super) fn edits() -> Vec<(String, [String; 2])> {
    let table = |name: &str, document: fn(&Value) -> String| {
        let rows = rows(name).into_iter();
        let both = rows.map(move |row| {
            (
                text(&row, "edit").to_owned(),
                ["old", "new"].map(|side| document(&row[side])),
            )
        });
        both.collect::<Vec<_>>()
    };
    let schemas = table("schemas", |schema| with_schema(&json(schema)));
    [
        schemas,
        table("operations", with_operation),
        table("documents", with_paths),
    ]
    .concat()
}

#[test]
fn an_edit_of_a_schema_is_what_the_table_says_there_and_back() {
    let rows = rows("schemas");
    let mut count = Count::default();
    for row in &rows {
        let (old, new) = (with_schema(&json(&row["old"])), with_schema(&json(&row["new"])));
        for (order, diff) in [("there", compare(&old, &new)), ("back", compare(&new, &old))] {
            for (key, direction) in [("request", Direction::Request), ("response", Direction::Response)] {
                let what = format!("{} ({order}, {key})", text(row, "edit"));
                let expected = row[key][order].as_str().unwrap();
                count.look(&what, &on_the_wire(&diff, Some(direction)), &parts(expected));
            }
        }
    }
    assert!(rows.len() >= 100);
    count.end("schemas", rows.len());
}

/// A document whose operation is this, on top of what every operation has.
fn with_operation(operation: &Value) -> String {
    let mut whole: Value = serde_yaml::from_str("{summary: Do it, responses: {'200': {description: OK}}}").unwrap();
    for (key, value) in operation.as_mapping().unwrap() {
        whole.as_mapping_mut().unwrap().insert(key.clone(), value.clone());
    }
    with_paths(&serde_yaml::from_str(&format!("{{paths: {{/things: {{post: {}}}}}}}", json(&whole))).unwrap())
}

fn with_paths(document: &Value) -> String {
    let mut whole: Value = serde_yaml::from_str(
        "{openapi: 3.0.1, info: {title: Things, version: 1.0.0}, components: {securitySchemes: {bearer: {type: http, scheme: bearer},
        token: {type: http, scheme: bearer}, basic: {type: http, scheme: basic}}}}",
    )
    .unwrap();
    for (key, value) in document.as_mapping().unwrap() {
        whole.as_mapping_mut().unwrap().insert(key.clone(), value.clone());
    }
    json(&whole)
}

fn there_and_back(table: &str, document: impl Fn(&Value) -> String, least: usize) {
    let rows = rows(table);
    let mut count = Count::default();
    for row in &rows {
        let (old, new) = (document(&row["old"]), document(&row["new"]));
        for (order, diff) in [("there", compare(&old, &new)), ("back", compare(&new, &old))] {
            let what = format!("{} ({order})", text(row, "edit"));
            count.look(&what, &on_the_wire(&diff, None), &parts(text(row, order)));
        }
    }
    assert!(rows.len() >= least);
    count.end(table, rows.len());
}

#[test]
fn an_edit_of_an_operation_is_what_the_table_says_there_and_back() {
    there_and_back("operations", with_operation, 45);
}

#[test]
fn an_edit_of_a_document_is_what_the_table_says_there_and_back() {
    there_and_back("documents", with_paths, 10);
}

#[test]
fn every_rule_of_the_wire_has_an_edit_in_the_tables() {
    let mut seen = BTreeSet::new();
    for table in ["schemas", "operations", "documents"] {
        let text = std::fs::read_to_string(format!("tests/fixtures/diff/{table}.yaml")).unwrap();
        seen.extend(
            text.split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                .map(str::to_owned),
        );
    }
    let rules = rules().filter(|rule| rule.level == apifox_diff::Level::Wire);
    let missing: Vec<&str> = rules
        .map(|rule| rule.code)
        .filter(|code| !seen.contains(*code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

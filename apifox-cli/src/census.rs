//! `apifox census`: counts what pages contain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use apifox_build::{Report, Stage};
use serde_json::Value;

use crate::documents;
use crate::pages::Pages;
use crate::{Outcome, findings, print, progress};

/// How often something occurs in the documents, and in which of them.
#[derive(Debug, Default)]
struct Count {
    times: usize,
    documents: BTreeSet<usize>,
}

type Table = BTreeMap<String, Count>;

#[derive(Debug, Default)]
struct Census {
    extensions: Table,
    operations: Table,
    schemas: Table,
    document: usize,
}

pub(crate) fn run(pages: &Pages, manifest: Option<&Path>) -> io::Result<Outcome> {
    let config = pages.config(manifest)?;
    let read = config.clone().until(Stage::Parse).generate();
    let report = progress::generate(config);
    let mut census = Census::default();
    let documents = documents::parsed(&read);
    for document in documents.iter().filter(|document| !documents::is_overlay(document)) {
        census.document += 1;
        census.count(document);
    }
    let mut text = format!(
        "{} documents, {}",
        census.document,
        findings::summary(&report).lines().next().unwrap_or_default()
    );
    for (title, table) in [
        ("extension keys", &census.extensions),
        ("operations", &census.operations),
        ("schemas", &census.schemas),
        ("habits, by the codes of findings (`explain CODE`)", &habits(&report)),
    ] {
        let _ = write!(text, "\n\n{title}\n  times  documents");
        let mut rows: Vec<(&String, &Count)> = table.iter().collect();
        rows.sort_by_key(|(name, count)| (std::cmp::Reverse(count.times), *name));
        for (name, count) in rows {
            let _ = write!(text, "\n{:>7} {:>10}  {name}", count.times, count.documents.len());
        }
    }
    print(&(findings::visible(&text) + "\n"))?;
    Ok(Outcome::Success)
}

/// Counts findings by code; each page counts as a document.
fn habits(report: &Report) -> Table {
    let pages: BTreeSet<&str> = report
        .findings()
        .iter()
        .filter_map(|finding| Some(finding.location.as_ref()?.page.as_str()))
        .collect();
    let number: BTreeMap<&str, usize> = pages.into_iter().zip(1..).collect();
    let mut table = Table::new();
    for finding in report.findings() {
        let count = table
            .entry(format!("{} ({})", finding.code, finding.severity))
            .or_default();
        count.times += 1;
        let page = finding
            .location
            .as_ref()
            .and_then(|place| number.get(place.page.as_str()));
        count.documents.extend(page);
    }
    table
}

impl Census {
    fn add(&mut self, table: fn(&mut Self) -> &mut Table, name: impl Into<String>) {
        let document = self.document;
        let count = table(self).entry(name.into()).or_default();
        count.times += 1;
        count.documents.insert(document);
    }

    fn count(&mut self, document: &Value) {
        self.extensions_in(document);
        if document
            .get("servers")
            .and_then(Value::as_array)
            .is_none_or(Vec::is_empty)
        {
            self.add(|census| &mut census.operations, "document without servers");
        }
        for (operation, node) in documents::operations(document) {
            self.operation(&operation, node);
        }
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            self.add(|census| &mut census.schemas, "component");
            if !name.is_ascii() {
                self.add(|census| &mut census.schemas, "component whose name is not ASCII");
            }
            self.schema(schema);
        }
    }

    /// Counts keys that begin with `x-`, at any depth.
    fn extensions_in(&mut self, node: &Value) {
        match node {
            Value::Object(members) => {
                for (key, value) in members {
                    if key.starts_with("x-") {
                        // `x-200:label` has a key for each status: they count as one key.
                        let name = key.split(':').next().unwrap_or(key);
                        self.add(|census| &mut census.extensions, name);
                    }
                    self.extensions_in(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.extensions_in(item)),
            _ => {}
        }
    }

    fn operation(&mut self, operation: &documents::Operation, node: &Value) {
        self.add(|census| &mut census.operations, format!("method {}", operation.method));
        let is_missing = |key: &str| {
            node.get(key)
                .is_none_or(|value| value.as_str().is_some_and(str::is_empty))
        };
        for key in ["operationId", "summary", "x-run-in-apifox"] {
            if is_missing(key) {
                self.add(|census| &mut census.operations, format!("without {key}"));
            }
        }
        if !operation.summary.is_ascii() {
            self.add(|census| &mut census.operations, "summary that is not ASCII");
        }
        for parameter in node.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| {
                parameter
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_lowercase()
            };
            self.add(|census| &mut census.operations, format!("parameter in {}", text("in")));
            if matches!(text("name").as_str(), "accept" | "authorization" | "content-type") {
                self.add(
                    |census| &mut census.operations,
                    format!("header parameter {} (ignored)", text("name")),
                );
            }
            parameter
                .get("schema")
                .into_iter()
                .for_each(|schema| self.schema(schema));
        }
        let content = |holder: &Value| {
            holder
                .get("content")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        for (media, body) in node.get("requestBody").map(content).unwrap_or_default() {
            self.add(|census| &mut census.operations, format!("body {media}"));
            body.get("schema").into_iter().for_each(|schema| self.schema(schema));
        }
        for (status, response) in node.get("responses").and_then(Value::as_object).into_iter().flatten() {
            self.add(|census| &mut census.operations, format!("response {status}"));
            for (media, body) in content(response) {
                self.add(|census| &mut census.operations, format!("response as {media}"));
                body.get("schema").into_iter().for_each(|schema| self.schema(schema));
            }
        }
    }

    fn schema(&mut self, schema: &Value) {
        let Some(members) = schema.as_object() else { return };
        let kind = match members.get("type") {
            Some(Value::String(name)) => format!("type {name}"),
            Some(_) => "type that is an array".to_owned(),
            None if members.contains_key("$ref") => "$ref".to_owned(),
            None => "without type".to_owned(),
        };
        self.add(|census| &mut census.schemas, kind);
        for key in [
            "additionalProperties", "allOf", "anyOf", "const", "default", "discriminator", "enum", "example",
            "examples", "nullable", "oneOf",
        ] {
            if members.contains_key(key) {
                self.add(|census| &mut census.schemas, format!("with {key}"));
            }
        }
        if members.contains_key("properties") && !members.contains_key("required") {
            self.add(|census| &mut census.schemas, "object with properties and no `required`");
        }
        if let Some(format) = members.get("format").and_then(Value::as_str) {
            self.add(|census| &mut census.schemas, format!("format {format}"));
        }
        for property in members
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(serde_json::Map::values)
        {
            self.schema(property);
        }
        for key in ["additionalProperties", "items", "not"] {
            members.get(key).into_iter().for_each(|part| self.schema(part));
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            members
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .for_each(|part| self.schema(part));
        }
    }
}

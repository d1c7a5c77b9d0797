//! Nothing is lost inside an operation: an independent reader counts the parameters, bodies, media
//! types, statuses, headers and servers of every document, and compares them with the generated
//! code: documented = generated + reported.
//!
//! Fixtures, and in an ignored test every document below the folder `APIFOX_CORPUS`.

mod plain;
mod swagger;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use testkit::case_files;

use apifox_build::{Config, OnRefusal, Report, Stage};
use serde_json::Value;

use plain::{Document, Operation, Part};

/// The counts of one kind of part.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    documented: usize,
    generated: usize,
    reported: usize,
}

#[derive(Debug, Default)]
struct Tally {
    counts: BTreeMap<&'static str, Count>,
    lost: Vec<String>,
}

/// The public output of a run of the generator.
struct Run {
    model: BTreeMap<(String, String), Value>,
    refused: BTreeSet<(String, String)>,
    /// The generated types, by name.
    types: Value,
    /// The pointers of all findings.
    reported: BTreeSet<String>,
}

impl Run {
    /// `None` for a document that is refused as a whole.
    fn of(name: &str, text: &str) -> Option<Self> {
        let config = || Config::new().on_refusal(OnRefusal::Skip).page_text(name, text);
        let report = config().until(Stage::Check).generate();
        let document = report.document().unwrap_or_default();
        if report.is_refused() && !document.contains("\"paths\":{\"") {
            return None;
        }
        let shown: Value = serde_yaml::from_str(report.shown().unwrap_or_default()).unwrap_or_default();
        let operations = shown["operations"].as_array().cloned().unwrap_or_default();
        let route = |one: &Value| {
            let route = one["route"].as_str().unwrap();
            let (method, _) = route.split_once(' ').unwrap();
            (method.to_owned(), one["documented"].as_str().unwrap().to_owned())
        };
        Some(Self {
            model: operations.into_iter().map(|one| (route(&one), one)).collect(),
            refused: report.refused().iter().cloned().collect(),
            types: shown["types"].clone(),
            reported: pointers(&report),
        })
    }

    /// Whether a body in this form has a member of this name, or is built by the caller.
    fn has_member(&self, form: &Value, name: &str) -> bool {
        let kind = form["type"].as_str().unwrap_or_default();
        let kind = kind.trim_start_matches("Named(\"").trim_end_matches("\")");
        form["media"] == "multipart" || !self.types[kind]["schema"]["properties"][name].is_null()
    }

    /// Whether a finding is at a part of the document, at its reference, or within it.
    fn has_finding_for(&self, part: &Part) -> bool {
        let is_renamed = part.path.as_ref().is_some_and(|path| self.reported.contains(path));
        is_renamed
            || part.pointers.iter().any(|pointer| {
                let within = format!("{pointer}/");
                self.reported.contains(pointer)
                    || self
                        .reported
                        .range(within.clone()..)
                        .next()
                        .is_some_and(|reported| reported.starts_with(&within))
            })
    }
}

fn pointers(report: &Report) -> BTreeSet<String> {
    let places = report.findings().iter().filter_map(|finding| finding.location.as_ref());
    places.map(|place| place.pointer.clone()).collect()
}

impl Tally {
    fn document(&mut self, name: &str, text: &str) {
        let Some(document) = Document::read(name, text) else {
            return;
        };
        let Some(run) = Run::of(name, text) else {
            self.count("documents").reported += 1;
            return;
        };
        self.count("documents").generated += 1;
        for operation in document.operations() {
            let route = (operation.method.to_uppercase(), operation.path.clone());
            let title = format!("{name}: {} {}", route.0, route.1);
            match run.model.get(&route) {
                Some(model) => {
                    self.add("operations", &title, &run, true, &operation.whole);
                    self.operation(&title, &operation, model, &run);
                }
                None if run.refused.contains(&route) => self.count("operations").reported += 1,
                None => self.lost.push(format!("{title}: the operation")),
            }
        }
    }

    fn count(&mut self, kind: &'static str) -> &mut Count {
        let count = self.counts.entry(kind).or_default();
        count.documented += 1;
        count
    }

    #[expect(clippy::too_many_arguments, reason = "five beside `self`")]
    fn add(&mut self, kind: &'static str, title: &str, run: &Run, is_generated: bool, part: &Part) {
        let count = self.count(kind);
        if is_generated {
            count.generated += 1;
        } else if run.has_finding_for(part) {
            count.reported += 1;
        } else {
            self.lost.push(format!("{title}: {kind}: {}", part.name));
        }
    }

    fn operation(&mut self, title: &str, operation: &Operation, model: &Value, run: &Run) {
        let items = |key: &str| model[key].as_array().cloned().unwrap_or_default();
        let parameters: BTreeSet<String> = items("parameters")
            .iter()
            .map(|one| plain::identity(one["in"].as_str().unwrap(), one["name"].as_str().unwrap()))
            .collect();
        for part in &operation.parameters {
            // Every request has a method for this one.
            let is_generated = parameters.contains(&part.name) || part.name == "header idempotency-key";
            self.add("parameters", title, run, is_generated, part);
        }
        let forms = model["body"]["forms"].as_array().map_or(0, Vec::len);
        let is_in_parts = items("parameters").iter().any(|one| one["in"] == "part");
        if let Some(body) = &operation.body {
            self.add("bodies", title, run, forms > 0 || is_in_parts, body);
        }
        for (index, media_type) in operation.body_media_types.iter().enumerate() {
            let is_generated = index < forms + usize::from(is_in_parts);
            let body = operation.body.as_ref().unwrap();
            let part = Part {
                name: media_type.name.clone(),
                path: None,
                pointers: [&*media_type.pointers, &body.pointers].concat(),
            };
            self.add("body media types", title, run, is_generated, &part);
        }
        self.fields(title, operation, model, run);
        self.responses(title, operation, model, run);
        for part in &operation.left_out {
            self.add("links and callbacks", title, run, false, part);
        }
        if let Some(server) = &operation.server {
            self.add("servers", title, run, model["server"].is_string(), server);
        }
    }
}

impl Tally {
    /// Statuses, media types and headers.
    fn responses(&mut self, title: &str, operation: &Operation, model: &Value, run: &Run) {
        let items = |key: &str| model[key].as_array().cloned().unwrap_or_default();
        for (status, media_types) in &operation.responses {
            let responses = items("responses").into_iter();
            let responses: Vec<Value> = responses.filter(|one| one["status"] == status.name.as_str()).collect();
            self.add("statuses", title, run, !responses.is_empty(), status);
            for media_type in media_types {
                let name = media_type.name.as_str();
                let is_of = |response: &Value| {
                    let is_events = response["events"] == true && name.starts_with("text/event-stream");
                    let others = response["others"]
                        .as_array()
                        .is_some_and(|others| others.iter().any(|other| other == name));
                    response["media"] == name || is_events || others
                };
                // A response to HEAD has no content (RFC 9110, 9.3.2).
                let is_read = responses.iter().any(is_of) || operation.method == "head";
                let part = Part {
                    name: format!("{} {}", status.name, media_type.name),
                    path: None,
                    pointers: [&*media_type.pointers, &status.pointers].concat(),
                };
                self.add("response media types", title, run, is_read, &part);
            }
        }
        let headers = items("headers");
        for header in &operation.headers {
            let is_read = headers.iter().any(|one| {
                one["name"]
                    .as_str()
                    .is_some_and(|name| name.eq_ignore_ascii_case(&header.name))
            });
            self.add("response headers", title, run, is_read, header);
        }
    }

    /// The fields of a form are members of its type, or parts of the call.
    fn fields(&mut self, title: &str, operation: &Operation, model: &Value, run: &Run) {
        for field in &operation.fields {
            let parameters = model["parameters"].as_array().into_iter().flatten();
            let mut parts = parameters.filter(|one| one["in"] == "part");
            let is_part = parts.any(|one| one["name"] == field.name.as_str());
            let mut forms = model["body"]["forms"].as_array().into_iter().flatten();
            let is_member = forms.any(|form| run.has_member(form, &field.name));
            self.add("fields of forms", title, run, is_part || is_member, field);
        }
    }
}

/// The name and the text of a document.
type Named = (String, String);

/// Returns the files below a folder that are text.
fn documents_below(folder: PathBuf) -> Vec<Named> {
    let (mut folders, mut files) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    let named = files.iter().filter_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        Some((path.to_string_lossy().into_owned(), text))
    });
    named.collect()
}

/// Returns the pages and the expected documents in a folder of case files.
fn documents_of_cases(folder: &Path) -> Vec<Named> {
    let mut all = Vec::new();
    for case in case_files::cases(folder) {
        all.extend(case.texts().map(|(info, text)| {
            let language = info.split(' ').next().unwrap_or_default();
            (format!("{}.{language}", case.name), text.to_owned())
        }));
    }
    all
}

fn assert_nothing_lost(what: &str, files: &[Named]) -> Tally {
    let mut tally = Tally::default();
    for (name, text) in files {
        tally.document(name, text);
    }
    println!("nothing lost, {what}:");
    for (kind, count) in &tally.counts {
        let Count {
            documented,
            generated,
            reported,
        } = count;
        println!("  {kind}: {documented} = {generated} generated + {reported} reported");
    }
    assert!(
        tally.lost.is_empty(),
        "{what}: lost without a finding:\n{}",
        tally.lost.join("\n")
    );
    tally
}

#[test]
fn nothing_of_the_fixtures_is_lost_without_a_finding() {
    let fixtures = PathBuf::from("tests/fixtures");
    let mut files = Vec::new();
    for folder in ["pages", "refusals/pages", "ledger", "features", "diff"] {
        files.extend(documents_below(fixtures.join(folder)));
    }
    for folder in ["dialect", "refusals", "rows"] {
        files.extend(documents_of_cases(&fixtures.join(folder)));
    }
    let tally = assert_nothing_lost("fixtures", &files);
    let documents = tally.counts["documents"].documented;
    assert!(documents >= 325, "only {documents} documents were read");
    for kind in [
        "operations", "parameters", "bodies", "statuses", "response headers", "servers",
    ] {
        assert!(tally.counts.contains_key(kind), "no {kind} were found");
    }
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn nothing_of_the_corpus_is_lost_without_a_finding() {
    let folder = crate::folder::corpus();
    assert_nothing_lost("corpus", &documents_below(folder));
}

#[test]
fn the_reader_detects_lost_parts() {
    let text = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      parameters: [{name: b, in: query}]\n      responses: {'204': {description: ''}}\n";
    let document = Document::read("a.yaml", text).unwrap();
    let mut tally = Tally::default();
    let run = Run::of("a.yaml", &text.replace("name: b", "name: c")).unwrap();
    let operation = document.operations().pop().unwrap();
    let model = &run.model[&("GET".to_owned(), "/a".to_owned())];
    let silent = Run {
        reported: BTreeSet::new(),
        model: BTreeMap::new(),
        refused: BTreeSet::new(),
        types: Value::Null,
    };
    tally.operation("GET /a", &operation, model, &silent);
    assert_eq!(tally.lost, ["GET /a: parameters: query b"]);
}

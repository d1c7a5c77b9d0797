//! What holds of every document, whatever it says.

use std::collections::BTreeSet;
use std::path::PathBuf;

use apifox_build::{Config, OnRefusal, Report, Severity};

use crate::dice::Dice;
use crate::document::Pages;

/// What went wrong. Two documents with the same `kind` fail in the same way.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) kind: String,
    pub(crate) text: String,
}

type Files = Vec<(String, String)>;
type Route = (String, String);

/// Runs the generator on a thread with the stack of a build script's main thread. A panic is the fault.
pub(crate) fn generate(files: Vec<(String, Vec<u8>)>, choice: OnRefusal) -> Result<Report, Fault> {
    let run = move || {
        let config = Config::new().on_refusal(choice);
        let config = files
            .into_iter()
            .fold(config, |config, (name, bytes)| config.page_text(name, bytes));
        config.generate()
    };
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(run).unwrap();
    thread.join().map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        fault("panic", text.unwrap_or_default())
    })
}

fn run(files: &Files, choice: OnRefusal) -> Result<Report, Fault> {
    let files = files
        .iter()
        .map(|(name, text)| (name.clone(), text.clone().into_bytes()));
    generate(files.collect(), choice)
}

fn fault(kind: impl Into<String>, text: impl Into<String>) -> Fault {
    Fault {
        kind: kind.into(),
        text: text.into(),
    }
}

/// Holds a document against all laws but compiling; its report, with what was refused left out.
pub(crate) fn obeys(pages: &Pages, seed: u64) -> Result<Report, Fault> {
    let files = pages.texts(None);
    note_current(&files);
    let report = run(&files, OnRefusal::Skip)?;
    findings_say_something(&report)?;
    no_finding_blames_the_generator(&report)?;
    nothing_is_lost(&files, &report)?;
    let strict = run(&files, OnRefusal::Fail)?;
    if strict.code().is_some() == strict.is_refused() {
        return Err(fault("code-and-refusal", format!("{:?}", strict.findings())));
    }
    order_never_matters(pages, &report, seed)?;
    twice_is_once(pages, &report)?;
    Ok(report)
}

/// The code of a document, if any operation is generated.
pub(crate) fn code(pages: &Pages) -> Option<String> {
    let report = run(&pages.texts(None), OnRefusal::Skip).ok()?;
    report
        .code()
        .filter(|_| !report.operations().is_empty())
        .map(str::to_owned)
}

/// Each refusal has a place, a message and a hint.
fn findings_say_something(report: &Report) -> Result<(), Fault> {
    let refusals = report
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Refused);
    for finding in refusals {
        if finding.location.is_none() || finding.message.is_empty() || finding.hint.is_empty() {
            return Err(fault(format!("says too little: {}", finding.code), finding.to_string()));
        }
    }
    match report.code() {
        None if !report.is_refused() => Err(fault("neither code nor refusal", "")),
        _ => Ok(()),
    }
}

/// Bytes give code, or a refusal with words and a place; only what concerns no file has no place.
pub(crate) fn says_something(files: Vec<(String, Vec<u8>)>, choice: OnRefusal) -> Result<(), Fault> {
    let report = generate(files, choice)?;
    no_finding_blames_the_generator(&report)?;
    for finding in report.findings() {
        let placed = finding.location.is_some() || finding.code == "no-pages";
        if finding.severity == Severity::Refused && (!placed || finding.message.is_empty()) {
            return Err(fault(format!("says too little: {}", finding.code), finding.to_string()));
        }
    }
    match report.code() {
        None if !report.is_refused() => Err(fault("neither code nor refusal", "")),
        _ => Ok(()),
    }
}

/// What check lets pass, the later stages can do.
fn no_finding_blames_the_generator(report: &Report) -> Result<(), Fault> {
    let ours = |code: &str| code == "backend" || code == "not-rust" || code.starts_with("unexpected-");
    match report.findings().iter().find(|finding| ours(finding.code)) {
        Some(finding) => Err(fault(finding.code, finding.to_string())),
        None => Ok(()),
    }
}

/// (method, path) in = out + refused.
fn nothing_is_lost(files: &Files, report: &Report) -> Result<(), Fault> {
    let documented: BTreeSet<Route> = files.iter().flat_map(|(_, text)| documented(text)).collect();
    let made: BTreeSet<Route> = report
        .operations()
        .iter()
        .map(|operation| (operation.method.clone(), operation.path.clone()))
        .collect();
    let refused: BTreeSet<Route> = report.refused().iter().cloned().collect();
    let known: BTreeSet<Route> = made.union(&refused).cloned().collect();
    if known != documented {
        let lost: Vec<_> = documented.difference(&known).collect();
        let invented: Vec<_> = known.difference(&documented).collect();
        return Err(fault(
            "lost or invented",
            format!("lost {lost:?}, invented {invented:?}"),
        ));
    }
    if !made.is_disjoint(&refused) {
        return Err(fault("made and refused", format!("{made:?} {refused:?}")));
    }
    if !refused.is_empty() && !report.is_refused() {
        return Err(fault("refused without a word", format!("{refused:?}")));
    }
    Ok(())
}

/// The routes a file documents, read with plain serde: the crate under test must not count for itself.
fn documented(text: &str) -> Vec<Route> {
    let text = text.split("```yaml\n").nth(1).unwrap_or(text).trim_end_matches("```\n");
    let document: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document
        .get("paths")
        .and_then(serde_yaml::Value::as_mapping)
        .into_iter()
        .flatten()
    {
        for method in item.as_mapping().into_iter().flat_map(serde_yaml::Mapping::keys) {
            let method = method.as_str().unwrap_or_default();
            if ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&method) {
                routes.push((method.to_uppercase(), path.as_str().unwrap_or_default().to_owned()));
            }
        }
    }
    routes
}

/// Same bytes for shuffled pages and keys.
fn order_never_matters(pages: &Pages, report: &Report, seed: u64) -> Result<(), Fault> {
    let mut dice = Dice::new(seed);
    for _ in 0..2 {
        let other = run(&pages.texts(Some(&mut dice)), OnRefusal::Skip)?;
        if other.refused() != report.refused() {
            return Err(fault(
                "order decides what is refused",
                difference(&lines(report.refused()), &lines(other.refused())),
            ));
        }
        same(
            "order changes the document",
            report.document().as_deref(),
            other.document().as_deref(),
        )?;
        same("order changes the code", report.code(), other.code())?;
        same(
            "order changes the lock",
            report.names_lock().as_deref(),
            other.names_lock().as_deref(),
        )?;
    }
    Ok(())
}

/// The merged document is its own merged document, and gives the same code, texts and extensions aside.
fn twice_is_once(pages: &Pages, report: &Report) -> Result<(), Fault> {
    let Some(document) = report.document() else {
        return Ok(());
    };
    let again = run(&vec![("page0.json".to_owned(), document.clone())], OnRefusal::Skip)?;
    let again_document = again.document().unwrap_or_default();
    same(
        "normalising twice changes the document",
        Some(&without_examples(&document)),
        Some(&without_examples(&again_document)),
    )?;
    let templates = |report: &Report| -> Vec<String> {
        let operations = report.operations().iter();
        let mut routes: Vec<String> = operations
            .map(|operation| format!("{} {}", operation.method, operation.template))
            .collect();
        routes.sort();
        routes
    };
    same(
        "normalising twice changes what is generated",
        Some(&lines(&templates(report))),
        Some(&lines(&templates(&again))),
    )?;
    if pages.is_plain() {
        let bare = |code: Option<&str>| code.map(without_docs);
        same(
            "normalising twice changes the code",
            bare(report.code()).as_deref(),
            bare(again.code()).as_deref(),
        )?;
    }
    Ok(())
}

/// An example that is a text holding JSON is read by its schema; the schema of two pages together may be another than that of one.
fn without_examples(document: &str) -> String {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            serde_json::Value::Object(members) => {
                members.retain(|key, _| key != "example" && key != "examples");
                members.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut document: serde_json::Value = serde_json::from_str(document).unwrap_or_default();
    strip(&mut document);
    document.to_string()
}

fn without_docs(code: &str) -> String {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |text, line| text + line + "\n")
}

fn lines<T: std::fmt::Debug>(items: &[T]) -> String {
    items
        .iter()
        .fold(String::new(), |text, item| text + &format!("{item:?}\n"))
}

fn same(kind: &str, expected: Option<&str>, found: Option<&str>) -> Result<(), Fault> {
    if expected == found {
        return Ok(());
    }
    Err(fault(
        kind,
        difference(expected.unwrap_or("nothing"), found.unwrap_or("nothing")),
    ))
}

/// The first lines that differ; a document of one line is taken apart first.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found) = (expected.replace(",\"", ",\n\""), found.replace(",\"", ",\n\""));
    let differing = expected.lines().zip(found.lines()).filter(|(a, b)| a != b).take(4);
    let text = differing.fold(String::new(), |text, (a, b)| text + &format!("- {a}\n+ {b}\n"));
    format!(
        "{text}({} and {} lines)",
        expected.lines().count(),
        found.lines().count()
    )
}

/// A folder for what a maintainer wants to look at.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("properties").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn keep(name: &str, files: &Files) -> PathBuf {
    let folder = folder(name);
    for (file, text) in files {
        std::fs::write(folder.join(file), text).unwrap();
    }
    folder
}

/// A stack that overflows takes the process with it: the document that did so is found here.
fn note_current(files: &Files) {
    let folder = folder("current");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let _ = std::fs::remove_file(entry.unwrap().path());
    }
    keep("current", files);
}

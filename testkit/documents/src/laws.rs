//! What holds of every document, whatever it says.

use std::collections::BTreeSet;

use apifox_build::{Config, OnRefusal, Report, Stage};

use crate::dice::Dice;
use crate::document::Pages;
use crate::documented::{self, Route};
use crate::runs::{Fault, fault, findings_say_something, generate, generate_with, no_finding_blames_the_generator};

/// Names and texts of files.
pub type Files = Vec<(String, String)>;

fn run(files: &Files, choice: OnRefusal) -> Result<Report, Fault> {
    generate(bytes(files), choice)
}

fn bytes(files: &Files) -> Vec<(String, Vec<u8>)> {
    let files = files.iter();
    files
        .map(|(name, text)| (name.clone(), text.clone().into_bytes()))
        .collect()
}

/// Holds a document against all laws but compiling; its report, with what was refused left out.
pub fn obeys(pages: &Pages, seed: u64) -> Result<Report, Fault> {
    let files = pages.texts(None);
    let report = run(&files, OnRefusal::Skip)?;
    findings_say_something(&report)?;
    no_finding_blames_the_generator(&report)?;
    nothing_is_lost(&files, &report)?;
    code_or_refusal(&files, &report)?;
    order_never_matters(pages, &report, seed)?;
    twice_is_once(pages, &report)?;
    Ok(report)
}

/// Where nothing may be refused, there is code or a refusal.
fn code_or_refusal(files: &Files, report: &Report) -> Result<(), Fault> {
    let strict = Config::new().on_refusal(OnRefusal::Fail);
    let (strict, is_right) = if report.is_refused() {
        let strict = generate_with(strict, bytes(files))?;
        let is_right = strict.code().is_some() != strict.is_refused();
        (strict, is_right)
    } else {
        // Without a refusal, the stages after the check are those of the other run, which gave
        // code.
        let strict = generate_with(strict.until(Stage::Check), bytes(files))?;
        let is_right = !strict.is_refused();
        (strict, is_right)
    };
    if is_right {
        Ok(())
    } else {
        Err(fault("code-and-refusal", format!("{:?}", strict.findings())))
    }
}

/// The code of a document, if any operation is generated.
#[must_use]
pub fn code(pages: &Pages) -> Option<String> {
    let report = run(&pages.texts(None), OnRefusal::Skip).ok()?;
    report
        .code()
        .filter(|_| !report.operations().is_empty())
        .map(str::to_owned)
}

/// (method, path) in = out + refused.
fn nothing_is_lost(files: &Files, report: &Report) -> Result<(), Fault> {
    let documented: BTreeSet<Route> = files
        .iter()
        .flat_map(|(name, text)| documented::routes(name, text))
        .collect();
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

/// The same for shuffled pages and keys, but for the order of what is generated.
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
        // The order of keys is that of fields, and so of arguments.
        same_words("order changes the code", report.code(), other.code())?;
        same_words(
            "order changes the lock",
            report.names_lock().as_deref(),
            other.names_lock().as_deref(),
        )?;
    }
    Ok(())
}

/// The merged document is its own merged document, and gives the same code, texts and extensions
/// aside.
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
        // The merged document has its keys sorted.
        same_words(
            "normalising twice changes the code",
            report.code().map(without_docs).as_deref(),
            again.code().map(without_docs).as_deref(),
        )?;
    }
    Ok(())
}

/// An example that is a text holding JSON is read by its schema; the schema of two pages together
/// may be another than that of one.
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

/// Returns all words of a text, sorted, one per line.
fn words(text: &str) -> String {
    let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.join("\n")
}

/// Two texts have the same words. Most have the same lines, which are fewer to sort.
fn same_words(kind: &str, expected: Option<&str>, found: Option<&str>) -> Result<(), Fault> {
    let sorted_lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    if expected.map(sorted_lines) == found.map(sorted_lines) {
        return Ok(());
    }
    same(kind, expected.map(words).as_deref(), found.map(words).as_deref())
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

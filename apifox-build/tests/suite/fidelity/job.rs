//! The result of a case: generated code, and the Rust type of each schema.

use std::collections::BTreeSet;
use std::sync::Arc;

use apifox_build::{Config, OnRefusal, Report, Severity};

use super::case::{Case, Page, Part, Route};
use super::json::Json;
use super::spec::Spec;
use crate::folder;

/// The codes of findings for types that are wider than documented because of composition.
const WIDER: [&str; 8] = [
    "all-of-conflict", "circular-all-of", "circular-reference", "endless", "merged-alternatives", "merged-arrays",
    "type-contradiction", "untold-children",
];

/// A case with its generated code.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) name: String,
    /// Empty if there is none.
    pub(crate) code: String,
    pub(crate) spec: Option<Spec>,
    pub(crate) checks: Vec<Check>,
    pub(crate) skipped: Vec<String>,
    /// The findings of wider types: code and pointer.
    pub(crate) wider: BTreeSet<(String, String)>,
}

/// A schema with a Rust type, and its instances.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) route: Route,
    pub(crate) part: Part,
    /// The Rust type within the generated file: `types::Balance`.
    pub(crate) rust_type: String,
    pub(crate) instances: Vec<Json>,
    /// The outcomes of the instances, in their order.
    pub(crate) outcomes: Vec<Result<Json, String>>,
}

impl Job {
    pub(crate) fn new(case: Case) -> Self {
        let report = generate(&case.page, &case.name);
        let file = match &case.page {
            Page::File(path) => path.to_string_lossy().into_owned(),
            Page::Text(_) => case.name.clone(),
        };
        let spec = Spec::read(&file, &case.text());
        let mut job = Self {
            name: case.name,
            code: report.as_deref().and_then(Report::code).unwrap_or_default().to_owned(),
            spec,
            checks: Vec::new(),
            skipped: Vec::new(),
            wider: report.as_deref().into_iter().flat_map(wider).collect(),
        };
        for ((route, part), instances) in case.parts {
            let found = report
                .as_ref()
                .map_or(Err("the generator panics".to_owned()), |report| {
                    rust_type(report, &route, &part)
                });
            match found {
                Ok(rust_type) => job.checks.push(Check {
                    route,
                    part,
                    rust_type,
                    instances,
                    outcomes: Vec::new(),
                }),
                Err(reason) => job
                    .skipped
                    .push(format!("{} {} {} {part}: {reason}", job.name, route.0, route.1)),
            }
        }
        job
    }
}

fn wider(report: &Report) -> impl Iterator<Item = (String, String)> {
    let findings = report.findings().iter();
    findings
        .filter(|finding| finding.severity == Severity::Lossy && WIDER.contains(&finding.code))
        .map(|finding| {
            let pointer = finding.location.as_ref().map(|location| location.pointer.clone());
            (finding.code.to_owned(), pointer.unwrap_or_default())
        })
}

fn rust_type(report: &Report, route: &Route, part: &Part) -> Result<String, String> {
    let operation = report
        .operations()
        .iter()
        .find(|operation| operation.method == route.0 && operation.path == route.1)
        .ok_or_else(|| {
            let is_refused = report.refused().contains(route);
            format!("the operation is {}", if is_refused { "refused" } else { "not there" })
        })?;
    let found = match part {
        Part::Body => operation.body.clone(),
        Part::Status(status) => {
            // Apifox writes a second response of a status as `x-200:label`; both are one type.
            let plain = status
                .strip_prefix("x-")
                .and_then(|rest| rest.split(':').next())
                .unwrap_or(status);
            let mut responses = operation.responses.iter();
            responses
                .find(|(key, _)| key.eq_ignore_ascii_case(plain))
                .map(|(_, kind)| kind.clone())
        }
    };
    found.ok_or_else(|| "no JSON type for this part".to_owned())
}

/// Generates on a thread with the stack size of a build script's main thread; a panic is caught
/// when the thread is joined.
fn generate(page: &Page, name: &str) -> Option<Arc<Report>> {
    let (page, name) = (page.clone(), name.to_owned());
    let run = move || match page {
        Page::File(path) => folder::report(&path),
        Page::Text(text) => {
            let config = Config::new().on_refusal(OnRefusal::Skip).page_text(name, text);
            Arc::new(config.generate())
        }
    };
    std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .ok()
}

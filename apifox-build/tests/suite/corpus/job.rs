//! A document, or the documents of an owner together, and the results of generating them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use apifox_build::{Config, OnRefusal, Report, Severity};
use testkit_documents::documented::{self, Route};

use super::examples::Example;

#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) name: String,
    pub(crate) owner: String,
    paths: Vec<PathBuf>,
    /// The documented operations, read without the crate under test.
    pub(crate) documented: BTreeSet<Route>,
    pub(crate) report: Option<Report>,
    pub(crate) examples: Vec<Example>,
    /// What came of each JSON response that a sandbox of the document was asked for.
    pub(crate) sandbox: Vec<String>,
    pub(crate) compile_error: Option<String>,
    /// Whether the same pages in another order gave different code.
    pub(crate) order_matters: bool,
}

/// Returns all documents below a folder, and then each folder with several.
pub(crate) fn find(folder: &Path) -> Vec<Job> {
    let mut by_owner: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.file_name().is_some_and(|name| name != "README.md") {
            let owner = path
                .parent()
                .and_then(Path::file_name)
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            by_owner.entry(owner).or_default().push(path);
        }
    }
    let mut jobs = Vec::new();
    for (owner, mut paths) in by_owner {
        paths.sort();
        for path in &paths {
            let name = format!("{owner}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            jobs.push(Job::new(name, &owner, vec![path.clone()]));
        }
        if paths.len() > 1 {
            jobs.push(Job::new(format!("{owner} (whole)"), &owner, paths));
        }
    }
    jobs
}

impl Job {
    fn new(name: String, owner: &str, paths: Vec<PathBuf>) -> Self {
        let documented = paths.iter().flat_map(|path| documented(path)).collect();
        let owner = owner.to_owned();
        Self {
            name,
            owner,
            paths,
            documented,
            report: None,
            examples: Vec::new(),
            sandbox: Vec::new(),
            compile_error: None,
            order_matters: false,
        }
    }

    pub(crate) fn generate(&mut self) {
        self.report = generate(self.paths.clone());
        if self.is_owner() {
            let code = |report: &Option<Report>| report.as_ref().and_then(Report::code).map(str::to_owned);
            self.order_matters = code(&self.report) != code(&generate(self.paths.iter().rev().cloned().collect()));
        }
        if let Some(report) = &self.report {
            self.examples = super::examples::of(report);
        }
    }

    pub(crate) fn is_owner(&self) -> bool {
        self.paths.len() > 1
    }

    pub(crate) fn panicked(&self) -> bool {
        self.report.is_none()
    }

    fn made(&self) -> BTreeSet<Route> {
        let operations = self.report.iter().flat_map(Report::operations);
        operations
            .map(|operation| (operation.method.clone(), operation.path.clone()))
            .collect()
    }

    pub(crate) fn generated(&self) -> usize {
        self.made().len()
    }

    pub(crate) fn refused(&self) -> usize {
        self.report.as_ref().map_or(0, |report| report.refused().len())
    }

    /// Documented, but neither generated nor refused; or generated under another path than the
    /// documented one.
    pub(crate) fn lost(&self) -> Vec<Route> {
        let refused = self.report.iter().flat_map(Report::refused).cloned();
        let known: BTreeSet<Route> = self.made().into_iter().chain(refused).collect();
        self.documented.difference(&known).cloned().collect()
    }

    pub(crate) fn refusals_by_code(&self) -> BTreeMap<&'static str, usize> {
        let mut codes = BTreeMap::new();
        let findings = self.report.iter().flat_map(Report::findings);
        for finding in findings.filter(|finding| finding.severity == Severity::Refused) {
            *codes.entry(finding.code).or_default() += 1;
        }
        codes
    }

    pub(crate) fn print_faults(&self) {
        if self.panicked() {
            println!("PANIC {}", self.name);
        }
        if self.order_matters {
            println!("ORDER MATTERS {}", self.name);
        }
        for (method, path) in self.lost() {
            println!("LOST {}: {method} {path}", self.name);
        }
        if let Some(error) = &self.compile_error {
            println!("DOES NOT COMPILE {}:\n{error}", self.name);
        }
        let findings = self.report.iter().flat_map(Report::findings);
        for finding in findings.filter(|finding| finding.severity == Severity::Refused && !self.is_owner()) {
            assert!(
                finding.location.is_some() && !finding.hint.is_empty(),
                "a refusal without place or hint: {finding}"
            );
            println!("{}", finding.to_string().lines().next().unwrap_or_default());
        }
        for example in &self.examples {
            if let Some(reason) = &example.mismatch {
                println!("mismatch {} {}: {reason}", self.name, example.place);
            }
            if let Some(reason) = &example.failure {
                println!(
                    "EXAMPLE FAILED {} {}: {reason}\n  {}",
                    self.name, example.place, example.json
                );
            }
        }
    }

    pub(crate) fn print_names(&self) {
        println!("names of {}", self.name);
        for operation in self.report.iter().flat_map(Report::operations) {
            println!("  {operation}");
        }
        let code = self.report.as_ref().and_then(Report::code).unwrap_or_default();
        let types = code.lines().filter_map(|line| {
            line.strip_prefix("    pub struct ")
                .or(line.strip_prefix("    pub enum "))
        });
        let types: Vec<&str> = types
            .map(|rest| rest.trim_end_matches(" {"))
            .filter(|name| !name.ends_with("<'a>"))
            .collect();
        println!("  types: {}", types.join(" "));
    }
}

/// Generates on a thread with the stack size of a build script's main thread; a panic is caught
/// when the thread is joined.
fn generate(paths: Vec<PathBuf>) -> Option<Report> {
    let run = move || {
        let config = Config::new().on_refusal(OnRefusal::Skip);
        paths.iter().fold(config, Config::pages).generate()
    };
    std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .ok()
}

/// Returns the documented routes of a file.
fn documented(path: &Path) -> Vec<Route> {
    let text = std::fs::read_to_string(path).unwrap();
    documented::routes(&path.to_string_lossy(), &text)
}

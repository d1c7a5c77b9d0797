//! A document with its generated code and calls.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use apifox_build::{Config, OnRefusal, Report};

use super::case::{self, Case};
use super::document::Document;
use crate::corpus::examples;
use crate::folder;
use testkit::case_files;

/// A document and the calls to test.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) name: String,
    pub(crate) owner: String,
    /// The configuration with the document.
    pub(crate) config: Config,
    pub(crate) report: Arc<Report>,
    pub(crate) cases: Vec<Case>,
}

impl Job {
    fn new(name: &str, owner: &str, config: Config) -> Self {
        let config = config.on_refusal(OnRefusal::Skip);
        let report = Arc::new(config.generate());
        Self::with(name, owner, config, report)
    }

    /// The job of a small page, of which other tests ask for the report, too.
    fn of_page(name: &str, page: &Path) -> Self {
        let config = Config::new().pages(page).on_refusal(OnRefusal::Skip);
        Self::with(name, "pages", config, folder::report(page))
    }

    fn with(name: &str, owner: &str, config: Config, report: Arc<Report>) -> Self {
        let document = report.document().map(|text| Document::new(&text));
        let cases = document.iter().flat_map(|document| cases(document, &report)).collect();
        Self {
            name: name.to_owned(),
            owner: owner.to_owned(),
            config,
            report,
            cases,
        }
    }
}

fn cases(document: &Document, report: &Report) -> Vec<Case> {
    let documented = examples::of(report);
    let find = |place: &str| {
        let fits = |example: &&examples::Example| example.place == place && example.mismatch.is_none();
        documented.iter().find(fits).map(|example| example.json.clone())
    };
    let operations = report.operations().iter();
    operations
        .flat_map(|operation| case::cases(document, operation, &find))
        .collect()
}

/// Returns the pages and folders of pages in a folder, sorted.
pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_none_or(|ending| ending != "rs" && ending != "txt"))
        .filter(|path| path.file_name().is_none_or(|name| name != "README.md"))
        .collect();
    pages.sort();
    pages
}

/// Returns the documents of the project: the pages of the root crate, the fixture API, and the
/// small pages.
pub(crate) fn fixtures() -> Vec<Job> {
    let mut jobs = vec![
        Job::new("root", "root", Config::new().pages("../spec")),
        Job::new("ledger", "ledger", Config::new().pages("tests/fixtures/ledger")),
    ];
    jobs.extend(pages(Path::new("tests/fixtures/pages")).iter().map(|page| {
        let name = page.file_stem().unwrap().to_string_lossy();
        Job::of_page(&name, page)
    }));
    jobs
}

/// Returns the pages of the rows, each as a document.
pub(crate) fn rows() -> Vec<Job> {
    let cases = case_files::cases(Path::new("tests/fixtures/rows"));
    let of = |case: &case_files::Case| {
        let config = folder::config_of_case(case);
        Job::with(&case.name, "rows", config, folder::report_of_row(case))
    };
    cases.iter().map(of).collect()
}

/// Returns all documents of the corpus, or the first of each owner.
pub(crate) fn corpus(folder: &Path, whole: bool) -> Vec<Job> {
    let mut jobs = Vec::new();
    for owner in pages(folder) {
        let documents = pages(&owner);
        let number = if whole { documents.len() } else { 1 };
        let owner = owner.file_name().unwrap().to_string_lossy().into_owned();
        for path in &documents[..number] {
            let name = format!("{owner}/{}", path.file_name().unwrap().to_string_lossy());
            jobs.push(Job::new(&name, &owner, Config::new().pages(path)));
        }
    }
    jobs
}

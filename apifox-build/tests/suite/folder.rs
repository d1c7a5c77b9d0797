//! The pages of a folder, their reports, and the folder of real documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use apifox_build::{Config, OnRefusal, Report};
use testkit::case_files::Case;

/// All pages below a folder, sorted.
pub(crate) fn documents(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut queue) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if apifox_build::is_page(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Reports by the page that they are of, each generated once.
type Reports = Mutex<BTreeMap<PathBuf, Arc<OnceLock<Arc<Report>>>>>;

fn once(reports: &Reports, page: PathBuf, config: &Config) -> Arc<Report> {
    let entry = reports.lock().unwrap().entry(page).or_default().clone();
    entry.get_or_init(|| Arc::new(config.generate())).clone()
}

/// The report of a page without what is refused. Several tests ask for those of the fixtures, which
/// are generated once.
pub(crate) fn report(page: &Path) -> Arc<Report> {
    static FIXTURES: Reports = Mutex::new(BTreeMap::new());
    let config = Config::new().pages(page).on_refusal(OnRefusal::Skip);
    let path = page.canonicalize().unwrap();
    if path.starts_with(Path::new("tests/fixtures/pages").canonicalize().unwrap()) {
        once(&FIXTURES, path, &config)
    } else {
        Arc::new(config.generate())
    }
}

/// The configuration with the page of a case, without what is refused.
pub(crate) fn config_of_case(case: &Case) -> Config {
    let (name, text) = case.page();
    Config::new().page_text(name, text).on_refusal(OnRefusal::Skip)
}

/// The report of a case of the rows, for which several tests ask.
pub(crate) fn report_of_row(case: &Case) -> Arc<Report> {
    static ROWS: Reports = Mutex::new(BTreeMap::new());
    once(&ROWS, PathBuf::from(&case.name), &config_of_case(case))
}

/// Returns the folder of real documents, which is not in this repository.
pub(crate) fn corpus() -> PathBuf {
    let folder = std::env::var_os("APIFOX_CORPUS").expect("APIFOX_CORPUS names a folder of documents");
    PathBuf::from(folder)
}

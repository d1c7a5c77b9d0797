//! The pages of a folder, their reports, and the folder of real documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use apifox_build::{Config, OnRefusal, Report};

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

/// The report of a page without what is refused. Several tests ask for those of the fixtures, which
/// are generated once.
pub(crate) fn report(page: &Path) -> Arc<Report> {
    static FIXTURES: Mutex<BTreeMap<PathBuf, Arc<OnceLock<Arc<Report>>>>> = Mutex::new(BTreeMap::new());
    let generate = || Arc::new(Config::new().pages(page).on_refusal(OnRefusal::Skip).generate());
    let path = page.canonicalize().unwrap();
    if !path.starts_with(Path::new("tests/fixtures/pages").canonicalize().unwrap()) {
        return generate();
    }
    let entry = FIXTURES.lock().unwrap().entry(path).or_default().clone();
    entry.get_or_init(generate).clone()
}

/// Returns the folder of real documents, which is not in this repository.
pub(crate) fn corpus() -> PathBuf {
    let folder = std::env::var_os("APIFOX_CORPUS").expect("APIFOX_CORPUS names a folder of documents");
    PathBuf::from(folder)
}

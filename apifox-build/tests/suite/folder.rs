//! The pages of a folder, and the folder of real documents.

use std::path::{Path, PathBuf};

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

/// Returns the folder of real documents, which is not in this repository.
pub(crate) fn corpus() -> PathBuf {
    let folder = std::env::var_os("APIFOX_CORPUS").expect("APIFOX_CORPUS names a folder of documents");
    PathBuf::from(folder)
}

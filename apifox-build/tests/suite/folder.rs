//! The pages of a folder.

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

//! Where failing documents are kept.

use std::path::PathBuf;

use testkit_documents::laws::Files;

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
pub(crate) fn note_current(files: &Files) {
    let folder = folder("current");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let _ = std::fs::remove_file(entry.unwrap().path());
    }
    keep("current", files);
}

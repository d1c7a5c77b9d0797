//! Limits for the references of pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The full name, short name and content of a file.
pub(crate) type File = (String, String, Vec<u8>);

/// The limits for the references of the pages.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// The folder of each page that was read from one, by the page's name.
    pub(crate) limits: BTreeMap<String, PathBuf>,
    /// Pages that were given in memory.
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
}

impl Origins {
    /// Sets the limit of pages; that of a page that is passed directly is its own folder.
    pub(crate) fn limit(&mut self, root: &Path, files: &[File]) {
        let folder = if root.is_dir() {
            root
        } else {
            root.parent().unwrap_or(root)
        };
        for (name, ..) in files {
            self.limits.insert(name.clone(), folder.to_owned());
        }
    }
}

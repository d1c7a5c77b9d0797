//! Where references of pages may lead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Full name, short name and content of a file.
pub(crate) type File = (String, String, Vec<u8>);

/// Where references of the pages may lead.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// By the name of a page that was read from a folder: the folder.
    pub(crate) limits: BTreeMap<String, PathBuf>,
    /// Pages that were given as text.
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
}

impl Origins {
    /// A page that is named by itself has its own folder as the limit.
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

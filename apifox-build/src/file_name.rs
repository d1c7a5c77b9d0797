//! Names of files, as pages and messages write them.

use std::path::Path;

/// The file of published names, wherever it stands below a folder of pages.
pub(crate) const LOCK: &str = "names.lock";

/// A path as it is written in names and messages, on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

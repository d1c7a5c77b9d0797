//! File names, as in pages and messages.

use std::path::Path;

/// The name of the file of published names, in any folder of pages.
pub const LOCK: &str = "names.lock";

/// Renders a path for names and messages, with `/` on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

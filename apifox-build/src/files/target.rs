//! References to files, and their targets.

use crate::node::Node;
use crate::source::escaped;

/// A node of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) file: String,
    pub(super) keys: Vec<String>,
}

/// The length above which a chain of references counts as a circle.
pub(super) const MOST_STEPS: usize = 64;

pub(super) fn is_page(root: &Node) -> bool {
    root.get("openapi").is_some() || root.get("swagger").is_some()
}

/// Whether a reference names a file.
pub(super) fn leaves(reference: &str) -> bool {
    !reference.is_empty() && !reference.starts_with('#')
}

/// Whether it is more than a bare word, which people write for a component of the same document.
pub(super) fn looks_like_file(reference: &str) -> bool {
    leaves(reference) && reference.contains(['/', '.', '#', '\\'])
}

/// The steps of a JSON pointer in a fragment, unescaped.
pub(super) fn keys(fragment: &str) -> Vec<String> {
    let pointer = fragment.strip_prefix('/').unwrap_or(fragment);
    if pointer.is_empty() {
        return Vec::new();
    }
    pointer.split('/').map(str::to_owned).collect()
}

pub(super) fn fragment(keys: &[String]) -> String {
    keys.iter().fold("#".to_owned(), |text, key| {
        text + "/" + &escaped(key).replace('%', "%25")
    })
}

//! Operations that are only described, without a page of their own: the extension `x-described`.
//!
//! The extension is at the root of a document, for all its operations, or at an operation.
//! Invariant: if a page documents the same endpoint, nothing remains of the described one.

use crate::finding::Findings;
use crate::node::{At, Kind, Node};

/// The key of the extension.
pub(crate) const MARK: &str = "x-described";

/// The start of the line in generated docs by which an operation is marked as described.
pub const DOC_START: &str = "Described from public material";

/// The content of the extension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Described {
    /// The author's confidence.
    pub(crate) grade: Option<String>,
    /// The id of the page that it replaces.
    pub(crate) page: Option<String>,
    /// The source of the information.
    pub(crate) evidence: Option<String>,
    /// What is unknown.
    pub(crate) unknown: Option<String>,
}

impl Described {
    /// Returns the grade and the page in parentheses; empty if both are absent.
    pub(crate) fn brackets(&self) -> String {
        let parts = [("grade", &self.grade), ("stands for page", &self.page)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(what, text)| Some(format!("{what} {}", text.as_ref()?)))
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!(" ({})", parts.join(", "))
        }
    }

    /// Adds missing values from the extension of the whole document.
    pub(crate) fn or(self, other: Option<&Self>) -> Self {
        let Some(other) = other else { return self };
        Self {
            grade: self.grade.or_else(|| other.grade.clone()),
            page: self.page, // one page documents one operation
            evidence: self.evidence.or_else(|| other.evidence.clone()),
            unknown: self.unknown.or_else(|| other.unknown.clone()),
        }
    }
}

/// Reads the extension of a node; `None` if it has none, or `false`.
pub(crate) fn read(node: &Node, findings: &mut Findings) -> Option<Described> {
    let mark = node.get(MARK)?;
    let mut described = Described::default();
    match &mark.kind {
        Kind::Bool(true) => {}
        Kind::Bool(false) => return None,
        Kind::Object(members) => {
            for (key, value) in members {
                let place = match key.as_str() {
                    "grade" => &mut described.grade,
                    "page" => &mut described.page,
                    "evidence" => &mut described.evidence,
                    "unknown" => &mut described.unknown,
                    _ => {
                        let message = format!("unknown key `{key}` in `{MARK}`");
                        wrong(value.at, message, findings);
                        continue;
                    }
                };
                *place = text(value);
                if place.is_none() {
                    wrong(value.at, format!("`{key}` of `{MARK}` is not a string"), findings);
                }
            }
        }
        _ => wrong(mark.at, format!("`{MARK}` is neither a map nor `true`"), findings),
    }
    Some(described)
}

fn wrong(at: At, message: String, findings: &mut Findings) {
    let hint =
        "the keys are grade, page, evidence and unknown, each with a string; the operation still counts as described";
    findings.lossy(at, "described-mark", message, hint);
}

/// Reads a string, or a number such as the id of a page.
fn text(node: &Node) -> Option<String> {
    let text = match &node.kind {
        Kind::String(text) => text.trim().to_owned(),
        Kind::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

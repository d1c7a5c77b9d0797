//! Operations that somebody described, whose own page is not there: the mark `x-described`, and how such an operation yields.
//!
//! The mark stands at the root of a document, for all its operations, or at an operation. Invariant: wherever a page documents the same
//! endpoint, nothing is left of the described one.

use std::collections::{BTreeMap, BTreeSet};

use crate::clean::Harvest;
use crate::finding::Findings;
use crate::node::{At, Kind, Node};
use crate::resolve::Route;

/// The key of the mark.
pub(crate) const MARK: &str = "x-described";

/// What generated docs begin the line with that says so; the listing of public items knows it again.
pub(crate) const WORDS: &str = "Described from public material";

/// What a mark says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Described {
    /// How sure it is, in the words of whoever described it.
    pub(crate) grade: Option<String>,
    /// The id of the page that it stands for.
    pub(crate) page: Option<String>,
    /// Where it is known from.
    pub(crate) evidence: Option<String>,
    /// What is not known.
    pub(crate) unknown: Option<String>,
}

impl Described {
    /// In brackets behind [`WORDS`]: the grade and the page; nothing where neither is told.
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

    /// The mark's own values before those of the whole document.
    fn or(self, other: Option<&Self>) -> Self {
        let Some(other) = other else { return self };
        Self {
            grade: self.grade.or_else(|| other.grade.clone()),
            page: self.page, // one page documents one operation
            evidence: self.evidence.or_else(|| other.evidence.clone()),
            unknown: self.unknown.or_else(|| other.unknown.clone()),
        }
    }
}

/// Reads the mark of a node; `None` if it has none, or one that says no.
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
                        let message = format!("`{key}` means nothing in `{MARK}`");
                        wrong(value.at, message, findings);
                        continue;
                    }
                };
                *place = text(value);
                if place.is_none() {
                    wrong(value.at, format!("`{key}` of `{MARK}` is no text"), findings);
                }
            }
        }
        _ => wrong(mark.at, format!("`{MARK}` is neither a map nor `true`"), findings),
    }
    Some(described)
}

fn wrong(at: At, message: String, findings: &mut Findings) {
    let hint = "the members are grade, page, evidence and unknown, each a text; the operation counts as described";
    findings.lossy(at, "described-mark", message, hint);
}

/// A text, or a number such as the id of a page.
fn text(node: &Node) -> Option<String> {
    let text = match &node.kind {
        Kind::String(text) => text.trim().to_owned(),
        Kind::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Takes what the mark of an operation says, or that of its document.
pub(crate) fn harvest(operation: &Node, whole: Option<&Described>, harvest: &mut Harvest, findings: &mut Findings) {
    let own = read(operation, findings);
    let is_denied = operation.get(MARK).and_then(Node::as_bool) == Some(false);
    let Some(described) = own
        .map(|own| own.or(whole))
        .or_else(|| whole.filter(|_| !is_denied).cloned())
    else {
        return;
    };
    if let Some(page) = &described.page {
        // The endpoint of the page to come: so what is published keeps its names when it comes.
        harvest.endpoint.entry(operation.at).or_insert_with(|| page.clone());
    }
    harvest.described.insert(operation.at, described);
}

/// Of an operation that some page documents: its route, and its endpoint if it is known.
pub(crate) type Documented<'a> = (Route, Option<&'a String>, At);

/// The pages' own operations, by route and by endpoint.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    routes: BTreeMap<Route, At>,
    endpoints: BTreeMap<String, At>,
}

impl Pages {
    pub(crate) fn new<'a>(documented: impl IntoIterator<Item = Documented<'a>>) -> Self {
        let mut pages = Self::default();
        for (route, endpoint, at) in documented {
            pages.routes.entry(route).or_insert(at);
            if let Some(endpoint) = endpoint {
                pages.endpoints.entry(endpoint.clone()).or_insert(at);
            }
        }
        pages
    }

    /// Where a page documents what is described.
    pub(crate) fn of(&self, route: &Route, described: &Described) -> Option<At> {
        let by_page = described.page.as_ref().and_then(|page| self.endpoints.get(page));
        by_page.or_else(|| self.routes.get(route)).copied()
    }
}

/// The documents in which anything is described.
pub(crate) fn documents(roots: &[Node], harvest: &Harvest) -> BTreeSet<At> {
    let has =
        |root: &&Node| crate::grammar::operations(root).any(|(_, _, node)| harvest.described.contains_key(&node.at));
    roots.iter().filter(has).map(|root| root.at).collect()
}

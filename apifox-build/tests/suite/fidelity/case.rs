//! A test case: a document, and instances of its schemas.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::json::Json;

/// The method, in upper case, and the path.
pub(crate) type Route = (String, String);

/// The request body, or the response of a documented status.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Body,
    Status(String),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Body => f.write_str("body"),
            Self::Status(status) => f.write_str(status),
        }
    }
}

/// The location of a document.
#[derive(Debug, Clone)]
pub(crate) enum Page {
    File(PathBuf),
    /// A text in memory, under a file name.
    Text(String),
}

/// A document and its instances.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) page: Page,
    pub(crate) parts: BTreeMap<(Route, Part), Vec<Json>>,
}

impl Case {
    pub(crate) fn new(name: String, page: Page) -> Self {
        let parts = BTreeMap::new();
        Self { name, page, parts }
    }

    pub(crate) fn text(&self) -> String {
        match &self.page {
            Page::File(path) => std::fs::read_to_string(path).unwrap(),
            Page::Text(text) => text.clone(),
        }
    }
}

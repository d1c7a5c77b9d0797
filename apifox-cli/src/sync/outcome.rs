//! The outcome of each page.

use apifox_build::Finding;

use super::survey::Watched;
use crate::intake::Arrival;
use crate::plan::Unread;
use crate::site::address::shown;
use crate::site::index::Entry;

/// The type of outcome. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Refused,
    Gone,
    Changed,
    Renamed,
    Moved,
    New,
    Untracked,
    Unchanged,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Refused,
        Self::Gone,
        Self::Changed,
        Self::Renamed,
        Self::Moved,
        Self::New,
        Self::Untracked,
        Self::Unchanged,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::New => "new",
            Self::Untracked => "untracked",
            Self::Unchanged => "unchanged",
        }
    }
}

/// The outcome of one page.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) kind: Kind,
    /// The file in the folder of pages; `None` for a page that has none.
    pub(crate) file: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) address: String,
    /// A note about the outcome.
    pub(crate) note: String,
    /// The findings that refuse the page.
    pub(crate) findings: Vec<Finding>,
}

impl Row {
    pub(crate) fn of(watched: &Watched, kind: Kind) -> Self {
        Self {
            kind,
            file: watched.file.clone(),
            id: watched.id.clone(),
            address: shown(&watched.canonical),
            note: String::new(),
            findings: Vec::new(),
        }
    }

    pub(crate) fn untracked(entry: &Entry) -> Self {
        let folder = if entry.folders.is_empty() {
            String::new()
        } else {
            format!("{}: ", entry.folder())
        };
        Self {
            kind: Kind::Untracked,
            file: None,
            id: Some(entry.id.clone()),
            address: shown(&entry.at),
            note: folder + &entry.title,
            findings: Vec::new(),
        }
    }

    pub(crate) fn unread(watched: Option<&Watched>, arrival: &Arrival, unread: Unread) -> Self {
        Self {
            kind: Kind::Refused,
            file: watched.and_then(|watched| watched.file.clone()),
            id: arrival.id.clone(),
            address: shown(&arrival.at),
            note: unread.reason.unwrap_or_default(),
            findings: unread.findings,
        }
    }

    /// Identifies the page: its file, else its address.
    pub(crate) fn name(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.address)
    }
}

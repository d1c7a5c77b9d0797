//! Changes, and their places.

use apifox_build::{Finding, Location};

use crate::class::{Class, Direction, Level};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The stable name of the rule, such as `property-became-required`; see [`rule`](crate::rule()).
    pub code: &'static str,
    /// Twelve hexadecimal digits of the SHA-256 of the code and the place: the same change has the
    /// same fingerprint in every run.
    pub fingerprint: String,
    /// How bad the change is in this place.
    pub class: Class,
    /// On the wire, or in Rust.
    pub level: Level,
    /// The direction of the changed part; `None` for a whole operation, a server, or an item of
    /// Rust.
    pub direction: Option<Direction>,
    /// The method (upper case) and path, on the new side if the operation still exists; `None` for
    /// a server or an item of Rust.
    pub operation: Option<(String, String)>,
    /// The client's resource of the operation; `None` for a type in Rust, and if it is unknown.
    pub resource: Option<String>,
    /// The changed part of the operation, such as `body.items[].id`, or the item of Rust. Empty for
    /// the operation itself.
    pub place: String,
    /// A short description of the difference.
    pub message: String,
    /// The required action of a user, in one sentence.
    pub advice: &'static str,
    /// The place on the old side; for a new part, where it would have been.
    pub old: Option<Location>,
    /// The place on the new side; for a removed part, where it would be.
    pub new: Option<Location>,
    /// For an item of Rust, the change on the wire that certainly caused it, if any: its subject,
    /// code and fingerprint.
    pub cause: Option<String>,
    /// The path of the operation that is the cause.
    pub cause_path: Option<String>,
}

impl Change {
    /// Returns the operation and the place in it in readable form:
    /// `POST /notes, request body.items[].id`.
    #[must_use]
    pub fn subject(&self) -> String {
        let operation = self.operation.as_ref().map(|(method, path)| format!("{method} {path}"));
        let parts = [operation.unwrap_or_default(), self.place.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// All changes, the worst first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, the worst first; within a class, those on the wire before those in Rust, by
    /// operation and place. Items of Rust that are added or removed with a whole operation are
    /// reported with the change of the operation.
    pub changes: Vec<Change>,
    /// The refused operations of either side, if refused operations are left out.
    pub refused: Vec<Finding>,
    /// Parts of either side that are not compared, since no code is generated from them: the code
    /// of the finding, and its number on the old and on the new side.
    pub not_compared: Vec<(&'static str, usize, usize)>,
}

impl Diff {
    /// Returns the worst class; `None` if nothing changed.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }
}

/// Method (upper case) and path.
pub(crate) type Route = (String, String);

//! Collects the changes that checks find.

use super::class::{Class, Direction};
use super::rule::Rule;
use crate::node::At;

/// A change that was found; its places are looked up once, at the end.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) rule: &'static Rule,
    pub(super) class: Class,
    pub(super) direction: Option<Direction>,
    /// Method and path; `None` for a change of the document or the Rust API.
    pub(super) operation: Option<(String, String)>,
    /// The changed part of the operation.
    pub(super) place: String,
    pub(super) message: String,
    pub(super) at: (At, At),
    /// The lines of the listings, for the Rust API.
    pub(super) lines: (Option<usize>, Option<usize>),
}

/// The changes found so far, and the part that is being compared.
#[derive(Debug, Default, Clone)]
pub(super) struct Sink {
    pub(super) found: Vec<Found>,
    pub(super) rule: Option<&'static Rule>,
    pub(super) direction: Option<Direction>,
    pub(super) operation: Option<(String, String)>,
    pub(super) place: String,
}

impl Sink {
    /// Records that the current part changed as the current rule describes.
    pub(super) fn add(&mut self, at: (At, At), message: impl Into<String>) {
        self.add_part("", at, message);
    }

    /// Adds it if the condition holds.
    pub(super) fn add_if(&mut self, condition: bool, at: (At, At), message: &str) {
        if condition {
            self.add(at, message);
        }
    }

    /// Records a change of a part without a place of its own, such as a value of an enum.
    pub(super) fn add_part(&mut self, part: &str, at: (At, At), message: impl Into<String>) {
        let direction = self.direction.unwrap_or(Direction::Request);
        let Some((rule, class)) = self.rule.and_then(|rule| Some((rule, rule.class(direction)?))) else {
            return;
        };
        self.found.push(Found {
            rule,
            class,
            direction: self.direction,
            operation: self.operation.clone(),
            place: format!("{}{part}", self.place),
            message: message.into(),
            at,
            lines: (None, None),
        });
    }

    /// Records a change of a line of the listing of public items; lines count from 1.
    pub(super) fn add_lines(&mut self, item: &str, lines: (Option<usize>, Option<usize>), message: impl Into<String>) {
        item.clone_into(&mut self.place);
        let before = self.found.len();
        self.add((At::default(), At::default()), message);
        if let Some(found) = self.found.get_mut(before) {
            found.lines = lines;
        }
        self.place.clear();
    }
}

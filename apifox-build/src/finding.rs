//! What a stage has to say about the input: a [`Finding`] with its place, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;

use crate::node::At;
use crate::source::Sources;

/// How bad a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// The page was unsound; what it means was beyond doubt and is what was generated.
    Repaired,
    /// Something the page says is not in the generated code (a constraint, say); calls still work.
    Lossy,
    /// Nothing right could be generated from this.
    Refused,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Repaired => "repaired",
            Self::Lossy => "lossy",
            Self::Refused => "refused",
        })
    }
}

/// Where in a page something stands: everything a person or an editor needs to go there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The page as it was named in the configuration, with `/` between its parts.
    pub page: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// JSON pointer (RFC 6901) of the node in the page's document; empty for the whole document.
    pub pointer: String,
    /// The source line, without its line break; of one of more than 1,000 characters, 1,000 of them around the column.
    pub excerpt: String,
    /// The characters of the line before the excerpt.
    pub(crate) skipped: usize,
}

impl Location {
    /// Where [`column`](Self::column) is in [`excerpt`](Self::excerpt), in characters, from 1.
    #[must_use]
    pub fn column_in_excerpt(&self) -> usize {
        self.column.saturating_sub(self.skipped)
    }

    /// The part of the line around the column, short enough to be read, and the blanks that stand before the column.
    fn shown(&self) -> (String, String) {
        const BEFORE: usize = 60;
        const WIDTH: usize = 160;
        let column = self.column_in_excerpt().saturating_sub(1);
        let skipped = if self.excerpt.chars().count() > WIDTH {
            column.saturating_sub(BEFORE)
        } else {
            0
        };
        let part: String = self.excerpt.chars().skip(skipped).take(WIDTH).collect();
        let before = part
            .chars()
            .take(column - skipped)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        (part, before)
    }
}

/// One thing found in a page, an overlay or the merged document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Finding {
    /// Where; `None` only for what has no place in any file (no input at all, say).
    pub location: Option<Location>,
    /// Stable name of the kind of finding, such as `dangling-ref`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write where, so that it is fixed.
    pub hint: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: ", self.severity, self.code)?;
        if let Some(place) = &self.location {
            write!(f, "{}:{}:{}: ", place.page, place.line, place.column)?;
        }
        write!(f, "{}", self.message)?;
        if let Some(place) = &self.location {
            let gutter = " ".repeat(place.line.to_string().len());
            let (excerpt, before) = place.shown();
            write!(f, "\n {gutter} |\n {} | {excerpt}\n {gutter} | {before}^", place.line)?;
            if !place.pointer.is_empty() {
                write!(f, "\n {gutter} = at: {}", place.pointer)?;
            }
        }
        for line in self.hint.lines().enumerate() {
            match line {
                (0, text) => write!(f, "\n  hint: {text}")?,
                (_, text) => write!(f, "\n        {text}")?,
            }
        }
        Ok(())
    }
}

/// What the stages collect; locations are looked up once, at the end of a run.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<(At, Finding)>,
    /// Something is wrong that no page is to blame for: nothing can be generated, whatever is left out.
    fatal: bool,
    /// Method and path of each operation that was refused.
    refused: Vec<(String, String)>,
    /// Why a reference to another file leads nowhere, and what to do: said by who needs it.
    explained: BTreeMap<At, (String, String)>,
}

impl Findings {
    pub(crate) fn refuse(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        match self
            .explained
            .get(&at)
            .filter(|_| matches!(code, "external-ref" | "dangling-ref"))
        {
            Some((message, hint)) => {
                let (message, hint) = (message.clone(), hint.clone());
                self.push(at, Severity::Refused, "external-ref", message, hint);
            }
            None => self.push(at, Severity::Refused, code, message.into(), hint.into()),
        }
    }

    /// Keeps why a reference to another file leads nowhere, for when it is refused.
    pub(crate) fn explain(&mut self, at: At, message: String, hint: String) {
        self.explained.insert(at, (message, hint));
    }

    /// Takes back the findings of one code, for a caller that knows better.
    pub(crate) fn take_back(&mut self, code: &str) -> Vec<Finding> {
        let is_it = |(_, finding): &mut (At, Finding)| finding.code == code;
        self.list.extract_if(.., is_it).map(|(_, finding)| finding).collect()
    }

    /// A refusal that concerns everything: the configuration, an overlay, or the generator itself.
    pub(crate) fn fail(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.fatal = true;
        self.refuse(at, code, message, hint);
    }

    /// Notes that an operation is not generated; a finding says why.
    pub(crate) fn operation_refused(&mut self, method: &str, path: &str) {
        self.refused.push((method.to_uppercase(), path.to_owned()));
    }

    /// The operations that were refused, sorted.
    pub(crate) fn refused_operations(&self) -> Vec<(String, String)> {
        let mut refused = self.refused.clone();
        refused.sort();
        refused
    }

    pub(crate) fn is_fatal(&self) -> bool {
        self.fatal
    }

    pub(crate) fn lossy(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(at, Severity::Lossy, code, message.into(), hint.into());
    }

    pub(crate) fn repaired(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(at, Severity::Repaired, code, message.into(), hint.into());
    }

    pub(crate) fn note(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(at, Severity::Note, code, message.into(), hint.into());
    }

    fn push(&mut self, at: At, severity: Severity, code: &'static str, message: String, hint: String) {
        self.list.push((
            at,
            Finding {
                location: None,
                code,
                severity,
                message,
                hint,
            },
        ));
    }

    /// Takes a finding back that a later stage made untrue.
    pub(crate) fn retract(&mut self, at: At, code: &str) {
        self.list
            .retain(|(place, finding)| *place != at || finding.code != code);
    }

    /// A finding whose place is a line and column already (a syntax error, say), not a node.
    pub(crate) fn refuse_here(
        &mut self,
        location: Location,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push_here(location, Severity::Refused, code, message, hint);
    }

    /// The same of any severity.
    pub(crate) fn push_here(
        &mut self,
        location: Location,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let finding = Finding {
            location: Some(location),
            code,
            severity,
            message: message.into(),
            hint: hint.into(),
        };
        self.list.push((At::default(), finding));
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
        self.fatal |= other.fatal;
        self.refused.extend(other.refused);
        self.explained.extend(other.explained);
    }

    pub(crate) fn any_refused(&self) -> bool {
        self.list
            .iter()
            .any(|(_, finding)| finding.severity == Severity::Refused)
    }

    /// All findings with their places, in the order of pages and lines, without repetitions.
    pub(crate) fn located(self, sources: &Sources) -> Vec<Finding> {
        let mut locator = sources.locator();
        let mut all: Vec<Finding> = self
            .list
            .into_iter()
            .map(|(at, mut finding)| {
                if finding.location.is_none() {
                    finding.location = locator.locate(at);
                }
                finding
            })
            .collect();
        all.sort();
        all.dedup();
        all
    }
}

//! What a stage has to say about the input: a [`Finding`] with its place, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;

use crate::location::Location;
use crate::node::{At, Node};

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

/// A part of a page that nothing is generated from, kept for a comparison.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "diff"), expect(dead_code, reason = "only a comparison reads it"))]
pub(crate) struct LeftOut {
    /// What it is, such as `if`.
    pub(crate) name: String,
    pub(crate) node: Node,
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
    /// By where it stands, so that copies of a schema have it once.
    left_out: BTreeMap<At, LeftOut>,
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

    /// Keeps what nothing is generated from.
    pub(crate) fn leave_out(&mut self, name: impl Into<String>, node: Node) {
        let name = name.into();
        self.left_out.entry(node.at).or_insert(LeftOut { name, node });
    }

    /// Drops what a caller has no use for, before the places of all are looked up.
    #[cfg(feature = "diff")]
    pub(crate) fn retain(&mut self, is_used: fn(&Finding) -> bool) {
        self.list.retain(|(_, finding)| is_used(finding));
    }

    /// All that nothing is generated from.
    #[cfg(feature = "diff")]
    pub(crate) fn take_left_out(&mut self) -> BTreeMap<At, LeftOut> {
        std::mem::take(&mut self.left_out)
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

    #[expect(clippy::too_many_arguments, reason = "five beside `self`")]
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
    #[expect(clippy::too_many_arguments, reason = "six since before five were held")]
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

    /// Each with the node it is about, as they came.
    pub(crate) fn into_list(self) -> Vec<(At, Finding)> {
        self.list
    }
}

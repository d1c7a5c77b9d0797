//! Findings: what the stages report about the input, with its position and the fix.

use std::collections::BTreeMap;
use std::fmt;

use crate::location::Location;
use crate::node::{At, Kind, Node};

/// The severity of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Informational; nothing is lost.
    Note,
    /// The page was invalid; its meaning was beyond doubt, and code was generated accordingly.
    Repaired,
    /// Something in the page is not in the generated code (a constraint, say); calls still work.
    Lossy,
    /// No correct code could be generated from this.
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

/// A problem or note about a page, an overlay or the merged document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Finding {
    /// The position; `None` if it concerns no file (missing input, say).
    pub location: Option<Location>,
    /// The stable code of this type of finding, such as `dangling-ref`.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The problem, in one line.
    pub message: String,
    /// The fix.
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
pub struct LeftOut {
    /// Its name, such as `if`.
    pub name: String,
    /// The part.
    pub node: Node,
}

/// The collected findings of the stages; positions are resolved once, at the end of a run.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<(At, Finding)>,
    /// Whether a problem outside the pages prevents any generation.
    fatal: bool,
    /// The method and path of each refused operation.
    refused: Vec<(String, String)>,
    /// Why references to other files cannot be resolved, with the fix; reported where they are
    /// needed.
    explained: BTreeMap<At, (String, String)>,
    /// By position, so that copies of a schema count once.
    left_out: BTreeMap<At, LeftOut>,
    /// Schemas as documented whose type is read as another one, by position, for a comparison.
    documented: BTreeMap<At, Node>,
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

    /// Records why a reference to another file cannot be resolved, for when it is refused.
    pub(crate) fn explain(&mut self, at: At, message: String, hint: String) {
        self.explained.insert(at, (message, hint));
    }

    /// Records a part that nothing is generated from.
    pub(crate) fn leave_out(&mut self, name: impl Into<String>, node: Node) {
        let name = name.into();
        self.left_out.entry(node.at).or_insert(LeftOut { name, node });
    }

    /// Records a schema whose type is read as another one.
    pub(crate) fn keep_documented(&mut self, schema: Node) {
        self.documented.insert(schema.at, schema);
    }

    /// Returns the schema at a position as documented, if its type is read as another one.
    pub(crate) fn documented(&self, at: At) -> Option<&Node> {
        self.documented.get(&at)
    }

    /// Records a list of values, whose order means nothing, that nothing is generated from.
    pub(crate) fn leave_out_values(&mut self, name: &str, mut values: Node) {
        if let Kind::Array(items) = &mut values.kind {
            items.sort_by_cached_key(Node::json);
        }
        self.leave_out(name, values);
    }

    /// Drops unused findings before their positions are resolved.
    pub(crate) fn retain(&mut self, is_used: fn(&Finding) -> bool) {
        self.list.retain(|(_, finding)| is_used(finding));
    }

    /// Returns all parts that nothing is generated from.
    pub(crate) fn take_left_out(&mut self) -> BTreeMap<At, LeftOut> {
        std::mem::take(&mut self.left_out)
    }

    /// Removes and returns the findings of one code, for a caller that reports them differently.
    pub(crate) fn remove_all(&mut self, code: &str) -> Vec<Finding> {
        let is_it = |(_, finding): &mut (At, Finding)| finding.code == code;
        self.list.extract_if(.., is_it).map(|(_, finding)| finding).collect()
    }

    /// Refuses everything because of the configuration, an overlay, or the generator itself.
    pub(crate) fn fail(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.fatal = true;
        self.refuse(at, code, message, hint);
    }

    /// Records that an operation is not generated; a finding gives the reason.
    pub(crate) fn operation_refused(&mut self, method: &str, path: &str) {
        self.refused.push((method.to_uppercase(), path.to_owned()));
    }

    /// The refused operations, sorted.
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

    /// Removes a finding that a later stage made obsolete.
    pub(crate) fn retract(&mut self, at: At, code: &str) {
        self.list
            .retain(|(place, finding)| *place != at || finding.code != code);
    }

    /// Refuses a position that is already a line and column (of a syntax error, say), not a node.
    pub(crate) fn refuse_here(
        &mut self,
        location: Location,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push_here(location, Severity::Refused, code, message, hint);
    }

    /// Like [`refuse_here`](Self::refuse_here), with any severity.
    #[expect(clippy::too_many_arguments, reason = "those of `refuse_here`, and the severity")]
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
        self.documented.extend(other.documented);
    }

    pub(crate) fn any_refused(&self) -> bool {
        self.list
            .iter()
            .any(|(_, finding)| finding.severity == Severity::Refused)
    }

    /// All findings in order, each with its node.
    pub(crate) fn into_list(self) -> Vec<(At, Finding)> {
        self.list
    }
}

//! What can be wrong with a script, and what can be left over of one.

use std::error::Error;
use std::fmt;

/// Why a script cannot be played.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScriptError {
    /// The server does not serve the operation.
    UnknownOperation {
        /// The operation's id.
        operation: String,
    },
    /// The page of the operation has no such example, and none can be made from its schema.
    NoExample {
        /// The operation's id.
        operation: String,
        /// The status of the example; none where any success would do.
        status: Option<u16>,
        /// Why nothing can be made in its place.
        reason: String,
    },
    /// The body that is to be edited is not JSON.
    NotJson {
        /// The operation's id.
        operation: String,
    },
    /// A JSON pointer is no place for the edit.
    Pointer {
        /// The operation's id.
        operation: String,
        /// The pointer.
        pointer: String,
        /// Up to where it leads, and what is there.
        reason: String,
    },
    /// A value cannot be written as JSON.
    Value {
        /// What the serializer says.
        reason: String,
    },
    /// A status that cannot end a call: below 200 or above 999.
    Status(u16),
    /// No header has such a name or value.
    Header {
        /// The header's name.
        name: String,
    },
    /// A body that is cut at or after its end is whole.
    Cut {
        /// The bytes to be sent.
        after: usize,
        /// The bytes there are.
        length: usize,
    },
    /// A step that can never come: zero times, or of no weight.
    Never {
        /// The step, counted from 1.
        step: usize,
    },
    /// What only an answer can have, of an outcome that is none.
    NoAnswer {
        /// The method that asked for it.
        method: &'static str,
        /// The step, counted from 1.
        step: usize,
    },
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { operation } => write!(f, "the sandbox does not serve {operation}"),
            Self::NoExample {
                operation,
                status,
                reason,
            } => match status {
                Some(status) => write!(f, "{operation} has no example of a {status}: {reason}"),
                None => write!(f, "{operation} has no example of a success: {reason}"),
            },
            Self::NotJson { operation } => write!(f, "the answer of {operation} to be edited is not JSON"),
            Self::Pointer {
                operation,
                pointer,
                reason,
            } => write!(f, "the answer of {operation} cannot be edited at `{pointer}`: {reason}"),
            Self::Value { reason } => write!(f, "a value of the script cannot be written as JSON: {reason}"),
            Self::Status(status) => write!(f, "{status} is no status that ends a call (200 to 999)"),
            Self::Header { name } => write!(f, "no header has the name or the value given for {name:?}"),
            Self::Cut { after, length } => write!(f, "a body of {length} bytes is not cut after {after}"),
            Self::Never { step } => write!(f, "step {step} can never come: it has zero times, or no weight"),
            Self::NoAnswer { method, step } => write!(f, "`{method}` is for an answer, and step {step} is none"),
        }
    }
}

impl Error for ScriptError {}

/// One way in which the calls did not go as a script said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unmet {
    /// A step that calls did not come to, or not as often as it was there for.
    Unused {
        /// The operation's id; `every operation` of a script for all.
        script: String,
        /// The step, counted from 1.
        step: usize,
        /// What it does.
        outcome: String,
        /// How many more calls it was there for.
        missing: u64,
    },
    /// More calls than the script has steps.
    Exhausted {
        /// The operation's id; `every operation` of a script for all.
        script: String,
        /// For how many calls it is.
        calls: u64,
        /// How many more came.
        extra: u64,
    },
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unused {
                script,
                step,
                outcome,
                missing,
            } => {
                let calls = if *missing == 1 { "call" } else { "calls" };
                write!(f, "{script}: step {step} ({outcome}) waits for {missing} more {calls}")
            }
            Self::Exhausted { script, calls, extra } => {
                let more = if *extra == 1 { "call" } else { "calls" };
                write!(
                    f,
                    "{script}: the script ends after {calls}, and {extra} more {more} came"
                )
            }
        }
    }
}

/// The calls did not go as the scripts said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetScripts(pub(crate) Vec<Unmet>);

impl UnmetScripts {
    /// In what ways, script by script; never empty.
    #[must_use]
    pub fn all(&self) -> &[Unmet] {
        &self.0
    }
}

impl fmt::Display for UnmetScripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<_> = self.0.iter().map(Unmet::to_string).collect();
        write!(f, "the calls did not go as scripted: {}", all.join("; "))
    }
}

impl Error for UnmetScripts {}

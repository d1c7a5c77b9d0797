//! Errors in scripts, and differences between a script and the calls.

use std::error::Error;
use std::fmt;

/// Why a script cannot start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScriptError {
    /// The server does not serve the operation.
    UnknownOperation {
        /// The id of the operation.
        operation: String,
    },
    /// The page documents no such example, and none can be made from the schema.
    NoExample {
        /// The id of the operation.
        operation: String,
        /// The status of the example; `None` for any success.
        status: Option<u16>,
        /// Why no example can be made.
        reason: String,
    },
    /// The body to be edited is not JSON.
    NotJson {
        /// The id of the operation.
        operation: String,
    },
    /// The edit is not possible at a JSON pointer.
    Pointer {
        /// The id of the operation.
        operation: String,
        /// The pointer.
        pointer: String,
        /// How far it leads, and what is there.
        reason: String,
    },
    /// A value cannot be written as JSON.
    Value {
        /// The message of the serializer.
        reason: String,
    },
    /// The status cannot end a call: it is below 200 or above 999.
    Status(u16),
    /// The name or the value of a header is not valid.
    Header {
        /// The name of the header.
        name: String,
    },
    /// The body is not longer than the cut.
    Cut {
        /// The number of bytes to send.
        after: usize,
        /// The length of the body, in bytes.
        length: usize,
    },
    /// The step is never used: it is for zero calls, or has the weight zero.
    Never {
        /// The number of the step, from 1.
        step: usize,
    },
    /// The method needs a response, but the step is not one.
    NoResponse {
        /// The name of the method.
        method: &'static str,
        /// The number of the step, from 1.
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
            Self::NotJson { operation } => write!(f, "the response of {operation} to be edited is not JSON"),
            Self::Pointer {
                operation,
                pointer,
                reason,
            } => write!(
                f,
                "the response of {operation} cannot be edited at `{pointer}`: {reason}"
            ),
            Self::Value { reason } => write!(f, "a value of the script cannot be written as JSON: {reason}"),
            Self::Status(status) => write!(f, "the status {status} does not end a call; use 200 to 999"),
            Self::Header { name } => write!(f, "the name or the value of the header {name:?} is not valid"),
            Self::Cut { after, length } => write!(f, "a body of {length} bytes cannot be cut after {after}"),
            Self::Never { step } => write!(
                f,
                "step {step} is never used: it is for zero calls, or has the weight zero"
            ),
            Self::NoResponse { method, step } => write!(f, "`{method}` needs a response, but step {step} is not one"),
        }
    }
}

impl Error for ScriptError {}

/// A difference between a script and the calls that came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unconsumed {
    /// A step that no call used, or that too few calls used.
    Unused {
        /// The id of the operation, or `every operation`.
        script: String,
        /// The number of the step, from 1.
        step: usize,
        /// What the step does.
        outcome: String,
        /// How many calls were missing.
        missing: u64,
    },
    /// More calls came than the script has steps for.
    Exhausted {
        /// The id of the operation, or `every operation`.
        script: String,
        /// How many calls the script is for.
        calls: u64,
        /// How many more calls came.
        extra: u64,
    },
}

impl fmt::Display for Unconsumed {
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

/// The calls did not match the scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnconsumedError(pub(crate) Vec<Unconsumed>);

impl UnconsumedError {
    /// Returns the differences, script by script. The slice is never empty.
    #[must_use]
    pub fn all(&self) -> &[Unconsumed] {
        &self.0
    }
}

impl fmt::Display for UnconsumedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<_> = self.0.iter().map(Unconsumed::to_string).collect();
        write!(f, "the calls did not match the scripts: {}", all.join("; "))
    }
}

impl Error for UnconsumedError {}

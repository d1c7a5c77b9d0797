//! The outcome that a script gives to one call.

use std::time::Duration;

use bytes::Bytes;

use crate::endpoint::ExampleRequest;
use crate::response::{CannedResponse, Change};
use crate::script_error::ScriptError;

/// The outcome that a script gives to one call, and its timing.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) action: Action,
    pub(crate) delay: Duration,
    /// The delay between head and body. Only for a response.
    pub(crate) body_delay: Duration,
    /// Only for a response.
    pub(crate) changes: Vec<Change>,
    /// The number of body bytes after which the connection ends. Only for a response.
    pub(crate) cut: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// The response that the sandbox gives without a script.
    Example,
    /// The documented example of a status.
    ExampleOf(u16),
    Respond(CannedResponse),
    /// These bytes, then the end of the connection.
    Raw(Bytes),
    /// The end of the connection; the request body is not read.
    DropUnread,
}

impl Outcome {
    pub(crate) fn new(action: Action) -> Self {
        Self {
            action,
            delay: Duration::ZERO,
            body_delay: Duration::ZERO,
            changes: Vec::new(),
            cut: None,
        }
    }

    /// Returns whether the outcome is a response, which can be changed.
    pub(crate) fn is_response(&self) -> bool {
        matches!(self.action, Action::Example | Action::ExampleOf(_) | Action::Respond(_))
    }

    /// Returns the response to a call, or `None` if the outcome is not a response or is left to the
    /// sandbox.
    pub(crate) fn response(&self, example: &ExampleRequest<'_>) -> Result<Option<CannedResponse>, ScriptError> {
        let missing = |status: Option<u16>| {
            let operation = example.endpoint.id.clone();
            move |reason: String| ScriptError::NoExample {
                operation,
                status,
                reason,
            }
        };
        let mut response = match &self.action {
            Action::Raw(_) | Action::DropUnread => return Ok(None),
            Action::Respond(response) => response.clone(),
            // An unchanged example needs no check here.
            Action::Example if self.is_left_to_the_sandbox() => return Ok(None),
            Action::Example => example.success().map_err(missing(None))?,
            Action::ExampleOf(status) => example.of_status(*status).map_err(missing(Some(*status)))?,
        };
        for change in &self.changes {
            response.change(change, &example.endpoint.id)?;
        }
        match self.cut {
            Some(after) if after >= response.body.len() => Err(ScriptError::Cut {
                after,
                length: response.body.len(),
            }),
            _ => {
                response.body_delay = self.body_delay;
                Ok(Some(response))
            }
        }
    }

    /// Returns whether the API carries out the call, even if the response is lost.
    pub(crate) fn is_carried_out(&self) -> bool {
        matches!(self.action, Action::Example | Action::Raw(_))
    }

    fn is_left_to_the_sandbox(&self) -> bool {
        self.changes.is_empty() && self.cut.is_none() && self.body_delay.is_zero()
    }

    /// Returns a short description for reports.
    pub(crate) fn label(&self) -> String {
        let what = match &self.action {
            Action::Example => "the example".to_owned(),
            Action::ExampleOf(status) => format!("the example of {status}"),
            Action::Respond(response) => format!("respond with {}", response.status.as_u16()),
            Action::Raw(bytes) if bytes.is_empty() => "drop the connection".to_owned(),
            Action::Raw(bytes) => format!("{} raw bytes", bytes.len()),
            Action::DropUnread => "drop the connection unread".to_owned(),
        };
        match self.cut {
            Some(after) => format!("{what}, cut after {after} bytes"),
            None => what,
        }
    }
}

//! What a script does with one call.

use std::time::Duration;

use bytes::Bytes;

use crate::answer::{Answer, Change};
use crate::endpoint::Asked;
use crate::script_error::ScriptError;

/// What a script does with one call, and when.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) action: Action,
    pub(crate) delay: Duration,
    /// For an answer only: between its head and its body.
    pub(crate) body_delay: Duration,
    /// For an answer only.
    pub(crate) changes: Vec<Change>,
    /// For an answer only: after how many bytes of the body the connection
    /// ends.
    pub(crate) cut: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// What the sandbox answers of its own.
    Example,
    /// The documented example of a status.
    ExampleOf(u16),
    Answer(Answer),
    /// These bytes and then the end of the connection.
    Raw(Bytes),
    /// The end of the connection, with the body of the request unread.
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

    /// Whether it answers, so that the answer can be changed.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self.action, Action::Example | Action::ExampleOf(_) | Action::Answer(_))
    }

    /// The answer to a call; none where the outcome is not one, or is left to the sandbox.
    pub(crate) fn answer(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ScriptError> {
        let missing = |status: Option<u16>| {
            let operation = asked.endpoint.id.clone();
            move |reason: String| ScriptError::NoExample {
                operation,
                status,
                reason,
            }
        };
        let mut answer = match &self.action {
            Action::Raw(_) | Action::DropUnread => return Ok(None),
            Action::Answer(answer) => answer.clone(),
            // Without a change nothing needs to be known of it.
            Action::Example if self.is_left_to_the_sandbox() => return Ok(None),
            Action::Example => asked.success().map_err(missing(None))?,
            Action::ExampleOf(status) => asked.of_status(*status).map_err(missing(Some(*status)))?,
        };
        for change in &self.changes {
            answer.change(change, &asked.endpoint.id)?;
        }
        match self.cut {
            Some(after) if after >= answer.body.len() => Err(ScriptError::Cut {
                after,
                length: answer.body.len(),
            }),
            _ => {
                answer.body_delay = self.body_delay;
                Ok(Some(answer))
            }
        }
    }

    /// Whether the API carries the call out, whatever becomes of the response.
    pub(crate) fn is_carried_out(&self) -> bool {
        matches!(self.action, Action::Example | Action::Raw(_))
    }

    fn is_left_to_the_sandbox(&self) -> bool {
        self.changes.is_empty() && self.cut.is_none() && self.body_delay.is_zero()
    }

    /// What it does, for a report.
    pub(crate) fn label(&self) -> String {
        let what = match &self.action {
            Action::Example => "the example".to_owned(),
            Action::ExampleOf(status) => format!("the example of {status}"),
            Action::Answer(answer) => format!("answer {}", answer.status.as_u16()),
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

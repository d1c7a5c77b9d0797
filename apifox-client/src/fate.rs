//! What may have become of a call on the server, over all its attempts.
//!
//! There is one response to that. The loop that sends again, what an
//! [`Error`](crate::Error) can be asked, and the end of every message follow it.

use std::fmt;

use crate::context::Context;

/// What may have become of the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing of it has left.
    Unsent,
    /// The API has said no.
    Refused,
    /// It may have been carried out.
    Open,
    /// The API has said that it was carried out.
    Done,
}

/// The fate of the last attempt, and whether its failure passes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) fate: Fate,
    pub(crate) passes: bool,
}

impl Verdict {
    pub(crate) fn new(fate: Fate, passes: bool) -> Self {
        Self { fate, passes }
    }

    /// Whether the server may have seen any of the attempts.
    pub(crate) fn may_have_been_sent(self, context: &Context) -> bool {
        self.fate != Fate::Unsent || context.sent_before
    }

    /// Whether any of the attempts may have been carried out.
    pub(crate) fn may_have_been_carried_out(self, context: &Context) -> bool {
        matches!(self.fate, Fate::Open | Fate::Done) || context.open_before
    }

    /// Whether sending the same call again may help and cannot do harm.
    pub(crate) fn is_retryable(self, context: &Context) -> bool {
        self.passes && (context.is_repeatable() || !self.may_have_been_sent(context))
    }

    /// The end of a message: what may have become of the call, and what to do
    /// about that and about the failure itself.
    pub(crate) fn write_end(self, context: &Context, advice: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (retryable, open) = (self.is_retryable(context), self.may_have_been_carried_out(context));
        let fate = match self.fate {
            Fate::Unsent if !context.sent_before => "nothing was sent",
            _ if !context.is_write() => "",
            Fate::Done => "by its status it was carried out",
            Fate::Open => "it may have been carried out",
            _ if open => "an earlier attempt may have been carried out",
            Fate::Refused => "by its status it was refused",
            Fate::Unsent => "by its status the earlier attempt was refused",
        };
        // What is settled comes first; what is still to be done about the call, last.
        let settled = !retryable && !open;
        for part in if settled { [fate, advice] } else { [advice, fate] } {
            if !part.is_empty() {
                write!(f, "; {part}")?;
            }
        }
        // Whoever sends again needs the key, and the line may be all there is.
        let with_key = if retryable {
            let unsent = !self.may_have_been_sent(context);
            f.write_str(if unsent {
                ", it can be sent again"
            } else {
                "; it can be sent again"
            })?;
            context.is_write() && !unsent
        } else if context.is_write() && open {
            f.write_str("; look it up before sending it again")?;
            true
        } else {
            false
        };
        match context.idempotency_key.as_deref() {
            Some(key) if with_key => {
                f.write_str(if retryable { " with" } else { ", and then with" })?;
                f.write_str(" the same idempotency key")?;
                // A longer one is not shown.
                if key.len() <= 64 { write!(f, ", {key}") } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

//! The effect that a call may have had on the server, over all its attempts.
//!
//! The retry loop, the methods of [`Error`](crate::Error), and the end of every
//! message are based on it.

use std::fmt;

use crate::context::Context;

/// The effect of the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing was sent.
    Unsent,
    /// The API refused it.
    Refused,
    /// It may have been carried out.
    Open,
    /// The API reported that it was carried out.
    Done,
}

/// The effect of the last attempt, and whether its failure is transient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) effect: Effect,
    pub(crate) is_transient: bool,
}

impl Verdict {
    pub(crate) fn new(effect: Effect, is_transient: bool) -> Self {
        Self { effect, is_transient }
    }

    /// Whether the server may have received any of the attempts.
    pub(crate) fn may_have_been_sent(self, context: &Context) -> bool {
        self.effect != Effect::Unsent || context.sent_before
    }

    /// Whether any of the attempts may have been carried out.
    pub(crate) fn may_have_been_carried_out(self, context: &Context) -> bool {
        matches!(self.effect, Effect::Open | Effect::Done) || context.open_before
    }

    /// Whether sending the same call again may succeed and cannot do harm.
    pub(crate) fn is_retryable(self, context: &Context) -> bool {
        self.is_transient && (context.is_repeatable() || !self.may_have_been_sent(context))
    }

    /// Writes the end of a message: the effect of the call, and what to do
    /// about it and about the failure.
    pub(crate) fn write_end(self, context: &Context, advice: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (retryable, open) = (self.is_retryable(context), self.may_have_been_carried_out(context));
        let effect = match self.effect {
            Effect::Unsent if !context.sent_before => "nothing was sent",
            _ if !context.is_write() => "",
            Effect::Done => "by its status it was carried out",
            Effect::Open => "it may have been carried out",
            _ if open => "an earlier attempt may have been carried out",
            Effect::Refused => "by its status it was refused",
            Effect::Unsent => "by its status the earlier attempt was refused",
        };
        // Facts come first; the remaining action comes last.
        let settled = !retryable && !open;
        for part in if settled { [effect, advice] } else { [advice, effect] } {
            if !part.is_empty() {
                write!(f, "; {part}")?;
            }
        }
        // A retry needs the key, and this line may be all that is logged.
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
                // A longer key is not shown.
                if key.len() <= 64 { write!(f, ", {key}") } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

//! Why a webhook is refused.

use std::fmt;

/// The error for a refused webhook. The message says what is wrong, but never shows the secret, the
/// signature or the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookError {
    problem: WebhookProblem,
}

/// What is wrong with a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookProblem {
    /// The request has no signature header, or an empty one.
    NoHeader,
    /// The header is longer than 8 KiB, or is not text.
    MalformedHeader,
    /// The header has no `t`, several, or one that is not a number of seconds or milliseconds.
    MalformedTime,
    /// The header has no `v1` of 64 hexadecimal digits.
    MalformedSignature,
    /// No signature matches this body, time and secret.
    NoMatch,
    /// It was signed longer ago than the tolerance allows.
    TooOld,
    /// It is dated further in the future than the tolerance allows.
    InTheFuture,
    /// The body is not an event: a JSON object with an `id`, a `type` and an object at
    /// `data.object`.
    NotAnEvent,
    /// The event is about another kind of object than requested, or its object cannot be decoded.
    OtherObject,
    /// A secret is blank, so no signature proves anything.
    BlankSecret,
}

impl WebhookError {
    /// Returns what is wrong.
    #[must_use]
    pub fn problem(&self) -> WebhookProblem {
        self.problem
    }
}

impl From<WebhookProblem> for WebhookError {
    fn from(problem: WebhookProblem) -> Self {
        Self { problem }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.problem {
            WebhookProblem::NoHeader => "the request has no signature in `Wooshpay-Signature` or `Signature`",
            WebhookProblem::MalformedHeader => "the signature header is too long or not text",
            WebhookProblem::MalformedTime => "the signature has no time `t`, or its `t` is not a number",
            WebhookProblem::MalformedSignature => "the signature has no `v1` of 64 hexadecimal digits",
            WebhookProblem::NoMatch => {
                "the signature does not match this body and secret; verify the raw bytes, with the secret of this endpoint"
            }
            WebhookProblem::TooOld => "the signature is older than the tolerance",
            WebhookProblem::InTheFuture => "the signature is further in the future than the tolerance; check the clock",
            WebhookProblem::NotAnEvent => "the body is not an event: JSON with `id`, `type` and `data.object`",
            WebhookProblem::OtherObject => "the event is about another kind of object than requested",
            WebhookProblem::BlankSecret => "the secret of the webhook is blank; set the one WooshPay showed for this endpoint",
        })
    }
}

impl std::error::Error for WebhookError {}

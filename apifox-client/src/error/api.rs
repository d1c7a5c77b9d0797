//! Errors reported by the server.

use std::fmt;

use super::classifier::is_retryable_status;
use super::envelope::Envelope;
use super::failed_response::{ADVICE_ON_PAGES, FailedResponse};
use crate::effect::{Effect, Verdict};
use crate::response::{Received, retry_after};
use crate::text;

/// A response that reports a failure: a status other than 2xx, or a 2xx with an
/// error object instead of the documented response.
#[derive(Debug)]
pub struct ApiError {
    response: FailedResponse,
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
    /// The authority of a redirect's target.
    redirect: Option<String>,
}

impl ApiError {
    pub(crate) fn new(received: &Received) -> Self {
        let auth = received.auth();
        let response = FailedResponse::new(received);
        let Envelope { kind, code, message } = Envelope::read(response.body(), response.may_be_text());
        let shown = |foreign: Option<String>| {
            let text = foreign.map(|foreign| auth.redact_line(&foreign, text::KEPT));
            text.filter(|text| !text.is_empty())
        };
        Self {
            response,
            kind: shown(kind),
            code: shown(code),
            message: shown(message),
            redirect: received.head().redirect_target(auth),
        }
    }

    /// Returns the type of the error (`type` in the error object), such as `invalid_request_error`.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Returns the code of the error (`code` in the error object).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the API's error message, on one line and at most 1000 characters long: the first one
    /// if there are several, and the received part of a truncated body. A plain-text body, a JSON
    /// string and a JSON array are messages too; an HTML page is not. Credentials are redacted.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.head().status.as_u16()
    }

    pub(super) fn failed_response(&self) -> &FailedResponse {
        &self.response
    }

    /// Writes the message of the error object, or a summary of the body.
    fn write_message(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_deref().map(|code| text::named(&text::cut(code, 60)));
        let kind = self.kind.as_deref().map(|kind| text::named(&text::cut(kind, 60)));
        match (kind, code) {
            (Some(kind), Some(code)) => write!(f, ", {kind}, {code}")?,
            (Some(one), None) | (None, Some(one)) => write!(f, ", {one}")?,
            (None, None) => {}
        }
        if let Some(message) = &self.message {
            write!(f, ": {}", text::quoted(message))
        } else if self.kind.is_none() && self.code.is_none() {
            f.write_str(": ")?;
            self.response.write_body_summary(f)
        } else {
            Ok(())
        }
    }

    /// Whether the call may have been carried out. Only the API itself refuses a call: an HTML page
    /// comes from an intermediary and does not show what the API did.
    pub(super) fn verdict(&self) -> Verdict {
        let effect = match self.status() {
            408 | 409 => Effect::Open,
            400..=499 if !self.response.is_page() => Effect::Refused,
            _ => Effect::Open,
        };
        Verdict::new(effect, is_retryable_status(self.status()))
    }

    /// Writes advice where the status makes it clear.
    fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = self.response.context();
        let is_write = context.is_write();
        let advice = match self.status() {
            303 if is_write => "redirects are not followed",
            300..=399 if self.redirect.is_some() => "redirects are not followed; check the base URL",
            400..=499 if self.response.is_page() => ADVICE_ON_PAGES,
            401 if !context.operation.authenticated => {
                "no credentials were sent, because the description of this operation requires none (`security: []`); correct it if that is an editor's default"
            }
            401 => "check the credentials, and that they belong to this host",
            403 => "these credentials are not allowed to do this",
            405 | 410 | 501 => "the API may have changed; look for a newer client",
            407 => "the proxy requires credentials",
            409 if is_write => "it conflicts with another call or with the current state",
            429 => "too many calls; slow down",
            _ => "",
        };
        self.verdict().write_end(context, advice, f)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.response.head();
        write!(
            f,
            "{}: the server answered {}",
            self.response.context(),
            head.status.as_str()
        )?;
        if let Some(reason) = head.status.canonical_reason() {
            write!(f, " {reason}")?;
        }
        if head.status.is_success() {
            f.write_str(" with an error")?;
        }
        if let Some(authority) = &self.redirect {
            write!(f, ", a redirect to {authority}")?;
        } else {
            self.write_message(f)?;
        }
        self.response.write_request_id(f)?;
        self.write_advice(f)?;
        match retry_after(head) {
            Some(wait) => write!(f, "; the server asks to wait {} s", wait.as_secs()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

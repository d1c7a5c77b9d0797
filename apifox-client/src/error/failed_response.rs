//! A response that became an error.

use std::fmt;

use bytes::Bytes;

use crate::context::Context;
use crate::response::{Head, Received};
use crate::{coding, text};

/// How much of a body an error keeps. More would waste memory.
const KEPT_BODY: usize = 64 * 1024;

/// The context, head and body of a failed response.
pub(crate) struct FailedResponse {
    context: Context,
    head: Head,
    /// Redacted, as the request id of `head` is.
    media_type: Option<String>,
    /// The content coding of the body, if it could not be decoded. Redacted.
    coding: Option<String>,
    body: Bytes,
}

impl FailedResponse {
    pub(crate) fn new(received: &Received) -> Self {
        let whole = received.body();
        let body = if whole.len() > KEPT_BODY {
            // A slice would keep the whole allocation alive.
            Bytes::copy_from_slice(&whole[..KEPT_BODY])
        } else {
            whole.clone()
        };
        let (head, auth) = (received.head(), received.auth());
        let media_type = head.media_type().map(str::to_ascii_lowercase);
        let media_type = media_type.map(|came| auth.redact_line(&came, text::SHOWN));
        let coding = coding::named(&head.headers).map(|coding| auth.redact_line(&coding, text::SHOWN));
        Self {
            context: received.context().clone(),
            head: head.clone().for_error(auth),
            media_type,
            coding,
            body,
        }
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Writes ` (request id …)` if there is one.
    pub(super) fn write_request_id(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.write_request_id(f)
    }

    /// Writes a summary of a body that has no usable message: `502 bytes of text/html`.
    pub(super) fn write_body_summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.body.len(), &self.media_type) {
            (0, _) => return f.write_str("an empty body"),
            // The rest of a larger body was not read.
            (KEPT_BODY.., _) => write!(f, "{} KiB or more", KEPT_BODY / 1024)?,
            (1, _) => f.write_str("1 byte")?,
            (len, _) => write!(f, "{len} bytes")?,
        }
        match &self.media_type {
            Some(media_type) => write!(f, " of {}", text::named(&text::cut(media_type, 40)))?,
            None => f.write_str(" of no declared type")?,
        }
        match &self.coding {
            Some(coding) => write!(f, " (encoded as {})", text::named(&text::cut(coding, 40))),
            None => Ok(()),
        }
    }

    /// Whether a body that is not JSON may be a message rather than a page or a file.
    pub(super) fn may_be_text(&self) -> bool {
        let declared = self.media_type.as_deref().unwrap_or("text/plain");
        !self.is_page() && self.coding.is_none() && (declared.starts_with("text/") || declared.ends_with("json"))
    }

    /// Whether the server declares the body as JSON without a content coding.
    pub(super) fn is_declared_as_json(&self) -> bool {
        let declared = self.media_type.as_deref().unwrap_or_default();
        self.coding.is_none() && (declared.ends_with("/json") || declared.ends_with("+json"))
    }

    /// Whether the body is an HTML page: intermediaries and hosts other than the API respond with
    /// one. Some servers declare a line of plain text as HTML.
    pub(super) fn is_page(&self) -> bool {
        let declared = self.media_type.as_deref();
        let first = self.body.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_line = self.coding.is_none() && self.body.len() <= text::KEPT;
        let may_be_markup = first == Some(&b'<') || (first.is_some() && !is_line);
        matches!(declared, Some("text/html" | "application/xhtml+xml")) && may_be_markup
    }
}

/// Omits bodies and headers.
impl fmt::Debug for FailedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FailedResponse")
            .field("context", &self.context)
            .field("head", &self.head)
            .field("media_type", &self.media_type)
            .field("coding", &self.coding)
            .field("body_len", &self.body.len())
            .finish()
    }
}

/// Advice for HTML pages.
pub(super) const ADVICE_ON_PAGES: &str =
    "it looks like the page of a proxy or a firewall, or of a wrong base URL, and not like the API";

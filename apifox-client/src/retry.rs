//! Whether a failed call may be sent again, and when.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;

use crate::context::Context;
use crate::error::{Error, TransportKind};
use crate::platform;
use crate::response::Head;

/// Statuses of a failure that passes.
const PASSING: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// Whether a status says that the same call may succeed later.
pub(crate) fn is_passing(status: u16) -> bool {
    PASSING.contains(&status)
}

/// Whether sending the same call again may help and cannot do harm.
pub(crate) fn is_retryable(error: &Error) -> bool {
    let passes = match error {
        Error::Config(_) | Error::Decode(_) => false,
        Error::Api(error) => is_passing(error.status()),
        Error::Timeout(_) => true,
        // A refused certificate is refused again.
        Error::Transport(error) => error.kind() != TransportKind::Tls,
    };
    let harmless = || error.context().is_some_and(Context::is_repeatable);
    passes && (!error.may_have_been_sent() || harmless())
}

/// How long to wait before the next attempt; none when there is none. One
/// attempt is made for now, so that is always the answer.
pub(crate) fn wait_before_next(_failed: &Error) -> Option<Duration> {
    None
}

/// `Retry-After`, in seconds or as a date. A date that has passed means now.
pub(crate) fn retry_after(head: &Head) -> Option<Duration> {
    let value = head.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(platform::now()).unwrap_or_default())
}

//! The wait that a server asks for.

use std::time::Duration;

use reqwest::header::{DATE, RETRY_AFTER};

use super::{Head, date};
use crate::{header_map, platform};

/// Reads `Retry-After` (RFC 9110, section 10.2.3), in seconds or as a date. A date is relative to
/// the `Date` of the response, so that the clocks need not agree, or else to the local clock. A
/// past date means no wait; any other value is ignored.
pub(crate) fn retry_after(head: &Head) -> Option<Duration> {
    let value = header_map::get(&head.headers, &RETRY_AFTER)?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows still means a very long wait.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let now = header_map::get(&head.headers, &DATE)
        .and_then(date::read)
        .unwrap_or_else(platform::now);
    let then = date::read(value)?;
    Some(then.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn absurd_retry_after_values_are_long_or_ignored() {
        for (value, read) in [
            ("7", Some(SECOND * 7)),
            (" 7 ", Some(SECOND * 7)),
            ("0", Some(Duration::ZERO)),
            ("99999999999999999999999999", Some(Duration::from_secs(u64::MAX))),
            ("-7", None),
            ("+7", None),
            ("1.5", None),
            ("", None),
            ("soon", None),
            ("7, 8", None),
            ("Sun, 06 Nov 1994 08:49:44 GMT", Some(SECOND * 7)),
            ("Sunday, 06-Nov-94 08:49:44 GMT", Some(SECOND * 7)),
            ("Sun Nov  6 08:49:44 1994", Some(SECOND * 7)),
            ("Sun, 06 Nov 1994 08:49:30 GMT", Some(Duration::ZERO)),
            ("Sun, 99 Nov 1994 08:49:44 GMT", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
            headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
            let head = Head::new(StatusCode::SERVICE_UNAVAILABLE, headers);
            assert_eq!(retry_after(&head), read, "{value}");
        }
    }
}

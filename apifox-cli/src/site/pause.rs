//! How long to wait before a retry.

use std::time::{Duration, SystemTime};

use httpdate::parse_http_date;

/// Parses `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3). A date is compared with the
/// site's own `Date`, so that a wrong clock does no harm.
pub(crate) fn asked(retry_after: &str, date: Option<&str>) -> Option<Duration> {
    let text = retry_after.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = parse_http_date(text).ok()?;
    let now = date
        .and_then(|date| parse_http_date(date.trim()).ok())
        .unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or(Duration::ZERO))
}

/// Returns the wait if the site states none: doubled for each retry, at most a minute.
pub(crate) fn after(attempt: u32, first: Duration) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(attempt))
        .min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::{Duration, after, asked};

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(asked("0", None), Some(Duration::ZERO));
        assert_eq!(asked(" 120 ", None), Some(Duration::from_secs(120)));
        let date = Some("Sat, 28 Nov 2026 18:00:00 GMT");
        assert_eq!(
            asked("Sat, 28 Nov 2026 18:00:07 GMT", date),
            Some(Duration::from_secs(7))
        );
        assert_eq!(asked("Sat, 28 Nov 2026 17:00:00 GMT", date), Some(Duration::ZERO));
        // Obsolete formats, which RFC 9110 still asks to accept: those of RFC 850 and of `asctime`.
        for obsolete in ["Saturday, 28-Nov-26 18:00:07 GMT", "Sat Nov 28 18:00:07 2026"] {
            assert_eq!(asked(obsolete, date), Some(Duration::from_secs(7)));
        }
        for other in ["soon", "Sat, 28 Nov 2026 18:00:07 +0000"] {
            assert_eq!(asked(other, date), None);
        }
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let first = Duration::from_millis(500);
        assert_eq!(after(0, first), first);
        assert_eq!(after(2, first), Duration::from_secs(2));
        assert_eq!(after(40, first), Duration::from_secs(60));
    }
}

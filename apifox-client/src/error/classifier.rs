//! Classifies transient failures.

/// Statuses of transient failures.
const RETRYABLE: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// Whether sending the same call later may succeed.
pub(super) fn is_retryable_status(status: u16) -> bool {
    RETRYABLE.contains(&status)
}

//! Which failures pass by themselves.

/// Statuses of a failure that passes.
const PASSING: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// Whether a status says that the same call may succeed later.
pub(super) fn is_passing(status: u16) -> bool {
    PASSING.contains(&status)
}

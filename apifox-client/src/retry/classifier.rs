//! Which failures pass, and after which of them a call may be repeated.
//!
//! There is one answer to that, for the loop that sends again and for
//! [`Error::is_retryable`].

use crate::context::Context;
use crate::error::{Error, TransportKind};

/// Statuses of a failure that passes.
const PASSING: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// Whether a status says that the same call may succeed later.
pub(crate) fn is_passing(status: u16) -> bool {
    PASSING.contains(&status)
}

/// Whether sending the same call again may help and cannot do harm.
pub(crate) fn is_retryable(error: &Error) -> bool {
    let harmless = || error.context().is_some_and(Context::is_repeatable);
    passes(error) && (!error.may_have_been_sent() || harmless())
}

/// Whether the failure is one that passes by itself.
pub(crate) fn passes(error: &Error) -> bool {
    match error {
        Error::Config(_) | Error::Decode(_) => false,
        Error::Api(error) => is_passing(error.status()),
        Error::Timeout(_) => true,
        // A refused certificate is refused again; and a file that changed while it was sent is another request.
        Error::Transport(error) => error.kind() != TransportKind::Tls && !error.is_of_the_body(),
    }
}

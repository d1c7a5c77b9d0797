//! What differs from platform to platform: everywhere but in a browser.

use std::error::Error as StdError;
use std::future::Future;
use std::iter::successors;
use std::time::{Duration, SystemTime};

use reqwest::{Client, Error, Request};
use tokio::runtime::Handle;
use tokio::task::unconstrained;
use tokio::time::sleep_until;

pub(crate) use tokio::time::{Instant, sleep, timeout_at};

pub(crate) use crate::connecting::watched;

/// Goes off at a point in time, also for work that leaves its task no budget
/// (see `tokio::task::coop`), such as a body that comes without a pause.
pub(crate) fn alarm(at: Instant) -> impl Future<Output = ()> {
    unconstrained(sleep_until(at))
}

/// As good as never, and still a point in time that can be computed with.
pub(crate) const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A response whose body is still to be read.
pub(crate) type Incoming = reqwest::Response;

/// Sends a request, once.
pub(crate) fn execute(http: &Client, request: Request) -> impl Future<Output = Result<Incoming, Error>> + use<> {
    http.execute(request)
}

/// Whether there is a runtime with the timers that calls need.
pub(crate) fn has_runtime() -> bool {
    Handle::try_current().is_ok()
}

/// The time of day.
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Whether no connection could be made.
pub(crate) fn is_connect(error: &Error) -> bool {
    error.is_connect()
}

/// Whether the proxy has made no tunnel.
pub(crate) fn is_tunnel(error: &Error) -> bool {
    let causes = successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source());
    is_connect(error)
        && causes
            .last()
            .is_some_and(|root| root.to_string().starts_with("tunnel error: "))
}

/// Whether the head of a response was beyond what the HTTP library reads.
pub(crate) fn is_head_too_large(error: &(dyn StdError + 'static)) -> bool {
    // Its type tells only servers.
    error.to_string() == "message head is too large"
}

/// Whether a name could not be resolved.
pub(crate) fn is_dns(error: &Error) -> bool {
    error.is_dns()
}

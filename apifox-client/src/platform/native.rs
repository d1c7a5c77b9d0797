//! Platform-specific code: all platforms except browsers.

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

/// Returns a future that completes at a point in time, even next to work that uses up the task's
/// budget (see `tokio::task::coop`), such as a body that arrives without a pause.
pub(crate) fn alarm(at: Instant) -> impl Future<Output = ()> {
    unconstrained(sleep_until(at))
}

/// Practically forever, but small enough to add to a point in time.
pub(crate) const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A response whose body is unread.
pub(crate) type Incoming = reqwest::Response;

/// Sends a request once.
pub(crate) fn execute(http: &Client, request: Request) -> impl Future<Output = Result<Incoming, Error>> + use<> {
    http.execute(request)
}

/// Whether there is a runtime with the timers that calls need.
pub(crate) fn has_runtime() -> bool {
    Handle::try_current().is_ok()
}

/// Returns the time of day.
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Whether no connection could be made.
pub(crate) fn is_connect(error: &Error) -> bool {
    error.is_connect()
}

/// Returns why there is no tunnel, if the proxy refused one.
pub(crate) fn tunnel_error(error: &Error) -> Option<String> {
    let causes = successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source());
    let root = causes.last().filter(|_| is_connect(error))?.to_string();
    root.strip_prefix("tunnel error: ").map(str::to_owned)
}

/// Returns the id of this process, which a fork changes.
pub(crate) fn process() -> u32 {
    std::process::id()
}

/// Whether a response head, or the trailers of a response, exceeded the limits of the HTTP library.
pub(crate) fn is_head_too_large(error: &(dyn StdError + 'static)) -> bool {
    // Its type distinguishes only server-side errors.
    matches!(
        error.to_string().as_str(),
        "message head is too large" | "chunk trailers count overflow" | "chunk trailers bytes over limit"
    )
}

/// Whether a name could not be resolved.
pub(crate) fn is_dns(error: &Error) -> bool {
    error.is_dns()
}

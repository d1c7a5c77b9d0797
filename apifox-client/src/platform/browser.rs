//! Platform-specific code: browsers (wasm32 without an operating system), which
//! provide timers and `fetch`.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::HeaderMap;
use reqwest::{Client, Error, Request, StatusCode};
use url::Url;
use wasmtimer::tokio::sleep_until;

pub(crate) use wasmtimer::std::Instant;
pub(crate) use wasmtimer::tokio::{sleep, timeout_at};

/// Returns a future that completes at a point in time.
pub(crate) fn alarm(at: Instant) -> impl Future<Output = ()> {
    sleep_until(at)
}

/// Practically forever; the timers of a page cannot wait longer than 24 days.
pub(crate) const FAR: Duration = Duration::from_secs(20 * 24 * 60 * 60);

/// A response whose body is unread.
pub(crate) struct Incoming {
    status: StatusCode,
    headers: HeaderMap,
    url: Url,
    content_length: Option<u64>,
    body: Pin<Box<dyn Stream<Item = Result<Bytes, Error>>>>,
}

impl Incoming {
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn content_length(&self) -> Option<u64> {
        self.content_length
    }

    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.body.as_mut().poll_next(cx)).await.transpose()
    }
}

/// Sends a request once. The browser follows redirects, which the URL of the response reveals.
pub(crate) async fn execute(http: &Client, request: Request) -> Result<Incoming, Error> {
    let mut response = http.execute(request).await?;
    Ok(Incoming {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        url: response.url().clone(),
        content_length: response.content_length(),
        body: Box::pin(response.bytes_stream()),
    })
}

/// A browser does not report when a request is sent, so it may have been.
pub(crate) async fn watched<F: Future>(request: F, _connecting: &mut bool) -> F::Output {
    request.await
}

/// Always true: the page is the runtime.
pub(crate) fn has_runtime() -> bool {
    true
}

/// Returns the time of day, which the standard library does not provide here.
pub(crate) fn now() -> SystemTime {
    let now = wasmtimer::std::SystemTime::now().duration_since(wasmtimer::std::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + now.unwrap_or_default()
}

/// Always false: a browser does not report why a request failed.
pub(crate) fn is_connect(_: &Error) -> bool {
    false
}

/// Always false: a browser does not report why a request failed.
pub(crate) fn is_dns(_: &Error) -> bool {
    false
}

/// Always `None`: the browser manages proxies.
pub(crate) fn tunnel_error(_: &Error) -> Option<String> {
    None
}

/// Always the same: a page has one process.
pub(crate) fn process() -> u32 {
    1
}

/// Always false: the browser limits response heads.
pub(crate) fn is_head_too_large(_: &(dyn std::error::Error + 'static)) -> bool {
    false
}

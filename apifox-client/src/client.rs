//! The client of an API.

mod builder;
mod http_client;
mod network;
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "client/pool_browser.rs")]
mod pool;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod proxy;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, USER_AGENT};
use url::Url;

pub use self::builder::ClientBuilder;
pub use self::http_client::HttpClient;

use crate::auth::Auth;
use crate::base_url::{BaseUrl, KnownUrls, Route, authority};
use crate::client::network::Pools;
use crate::header_map;
use crate::observe::Observers;
use crate::operation::JSON;
use crate::retry::{Budget, Retry};
use crate::server;

/// A client of one API. Cloning is cheap; clones share connections and the retry budget.
///
/// A connection belongs to the Tokio runtime that opened it, so use a client in one runtime only:
/// in another one, a call may wait for a connection of the first. A forked process shares the
/// connections of its parent, so a call of a client that the parent has used is an
/// [`Error::Config`](crate::Error::Config) there; build a client and a runtime in the child. The
/// threads of a runtime exist only in the process that built it: on a multi-threaded runtime of the
/// parent, no call ends, not even at its time limit, and nothing can report that.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    pools: Pools,
    base: BaseUrl,
    servers: server::Checked,
    auth: Auth,
    known_urls: KnownUrls,
    headers: Headers,
    limits: Limits,
    sending: Sending,
    budget: Budget,
}

/// The headers of requests before those of their calls.
struct Headers {
    /// Those of a call with credentials. Cloning them is cheaper than setting each.
    complete: HeaderMap,
    /// Whether every call has the same `Accept`, which the caller set.
    has_accept: bool,
}

/// How calls are sent.
#[derive(Clone, Default)]
pub(crate) struct Sending {
    retry: Retry,
    idempotency_keys: bool,
    observers: Observers,
}

/// Limits of time and size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// `None` if a custom HTTP client controls it.
    pub(crate) connect: Option<Duration>,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    pub(crate) max_body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(5)),
            attempt: Duration::from_secs(30),
            total: Duration::from_secs(80),
            max_body: 8 * 1024 * 1024,
        }
    }
}

impl Client {
    /// Returns a builder for a client of the API at `base_url`: https, or http to
    /// loopback, with a path prefix if the API has one.
    pub fn builder(base_url: &str) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// Returns the base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// Returns the connection pool for the current thread.
    pub(crate) fn http(&self) -> &reqwest::Client {
        self.0.pools.current()
    }

    /// Whether this process was forked from the one that first used the client.
    pub(crate) fn is_forked(&self) -> bool {
        self.0.pools.is_of_another_process()
    }

    /// Whether requests may follow redirects: with a custom HTTP client or in a browser.
    pub(crate) fn may_be_redirected(&self) -> bool {
        self.0.pools.may_redirect
    }

    /// Returns the route of a request to this URL, for messages.
    pub(crate) fn route(&self, url: Option<&Url>) -> Route {
        self.0
            .pools
            .route(url.map_or_else(|| self.0.base.authority(), authority))
    }

    /// Returns host and port of the proxy in use.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.0.pools.proxy.as_deref()
    }

    /// Returns the HTTP client that asks the proxy why it refused a tunnel.
    pub(crate) fn proxy_probe(&self) -> Option<&reqwest::Client> {
        self.0.pools.proxy_probe.as_ref()
    }

    pub(crate) fn servers(&self) -> &server::Checked {
        &self.0.servers
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.0.base
    }

    pub(crate) fn known_urls(&self) -> &KnownUrls {
        &self.0.known_urls
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Returns the headers of a request before those of its call, with an `Accept` for JSON, and
    /// whether that of the operation replaces it.
    pub(crate) fn headers(&self, is_trusted: bool, has_credentials: bool) -> (HeaderMap, bool) {
        let Headers { complete, has_accept } = &self.0.headers;
        if is_trusted && has_credentials {
            return (complete.clone(), !has_accept);
        }
        let credentials = self.0.auth.prepared().ok().flatten();
        let mut headers = HeaderMap::with_capacity(8);
        header_map::set(&mut headers, ACCEPT, HeaderValue::from_static(JSON));
        header_map::copy(complete, &mut headers, &|name| {
            if is_trusted {
                credentials.is_none_or(|(carrier, _)| name != carrier)
            } else {
                name == USER_AGENT
            }
        });
        (headers, !is_trusted || !has_accept)
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.sending.retry
    }

    /// Returns the retry budget, shared by the clones of this client.
    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    pub(crate) fn idempotency_keys(&self) -> bool {
        self.0.sending.idempotency_keys
    }

    pub(crate) fn observers(&self) -> &Observers {
        &self.0.sending.observers
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base)
            .field("auth", &self.0.auth)
            .field("limits", &self.0.limits)
            .field("retry", &self.0.sending.retry)
            .finish_non_exhaustive()
    }
}

//! The client: where to, as whom, within which limits.

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

use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

pub use self::builder::ClientBuilder;
pub use self::http_client::HttpClient;

use crate::auth::Auth;
use crate::base_url::{BaseUrl, Route, authority};
use crate::client::network::Pools;
use crate::observe::Watchers;
use crate::retry::{Budget, Retry};
use crate::server;

/// A client of one API. Cloning is cheap; clones share the connections, and
/// the budget for repeating what failed.
///
/// Connections live on the Tokio runtime that opened them, so a client is for
/// one runtime: in a second one, a call may wait on a connection of the first.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    pools: Pools,
    base: BaseUrl,
    servers: server::Checked,
    auth: Auth,
    user_agent: HeaderValue,
    /// Those of every call.
    headers: HeaderMap,
    limits: Limits,
    sending: Sending,
    budget: Budget,
}

/// How calls are sent.
#[derive(Clone, Default)]
pub(crate) struct Sending {
    retry: Retry,
    idempotency_keys: bool,
    watchers: Watchers,
}

/// How long and how much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// None where it is up to a client of the caller's own.
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
    /// A client for the API at `base_url`: https, or http to loopback, with a
    /// path prefix if the API has one.
    pub fn builder(base_url: &str) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// The connections for whoever asks here and now.
    pub(crate) fn http(&self) -> &reqwest::Client {
        self.0.pools.here()
    }

    /// Whether a blocking call was made by a process that was forked off since
    /// the client was made. Its connections are the parent's too, and what
    /// drives them is in the parent alone.
    #[cfg(feature = "blocking")]
    pub(crate) fn is_of_another_process(&self) -> bool {
        crate::blocking::is_here() && self.0.pools.process != std::process::id()
    }

    /// Whether requests are sent by what may follow redirects: a client of the
    /// caller's own, or a browser.
    pub(crate) fn may_be_redirected(&self) -> bool {
        self.0.pools.may_redirect
    }

    /// Whom a request to this URL talks to, for messages.
    pub(crate) fn route(&self, url: Option<&Url>) -> Route {
        self.0
            .pools
            .route(url.map_or_else(|| self.0.base.authority(), authority))
    }

    /// What asks the proxy in use why it has made no tunnel.
    pub(crate) fn asking(&self) -> Option<&reqwest::Client> {
        self.0.pools.asking.as_ref()
    }

    pub(crate) fn servers(&self) -> &server::Checked {
        &self.0.servers
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.0.base
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.0.user_agent
    }

    /// The headers of every call that goes where the credentials go.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.sending.retry
    }

    /// What the clones of this client have left for further attempts.
    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    pub(crate) fn idempotency_keys(&self) -> bool {
        self.0.sending.idempotency_keys
    }

    pub(crate) fn watchers(&self) -> &Watchers {
        &self.0.sending.watchers
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

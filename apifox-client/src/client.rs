//! The client: where to, as whom, within which limits.

mod builder;
mod network;
mod proxy;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

pub use self::builder::ClientBuilder;
pub(crate) use self::network::Route;

use crate::auth::Auth;
use crate::base_url::BaseUrl;
use crate::client::network::Pools;

/// A client of one API. Cloning is cheap; clones share the connections.
///
/// Connections live on the Tokio runtime that opened them, so a client is for
/// one runtime: in a second one, a call may wait on a connection of the first.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    pools: Pools,
    base: BaseUrl,
    auth: Auth,
    user_agent: HeaderValue,
    limits: Limits,
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

    /// Whom this client talks to, for messages.
    pub(crate) fn route(&self) -> Route {
        self.0.pools.route(&self.0.base)
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

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base)
            .field("auth", &self.0.auth)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

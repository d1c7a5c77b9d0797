//! The settings of a client, and the client made of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::{Client, Inner, Limits};
use crate::auth::Auth;
use crate::base_url::BaseUrl;
use crate::encode;
use crate::error::{ConfigError, ConfigKind, Error};
use crate::tls;

/// What a client sends as `User-Agent` when nothing else is said.
const DEFAULT_USER_AGENT: &str = concat!("apifox-client/", env!("CARGO_PKG_VERSION"));

/// Builds a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use apifox_client::{Auth, Client};
///
/// let client = Client::builder("http://127.0.0.1:8080")
///     .auth(Auth::basic("sk_test_51", ""))
///     .user_agent("my-shop/1.0")
///     .total_timeout(Duration::from_secs(20))
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080");
/// # Ok::<(), apifox_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base_url: String,
    auth: Auth,
    user_agent: String,
    limits: Limits,
}

impl ClientBuilder {
    pub(super) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            auth: Auth::none(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            limits: Limits::default(),
        }
    }

    /// The credentials. Default: none.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// The value of `User-Agent`. Default: the name and version of this crate.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        user_agent.clone_into(&mut self.user_agent);
        self
    }

    /// How long resolving, connecting and agreeing on TLS may take together.
    /// Default: 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// How long one attempt may take, from connecting to the end of the body.
    /// Default: 30 seconds.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt = limit;
        self
    }

    /// How long a call may take with all its attempts and the waits between
    /// them. Default: 80 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.limits.total = limit;
        self
    }

    /// How large the body of an answer may be. Default: 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.limits.max_body = limit;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    /// * the base URL is not https (or http to loopback), or holds a user,
    ///   password, query or fragment;
    /// * no header can carry the credentials or the `User-Agent`;
    /// * a time limit is zero;
    /// * TLS is needed and not compiled in, or cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = BaseUrl::parse(&self.base_url)?;
        let user_agent = prepare_user_agent(&self.user_agent)?;
        self.auth.prepared()?;
        let limits = self.limits;
        if [limits.connect, limits.attempt, limits.total].contains(&Duration::ZERO) {
            let message = "a time limit of zero leaves no time for any answer";
            return Err(ConfigError::new(ConfigKind::Setting, message).into());
        }
        let http = build_http(&base, limits)?;
        Ok(Client(Arc::new(Inner {
            http,
            base,
            auth: self.auth,
            user_agent,
            limits,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    /// The base URL has not been checked yet and may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("auth", &self.auth)
            .field("user_agent", &self.user_agent)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

fn prepare_user_agent(text: &str) -> Result<HeaderValue, ConfigError> {
    encode::header_value(text).ok_or_else(|| {
        let message = "the User-Agent holds characters that no header can carry";
        ConfigError::new(ConfigKind::Setting, message)
    })
}

/// The connection pool, with everything switched off that would act on its
/// own. Some of it is off anyway, unless another crate of the build has asked
/// reqwest for more.
fn build_http(base: &BaseUrl, limits: Limits) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(limits.connect)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .https_only(base.is_https());
    if base.is_loopback() {
        // A proxy would look for this host on its own machine.
        builder = builder.no_proxy();
    }
    tls::configure(builder, base.is_https())?.build().map_err(|error| {
        let message = "the connection pool cannot be set up on this machine";
        ConfigError::new(ConfigKind::Setting, message).with_source(error.without_url())
    })
}

//! The builder of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::network::Network;
use super::{Client, Headers, Inner, Limits, Sending};
use crate::auth::Auth;
use crate::base_url::{BaseUrl, KnownUrls};
use crate::config_error::{ConfigError, ConfigKind};
use crate::error::Error;
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::observe::Observer;
use crate::operation::JSON;
use crate::retry::{Budget, Retry};
use crate::server::Servers;
use crate::{encode, header_map};

/// The default value of `User-Agent`.
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
    /// Unchecked names and values.
    headers: Vec<(String, String)>,
    limits: Limits,
    sending: Sending,
    network: Network,
    servers: Servers,
}

impl ClientBuilder {
    pub(super) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            auth: Auth::none(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            headers: Vec::new(),
            limits: Limits::default(),
            sending: Sending::default(),
            network: Network::default(),
            servers: Servers::default(),
        }
    }

    /// Replaces the base URL.
    pub fn base_url(mut self, base_url: &str) -> Self {
        base_url.clone_into(&mut self.base_url);
        self
    }

    /// Sets the credentials. Default: none.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Also sends the credentials to this host if an operation declares it as
    /// its own server: `https://files.example.com`. The path is ignored. May be
    /// called more than once. Default: the credentials are sent to the host of
    /// the base URL only; other servers are called without them.
    pub fn allow_host(mut self, url: &str) -> Self {
        self.servers.allowed.push(url.to_owned());
        self
    }

    /// Whether operations that declare a server of their own are sent there. With `false` every
    /// call goes to the base URL, for example to a test host that replaces all servers. Default:
    /// yes, unless the base URL is on loopback, such as that of a sandbox.
    pub fn own_servers(mut self, followed: bool) -> Self {
        self.servers.followed = Some(followed);
        self
    }

    /// Sets the value of `User-Agent`. Default: the name and version of this crate.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        user_agent.clone_into(&mut self.user_agent);
        self
    }

    /// Sends this header with every call, replacing one of the same name; a call may set another
    /// value. Like the credentials, it is not sent to hosts that are not allowed.
    /// [`build`](Self::build) refuses headers that the client sets itself (credentials,
    /// `User-Agent`, `Content-Type`, `Idempotency-Key` and those of the connection).
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Limits the time for resolving, connecting and the TLS handshake
    /// together. Default: 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = Some(limit);
        self.network.connect_is_set = true;
        self
    }

    /// Limits the time of one attempt, from connecting to the end of the body. Default: 30 seconds.
    ///
    /// There is one exception, on a single-threaded runtime without TLS, that is on loopback: a
    /// flood of interim responses (1xx), or of zeros before the size of a chunk. `hyper` skips up to
    /// 128 reads of them, of about 400 KiB each, before it yields the thread.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt = limit;
        self
    }

    /// Limits the time of a call, including all attempts and the waits between
    /// them. Default: 80 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.limits.total = limit;
        self
    }

    /// Limits the size of a response body. Default: 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.limits.max_body = limit;
        self
    }

    /// Sets the retry policy. Default: [`Retry::default`].
    pub fn retry(mut self, policy: Retry) -> Self {
        self.sending.retry = policy;
        self
    }

    /// Whether every POST and PATCH gets a generated `Idempotency-Key` if the call has none, so
    /// that it can be retried after it may have been sent. Default: no, since a key protects only
    /// if the API honours it. An operation that documents the header always gets one.
    pub fn idempotency_keys(mut self, honoured: bool) -> Self {
        self.sending.idempotency_keys = honoured;
        self
    }

    /// Reports every attempt, wait and end of a call to `observer`, for metrics.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.sending.observers.observer = Some(observer);
        self
    }

    /// Sets the target of spans and events, by default `apifox_client`, to that
    /// of [`tracer!`](crate::tracer).
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn tracer(mut self, tracer: &'static crate::observe::Tracer) -> Self {
        self.sending.observers.tracer = Some(tracer);
        self
    }

    /// Sends every request through this proxy: `http://proxy:3128`, or `https://…` for TLS to the
    /// proxy as well, with `user:password@` if the proxy requires credentials (HTTP Basic;
    /// percent-encoded, as in any URL). The proxy receives a `CONNECT` (RFC 9110, section 9.3.6)
    /// and forwards bytes that only the API can decrypt.
    ///
    /// Default: the environment when the client is built (`https_proxy` or `HTTPS_PROXY`, else
    /// `all_proxy` or `ALL_PROXY`, and `no_proxy` or `NO_PROXY`, as curl reads them: an empty
    /// variable is not set, and the port of an `http://` proxy is 1080 unless given; an invalid
    /// proxy URL is an error). Loopback never goes through a proxy, so setting one for a base URL
    /// on loopback is an error. Messages contain the host and port of the proxy, never its user or
    /// password.
    pub fn proxy(mut self, url: &str) -> Self {
        self.network.proxy = Some(url.to_owned());
        self
    }

    /// Uses no proxy and ignores the environment.
    pub fn no_proxy(mut self) -> Self {
        self.network.no_proxy = true;
        self
    }

    /// Trusts the certificates in `pem` (RFC 7468, one or more) as roots, in addition to those of
    /// the system: for a gateway with its own certificate authority. May be called more than once.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.network.trust.roots.push(pem.into());
        self
    }

    /// Presents this certificate to a server that requests one (mutual TLS). `pem` contains the
    /// certificate, any intermediate certificates after it, and its unencrypted private key:
    /// PKCS#8, or with the feature `rustls` also PKCS#1 and SEC1.
    pub fn client_identity_pem(mut self, pem: &[u8]) -> Self {
        self.network.trust.identity = Some(pem.into());
        self
    }

    /// Uses a custom HTTP client of `reqwest` 0.13.
    ///
    /// That client then controls connections: proxies, TLS, the connect timeout and the HTTP
    /// version. Setting one of these here as well is an error. The limits for an attempt, for the
    /// whole call and for a body still apply, and so do the rules for the base URL.
    ///
    /// * It must not follow redirects. The builder of
    ///   [`HttpClient::builder`](crate::HttpClient::builder) does not; with another one, set
    ///   `redirect::Policy::none()`. A finished client cannot be inspected, so this is detected
    ///   when it happens: a response from another URL than the one requested is an
    ///   [`Error::Decode`] of [`DecodeKind::Redirected`](crate::DecodeKind). The credentials have
    ///   not left the host then, since `reqwest` removes `Authorization` and `Cookie` before it
    ///   follows a redirect to another one. It does not remove other headers, so a custom HTTP
    ///   client cannot be combined with credentials in a custom header ([`Auth::header`]). The body
    ///   of a request does follow a 307 or 308.
    /// * It should not use a proxy for a base URL on loopback, since such a
    ///   request is not encrypted.
    /// * Its default headers are sent too, unless the call sets the same ones. Its logging is not
    ///   controlled here: `connection_verbose` logs every byte, including the credentials.
    /// * Its connections belong to the runtime that opened them, so with the feature `blocking`,
    ///   use it either for blocking calls or for asynchronous ones.
    pub fn http_client(mut self, client: impl Into<crate::HttpClient>) -> Self {
        self.network.own = Some(client.into().0);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    /// * the base URL, or an allowed host, is not https (or http to loopback),
    ///   or contains a user, password, query or fragment;
    /// * a header cannot carry the credentials, the `User-Agent` or a default
    ///   header, or the client sets that header itself;
    /// * a time limit is zero;
    /// * the proxy URL is invalid, or a certificate or key cannot be read;
    /// * settings contradict each other or have no effect: a proxy for
    ///   loopback, certificates for plain http;
    /// * TLS is needed and not compiled in, or cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = BaseUrl::parse(&self.base_url)?;
        let headers = prepare_headers(&self.user_agent, &self.headers, &self.auth)?;
        self.network.check(&base, &self.auth)?;
        let mut limits = self.limits;
        if self.network.own.is_some() {
            limits.connect = None;
        }
        if [limits.connect, Some(limits.attempt), Some(limits.total)].contains(&Some(Duration::ZERO)) {
            let message = "a time limit of zero leaves no time for any response";
            return Err(ConfigError::new(ConfigKind::Setting, message).into());
        }
        let servers = self.servers.check(&base)?;
        let pools = self.network.pools(&base, limits.connect)?;
        Ok(Client(Arc::new(Inner {
            pools,
            base,
            servers,
            auth: self.auth,
            known_urls: KnownUrls::default(),
            headers,
            limits,
            sending: self.sending,
            budget: Budget::default(),
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    /// The base URL may still contain a password; it is checked later.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("auth", &self.auth)
            .field("user_agent", &self.user_agent)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

fn prepare_headers(user_agent: &str, headers: &[(String, String)], auth: &Auth) -> Result<Headers, ConfigError> {
    let credentials = auth.prepared()?;
    // With room for those of the HTTP library and of the call, which a clone has too.
    let mut complete = HeaderMap::with_capacity(8);
    header_map::set(&mut complete, ACCEPT, HeaderValue::from_static(JSON));
    header_map::set(&mut complete, USER_AGENT, prepare_user_agent(user_agent)?);
    if let Some((name, value)) = credentials {
        header_map::set(&mut complete, name.clone(), value.clone());
    }
    let mut has_accept = credentials.is_some_and(|(carrier, _)| *carrier == ACCEPT);
    for (name, value) in headers {
        let refused = |why: &str| ConfigError::new(ConfigKind::Header, format!("a default header {why}"));
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused("has a name that HTTP does not allow"))?;
        let is_of_auth = credentials.is_some_and(|(carrier, _)| *carrier == name);
        if is_of_auth || encode::is_framing(&name) || OWN.contains(&name) {
            return Err(refused(&format!("is one that the client sets itself: `{name}`")));
        }
        let value = encode::header_value(value);
        let value = value.ok_or_else(|| refused(&format!("has a value that a header cannot carry: `{name}`")))?;
        has_accept |= name == ACCEPT;
        header_map::set(&mut complete, name, value);
    }
    Ok(Headers { complete, has_accept })
}

/// Headers that have their own settings.
const OWN: [HeaderName; 4] = [AUTHORIZATION, USER_AGENT, CONTENT_TYPE, IDEMPOTENCY_KEY];

fn prepare_user_agent(text: &str) -> Result<HeaderValue, ConfigError> {
    encode::header_value(text).ok_or_else(|| {
        let message = "the User-Agent contains characters that a header cannot carry";
        ConfigError::new(ConfigKind::Setting, message)
    })
}

//! The settings of a client, and the client made of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::network::Network;
use super::{Client, Inner, Limits, Sending};
use crate::auth::Auth;
use crate::base_url::BaseUrl;
use crate::config_error::{ConfigError, ConfigKind};
use crate::error::Error;
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::observe::Observer;
use crate::retry::{Budget, Retry};
use crate::server::Servers;
use crate::{encode, header_map};

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
    /// Names and values, to be checked.
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

    /// Another base URL than the one the builder was begun with.
    pub fn base_url(mut self, base_url: &str) -> Self {
        base_url.clone_into(&mut self.base_url);
        self
    }

    /// The credentials. Default: none.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Sends the credentials to this host too, where the page of an operation
    /// names it as a server of its own: `https://files.example.com`. Its path
    /// does not matter. May be called again. Default: the credentials never
    /// leave the host of the base URL; other servers are called without them.
    pub fn allow_host(mut self, url: &str) -> Self {
        self.servers.allowed.push(url.to_owned());
        self
    }

    /// Whether operations whose page names a server of their own are sent
    /// there. With `false` every call goes to the base URL, as it must for a
    /// test host that stands for all of them. Default: yes, unless the base URL
    /// is on loopback: a client of a sandbox calls nothing else.
    pub fn own_servers(mut self, followed: bool) -> Self {
        self.servers.followed = Some(followed);
        self
    }

    /// The value of `User-Agent`. Default: the name and version of this crate.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        user_agent.clone_into(&mut self.user_agent);
        self
    }

    /// Sends this header with every call, in place of one of the same name;
    /// a call may set another value. It goes where the credentials go, so not to
    /// hosts that are not allowed. The headers that the client sets itself
    /// (credentials, `User-Agent`, `Content-Type`, `Idempotency-Key` and those
    /// that belong to the connection) are refused by [`build`](Self::build).
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How long resolving, connecting and agreeing on TLS may take together.
    /// Default: 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = Some(limit);
        self.network.connect_is_set = true;
        self
    }

    /// How long one attempt may take, from connecting to the end of the body.
    /// Default: 30 seconds.
    ///
    /// One case outlasts it, on a runtime of one thread and without TLS, that
    /// is on loopback: a flood of interim responses (1xx). `hyper` skips up to
    /// 128 readings of them, of about 400 KiB each, before it lets go of the
    /// thread.
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

    /// How large the body of a response may be. Default: 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.limits.max_body = limit;
        self
    }

    /// How often a call is tried. Default: [`Retry::default`].
    pub fn retry(mut self, policy: Retry) -> Self {
        self.sending.retry = policy;
        self
    }

    /// Whether every POST and PATCH gets an `Idempotency-Key` of its own, if
    /// the call has none, so that it can be tried again where it may have been
    /// sent. Default: no, for a key protects only where the API honours it. An
    /// operation that documents the header gets one in any case.
    pub fn idempotency_keys(mut self, honoured: bool) -> Self {
        self.sending.idempotency_keys = honoured;
        self
    }

    /// Is told of every attempt, wait and end of a call, for metrics.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.sending.watchers.observer = Some(observer);
        self
    }

    /// The spans and events of calls are of another target than
    /// `apifox_client`: that of [`tracer!`](crate::tracer).
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn tracer(mut self, tracer: &'static crate::observe::Tracer) -> Self {
        self.sending.watchers.tracer = Some(tracer);
        self
    }

    /// Sends every request through this proxy: `http://proxy:3128`, or
    /// `https://…` for TLS on the way to the proxy as well, with `user:password@`
    /// where the proxy asks who is there (HTTP Basic; percent-encoded, as in
    /// any URL). The proxy gets a `CONNECT` (RFC 9110, section 9.3.6) and
    /// carries bytes that only the API can read.
    ///
    /// Default: what the environment says when the client is built
    /// (`https_proxy` or `HTTPS_PROXY`, else `all_proxy` or `ALL_PROXY`, and
    /// `no_proxy` or `NO_PROXY`, as curl reads them; a value that is no URL of
    /// a proxy is an error). Loopback never goes through a proxy, so for a base
    /// URL on loopback a proxy is refused. Messages name the host and port of
    /// the proxy, never its user or password.
    pub fn proxy(mut self, url: &str) -> Self {
        self.network.proxy = Some(url.to_owned());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.network.no_proxy = true;
        self
    }

    /// Trusts the certificates in `pem` (RFC 7468, one or more) as roots,
    /// beside those of the system: for a gateway with a certificate authority
    /// of its own. Can be called more than once.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.network.trust.roots.push(pem.into());
        self
    }

    /// Shows this certificate to a server that asks for one (mutual TLS).
    /// `pem` holds the certificate, the intermediate ones after it, and its
    /// private key, unencrypted: PKCS#8, or with the feature `rustls` also
    /// PKCS#1 and SEC1.
    pub fn client_identity_pem(mut self, pem: &[u8]) -> Self {
        self.network.trust.identity = Some(pem.into());
        self
    }

    /// Uses connections of the caller's own making, of `reqwest` 0.13.
    ///
    /// How connections are made is then up to that client: proxies, TLS, the
    /// limit for connecting, the version of HTTP. Setting one of these here as
    /// well is refused. The limits for an attempt, for the whole call and for
    /// a body are kept as ever, and so are the rules for the base URL.
    ///
    /// * It must not follow redirects: [`HttpClient::builder`](crate::HttpClient::builder)
    ///   hands out a builder that does not; of another, set
    ///   `redirect::Policy::none()`.
    ///   Nothing can be asked of a client that is made, so this is seen when it
    ///   happens: a response from another URL than the one requested is an
    ///   [`Error::Decode`] of [`DecodeKind::Redirected`](crate::DecodeKind), whatever it says. The
    ///   credentials have not left the host then, for `reqwest` takes
    ///   `Authorization` and `Cookie` away before it goes to another one. It
    ///   does not do that with other headers, so credentials in a header of
    ///   the API's own ([`Auth::header`]) are refused together with a client
    ///   of one's own. The body of a request does follow a 307 or 308.
    /// * It should not use a proxy for a base URL on loopback, for such a
    ///   request is not encrypted.
    /// * Its default headers are sent too, where the call does not set the
    ///   same ones; what it logs (`connection_verbose` logs every byte, the
    ///   credentials included) is up to it.
    /// * Its connections live on the runtime that opened them; so with the
    ///   feature `blocking`, use it either for blocking calls or for the others.
    pub fn http_client(mut self, client: impl Into<crate::HttpClient>) -> Self {
        self.network.own = Some(client.into().0);
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    /// * the base URL, or a host that is allowed, is not https (or http to
    ///   loopback), or holds a user, password, query or fragment;
    /// * no header can carry the credentials, the `User-Agent` or a default
    ///   header, or the client sets that header itself;
    /// * a time limit is zero;
    /// * the proxy is no URL of one, or a certificate or key cannot be read;
    /// * settings contradict each other, or one can have no effect: a proxy
    ///   for loopback, certificates for plain http;
    /// * TLS is needed and not compiled in, or cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = BaseUrl::parse(&self.base_url)?;
        let user_agent = prepare_user_agent(&self.user_agent)?;
        let headers = prepare_headers(&self.headers, &self.auth)?;
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
            user_agent,
            headers,
            limits,
            sending: self.sending,
            budget: Budget::default(),
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

fn prepare_headers(headers: &[(String, String)], auth: &Auth) -> Result<HeaderMap, ConfigError> {
    let mut prepared = HeaderMap::new();
    for (name, value) in headers {
        let refused = |why: &str| ConfigError::new(ConfigKind::Header, format!("a default header {why}"));
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused("has a name that HTTP does not allow"))?;
        let is_of_auth = matches!(auth.prepared(), Ok(Some((carrier, _))) if *carrier == name);
        if is_of_auth || encode::is_framing(&name) || OWN.contains(&name) {
            return Err(refused(&format!("is one that the client sets itself: `{name}`")));
        }
        let value = encode::header_value(value);
        let value = value.ok_or_else(|| refused(&format!("has a value that no header can carry: `{name}`")))?;
        header_map::set(&mut prepared, name, value);
    }
    Ok(prepared)
}

/// Headers that have a setting of their own.
const OWN: [HeaderName; 4] = [AUTHORIZATION, USER_AGENT, CONTENT_TYPE, IDEMPOTENCY_KEY];

fn prepare_user_agent(text: &str) -> Result<HeaderValue, ConfigError> {
    encode::header_value(text).ok_or_else(|| {
        let message = "the User-Agent holds characters that no header can carry";
        ConfigError::new(ConfigKind::Setting, message)
    })
}

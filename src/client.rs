//! The client: a key and the host it belongs to.

use std::sync::Arc;
use std::time::Duration;

use apifox_client::{Auth, Call, ConfigError, ConfigKind, Error, HttpClient, Method, Observer, Retry};

use crate::{KeyError, Mode, SecretKey};

/// A client of the WooshPay API.
///
/// Cheap to clone; clones share connections. `Debug` shows no key. Connections live on the Tokio runtime that opened them, so a
/// program with several runtimes (one for each test, say) makes a client for each. Blocking calls (feature `blocking`) have connections
/// of their own; the same client can make them.
///
/// ```no_run
/// # async fn example() -> Result<(), wooshpay::Error> {
/// let client = wooshpay::Client::from_env()?;
/// let balance = client.balance().get().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    inner: apifox_client::Client,
    mode: Mode,
}

impl Client {
    /// A client with a secret key, a [`SecretKey`] or its text; it talks to the host of the key's [`Mode`].
    ///
    /// # Errors
    /// [`Error::Config`] if the key is not a secret key.
    pub fn new<K>(key: K) -> Result<Self, Error>
    where
        K: TryInto<SecretKey, Error: Into<KeyError>>,
    {
        Self::builder().key(key).build()
    }

    /// A client with the key in the environment variable `WOOSHPAY_SECRET_KEY`.
    ///
    /// # Errors
    /// [`Error::Config`] if the variable is missing, blank, not Unicode or not a secret key.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(SecretKey::from_env()?)
    }

    /// A client with settings of its own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Test or live, by the key.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// A call of an endpoint that has no page here, by the rules of all calls: the key, idempotency keys, retries, limits, errors.
    ///
    /// The path begins with a slash; arguments in braces are filled by [`Call::path`], the query is set by [`Call::query`]. A path
    /// or method that cannot be sent is an [`Error::Config`] of the call. In full: [`apifox_client::Client::request`].
    ///
    /// ```no_run
    /// use wooshpay::serde_json::Value;
    /// use wooshpay::{Client, Method, decode};
    ///
    /// # async fn example(client: Client) -> Result<(), wooshpay::Error> {
    /// let call = client.request(Method::GET, "/v1/refunds/{id}").path("id", "re_1");
    /// let refund = call.send(decode::json::<Value>).await?;
    /// println!("{}", refund["status"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Call {
        self.inner.request(method, path)
    }

    /// Where requests go, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }
}

/// What generated code and the run time share.
impl AsRef<apifox_client::Client> for Client {
    fn as_ref(&self) -> &apifox_client::Client {
        &self.inner
    }
}

/// The settings of a [`Client`]. Only the key is needed.
///
/// ```no_run
/// use std::time::Duration;
/// use wooshpay::Client;
///
/// let client = Client::builder()
///     .key("sk_test_4eC39HqLyjWDarjtT1zdp7dc")
///     .application("corner-shop/2.1")
///     .total_timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), wooshpay::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "settings do nothing until `build`"]
pub struct ClientBuilder {
    key: Option<Result<SecretKey, KeyError>>,
    base_url: Option<Hidden<String>>,
    application: Option<String>,
    /// All other settings. Address, credentials and `User-Agent` come last, in `build`.
    inner: apifox_client::ClientBuilder,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        // WooshPay names the header, and a 409 for a key that was used for something else.
        let inner = apifox_client::Client::builder("").idempotency_keys(true);
        #[cfg(feature = "tracing")]
        let inner = inner.tracer(apifox_client::tracer!("wooshpay"));
        Self {
            key: None,
            base_url: None,
            application: None,
            inner,
        }
    }
}

impl ClientBuilder {
    /// The secret key, as a [`SecretKey`] or its text. A wrong one is reported by [`build`](Self::build).
    pub fn key<K>(mut self, key: K) -> Self
    where
        K: TryInto<SecretKey, Error: Into<KeyError>>,
    {
        self.key = Some(key.try_into().map_err(Into::into));
        self
    }

    /// Another address than the one of the key's mode: a gateway of your own, or a sandbox.
    ///
    /// It must be https, or http on this machine (loopback). A key towards WooshPay's host of the other mode is refused. A live key
    /// towards loopback is allowed: it does not leave the machine, and a local gateway is a use of that; the
    /// [sandbox](crate#sandbox) answers a live key with 401.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Hidden(url.into()));
        self
    }

    /// Sends the key to this host too, where a page of yours names it as the server of an operation: `https://files.example.com`.
    /// Default: the key never leaves the host of the base URL; other servers are called without it.
    pub fn allow_host(mut self, url: &str) -> Self {
        self.inner = self.inner.allow_host(url);
        self
    }

    /// Whether operations whose page names a server of their own are sent there; with `false` every call goes to the base URL.
    /// Default: yes, unless the base URL is on loopback: a client of a sandbox calls nothing else.
    pub fn own_servers(mut self, followed: bool) -> Self {
        self.inner = self.inner.own_servers(followed);
        self
    }

    /// The name and version of your application, such as `corner-shop/2.1`: it follows ours in the `User-Agent`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Sends this header with every call, unless a call sets another value. It goes where the key goes. Headers that the client sets
    /// itself, such as `Authorization`, are refused by [`build`](Self::build).
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        self.inner = self.inner.default_header(name, value);
        self
    }

    /// How long connecting may take. Default: 5 s.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.connect_timeout(limit);
        self
    }

    /// How long one attempt may take, its answer's body included. Default: 30 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.attempt_timeout(limit);
        self
    }

    /// How long a call may take in all, with its attempts and the waits between them. Default: 80 s.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.total_timeout(limit);
        self
    }

    /// How large the body of an answer may be. Default: 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.inner = self.inner.max_body_bytes(limit);
        self
    }

    /// How often a call is tried, and how long it waits in between. Default: [`Retry::default`].
    pub fn retry(mut self, policy: Retry) -> Self {
        self.inner = self.inner.retry(policy);
        self
    }

    /// Is told of every attempt, wait and end of a call, for metrics.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.inner = self.inner.observer(observer);
        self
    }

    /// Sends every request through this proxy, such as `http://user:password@proxy:3128`. It carries bytes that only WooshPay can read.
    ///
    /// Default: what the environment says (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, as curl reads them). Loopback never goes through a
    /// proxy. Messages name the host and port of the proxy, never its user or password.
    pub fn proxy(mut self, url: &str) -> Self {
        self.inner = self.inner.proxy(url);
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.inner = self.inner.no_proxy();
        self
    }

    /// Trusts these certificates (PEM, one or more) as roots beside those of the system: for a gateway of your own.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.inner = self.inner.root_certificate_pem(pem);
        self
    }

    /// Shows this certificate to a gateway that asks for one (mutual TLS). `pem` holds the certificate, the intermediate ones after it,
    /// and its private key, unencrypted.
    pub fn client_identity_pem(mut self, pem: &[u8]) -> Self {
        self.inner = self.inner.client_identity_pem(pem);
        self
    }

    /// Uses connections of your own making, of `reqwest` 0.13: proxies, TLS and the limit for connecting are then set there. Begin with
    /// [`HttpClient::builder`], which has TLS and follows no redirects: a response from another address than the one asked is an error.
    /// The rules in full: [`apifox_client::ClientBuilder::http_client`].
    pub fn http_client(mut self, client: impl Into<HttpClient>) -> Self {
        self.inner = self.inner.http_client(client);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Config`]: no key or a wrong one; a base URL that is neither https nor loopback, or that is WooshPay's host of the other
    /// mode; an application name no header can carry; a proxy or certificate that is none, or that contradicts another setting; https
    /// without the feature `rustls` or `native-tls`.
    pub fn build(self) -> Result<Client, Error> {
        let Some(key) = self.key else {
            let message = "no secret key is set: give one to `ClientBuilder::key`";
            return Err(ConfigError::new(ConfigKind::Credentials, message).into());
        };
        let key = key?;
        let mode = key.mode();
        let base_url = self.base_url.as_ref().map_or(mode.base_url(), |url| url.0.as_str());
        let builder = self.inner.base_url(base_url).auth(Auth::basic(key.expose(), ""));
        let inner = builder.user_agent(&user_agent(self.application.as_deref())).build()?;
        check_host(mode, inner.base_url())?;
        Ok(Client { inner, mode })
    }
}

fn user_agent(application: Option<&str>) -> String {
    let own = concat!("wooshpay/", env!("CARGO_PKG_VERSION"));
    match application {
        Some(application) => format!("{own} {application}"),
        None => own.to_owned(),
    }
}

/// A key belongs to one host; at the other it is at best refused, and at worst real money moves in what was meant as a test.
///
/// `base_url` is the one the run time has parsed: lower case, without credentials.
fn check_host(mode: Mode, base_url: &str) -> Result<(), Error> {
    let (foreign, own) = match mode {
        Mode::Test => (Mode::Live, Mode::Test),
        Mode::Live => (Mode::Test, Mode::Live),
    };
    if host(base_url) != host(foreign.base_url()) {
        return Ok(());
    }
    let host = host(base_url);
    let message = format!(
        "a {mode} key does not belong to the {foreign} host {host}; leave the base URL out and the {own} host is used"
    );
    Err(ConfigError::new(ConfigKind::BaseUrl, message).into())
}

fn host(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.unwrap_or(url).split(['/', ':']).next().unwrap_or_default();
    // `host.` is the same host, spelled absolutely.
    host.trim_end_matches('.')
}

/// A base URL that is not checked yet may hold a password, so it is not shown.
#[derive(Clone)]
struct Hidden<T>(T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

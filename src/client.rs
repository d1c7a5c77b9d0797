//! The client: a key and the host it belongs to.

use std::sync::Arc;
use std::time::Duration;

use apifox_client::{Auth, Call, ConfigError, ConfigKind, Error, HttpClient, Method, Observer, Retry};

use crate::{KeyError, Mode, SecretKey};

/// A client of the WooshPay API.
///
/// Cloning is cheap; clones share connections. `Debug` does not show the key. Connections belong to
/// the Tokio runtime that opened them, so a program with several runtimes (for example one per
/// test) needs one client per runtime. Blocking calls (feature `blocking`) use separate
/// connections; the same client can make them.
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
    /// Creates a client with a secret key: a [`SecretKey`] or a string. It calls the host of the
    /// key's [`Mode`].
    ///
    /// # Errors
    /// [`Error::Config`] if the key is not a secret key.
    pub fn new<K>(key: K) -> Result<Self, Error>
    where
        K: TryInto<SecretKey, Error: Into<KeyError>>,
    {
        Self::builder().key(key).build()
    }

    /// Creates a client with the key in the environment variable `WOOSHPAY_SECRET_KEY`.
    ///
    /// # Errors
    /// [`Error::Config`] if the variable is missing, blank, not Unicode or not a secret key.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(SecretKey::from_env()?)
    }

    /// Returns a builder with all settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns the mode of the key.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Starts a call of an endpoint that has no page here. It follows the same rules as every call:
    /// credentials, idempotency keys, retries, limits, errors.
    ///
    /// The path begins with a slash. [`Call::path`] fills arguments in braces, [`Call::query`] sets
    /// the query. A path or method that cannot be sent is an [`Error::Config`] of the call. For
    /// details see [`apifox_client::Client::request`].
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

    /// Returns the base URL, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }
}

/// The part that generated code uses.
impl AsRef<apifox_client::Client> for Client {
    fn as_ref(&self) -> &apifox_client::Client {
        &self.inner
    }
}

/// The settings of a [`Client`]. Only the key is required.
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
    /// All other settings. `build` sets the address, the credentials and the `User-Agent`.
    inner: apifox_client::ClientBuilder,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        // WooshPay names the header, and a 409 for a key that was used for another request.
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
    /// Sets the secret key: a [`SecretKey`] or a string. [`build`](Self::build) reports a wrong
    /// one.
    pub fn key<K>(mut self, key: K) -> Self
    where
        K: TryInto<SecretKey, Error: Into<KeyError>>,
    {
        self.key = Some(key.try_into().map_err(Into::into));
        self
    }

    /// Sets another base URL than that of the key's mode: your own gateway, or a sandbox.
    ///
    /// It must be https, or http on this machine (loopback). A key cannot be used with WooshPay's
    /// host of the other mode. A live key may be used with loopback, because it does not leave the
    /// machine and you may run a local gateway. The [sandbox](crate#sandbox) responds to a live key
    /// with 401.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Hidden(url.into()));
        self
    }

    /// Allows the key to be sent to this host too, if one of your pages names it as the server of
    /// an operation: `https://files.example.com`. Default: the key never leaves the host of the
    /// base URL; other servers are called without it.
    pub fn allow_host(mut self, url: &str) -> Self {
        self.inner = self.inner.allow_host(url);
        self
    }

    /// Sets whether operations with their own server in the page are sent there. With `false`,
    /// every call goes to the base URL. Default: `true`, unless the base URL is on loopback.
    pub fn own_servers(mut self, followed: bool) -> Self {
        self.inner = self.inner.own_servers(followed);
        self
    }

    /// Sets the name and version of your application, such as `corner-shop/2.1`. They follow ours
    /// in the `User-Agent`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Sends this header with every call, unless a call sets another value. It is sent to the same
    /// hosts as the key. [`build`](Self::build) refuses headers that the client sets itself, such
    /// as `Authorization`.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        self.inner = self.inner.default_header(name, value);
        self
    }

    /// Sets the time limit for connecting. Default: 5 s.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.connect_timeout(limit);
        self
    }

    /// Sets the time limit for one attempt, including the response body. Default: 30 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.attempt_timeout(limit);
        self
    }

    /// Sets the time limit for a whole call: all attempts and the waits between them. Default: 80
    /// s.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.inner = self.inner.total_timeout(limit);
        self
    }

    /// Sets the size limit for a response body, in bytes. Default: 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.inner = self.inner.max_body_bytes(limit);
        self
    }

    /// Sets how often a call is attempted, and the waits between attempts. Default:
    /// [`Retry::default`].
    pub fn retry(mut self, policy: Retry) -> Self {
        self.inner = self.inner.retry(policy);
        self
    }

    /// Sets an observer, which is notified of every attempt, wait and end of a call, for metrics.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.inner = self.inner.observer(observer);
        self
    }

    /// Sends every request through this proxy, such as `http://user:password@proxy:3128`. The proxy
    /// cannot read the encrypted requests and responses.
    ///
    /// Default: the environment variables `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, read as curl
    /// does. Calls to loopback never use a proxy. Messages show the host and port of the proxy,
    /// never its user or password.
    pub fn proxy(mut self, url: &str) -> Self {
        self.inner = self.inner.proxy(url);
        self
    }

    /// Uses no proxy, even if the environment sets one.
    pub fn no_proxy(mut self) -> Self {
        self.inner = self.inner.no_proxy();
        self
    }

    /// Trusts these certificates (PEM, one or more) as roots, in addition to those of the system.
    /// Use it for your own gateway.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.inner = self.inner.root_certificate_pem(pem);
        self
    }

    /// Sends this certificate to a gateway that asks for one (mutual TLS). `pem` contains the
    /// certificate, then any intermediate certificates, and the unencrypted private key.
    pub fn client_identity_pem(mut self, pem: &[u8]) -> Self {
        self.inner = self.inner.client_identity_pem(pem);
        self
    }

    /// Uses your own `reqwest` 0.13 client. Set proxies, TLS and the time limit for connecting
    /// there. Start from [`HttpClient::builder`], which enables TLS and does not follow redirects:
    /// a response from another address than the requested one is an error. For details see
    /// [`apifox_client::ClientBuilder::http_client`].
    pub fn http_client(mut self, client: impl Into<HttpClient>) -> Self {
        self.inner = self.inner.http_client(client);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// [`Error::Config`] for:
    ///
    /// * a missing or wrong key;
    /// * a base URL that is neither https nor loopback, or that is WooshPay's host of the other
    ///   mode;
    /// * an application name that a header cannot carry;
    /// * an invalid proxy or certificate, or one that contradicts another setting;
    /// * https without the feature `rustls` or `native-tls`.
    pub fn build(self) -> Result<Client, Error> {
        let Some(key) = self.key else {
            let message = "no secret key is set; set it with `ClientBuilder::key`";
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

/// A key belongs to one host. The other host refuses it at best; at worst, a test moves real money.
///
/// `base_url` is parsed by the run time: in lower case, without credentials.
fn check_host(mode: Mode, base_url: &str) -> Result<(), Error> {
    let (foreign, own) = match mode {
        Mode::Test => (Mode::Live, Mode::Test),
        Mode::Live => (Mode::Test, Mode::Live),
    };
    if host(base_url) != host(foreign.base_url()) {
        return Ok(());
    }
    let host = host(base_url);
    let message =
        format!("a {mode} key does not belong to the {foreign} host {host}; omit the base URL to use the {own} host");
    Err(ConfigError::new(ConfigKind::BaseUrl, message).into())
}

fn host(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.unwrap_or(url).split(['/', ':']).next().unwrap_or_default();
    // `host.` is the same host as an absolute name.
    host.trim_end_matches('.')
}

/// An unchecked base URL may contain a password, so it is not shown.
#[derive(Clone)]
struct Hidden<T>(T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

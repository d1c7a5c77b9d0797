//! Custom HTTP clients.

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use crate::{error::Error, tls, trust::Trust};

/// A custom HTTP client, a client of `reqwest` 0.13, for
/// [`ClientBuilder::http_client`](crate::ClientBuilder::http_client).
///
#[cfg_attr(not(all(target_arch = "wasm32", target_os = "unknown")), doc = "```")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), doc = "```ignore")]
/// # use apifox_client::{Client, HttpClient};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connections = HttpClient::builder()?.pool_max_idle_per_host(4).build()?;
/// # let builder = Client::builder("http://127.0.0.1:8080");
/// let client = builder.http_client(connections).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct HttpClient(pub(crate) reqwest::Client);

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl HttpClient {
    /// Returns a preconfigured `reqwest` builder: it uses the TLS that is
    /// compiled in, with the certificates of the system, and follows no
    /// redirects. Other settings are `reqwest`'s defaults.
    ///
    /// A builder from `reqwest` itself has no TLS here, since no cryptography
    /// provider is installed process-wide; its `build` panics.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if TLS cannot be set up on this machine.
    pub fn builder() -> Result<reqwest::ClientBuilder, Error> {
        let https = cfg!(any(feature = "rustls", feature = "native-tls"));
        let tls = tls::prepare(https, &Trust::default())?;
        Ok(tls.apply(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none())))
    }
}

impl From<reqwest::Client> for HttpClient {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

//! Connections of the caller's own making.

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use crate::{error::Error, tls, trust::Trust};

/// Connections of the caller's own making, for
/// [`ClientBuilder::http_client`](crate::ClientBuilder::http_client): a client of `reqwest` 0.13.
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
    /// A builder of `reqwest` that is ready: TLS as it is compiled in here, with
    /// the certificates of the system, and no redirects. The rest is as
    /// `reqwest` has it.
    ///
    /// A builder that `reqwest` itself hands out has no TLS here, since no
    /// provider of cryptography is installed for the whole process, and its
    /// `build` panics for want of one.
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

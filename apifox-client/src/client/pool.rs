//! Connection pools, with everything disabled that would act implicitly.

use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::network::{Network, Pools};
use super::proxy::{self, Proxy};
use crate::base_url::BaseUrl;
use crate::config_error::{ConfigError, ConfigKind};
use crate::connecting;
use crate::tls::{self, Tls};

impl Network {
    /// Creates the pools. No connection is opened.
    pub(super) fn pools(self, base: &BaseUrl, connect: Option<Duration>) -> Result<Pools, ConfigError> {
        if let Some(own) = self.own {
            return Ok(Pools {
                #[cfg(feature = "blocking")]
                blocking: own.clone(),
                process: AtomicU32::new(0),
                http: own,
                may_redirect: true,
                proxy: None,
                proxy_probe: None,
            });
        }
        let proxy = match self.proxy.as_deref() {
            // A proxy would resolve loopback to its own machine.
            _ if self.no_proxy || base.is_loopback() => None,
            Some(proxy) => Some(Proxy::parse(proxy)?),
            None => proxy::of_the_environment(base)?,
        };
        let proxy = proxy.as_ref();
        let tls = tls::prepare(base.is_https(), &self.trust)?;
        let make = || build(base.is_https(), connect, &tls, proxy);
        Ok(Pools {
            proxy_probe: proxy.map(|_| build(false, connect, &tls, proxy)).transpose()?,
            #[cfg(feature = "blocking")]
            blocking: make()?,
            process: AtomicU32::new(0),
            http: make()?,
            may_redirect: false,
            proxy: proxy.map(Proxy::authority),
        })
    }
}

/// Builds one pool. Some of the disabled features are off by default, unless
/// another crate in the build enables them in reqwest.
fn build(
    https_only: bool,
    connect: Option<Duration>,
    tls: &Tls,
    proxy: Option<&Proxy>,
) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .https_only(https_only)
        .connector_layer(connecting::Marked);
    if let Some(limit) = connect {
        builder = builder.connect_timeout(limit);
    }
    // The environment has already been read.
    builder = match proxy {
        Some(proxy) => builder.proxy(proxy.for_pool()?),
        None => builder.no_proxy(),
    };
    tls.apply(builder).build().map_err(|error| {
        let message = "the connection pool cannot be set up on this machine";
        ConfigError::new(ConfigKind::Setting, message).with_cause(&error.without_url())
    })
}

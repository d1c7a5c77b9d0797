//! Connections of our own, with everything switched off that would act on its
//! own.

use std::time::Duration;

use super::network::{Network, Pools};
use super::proxy::{self, Proxy};
use crate::base_url::BaseUrl;
use crate::connecting;
use crate::error::{ConfigError, ConfigKind};
use crate::tls::{self, Tls};

impl Network {
    /// The connections, none of them open yet.
    pub(super) fn pools(self, base: &BaseUrl, connect: Option<Duration>) -> Result<Pools, ConfigError> {
        if let Some(own) = self.own {
            return Ok(Pools {
                #[cfg(feature = "blocking")]
                blocking: own.clone(),
                http: own,
                may_redirect: true,
                proxy: None,
            });
        }
        let proxy = self.proxy.as_deref().map(Proxy::parse).transpose()?;
        let named = proxy.as_ref().map(Proxy::for_pool).transpose()?;
        let tls = tls::prepare(base.is_https(), &self.trust)?;
        // A proxy would look for loopback on its own machine.
        let direct = self.no_proxy || base.is_loopback();
        let make = || build(base, connect, &tls, named.clone(), direct);
        Ok(Pools {
            #[cfg(feature = "blocking")]
            blocking: make()?,
            http: make()?,
            may_redirect: false,
            proxy: match &proxy {
                _ if direct => None,
                Some(proxy) => Some(proxy.authority()),
                None => proxy::of_the_environment(base),
            },
        })
    }
}

/// One pool of connections. Some of what is switched off here is off anyway,
/// unless another crate of the build has asked reqwest for more.
fn build(
    base: &BaseUrl,
    connect: Option<Duration>,
    tls: &Tls,
    proxy: Option<reqwest::Proxy>,
    direct: bool,
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
        .https_only(base.is_https())
        .connector_layer(connecting::Marked);
    if let Some(limit) = connect {
        builder = builder.connect_timeout(limit);
    }
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy);
    } else if direct {
        builder = builder.no_proxy();
    }
    tls.apply(builder).build().map_err(|error| {
        let message = "the connection pool cannot be set up on this machine";
        ConfigError::new(ConfigKind::Setting, message).with_source(error.without_url())
    })
}

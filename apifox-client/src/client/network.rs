//! How connections are made: ours with everything switched off that would act
//! on its own, or the caller's.

use std::fmt;
use std::time::Duration;

use super::proxy::{self, Proxy};
use crate::auth::Auth;
use crate::base_url::BaseUrl;
use crate::connecting;
use crate::error::{ConfigError, ConfigKind};
use crate::tls::{self, Tls, Trust};

/// The settings, as they were given.
#[derive(Clone, Default)]
pub(super) struct Network {
    pub(super) connect_is_set: bool,
    /// May hold a password.
    pub(super) proxy: Option<String>,
    pub(super) no_proxy: bool,
    pub(super) trust: Trust,
    /// The caller's own.
    pub(super) own: Option<reqwest::Client>,
}

/// The connections of a client.
pub(super) struct Pools {
    http: reqwest::Client,
    /// Those opened by blocking calls: a connection lives on the runtime that
    /// opened it, and theirs is not the caller's.
    #[cfg(feature = "blocking")]
    blocking: reqwest::Client,
    /// Host and port of the proxy in use, if any.
    proxy: Option<String>,
}

impl Pools {
    pub(super) fn here(&self) -> &reqwest::Client {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_here() {
            return &self.blocking;
        }
        &self.http
    }

    pub(super) fn route(&self, base: &BaseUrl) -> Route {
        Route {
            authority: base.authority(),
            proxy: self.proxy.clone(),
        }
    }
}

/// Whom a client talks to, as messages name it.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    authority: String,
    proxy: Option<String>,
}

impl Route {
    /// The host whose name is looked up.
    pub(crate) fn looked_up(&self) -> String {
        match &self.proxy {
            Some(proxy) => format!("proxy {proxy}"),
            None => format!("host {}", self.authority),
        }
    }
}

/// Host and port of the API, and of the proxy on the way.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority)?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}

impl Network {
    /// Refuses settings that contradict each other, and those that can have no
    /// effect.
    pub(super) fn check(&self, base: &BaseUrl, auth: &Auth) -> Result<(), ConfigError> {
        let proxy = self.proxy.is_some();
        let certificates = !self.trust.is_empty();
        let own = self.own.is_some();
        let wrong = if own && (proxy || self.no_proxy || certificates || self.connect_is_set) {
            "proxy, certificates and the limit for connecting are set on the HTTP client that was given, not here"
        } else if own && auth.follows_redirects() {
            "an HTTP client of your own might follow a redirect, and would take this header of the credentials along; \
             only `Authorization` and `Cookie` stay behind"
        } else if proxy && self.no_proxy {
            "a proxy is set, and none is to be used"
        } else if proxy && base.is_loopback() {
            "a proxy is set, but the base URL is on loopback, which is reached directly; leave the proxy out"
        } else if certificates && !base.is_https() {
            "certificates are set, but the base URL is plain http, which uses none; leave them out"
        } else {
            return auth.prepared().map(|_| ());
        };
        Err(ConfigError::new(ConfigKind::Setting, wrong))
    }

    /// The connections, none of them open yet.
    pub(super) fn pools(self, base: &BaseUrl, connect: Option<Duration>) -> Result<Pools, ConfigError> {
        if let Some(own) = self.own {
            return Ok(Pools {
                #[cfg(feature = "blocking")]
                blocking: own.clone(),
                http: own,
                proxy: None,
            });
        }
        let proxy = self.proxy.as_deref().map(Proxy::parse).transpose()?;
        let tls = tls::prepare(base.is_https(), &self.trust)?;
        // A proxy would look for loopback on its own machine.
        let direct = self.no_proxy || base.is_loopback();
        let make = || build(base, connect, &tls, proxy.as_ref(), direct);
        Ok(Pools {
            #[cfg(feature = "blocking")]
            blocking: make()?,
            http: make()?,
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
    proxy: Option<&Proxy>,
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
        builder = builder.proxy(proxy.for_pool()?);
    } else if direct {
        builder = builder.no_proxy();
    }
    tls.apply(builder).build().map_err(|error| {
        let message = "the connection pool cannot be set up on this machine";
        ConfigError::new(ConfigKind::Setting, message).with_source(error.without_url())
    })
}

//! What can be said of how connections are made.

use crate::auth::Auth;
use crate::base_url::{BaseUrl, Route};
use crate::config_error::{ConfigError, ConfigKind};
use crate::trust::Trust;

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
    pub(super) http: reqwest::Client,
    /// Those opened by blocking calls: a connection lives on the runtime that
    /// opened it, and theirs is not the caller's.
    #[cfg(feature = "blocking")]
    pub(super) blocking: reqwest::Client,
    /// The process that they were made in.
    #[cfg(feature = "blocking")]
    pub(super) process: u32,
    /// Whether they may follow redirects, which those of our own do not.
    pub(super) may_redirect: bool,
    /// Host and port of the proxy in use, if any.
    pub(super) proxy: Option<String>,
    /// To ask that proxy why it has made no tunnel: by itself, plain HTTP goes
    /// through here as well.
    pub(super) asking: Option<reqwest::Client>,
}

impl Pools {
    pub(super) fn here(&self) -> &reqwest::Client {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_here() {
            return &self.blocking;
        }
        &self.http
    }

    pub(super) fn route(&self, authority: String) -> Route {
        Route {
            authority,
            proxy: self.proxy.clone(),
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
        let wrong = if cfg!(all(target_arch = "wasm32", target_os = "unknown"))
            && (proxy || certificates || self.connect_is_set)
        {
            "a browser makes its connections by itself: no proxy, certificates or limit for connecting can be set"
        } else if own && (proxy || self.no_proxy || certificates || self.connect_is_set) {
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
}

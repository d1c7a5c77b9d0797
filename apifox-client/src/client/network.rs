//! Connection settings.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::auth::Auth;
use crate::base_url::{BaseUrl, Route};
use crate::config_error::{ConfigError, ConfigKind};
use crate::platform;
use crate::trust::Trust;

/// The settings as given.
#[derive(Clone, Default)]
pub(super) struct Network {
    pub(super) connect_is_set: bool,
    /// May contain a password.
    pub(super) proxy: Option<String>,
    pub(super) no_proxy: bool,
    pub(super) trust: Trust,
    /// The caller's own.
    pub(super) own: Option<reqwest::Client>,
}

/// The connection pools of a client.
pub(super) struct Pools {
    pub(super) http: reqwest::Client,
    /// Connections of blocking calls. A connection belongs to the runtime that
    /// opened it, and blocking calls use their own.
    #[cfg(feature = "blocking")]
    pub(super) blocking: reqwest::Client,
    /// The process that first used them; 0 before that.
    pub(super) process: AtomicU32,
    /// Whether they may follow redirects. The built-in ones do not.
    pub(super) may_redirect: bool,
    /// Host and port of the proxy in use, if any.
    pub(super) proxy: Option<String>,
    /// Asks the proxy why it refused a tunnel; it sends plain HTTP through the proxy too.
    pub(super) proxy_probe: Option<reqwest::Client>,
}

impl Pools {
    pub(super) fn current(&self) -> &reqwest::Client {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_blocking_call() {
            return &self.blocking;
        }
        &self.http
    }

    /// Whether another process has used them. Its connections are shared with this one, and what
    /// drives them exists only there.
    pub(super) fn is_of_another_process(&self) -> bool {
        let process = platform::process();
        // A write would make all threads wait for each other.
        if self.process.load(Ordering::Relaxed) == process {
            return false;
        }
        let first = self
            .process
            .compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed);
        first.is_err_and(|owner| owner != process)
    }

    pub(super) fn route(&self, authority: String) -> Route {
        Route {
            authority,
            proxy: self.proxy.clone(),
        }
    }
}

impl Network {
    /// Refuses settings that contradict each other or have no effect.
    pub(super) fn check(&self, base: &BaseUrl, auth: &Auth) -> Result<(), ConfigError> {
        let proxy = self.proxy.is_some();
        let certificates = !self.trust.is_empty();
        let own = self.own.is_some();
        let wrong = if cfg!(all(target_arch = "wasm32", target_os = "unknown"))
            && (proxy || certificates || self.connect_is_set)
        {
            "a browser manages its own connections: a proxy, certificates and a connect timeout cannot be set"
        } else if own && (proxy || self.no_proxy || certificates || self.connect_is_set) {
            "with `http_client`, set the proxy, certificates and connect timeout on that client instead"
        } else if own && auth.follows_redirects() {
            "an HTTP client of your own might follow a redirect, and would take this header of the credentials along; \
             only `Authorization` and `Cookie` stay behind"
        } else if proxy && self.no_proxy {
            "`proxy` and `no_proxy` are both set"
        } else if proxy && base.is_loopback() {
            "a proxy is set, but the base URL is on loopback, which is reached directly; remove the proxy"
        } else if certificates && !base.is_https() {
            "certificates are set, but the base URL is plain http, which uses none; remove them"
        } else {
            return Ok(());
        };
        Err(ConfigError::new(ConfigKind::Setting, wrong))
    }
}

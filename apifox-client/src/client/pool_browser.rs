//! Connections of a browser, which manages its own.

use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::network::{Network, Pools};
use crate::base_url::BaseUrl;
use crate::config_error::{ConfigError, ConfigKind};

impl Network {
    /// Returns the pool that uses `fetch`.
    pub(super) fn pools(self, _: &BaseUrl, _: Option<Duration>) -> Result<Pools, ConfigError> {
        let http = match self.own {
            Some(own) => own,
            None => reqwest::Client::builder().build().map_err(|error| {
                let message = "the browser provides no connections";
                ConfigError::new(ConfigKind::Setting, message).with_source(error.without_url())
            })?,
        };
        Ok(Pools {
            #[cfg(feature = "blocking")]
            blocking: http.clone(),
            process: AtomicU32::new(0),
            http,
            may_redirect: true,
            proxy: None,
            proxy_probe: None,
        })
    }
}

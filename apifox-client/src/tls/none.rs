//! The implementation without TLS.

use std::error::Error as StdError;

use crate::config_error::{ConfigError, ConfigKind};
use crate::trust::Trust;

#[derive(Clone)]
pub(crate) struct Tls;

impl Tls {
    /// Refuses https. Certificates are only used with https, so there are none.
    pub(super) fn prepare(https: bool, _: &Trust) -> Result<Self, ConfigError> {
        if https {
            return Err(ConfigError::new(
                ConfigKind::Tls,
                "the base URL is https, but TLS is not compiled in; enable the feature `rustls` or `native-tls`",
            ));
        }
        Ok(Self)
    }

    #[expect(
        clippy::unused_self,
        reason = "where TLS is compiled in, there is something to apply"
    )]
    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder
    }
}

/// Always false: there are no TLS errors without TLS.
pub(super) fn is_tls(_: &(dyn StdError + 'static)) -> bool {
    false
}

pub(super) fn is_refused(_: &(dyn StdError + 'static)) -> bool {
    false
}

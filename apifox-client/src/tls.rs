//! TLS for the connection pool, passed preconfigured so that nothing is installed process-wide.
//!
//! With both features, rustls is used.

#[cfg_attr(feature = "rustls", path = "tls/rustls.rs")]
#[cfg_attr(all(feature = "native-tls", not(feature = "rustls")), path = "tls/native.rs")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), path = "tls/none.rs")]
mod backend;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod pem;

use std::error::Error as StdError;

pub(crate) use self::backend::Tls;

use crate::config_error::ConfigError;
use crate::trust::Trust;

/// Sets up TLS, which only an https base URL needs.
pub(crate) fn prepare(https: bool, trust: &Trust) -> Result<Tls, ConfigError> {
    Tls::prepare(https, trust)
}

/// Whether an error comes from TLS.
pub(crate) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    backend::is_tls(error)
}

/// Whether an error on an established connection means that the server refused
/// the client or its certificate during the handshake.
pub(crate) fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    backend::is_refused(error)
}

//! TLS for the connection pool, handed over ready made, so that nothing has to
//! be installed for the whole process.
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

/// Sets TLS up, for a base URL that is https or not.
pub(crate) fn prepare(https: bool, trust: &Trust) -> Result<Tls, ConfigError> {
    Tls::prepare(https, trust)
}

/// Whether an error is one of TLS.
pub(crate) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    backend::is_tls(error)
}

/// Whether an error on a connection that seemed to stand says that the server
/// refuses the client, or its certificate, in the handshake.
pub(crate) fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    backend::is_refused(error)
}

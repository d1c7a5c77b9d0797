//! TLS for the connection pool, handed over ready made, so that nothing has to
//! be installed for the whole process.
//!
//! With both features, rustls is used.

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
#[path = "tls/native.rs"]
mod backend;
#[cfg(feature = "rustls")]
#[path = "tls/rustls.rs"]
mod backend;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[path = "tls/none.rs"]
mod backend;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod pem;

use std::error::Error as StdError;
use std::sync::Arc;

pub(crate) use self::backend::Tls;

use crate::error::ConfigError;

/// Whom to trust beside the system's certificates, and who we are; PEM as it
/// was given. There is no `Debug`: one of them holds a private key.
#[derive(Clone, Default)]
pub(crate) struct Trust {
    pub(crate) roots: Vec<Arc<[u8]>>,
    pub(crate) identity: Option<Arc<[u8]>>,
}

impl Trust {
    pub(crate) fn is_empty(&self) -> bool {
        self.roots.is_empty() && self.identity.is_none()
    }
}

/// Sets TLS up, for a base URL that is https or not.
pub(crate) fn prepare(https: bool, trust: &Trust) -> Result<Tls, ConfigError> {
    Tls::prepare(https, trust)
}

/// Whether an error is one of TLS.
pub(crate) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    backend::is_tls(error)
}

//! Items shared with the crate `apifox-sandbox` only; not part of the public interface.

use reqwest::header::{HeaderName, HeaderValue};

use crate::auth::Auth;
use crate::config_error::ConfigError;
pub use crate::encode::{Layout, Place};
pub use crate::text::{KEPT, SHOWN, cut};

/// Returns the header that carries the credentials, if any.
///
/// # Errors
/// Credentials that a header cannot carry.
pub fn prepared(auth: &Auth) -> Result<Option<(&HeaderName, &HeaderValue)>, ConfigError> {
    auth.prepared()
}

//! What the crate `apifox-sandbox` shares with the client, and nobody else: no part of the public interface.

use reqwest::header::{HeaderName, HeaderValue};

use crate::auth::Auth;
use crate::config_error::ConfigError;
pub use crate::encode::{Layout, Place};
pub use crate::text::{KEPT, SHOWN, cut};

/// The header that credentials are sent in, if any.
///
/// # Errors
/// Credentials that no header can carry.
pub fn prepared(auth: &Auth) -> Result<Option<(&HeaderName, &HeaderValue)>, ConfigError> {
    auth.prepared()
}

//! Certificate settings.

use std::sync::Arc;

/// Trusted root certificates, in addition to those of the system, and the client certificate, as
/// PEM. It has no `Debug`, since it contains a private key.
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

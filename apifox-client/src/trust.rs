//! The certificates that a client is given.

use std::sync::Arc;

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

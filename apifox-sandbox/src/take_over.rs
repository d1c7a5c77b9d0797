//! Takes over a connection to send bytes that are not valid HTTP.

use std::convert::Infallible;

use bytes::Bytes;
use tokio::sync::mpsc;

/// Takes over a connection: the sender of its last bytes.
#[derive(Clone)]
pub(crate) struct TakeOver(pub(crate) mpsc::Sender<Bytes>);

impl TakeOver {
    /// Ends the connection after these bytes. The future never completes.
    pub(crate) async fn with(&self, bytes: Bytes) -> Infallible {
        // At most one sender is active: HTTP/1.1 has one call at a time.
        let _ = self.0.send(bytes).await;
        std::future::pending().await
    }
}

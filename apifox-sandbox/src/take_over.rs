//! How a connection is taken over when what goes over it is not to be sound HTTP.

use std::convert::Infallible;

use bytes::Bytes;
use tokio::sync::mpsc;

/// What takes a connection over: the last bytes it carries.
#[derive(Clone)]
pub(crate) struct TakeOver(pub(crate) mpsc::Sender<Bytes>);

impl TakeOver {
    /// Ends the connection after these bytes; whoever asks does not go on.
    pub(crate) async fn with(&self, bytes: Bytes) -> Infallible {
        // One is asked for at most: HTTP/1.1 has one call at a time.
        let _ = self.0.send(bytes).await;
        std::future::pending().await
    }
}

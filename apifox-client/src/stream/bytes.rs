//! Streams of bytes.

use std::fmt;
use std::ops::DerefMut;

use bytes::Bytes;

use super::source::Source;
use crate::body::BodyBuffer;
use crate::error::{DecodeError, DecodeKind, Error};
use crate::response::Response;

/// The body of a response as a stream of bytes. It may be of any length: the
/// client's size limit does not apply.
///
/// The stream owns the connection until its end. Dropping it earlier closes the
/// connection, which informs the server.
///
/// ```no_run
/// # async fn run(call: apifox_client::Call) -> Result<(), apifox_client::Error> {
/// let mut report = call.stream().await?;
/// let mut len = 0;
/// while let Some(piece) = report.chunk().await? {
///     len += piece.len();
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct ByteStream {
    source: Source,
}

impl ByteStream {
    pub(crate) fn new(source: Source) -> Self {
        Self { source }
    }

    /// Returns the next piece, which is never empty; `None` after the last one.
    /// Dropping the future before it is ready loses no bytes.
    ///
    /// # Errors
    ///
    /// After an error the stream is over, except where noted.
    /// * [`Error::Transport`] when the connection breaks, or the response ends
    ///   before the announced length.
    /// * [`Error::Timeout`] when no piece arrives within the client's limit for one attempt.
    /// * [`Error::Config`] outside a Tokio runtime; the stream can be read on then.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.source.client.limits().attempt;
        self.source.piece(Some(limit)).await
    }

    /// Reads the rest of the body into one piece.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk), and [`Error::Decode`] when it exceeds
    /// the client's size limit for a body.
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let limit = self.source.client.limits().max_body;
        let mut body = BodyBuffer::default();
        while let Some(piece) = self.chunk().await? {
            let room = limit - body.len();
            if piece.len() > room {
                body.push(piece.slice(..room));
                let received = self.source.received.with_body(body.into_bytes());
                let message = format!("the limit is {limit} bytes");
                return Err(DecodeError::new(&received, DecodeKind::TooLarge, &message).into());
            }
            body.push(piece);
        }
        Ok(body.into_bytes())
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("received", &self.source.received)
            .field("ended", &self.source.response.is_none())
            .finish_non_exhaustive()
    }
}

/// Allows reading the stream, which changes it.
impl DerefMut for Response<ByteStream> {
    fn deref_mut(&mut self) -> &mut ByteStream {
        self.value_mut()
    }
}

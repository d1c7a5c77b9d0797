//! Reads a body up to a limit.

use bytes::Bytes;

use crate::platform::Incoming;

/// How reading a body ended.
pub(crate) enum End {
    /// The body is complete.
    Complete,
    /// The body exceeds, or is announced to exceed, the limit.
    TooLarge,
    /// The connection broke.
    Broken(reqwest::Error),
}

/// The received part of a body. It outlives the reading, so that a failure loses nothing.
#[derive(Default)]
pub(crate) struct BodyBuffer {
    /// Most bodies arrive in one piece, which is never copied.
    first: Bytes,
    all: Vec<u8>,
}

impl BodyBuffer {
    pub(crate) fn len(&self) -> usize {
        if self.all.is_empty() {
            self.first.len()
        } else {
            self.all.len()
        }
    }

    pub(crate) fn push(&mut self, piece: Bytes) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
            self.first = Bytes::new();
        }
        self.all.extend_from_slice(&piece);
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.into()
        }
    }

    /// Reads to the end of the body or to the limit, whichever comes first. If the body is not
    /// `cut`, all bytes that were received are kept, so that reading can continue.
    pub(crate) async fn read(&mut self, response: &mut Incoming, limit: usize, cut: bool) -> End {
        let announced = response.content_length().unwrap_or(0);
        if cut && announced > limit as u64 && response.status().is_success() {
            return End::TooLarge;
        }
        loop {
            match response.chunk().await {
                Ok(None) => return End::Complete,
                Ok(Some(piece)) => {
                    let room = limit - self.len();
                    let is_too_long = piece.len() > room;
                    self.push(if is_too_long && cut { piece.slice(..room) } else { piece });
                    if is_too_long {
                        return End::TooLarge;
                    }
                }
                Err(error) => return End::Broken(error),
            }
        }
    }
}

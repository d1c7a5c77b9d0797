//! A response body that is sent later than its head.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// The whole body, sent after a delay.
pub(crate) struct DelayedBody {
    bytes: Bytes,
    wait: Option<Pin<Box<Sleep>>>,
}

impl DelayedBody {
    pub(crate) fn after(wait: Duration, bytes: Bytes) -> Self {
        Self {
            bytes,
            wait: (!wait.is_zero()).then(|| Box::pin(tokio::time::sleep(wait))),
        }
    }
}

impl From<Bytes> for DelayedBody {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, wait: None }
    }
}

impl Body for DelayedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(context));
            self.wait = None;
        }
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty() && self.wait.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

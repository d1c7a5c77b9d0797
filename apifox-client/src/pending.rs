//! A call on its way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::call::Call;
use crate::error::Error;
use crate::observe::Span;
use crate::response::{Received, Response};
use crate::send::{self, Reading, Sending, Sent};
use crate::stream::Source;

/// A call on its way; it stops where it is when it is dropped.
///
/// Sending is one function for all calls, compiled once: only what is made of
/// the answer is of the type `T`.
#[must_use = "a call does nothing until it is awaited"]
pub struct Pending<T> {
    sending: Sending,
    make: Make<T>,
    span: Span,
}

/// What is made of an answer of success.
pub(crate) enum Make<T> {
    /// A value, of its body.
    Value(fn(&Received) -> Result<T, Error>),
    /// What reads its body while that comes.
    Stream(fn(Source) -> T),
}

impl<T> Pending<T> {
    pub(crate) fn new(call: Call, reading: Reading, make: Make<T>) -> Self {
        Self {
            span: Span::of(call.operation),
            sending: send::start(call, reading),
            make,
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { sending, make, span } = self.get_mut();
        span.within(|| {
            let Sent {
                client,
                received,
                rest,
                watch,
            } = ready!(sending.as_mut().poll(cx))?;
            let made = match make {
                Make::Value(decode) => decode(&received),
                Make::Stream(read) => Ok(read(Source::new(client, &received, rest))),
            };
            watch.done(&received, made.as_ref().err());
            Poll::Ready(made.map(|made| Response::new(made, received)))
        })
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

//! Pending calls.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use reqwest::header::{ACCEPT, HeaderValue};

use crate::attempt::{BodyMode, EVENT_STREAM};
use crate::call::Call;
use crate::error::Error;
use crate::observe::Span;
use crate::one_of::bytes_of_any;
use crate::response::{Received, Response};
use crate::send::{self, Completed, Sending};
use crate::stream::{ByteStream, EventStream, Source};

/// A pending call, which is cancelled when it is dropped.
///
/// Sending is one non-generic function, compiled once; only the conversion of
/// the response depends on `T`.
#[must_use = "a call does nothing until it is awaited"]
pub struct Pending<T> {
    sending: Sending,
    finish: Finish<T>,
    span: Span,
}

/// How a successful response is converted.
pub(crate) enum Finish<T> {
    /// Decodes its body into a value.
    Value(fn(&Received) -> Result<T, Error>),
    /// Creates a reader of its unread body.
    Stream(fn(Source) -> T),
}

impl Call {
    /// Sends the call and decodes the response.
    pub fn send<T>(self, decode: fn(&Received) -> Result<T, Error>) -> Pending<T> {
        Pending::new(self, BodyMode::Whole, Finish::Value(decode))
    }

    /// Sends the call with this `Accept` header and returns the body verbatim.
    pub fn accept(self, media_type: &str) -> Pending<Bytes> {
        self.header(ACCEPT.as_str(), media_type).send(bytes_of_any)
    }

    /// Sends the call and returns the body of the response as a stream of
    /// bytes. Attempts and time limits end when the response head has arrived.
    pub fn stream(self) -> Pending<ByteStream> {
        Pending::new(self, BodyMode::Stream, Finish::Stream(ByteStream::new))
    }

    /// Sends the call, with `text/event-stream` in `Accept` unless its headers
    /// set another value, and returns the events of the response as a stream.
    /// Attempts and time limits end when the response head has arrived.
    pub fn events(mut self) -> Pending<EventStream> {
        let events = HeaderValue::from_static(EVENT_STREAM);
        self.headers.entry(ACCEPT).or_insert(events);
        Pending::new(self, BodyMode::Events, Finish::Stream(EventStream::new))
    }
}

impl<T> Pending<T> {
    pub(crate) fn new(call: Call, reading: BodyMode, finish: Finish<T>) -> Self {
        let span = Span::of(call.client.observers(), call.operation);
        let sending = send::start(call, reading, &span);
        Self { sending, finish, span }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { sending, finish, span } = self.get_mut();
        let Completed {
            client,
            received,
            rest,
            reporter,
        } = ready!(sending.as_mut().poll(cx))?;
        span.within(|| {
            let made = match finish {
                Finish::Value(decode) => decode(&received),
                Finish::Stream(read) => Ok(read(Source::new(client, &received, rest))),
            };
            reporter.done(&received, made.as_ref().err());
            Poll::Ready(made.map(|made| Response::new(made, received)))
        })
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// A pending call whose response is converted to an `R`, which has the
/// documented headers and is declared with [`headers!`](crate::headers).
#[must_use = "a call does nothing until it is awaited"]
pub struct PendingAs<T, R> {
    pending: Pending<T>,
    response: PhantomData<fn() -> R>,
}

impl<T, R> From<Pending<T>> for PendingAs<T, R> {
    fn from(pending: Pending<T>) -> Self {
        Self {
            pending,
            response: PhantomData,
        }
    }
}

impl<T, R: From<Response<T>>> Future for PendingAs<T, R> {
    type Output = Result<R, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.pending).poll(cx).map_ok(R::from)
    }
}

impl<T, R> fmt::Debug for PendingAs<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pending.fmt(f)
    }
}

#[cfg(all(test, not(all(target_arch = "wasm32", target_os = "unknown"))))]
mod tests {
    use super::*;

    #[test]
    fn a_pending_call_is_send_even_if_its_value_is_not() {
        fn is_sent<T: Send + Unpin>() {}
        is_sent::<Pending<std::rc::Rc<()>>>();
        is_sent::<PendingAs<std::rc::Rc<()>, std::rc::Rc<()>>>();
    }
}

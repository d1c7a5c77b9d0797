//! A call on its way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use reqwest::header::{ACCEPT, HeaderValue};

use crate::attempt::{EVENT_STREAM, Reading};
use crate::call::Call;
use crate::error::Error;
use crate::observe::Span;
use crate::response::{Received, Response};
use crate::send::{self, Sending, Sent};
use crate::stream::{ByteStream, EventStream, Source};

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

impl Call {
    /// Sends the call and decodes the answer.
    pub fn send<T>(self, decode: fn(&Received) -> Result<T, Error>) -> Pending<T> {
        Pending::new(self, Reading::Whole, Make::Value(decode))
    }

    /// Sends the call and leaves the body of the answer to be read piece by
    /// piece. Attempts and limits of time end when the head of the answer has
    /// come.
    pub fn stream(self) -> Pending<ByteStream> {
        Pending::new(self, Reading::Stream, Make::Stream(ByteStream::new))
    }

    /// Sends the call, asking for `text/event-stream` unless its headers ask
    /// for something else, and leaves the events of the answer to be read one
    /// by one. Attempts and limits of time end when the head of the answer has
    /// come.
    pub fn events(mut self) -> Pending<EventStream> {
        let events = HeaderValue::from_static(EVENT_STREAM);
        self.headers.entry(ACCEPT).or_insert(events);
        Pending::new(self, Reading::Events, Make::Stream(EventStream::new))
    }
}

impl<T> Pending<T> {
    pub(crate) fn new(call: Call, reading: Reading, make: Make<T>) -> Self {
        let span = Span::of(call.client.watchers(), call.operation);
        let sending = send::start(call, reading, &span);
        Self { sending, make, span }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { sending, make, span } = self.get_mut();
        let Sent {
            client,
            received,
            rest,
            watch,
        } = ready!(sending.as_mut().poll(cx))?;
        span.within(|| {
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

#[cfg(all(test, not(all(target_arch = "wasm32", target_os = "unknown"))))]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_the_answer_does_not_bind_a_call_to_its_thread() {
        fn is_sent<T: Send + Unpin>() {}
        is_sent::<Pending<std::rc::Rc<()>>>();
    }
}

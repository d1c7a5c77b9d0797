//! Answers that are read while they come.

mod bytes;
mod event;
mod parser;

use std::sync::Arc;
use std::time::Duration;

use ::bytes::Bytes;
use reqwest::header::{ACCEPT, HeaderValue};

pub use self::bytes::ByteStream;
pub use self::event::{Event, EventStream};

use crate::call::Call;
use crate::client::Client;
use crate::deadline::Deadline;
use crate::error::{ConfigError, ConfigKind, Error, TimeoutError, TimeoutKind, TransportError};
use crate::pending::{Make, Pending};
use crate::platform::{self, Incoming, Instant};
use crate::response::Received;
use crate::send::{Reading, Rest};

/// The media type of an event stream.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

impl Call {
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

/// A body that still comes. To drop it closes its connection.
pub(crate) struct Source {
    client: Client,
    /// The answer without its body, which errors are made of.
    received: Arc<Received>,
    /// What was read to see that this is the answer that was asked for.
    begun: Bytes,
    /// None after the end, whichever it was.
    response: Option<Incoming>,
}

impl Source {
    pub(crate) fn new(client: Client, received: &Received, rest: Option<Box<Rest>>) -> Self {
        let (begun, response) = rest.map(|rest| (rest.begun, rest.response)).unzip();
        Self {
            client,
            received: Arc::new(received.clone()),
            begun: begun.unwrap_or_default(),
            response,
        }
    }

    /// The next piece, which is never empty; none after the last. With a limit
    /// it is waited for that long at most. Dropping the future loses nothing.
    async fn piece(&mut self, limit: Option<Duration>) -> Result<Option<Bytes>, Error> {
        if !self.begun.is_empty() {
            return Ok(Some(std::mem::take(&mut self.begun)));
        }
        let Some(response) = &mut self.response else {
            return Ok(None);
        };
        let ended = loop {
            let next = match limit {
                None => Some(response.chunk().await),
                Some(_) if !platform::has_runtime() => {
                    let message = "there is no Tokio runtime here; read the stream inside one";
                    let error = ConfigError::new(ConfigKind::Runtime, message);
                    return Err(error.of(self.received.operation()).into());
                }
                Some(limit) => Deadline::total(Instant::now(), limit).run(response.chunk()).await,
            };
            match next {
                Some(Ok(Some(piece))) if piece.is_empty() => {}
                Some(Ok(Some(piece))) => return Ok(Some(piece)),
                Some(Ok(None)) => break Ok(None),
                Some(Err(error)) => break Err(self.broken(error)),
                None => break Err(self.silent(limit.unwrap_or_default())),
            }
        };
        self.end();
        ended
    }

    /// Closes the connection, if the body has not come to its end.
    fn end(&mut self) {
        self.response = None;
        self.begun = Bytes::new();
    }

    fn broken(&self, error: reqwest::Error) -> Error {
        let route = self.client.route(self.response.as_ref().map(Incoming::url));
        TransportError::new(error, route, self.received.context().clone(), self.received.auth())
            .while_reading(self.received.head().clone(), self.received.auth())
            .into()
    }

    fn silent(&self, limit: Duration) -> Error {
        TimeoutError::new(TimeoutKind::Attempt, limit, self.received.context().clone())
            .while_reading(self.received.head().clone(), self.received.auth())
            .between_pieces()
            .into()
    }
}

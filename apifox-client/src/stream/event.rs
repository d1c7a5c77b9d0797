//! Streams of events.

use std::fmt;
use std::ops::DerefMut;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::parser::{Block, Parser};
use super::source::Source;
use crate::error::{DecodeError, DecodeKind, Error};
use crate::response::{Received, Response};
use crate::{json, text};

/// The events of a `text/event-stream` response (WHATWG HTML §9.2 "Server-sent
/// events"). A stream that ends is not reconnected.
///
/// The stream owns the connection until its end. Dropping it earlier closes the
/// connection, which informs the server.
///
/// ```no_run
/// # async fn run(call: apifox_client::Call) -> Result<(), apifox_client::Error> {
/// let mut events = call.events().await?;
/// while let Some(event) = events.next().await? {
///     println!("{}: {}", event.event(), event.data());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct EventStream {
    source: Source,
    parser: Parser,
    /// Received bytes that are not parsed yet.
    piece: Bytes,
}

impl EventStream {
    pub(crate) fn new(source: Source) -> Self {
        let limit = source.client.limits().max_body;
        Self {
            source,
            parser: Parser::new(limit),
            piece: Bytes::new(),
        }
    }

    /// Returns the next event; `None` after the last one. An event that is cut off by the end of
    /// the stream is discarded. There is no time limit, since a healthy stream may be silent for
    /// any time. Dropping the future before it is ready loses no event.
    ///
    /// # Errors
    ///
    /// After an error the stream is over.
    /// * [`Error::Transport`] when the connection breaks.
    /// * [`Error::Decode`] when one event is larger than the client's limit for a body.
    pub async fn next(&mut self) -> Result<Option<Event>, Error> {
        loop {
            match self.parser.next(&mut self.piece) {
                Ok(Some(block)) => {
                    let received = Arc::clone(&self.source.received);
                    return Ok(Some(Event { block, received }));
                }
                Ok(None) => {}
                Err(_) => return Err(self.too_large()),
            }
            match self.source.piece(None).await? {
                Some(piece) => self.piece = piece,
                None => return Ok(None),
            }
        }
    }

    fn too_large(&mut self) -> Error {
        self.source.end();
        self.piece = Bytes::new();
        let limit = self.source.client.limits().max_body;
        let message = format!("one event is larger than the limit of {limit} bytes");
        DecodeError::new(&self.source.received, DecodeKind::TooLarge, &message).into()
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("received", &self.source.received)
            .field("ended", &self.source.response.is_none())
            .finish_non_exhaustive()
    }
}

/// Allows reading the stream, which changes it.
impl DerefMut for Response<EventStream> {
    fn deref_mut(&mut self) -> &mut EventStream {
        self.value_mut()
    }
}

/// An event of a stream. The `Debug` output contains its type and id, not its data.
#[derive(Clone)]
pub struct Event {
    block: Block,
    received: Arc<Received>,
}

impl Event {
    /// Returns the type of the event; `message` if the server specifies none.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.block.event
    }

    /// Returns the data, whose lines are joined by line feeds.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.block.data
    }

    /// Returns the id of the event: the most recent one in the stream, set by
    /// this event or an earlier one (the standard's "last event ID").
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        Some(&*self.block.id).filter(|id| !id.is_empty())
    }

    /// Returns how long to wait before reconnecting, in whole milliseconds, if
    /// the server has set it since the previous event.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.block.retry
    }

    /// Parses the data as a documented type.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the data is not JSON or not of that type. Its
    /// [`body`](Error::body) is the data.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        json::value(self.data().as_bytes()).map_err(|unread| {
            let data = Bytes::copy_from_slice(self.data().as_bytes());
            let received = self.received.with_body(data);
            DecodeError::event(&received, &unread).into()
        })
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |foreign| self.received.auth().redact_line(foreign, text::SHOWN);
        f.debug_struct("Event")
            .field("event", &shown(self.event()))
            .field("id", &self.id().map(shown))
            .field("data_len", &self.data().len())
            .finish_non_exhaustive()
    }
}

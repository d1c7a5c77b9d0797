//! The unread body of a response.

use std::sync::Arc;
use std::time::Duration;

use ::bytes::Bytes;

use crate::attempt::RemainingBody;
use crate::client::Client;
use crate::config_error::{ConfigError, ConfigKind};
use crate::deadline::Deadline;
use crate::deadline::TimeoutKind;
use crate::error::{Error, TimeoutError, TransportError};
use crate::platform::{self, Incoming, Instant};
use crate::response::Received;

/// An unread body. Dropping it closes its connection.
pub(crate) struct Source {
    pub(super) client: Client,
    /// The response without its body, for errors.
    pub(super) received: Arc<Received>,
    /// The bytes that were read to check that the response is the requested one.
    prefix: Bytes,
    /// `None` after the end, whatever its reason.
    pub(super) response: Option<Incoming>,
}

impl Source {
    pub(crate) fn new(client: Client, received: &Received, rest: Option<Box<RemainingBody>>) -> Self {
        let (prefix, response) = rest.map(|rest| (rest.prefix, rest.response)).unzip();
        Self {
            client,
            received: Arc::new(received.clone()),
            prefix: prefix.unwrap_or_default(),
            response,
        }
    }

    /// Returns the next piece, which is never empty; `None` after the last. With a limit, waits at
    /// most that long. Dropping the future loses nothing.
    pub(super) async fn piece(&mut self, limit: Option<Duration>) -> Result<Option<Bytes>, Error> {
        if !self.prefix.is_empty() {
            return Ok(Some(std::mem::take(&mut self.prefix)));
        }
        let Some(response) = &mut self.response else {
            return Ok(None);
        };
        let ended = loop {
            let next = match limit {
                None => Some(response.chunk().await),
                Some(_) if !platform::has_runtime() => {
                    let message = "there is no Tokio runtime; read the stream inside one";
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

    /// Closes the connection unless the body was read to its end.
    pub(super) fn end(&mut self) {
        self.response = None;
        self.prefix = Bytes::new();
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

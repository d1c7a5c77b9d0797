//! Calls that come again with the same idempotency key.

use std::collections::BTreeMap;

use apifox_sandbox::{HandlerCall, HandlerResponse};

/// What a call with a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    key: Vec<u8>,
    operation: String,
    path: String,
    body: Vec<u8>,
}

/// The responses to calls with a key.
#[derive(Debug, Default)]
pub(super) struct Replays(BTreeMap<Vec<u8>, (Asked, HandlerResponse)>);

/// What a key was used for before.
pub(super) enum Before<'a> {
    Nothing,
    /// The same call, and what it got.
    Same(&'a HandlerResponse),
    /// Another call.
    Other,
}

impl Asked {
    /// `None` for a call without a key.
    pub(super) fn new(call: &HandlerCall<'_>) -> Option<Self> {
        Some(Self {
            key: call.headers.get("idempotency-key")?.as_bytes().to_owned(),
            operation: call.operation.to_owned(),
            path: call.path.to_owned(),
            body: call.body.to_owned(),
        })
    }
}

impl Replays {
    pub(super) fn of(&self, asked: &Asked) -> Before<'_> {
        match self.0.get(&asked.key) {
            None => Before::Nothing,
            Some((before, played)) if before == asked => Before::Same(played),
            Some(_) => Before::Other,
        }
    }

    pub(super) fn keep(&mut self, asked: Asked, played: HandlerResponse) {
        self.0.insert(asked.key.clone(), (asked, played));
    }
}

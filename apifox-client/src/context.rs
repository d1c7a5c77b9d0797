//! The context of a call, which its response or error keeps.

use std::fmt;
use std::sync::Arc;

use reqwest::Method;

use crate::operation::Operation;

/// The context that a response or an error keeps.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) operation: &'static Operation,
    pub(crate) idempotency_key: Option<Arc<str>>,
    pub(crate) attempts: u32,
    /// Whether the server may have received an earlier attempt.
    pub(crate) sent_before: bool,
    /// Whether an earlier attempt may have been carried out.
    pub(crate) open_before: bool,
}

impl Context {
    pub(crate) fn new(operation: &'static Operation, idempotency_key: Option<Arc<str>>) -> Self {
        Self {
            operation,
            idempotency_key,
            attempts: 0,
            sent_before: false,
            open_before: false,
        }
    }

    /// Returns the context of a call with one attempt, for values made without a call.
    pub(crate) fn single_attempt(operation: &'static Operation) -> Self {
        Self {
            operation,
            idempotency_key: None,
            attempts: 1,
            sent_before: false,
            open_before: false,
        }
    }

    /// Whether the request can be repeated without harm: it only reads, or a key protects it.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.idempotency_key.is_some() || !self.is_write()
    }

    /// Whether repeating the request could have another effect.
    ///
    /// PUT and DELETE count as writes, though HTTP calls them idempotent (RFC
    /// 9110, section 9.2.2): a second PUT can undo a change that followed the
    /// first, and a second DELETE returns 404 if the first one was carried out.
    pub(crate) fn is_write(&self) -> bool {
        !self.operation.idempotent || matches!(self.operation.method, Method::PUT | Method::DELETE)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("idempotency_key", &self.idempotency_key)
            .field("attempts", &self.attempts)
            .field("sent_before", &self.sent_before)
            .field("open_before", &self.open_before)
            .finish()
    }
}

/// Writes the beginning of every message: `get_balance (GET /v1/balance)`, and
/// ` after 3 attempts` if there was more than one.
impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        title(self.operation, f)?;
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " after {attempts} attempts"),
        }
    }
}

pub(crate) fn title(operation: &Operation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ({} {})", operation.id, operation.method, operation.template)
}

//! What is known of a call whatever becomes of it.

use std::fmt;
use std::sync::Arc;

use crate::operation::Operation;

/// The part of a call that its response or error keeps.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) operation: &'static Operation,
    pub(crate) idempotency_key: Option<Arc<str>>,
    pub(crate) attempts: u32,
}

impl Context {
    /// Whether sending the request again cannot carry it out twice.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.operation.idempotent || self.idempotency_key.is_some()
    }

    /// What to do where the request may have been carried out.
    pub(crate) fn advice_after_loss(&self) -> &'static str {
        if self.is_repeatable() {
            "it can be sent again"
        } else {
            "it may have been carried out; look it up before sending it again"
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("idempotency_key", &self.idempotency_key)
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// How every message opens: `get_balance (GET /v1/balance)`.
impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        title(self.operation, f)
    }
}

pub(crate) fn title(operation: &Operation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ({} {})", operation.id, operation.method, operation.template)
}

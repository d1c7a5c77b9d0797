//! The function that every call of every operation uses. It is not generic, so
//! that it is compiled once.

use std::future::Future;
use std::pin::Pin;

use reqwest::Method;

use crate::attempt::{Attempt, BodyMode, RemainingBody};
use crate::call::Call;
use crate::client::Client;
use crate::config_error::{ConfigError, ConfigKind};
use crate::context::Context;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::idempotency;
use crate::observe::{Reporter, Span};
use crate::platform::{self, Instant, sleep};
use crate::request::Prepared;
use crate::response::Received;

/// A pending call.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) type Sending = Pin<Box<dyn Future<Output = Result<Completed, Error>>>>;

/// A pending call.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) type Sending = Pin<Box<dyn Future<Output = Result<Completed, Error>> + Send>>;

/// A successful response.
pub(crate) struct Completed {
    pub(crate) client: Client,
    /// The response, without a body for a stream.
    pub(crate) received: Received,
    /// The unread body of a stream.
    pub(crate) rest: Option<Box<RemainingBody>>,
    /// Reports the end of the call.
    pub(crate) reporter: Reporter,
}

/// Sends a call until it has a response or a final failure. For a stream,
/// attempts and deadlines end when the response head has arrived.
pub(crate) fn start(mut call: Call, reading: BodyMode, span: &Span) -> Sending {
    Box::pin(span.around(async move {
        let reporter = Reporter::new(call.client.observers(), call.operation);
        match attempts(&mut call, reading, &reporter).await {
            Ok((received, rest)) => Ok(Completed {
                client: call.client,
                received,
                rest,
                reporter,
            }),
            Err(error) => {
                reporter.failed(&error);
                Err(error)
            }
        }
    }))
}

async fn attempts(
    call: &mut Call,
    reading: BodyMode,
    reporter: &Reporter,
) -> Result<(Received, Option<Box<RemainingBody>>), Error> {
    provide_key(call)?;
    let call = &*call;
    let prepared = Prepared::new(call)?;
    let refused = if !platform::has_runtime() {
        "there is no Tokio runtime; make the call inside one"
    } else if call.client.is_forked() {
        "the process was forked after the client was first used; build a new client in the child"
    } else {
        ""
    };
    if !refused.is_empty() {
        return Err(ConfigError::new(ConfigKind::Runtime, refused).of(call.operation).into());
    }
    let limits = call.client.limits();
    let total = Deadline::total(reporter.start(), call.timeout.unwrap_or(limits.total));
    let (policy, budget) = (call.retry.unwrap_or(call.client.retry()), call.client.budget());
    let mut context = Context::new(call.operation, call.idempotency_key.clone());
    let mut before = None;
    loop {
        context.attempts += 1;
        let start = Instant::now();
        let attempt = Attempt {
            call,
            context: &context,
            deadline: total.attempt(start, call.attempt_timeout.unwrap_or(limits.attempt)),
            reading,
        };
        let failed = match attempt.run(&prepared).await {
            Ok((received, rest)) => {
                reporter.answered(&context, start, received.status());
                budget.refill(context.attempts);
                return Ok((received.after(reporter.start().elapsed()), rest));
            }
            // "Nothing was sent" is true only of this attempt: a file in its
            // body disappeared after the previous one.
            Err(Error::Config(failed)) => return Err(before.unwrap_or(Error::Config(failed))),
            Err(failed) => failed,
        };
        reporter.attempt_failed(&context, start, &failed);
        if failed.status().is_some() && !failed.is_transient() {
            budget.refill(context.attempts);
        }
        let Some(wait) = policy.wait_after(&failed, total, budget) else {
            return Err(failed);
        };
        reporter.retry(&context, wait, &failed);
        context.sent_before = failed.may_have_been_sent();
        context.open_before = failed.may_have_been_carried_out();
        before = Some(failed);
        sleep(wait).await;
    }
}

/// Adds a key to a write that has none, if the API honours keys. All attempts
/// of the call carry the same key.
fn provide_key(call: &mut Call) -> Result<(), ConfigError> {
    if call.idempotency_key.is_none() && needs_key(call) {
        let key = idempotency::new_key().map_err(|error| error.of(call.operation))?;
        call.idempotency_key = Some(key.into());
    }
    Ok(())
}

/// Whether a call needs a key: an operation that documents the header, or, if
/// the whole API honours keys, a method that is not idempotent.
fn needs_key(call: &Call) -> bool {
    let method = &call.operation.method;
    let is_covered = call.client.idempotency_keys() && matches!(*method, Method::POST | Method::PATCH);
    is_covered || (call.operation.idempotency_key && !method.is_safe())
}

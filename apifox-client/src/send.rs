//! The one function every call of every operation goes through. It is not
//! generic, so it is compiled once.

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use crate::body::{End, Gathered};
use crate::call::Call;
use crate::context::Context;
use crate::deadline::Deadline;
use crate::error::{
    ApiError, ConfigError, ConfigKind, DecodeError, DecodeKind, Error, TimeoutError, TimeoutKind, TransportError,
};
use crate::request::Prepared;
use crate::response::{Head, Received};
use crate::retry;

/// How much of the body of a failed call is read: what an error keeps.
const LONGEST_ERROR_BODY: usize = 64 * 1024;

/// Sends a call until it has an answer or a failure that is final.
pub(crate) async fn send(call: Call) -> Result<Received, Error> {
    let prepared = Prepared::new(&call)?;
    if Handle::try_current().is_err() {
        let message = "there is no Tokio runtime here; call from inside one";
        return Err(ConfigError::new(ConfigKind::Runtime, message).of(call.operation).into());
    }
    let start = Instant::now();
    let limits = call.client.limits();
    let total = Deadline::total(start, call.timeout.unwrap_or(limits.total));
    let mut context = Context {
        operation: call.operation,
        idempotency_key: call.idempotency_key.clone(),
        attempts: 0,
    };
    loop {
        context.attempts += 1;
        let attempt = Attempt {
            call: &call,
            context: &context,
            deadline: total.attempt(limits.attempt),
        };
        let failed = match attempt.run(&prepared).await {
            Ok(received) => return Ok(received.after(start.elapsed())),
            Err(failed) => failed,
        };
        match retry::wait_before_next(&failed) {
            Some(wait) => sleep(wait).await,
            None => return Err(failed),
        }
    }
}

/// One try: a request, its answer, and the verdict on it.
struct Attempt<'a> {
    call: &'a Call,
    context: &'a Context,
    deadline: Deadline,
}

impl Attempt<'_> {
    async fn run(&self, prepared: &Prepared) -> Result<Received, Error> {
        let request = prepared.request(self.call);
        let answer = self.call.client.http().execute(request);
        let mut response = match self.deadline.run(answer).await {
            None => return Err(self.out_of_time().into()),
            Some(Err(error)) => return Err(self.unanswered(error)),
            Some(Ok(response)) => response,
        };
        let headers = std::mem::take(response.headers_mut());
        let head = Head::new(response.status(), headers);
        self.read(response, head).await
    }

    async fn read(&self, mut response: reqwest::Response, head: Head) -> Result<Received, Error> {
        let good = head.status.is_success();
        let max_body = self.call.client.limits().max_body;
        let limit = if good {
            max_body
        } else {
            max_body.min(LONGEST_ERROR_BODY)
        };
        let mut body = Gathered::default();
        let end = self.deadline.run(body.read(&mut response, limit)).await;
        let receive = |head: Head, body: Gathered| {
            let auth = self.call.client.auth().clone();
            Received::new(self.context.clone(), head, body.into_bytes(), auth)
        };
        if !good {
            // The status says more than a failure to read the rest.
            return Err(ApiError::new(&receive(head, body)).into());
        }
        let for_error = |head: Head| head.for_error(self.call.client.auth());
        match end {
            Some(End::Complete) => Ok(receive(head, body)),
            Some(End::TooLarge) => {
                let received = receive(head, body);
                let message = format!("the limit is {max_body} bytes");
                Err(DecodeError::new(&received, DecodeKind::TooLarge, &message).into())
            }
            Some(End::Broken(error)) => {
                let broken = self.broken(error);
                Err(broken.while_reading(for_error(head)).into())
            }
            None => Err(self.out_of_time().while_reading(for_error(head)).into()),
        }
    }

    /// No answer came: the request could not be made, or the connection not in
    /// time, or something broke.
    fn unanswered(&self, error: reqwest::Error) -> Error {
        if error.is_builder() {
            let message = "the URL is longer than HTTP can carry, or broken";
            return ConfigError::new(ConfigKind::Path, message)
                .of(self.call.operation)
                .into();
        }
        if error.is_connect() && error.is_timeout() {
            let limit = self.call.client.limits().connect;
            return TimeoutError::new(TimeoutKind::Connect, limit, self.context.clone()).into();
        }
        self.broken(error).into()
    }

    fn broken(&self, error: reqwest::Error) -> TransportError {
        let authority = self.call.client.base().authority();
        TransportError::new(error, authority, self.context.clone())
    }

    fn out_of_time(&self) -> TimeoutError {
        let Deadline { kind, limit, .. } = self.deadline;
        TimeoutError::new(kind, limit, self.context.clone())
    }
}

//! The builder of scripts.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use apifox_client::operation::Operation;
use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use serde::Serialize;
use serde_json::Value;

use crate::outcome::{Action, Outcome};
use crate::pointer::Edit;
use crate::response::{CannedResponse, Change};
use crate::script_error::ScriptError;
use crate::scripts::{Order, Script, ScriptStep};
use crate::server::Server;

/// The steps are used one after the other.
#[derive(Debug)]
pub enum Sequential {}

/// The steps are drawn at random.
#[derive(Debug)]
pub enum AtRandom {}

/// A script that needs its next step.
#[must_use = "a script does nothing until `play`"]
pub struct Next<'s, O = Sequential> {
    plan: Plan<'s>,
    order: PhantomData<O>,
}

/// A script whose latest step can be refined, and that can continue.
///
/// Changes to a response are made in the order of the calls. On a step that is not a response they
/// are a [`ScriptError::NoResponse`].
#[must_use = "a script does nothing until `play`"]
pub struct Step<'s, O = Sequential> {
    plan: Plan<'s>,
    outcome: Outcome,
    share: u32,
    order: PhantomData<O>,
}

/// A script that is complete.
#[derive(Debug)]
#[must_use = "a script does nothing until `play`"]
pub struct Finished<'s> {
    plan: Plan<'s>,
}

/// The state of a script under construction.
struct Plan<'s> {
    server: &'s Server,
    operation: Option<&'static Operation>,
    order: Order,
    steps: Vec<ScriptStep>,
    /// The first mistake.
    failure: Option<ScriptError>,
}

impl<'s, O> Next<'s, O> {
    pub(crate) fn new(server: &'s Server, operation: Option<&'static Operation>, order: Order) -> Self {
        let plan = Plan {
            server,
            operation,
            order,
            steps: Vec::new(),
            failure: None,
        };
        Self {
            plan,
            order: PhantomData,
        }
    }

    /// Responds with a status, from 200 to 999, and no body.
    pub fn respond(mut self, status: u16) -> Step<'s, O> {
        match CannedResponse::new(status) {
            Ok(response) => self.step(Action::Respond(response)),
            Err(error) => {
                self.plan.fail(error);
                self.step(Action::Example)
            }
        }
    }

    /// Responds as without a script: with the documented example of a success, or with one made
    /// from its schema.
    pub fn example(self) -> Step<'s, O> {
        self.step(Action::Example)
    }

    /// Responds with the documented example of a status, or with one made from its schema.
    pub fn example_of(self, status: u16) -> Step<'s, O> {
        self.step(Action::ExampleOf(status))
    }

    /// Reads the request, then ends the connection. The client cannot know whether the request was
    /// carried out.
    pub fn drop_connection(self) -> Step<'s, O> {
        self.step(Action::Raw(Bytes::new()))
    }

    /// Ends the connection after the head of the request. The body is neither read nor recorded.
    pub fn drop_connection_unread(self) -> Step<'s, O> {
        self.step(Action::DropUnread)
    }

    /// Sends these bytes unchanged, including the status line, then ends the connection. Use it for
    /// responses that are not HTTP.
    pub fn raw(self, bytes: impl Into<Bytes>) -> Step<'s, O> {
        self.step(Action::Raw(bytes.into()))
    }

    fn step(self, action: Action) -> Step<'s, O> {
        Step {
            plan: self.plan,
            outcome: Outcome::new(action),
            share: 1,
            order: PhantomData,
        }
    }
}

impl<'s, O> Step<'s, O> {
    /// Waits before anything is sent or dropped.
    pub fn delay(mut self, time: Duration) -> Self {
        self.outcome.delay = time;
        self
    }

    /// Waits between the head of the response and its body.
    pub fn delay_body(mut self, time: Duration) -> Self {
        self.require_response("delay_body");
        self.outcome.body_delay = time;
        self
    }

    /// Sets `Retry-After` to a number of seconds.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.change("retry_after", Change::Header(RETRY_AFTER, HeaderValue::from(seconds)))
    }

    /// Sets a header. It replaces one of the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            return self.change("header", Change::Header(name, value));
        }
        let name = name.to_owned();
        self.plan.fail(ScriptError::Header { name });
        self
    }

    /// Replaces the body with JSON. The media type becomes `application/json`, unless the response
    /// already has one.
    pub fn json(mut self, value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(body) => self.change("json", Change::Json(body.into())),
            Err(error) => {
                self.plan.fail(value_error(&error));
                self
            }
        }
    }

    /// Replaces the body with any bytes.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.change("body", Change::Body(body.into()))
    }

    /// Replaces the value at a JSON pointer (RFC 6901) in the body. The value must exist; use
    /// [`add`](Self::add) for a new one.
    pub fn set(self, pointer: &str, value: impl Serialize) -> Self {
        self.edit_to("set", pointer, value, Edit::Set)
    }

    /// Replaces the value at a JSON pointer with null.
    pub fn null(self, pointer: &str) -> Self {
        self.change("null", Change::Edit(pointer.to_owned(), Edit::Set(Value::Null)))
    }

    /// Adds a field to an object, or an item to an array: at an index, or at the end (`-`).
    pub fn add(self, pointer: &str, value: impl Serialize) -> Self {
        self.edit_to("add", pointer, value, Edit::Add)
    }

    /// Removes the value at a JSON pointer.
    pub fn remove(self, pointer: &str) -> Self {
        self.change("remove", Change::Edit(pointer.to_owned(), Edit::Remove))
    }

    /// Keeps only the first half of the body. Its `Content-Length` matches, but its JSON is
    /// malformed.
    pub fn malformed(self) -> Self {
        self.change("malformed", Change::Malform)
    }

    /// Appends spaces to the body, up to this length in bytes. JSON stays valid.
    pub fn padded_to(self, bytes: usize) -> Self {
        self.change("padded_to", Change::Pad(bytes))
    }

    /// Ends the connection after this many bytes of the body. `Content-Length` still gives the full
    /// length.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.require_response("cut_after");
        self.outcome.cut = Some(bytes);
        self
    }

    /// Starts the script. It replaces an older one for the same operations.
    ///
    /// # Errors
    ///
    /// The first mistake in the script: see [`ScriptError`]. Edits are tried on the response of
    /// every operation that the script is for.
    pub fn play(self) -> Result<Script, ScriptError> {
        self.end().play()
    }

    fn edit_to(mut self, method: &'static str, at: &str, value: impl Serialize, edit: fn(Value) -> Edit) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => self.change(method, Change::Edit(at.to_owned(), edit(value))),
            Err(error) => {
                self.plan.fail(value_error(&error));
                self
            }
        }
    }

    fn change(mut self, method: &'static str, change: Change) -> Self {
        self.require_response(method);
        self.outcome.changes.push(change);
        self
    }

    fn require_response(&mut self, method: &'static str) {
        if !self.outcome.is_response() {
            let step = self.plan.steps.len() + 1;
            self.plan.fail(ScriptError::NoResponse { method, step });
        }
    }

    fn end(mut self) -> Plan<'s> {
        let step = self.plan.steps.len() + 1;
        if self.share == 0 {
            self.plan.fail(ScriptError::Never { step });
        }
        self.plan.steps.push(ScriptStep {
            outcome: self.outcome,
            share: self.share,
        });
        self.plan
    }

    fn next(self) -> Next<'s, O> {
        Next {
            plan: self.end(),
            order: PhantomData,
        }
    }
}

impl<'s> Step<'s, Sequential> {
    /// Uses the step for this many calls in a row. Default: 1.
    pub fn times(mut self, calls: u32) -> Self {
        self.share = calls;
        self
    }

    /// Adds the next step.
    pub fn then(self) -> Next<'s> {
        self.next()
    }

    /// Uses the step for all remaining calls.
    pub fn always(self) -> Finished<'s> {
        let mut plan = self.end();
        plan.order = Order::Sequence { open_ended: true };
        Finished { plan }
    }
}

impl<'s> Step<'s, AtRandom> {
    /// Sets how often the step is drawn, relative to the others: of two steps with weights 1 and 9,
    /// the first is drawn for one call in ten. Default: 1.
    pub fn weight(mut self, weight: u32) -> Self {
        self.share = weight;
        self
    }

    /// Adds another step to draw from.
    pub fn or(self) -> Next<'s, AtRandom> {
        self.next()
    }
}

impl Finished<'_> {
    /// Starts the script. It replaces an older one for the same operations.
    ///
    /// # Errors
    ///
    /// The same as for [`Step::play`].
    pub fn play(self) -> Result<Script, ScriptError> {
        self.plan.play()
    }
}

impl Plan<'_> {
    fn fail(&mut self, error: ScriptError) {
        self.failure.get_or_insert(error);
    }

    fn play(self) -> Result<Script, ScriptError> {
        if let Some(error) = self.failure {
            return Err(error);
        }
        let mut is_served = false;
        let headers = HeaderMap::new();
        for example in self.server.operations(&headers) {
            if self
                .operation
                .is_none_or(|operation| operation.id == example.endpoint.id)
            {
                is_served = true;
                for step in &self.steps {
                    step.outcome.response(&example)?;
                }
            }
        }
        match self.operation {
            Some(operation) if !is_served => Err(ScriptError::UnknownOperation {
                operation: operation.id.to_owned(),
            }),
            _ => {
                let script = Script::new(self.operation, self.steps, self.order);
                self.server.scripts().add(script.clone());
                Ok(script)
            }
        }
    }
}

fn value_error(error: &serde_json::Error) -> ScriptError {
    ScriptError::Value {
        reason: error.to_string(),
    }
}

impl<O> fmt::Debug for Next<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("plan", &self.plan).finish()
    }
}

impl<O> fmt::Debug for Step<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("plan", &self.plan)
            .field("newest", &self.outcome.label())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.steps.iter().map(|step| step.outcome.label()).collect();
        f.debug_struct("Plan")
            .field("operation", &self.operation.map(|operation| operation.id))
            .field("steps", &steps)
            .field("order", &self.order)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

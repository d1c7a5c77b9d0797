//! Scripts, written as sentences.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use apifox_client::operation::Operation;
use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use serde::Serialize;
use serde_json::Value;

use crate::answer::{Answer, Change};
use crate::outcome::{Action, Outcome};
use crate::pointer::Edit;
use crate::script_error::ScriptError;
use crate::server::Server;
use crate::stage::{Order, PlayedStep, Script};

/// The steps come one after the other.
#[derive(Debug)]
pub enum InOrder {}

/// The steps come at random.
#[derive(Debug)]
pub enum AtRandom {}

/// A place for scripts whose steps come at random:
/// [`Server::at_random`](Server::at_random).
#[derive(Debug)]
#[must_use = "a script does nothing until `play`"]
pub struct Random<'s> {
    server: &'s Server,
    seed: u64,
}

/// A script whose next step is to be said.
#[must_use = "a script does nothing until `play`"]
pub struct Next<'s, O = InOrder> {
    plan: Plan<'s>,
    order: PhantomData<O>,
}

/// A script whose newest step may be said in more detail, and that may go on.
///
/// The details of an answer are made in the order they are said. Asked of a
/// step that does not answer, they are a [`ScriptError::NoAnswer`].
#[must_use = "a script does nothing until `play`"]
pub struct Step<'s, O = InOrder> {
    plan: Plan<'s>,
    outcome: Outcome,
    share: u32,
    order: PhantomData<O>,
}

/// A script that is complete.
#[derive(Debug)]
#[must_use = "a script does nothing until `play`"]
pub struct Last<'s> {
    plan: Plan<'s>,
}

/// What all forms of a script under construction have.
struct Plan<'s> {
    server: &'s Server,
    operation: Option<&'static Operation>,
    order: Order,
    steps: Vec<PlayedStep>,
    /// The first mistake.
    failure: Option<ScriptError>,
}

impl<'s> Random<'s> {
    pub(crate) fn new(server: &'s Server, seed: u64) -> Self {
        Self { server, seed }
    }

    /// A script for one operation.
    pub fn on(self, operation: &'static Operation) -> Next<'s, AtRandom> {
        Next::new(self.server, Some(operation), Order::Random { seed: self.seed })
    }

    /// A script for all operations that have none of their own.
    pub fn on_every_operation(self) -> Next<'s, AtRandom> {
        Next::new(self.server, None, Order::Random { seed: self.seed })
    }
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

    /// Answers with a status, from 200 to 999, and no body.
    pub fn answer(mut self, status: u16) -> Step<'s, O> {
        match Answer::new(status) {
            Ok(answer) => self.step(Action::Answer(answer)),
            Err(error) => {
                self.plan.fail(error);
                self.step(Action::Example)
            }
        }
    }

    /// Answers as without a script: with the documented example of a success, else with one made from its schema.
    pub fn example(self) -> Step<'s, O> {
        self.step(Action::Example)
    }

    /// Answers with the documented example of a status, else with one made from its schema.
    pub fn example_of(self, status: u16) -> Step<'s, O> {
        self.step(Action::ExampleOf(status))
    }

    /// Reads the request and ends the connection. The client cannot know
    /// whether it was carried out.
    pub fn drop_connection(self) -> Step<'s, O> {
        self.step(Action::Raw(Bytes::new()))
    }

    /// Ends the connection when the head of the request is read; of its body
    /// nothing is read or recorded.
    pub fn drop_connection_unread(self) -> Step<'s, O> {
        self.step(Action::DropUnread)
    }

    /// Sends these bytes as they are, status line and all, and ends the
    /// connection: for answers that are not HTTP.
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
    /// Waits so long before anything is sent or dropped.
    pub fn delay(mut self, time: Duration) -> Self {
        self.outcome.delay = time;
        self
    }

    /// Sends the head of the answer, and its body only so much later.
    pub fn delay_body(mut self, time: Duration) -> Self {
        self.answers_or_fails("delay_body");
        self.outcome.body_delay = time;
        self
    }

    /// With a `Retry-After` of so many seconds.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.change("retry_after", Change::Header(RETRY_AFTER, HeaderValue::from(seconds)))
    }

    /// With a header, in place of one of the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            return self.change("header", Change::Header(name, value));
        }
        let name = name.to_owned();
        self.plan.fail(ScriptError::Header { name });
        self
    }

    /// With a body of JSON, in place of the one it has. Its media type is
    /// `application/json`, unless the answer has one already.
    pub fn json(mut self, value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(body) => self.change("json", Change::Json(body.into())),
            Err(error) => {
                self.plan.fail(value_error(&error));
                self
            }
        }
    }

    /// With any bytes for a body, in place of the one it has.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.change("body", Change::Body(body.into()))
    }

    /// With another value where a JSON pointer (RFC 6901) leads in the body.
    /// It must lead to something: what is not there is put there by
    /// [`add`](Self::add).
    pub fn set(self, pointer: &str, value: impl Serialize) -> Self {
        self.edit_to("set", pointer, value, Edit::Set)
    }

    /// With null where a JSON pointer leads.
    pub fn null(self, pointer: &str) -> Self {
        self.change("null", Change::Edit(pointer.to_owned(), Edit::Set(Value::Null)))
    }

    /// With a further field, or one more in a list: at an index, or at the end (`-`).
    pub fn add(self, pointer: &str, value: impl Serialize) -> Self {
        self.edit_to("add", pointer, value, Edit::Add)
    }

    /// Without what a JSON pointer leads to.
    pub fn remove(self, pointer: &str) -> Self {
        self.change("remove", Change::Edit(pointer.to_owned(), Edit::Remove))
    }

    /// With the first half of the body in place of it, whole: its JSON is malformed.
    pub fn malformed(self) -> Self {
        self.change("malformed", Change::Malform)
    }

    /// With spaces behind the body, up to so many bytes in all. JSON stays what it is.
    pub fn padded_to(self, bytes: usize) -> Self {
        self.change("padded_to", Change::Pad(bytes))
    }

    /// Ends the connection after so many bytes of the body; the head promises
    /// all of them.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.answers_or_fails("cut_after");
        self.outcome.cut = Some(bytes);
        self
    }

    /// Plays the script from now on, in place of an older one for the same.
    ///
    /// # Errors
    ///
    /// What is wrong with the script, the first mistake: see [`ScriptError`].
    /// Edits are tried on the answer of every operation the script is for.
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
        self.answers_or_fails(method);
        self.outcome.changes.push(change);
        self
    }

    fn answers_or_fails(&mut self, method: &'static str) {
        if !self.outcome.is_answer() {
            let step = self.plan.steps.len() + 1;
            self.plan.fail(ScriptError::NoAnswer { method, step });
        }
    }

    fn end(mut self) -> Plan<'s> {
        let step = self.plan.steps.len() + 1;
        if self.share == 0 {
            self.plan.fail(ScriptError::Never { step });
        }
        self.plan.steps.push(PlayedStep {
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

impl<'s> Step<'s, InOrder> {
    /// For so many calls, one after the other. Default: 1.
    pub fn times(mut self, calls: u32) -> Self {
        self.share = calls;
        self
    }

    /// And then another step.
    pub fn then(self) -> Next<'s> {
        self.next()
    }

    /// For all calls that are left.
    pub fn always(self) -> Last<'s> {
        let mut plan = self.end();
        plan.order = Order::Sequence { open_ended: true };
        Last { plan }
    }
}

impl<'s> Step<'s, AtRandom> {
    /// How often it comes, beside the other steps: of two steps with weights
    /// 1 and 9, the first comes in one of ten calls. Default: 1.
    pub fn weight(mut self, weight: u32) -> Self {
        self.share = weight;
        self
    }

    /// Or another step.
    pub fn or(self) -> Next<'s, AtRandom> {
        self.next()
    }
}

impl Last<'_> {
    /// Plays the script from now on, in place of an older one for the same.
    ///
    /// # Errors
    ///
    /// As of [`Step::play`].
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
        for asked in self.server.operations(&headers) {
            if self.operation.is_none_or(|operation| operation.id == asked.endpoint.id) {
                is_served = true;
                for step in &self.steps {
                    step.outcome.answer(&asked)?;
                }
            }
        }
        match self.operation {
            Some(operation) if !is_served => Err(ScriptError::UnknownOperation {
                operation: operation.id.to_owned(),
            }),
            _ => {
                let script = Script::new(self.operation, self.steps, self.order);
                self.server.stage().enter(script.clone());
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

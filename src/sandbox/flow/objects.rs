//! The objects of a sandbox.

use std::collections::BTreeMap;

use apifox_client::serde_json::{Map, Value, json};

/// The start of the sandbox's time, in milliseconds since 1970. It advances by a second with every
/// object, independently of the clock, so that a test always gives the same result.
const BEGINNING: i64 = 1_767_225_600_000;

/// How long a session is open: a day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The objects by id, and how many were created.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    all: BTreeMap<String, Value>,
    count: i64,
}

/// Why a call is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn state(message: String) -> Self {
        Self::new(400, "invalid_state", message)
    }

    pub(super) fn new(status: u16, code: &'static str, message: String) -> Self {
        Self {
            status,
            kind: "invalid_request_error",
            code,
            message,
        }
    }

    pub(super) fn idempotency() -> Self {
        Self {
            kind: "idempotency_error",
            ..Self::new(
                400,
                "idempotency_key_in_use",
                "This idempotency key was used for another request.".to_owned(),
            )
        }
    }
}

impl Objects {
    /// Creates an object with a prefix for its id. The fields follow those that every object has.
    pub(super) fn create(&mut self, prefix: &str, kind: &str, fields: Map<String, Value>) -> Value {
        self.count += 1;
        let id = format!("{prefix}{}", 1_000_000_000_000_000_000 + self.count);
        let created = BEGINNING + 1000 * self.count;
        let mut object = json!({"id": id, "object": kind, "created": created, "livemode": false});
        if let Some(own) = object.as_object_mut() {
            own.extend(fields);
        }
        self.all.insert(id, object.clone());
        object
    }

    pub(super) fn event(&mut self, kind: &str, object: &Value) -> Value {
        let fields = [
            ("type".to_owned(), kind.into()),
            ("data".to_owned(), json!({"object": object})),
        ];
        self.create("evt_", "event", fields.into_iter().collect())
    }

    /// # Errors
    /// No object has this id and kind.
    pub(super) fn get(&self, kind: &str, id: &str) -> Result<Value, Refusal> {
        let found = self.all.get(id).filter(|object| object["object"] == kind).cloned();
        found.ok_or_else(|| {
            Refusal::new(
                404,
                "resource_missing",
                format!("There is no {kind} {id:?} in this sandbox."),
            )
        })
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.all.values().filter(move |object| object["object"] == kind)
    }

    /// Sets a field of an existing object.
    pub(super) fn set(&mut self, id: &str, key: &str, value: impl Into<Value>) {
        if let Some(object) = self.all.get_mut(id) {
            object[key] = value.into();
        }
    }

    /// Returns the addresses of the endpoints for an event, each with its secret.
    pub(super) fn listeners(&self, kind: &str) -> Vec<(String, String)> {
        let text = |object: &Value, key: &str| object[key].as_str().map(str::to_owned);
        let wants = |object: &&Value| {
            let mut events = object["enabled_events"].as_array().into_iter().flatten();
            events.any(|event| event == kind || event == "*")
        };
        let wanting = self.of_kind("webhook_endpoint").filter(wants);
        wanting
            .filter_map(|object| Some((text(object, "url")?, text(object, "secret")?)))
            .collect()
    }

    /// Pays a session.
    pub(crate) fn pay(&mut self, session: &str) -> Result<(&'static str, Value), Refusal> {
        let intent = self.open_intent(session)?;
        let is_manual = self.get("payment_intent", &intent)?["capture_method"] == "manual";
        self.set(&intent, "payment_method", "pm_1000000000000000000");
        if !is_manual {
            self.set(session, "payment_status", "paid");
        }
        self.set(session, "status", "complete");
        if is_manual {
            self.set(&intent, "status", "requires_capture");
            let event = "payment_intent.amount_capturable_updated";
            return Ok((event, self.get("payment_intent", &intent)?));
        }
        self.receive(&intent)?;
        Ok(("payment_intent.succeeded", self.get("payment_intent", &intent)?))
    }

    /// Fails an attempt to pay a session. The buyer can try again.
    pub(crate) fn fail(&mut self, session: &str) -> Result<(&'static str, Value), Refusal> {
        let intent = self.open_intent(session)?;
        self.set(&intent, "status", "requires_payment_method");
        self.set(&intent, "last_payment_error", json!({"message": "The payment failed."}));
        Ok(("payment_intent.payment_failed", self.get("payment_intent", &intent)?))
    }

    /// Expires an unpaid session.
    pub(crate) fn expire(&mut self, session: &str) -> Result<(&'static str, Value), Refusal> {
        self.open(session)?;
        self.set(session, "status", "expired");
        Ok(("checkout.session.expired", self.get("checkout.session", session)?))
    }

    /// Marks an intent as paid.
    pub(super) fn receive(&mut self, intent: &str) -> Result<(), Refusal> {
        let amount = self.get("payment_intent", intent)?["amount"].clone();
        self.set(intent, "status", "succeeded");
        self.set(intent, "amount_received", amount);
        Ok(())
    }

    pub(super) fn expires_at(&self) -> i64 {
        BEGINNING + 1000 * (self.count + 1) + DAY
    }

    fn open(&self, session: &str) -> Result<Value, Refusal> {
        let found = self.get("checkout.session", session)?;
        if found["status"] == "open" {
            return Ok(found);
        }
        Err(Refusal::state(format!(
            "The session is not open: its status is {}.",
            found["status"]
        )))
    }

    fn open_intent(&self, session: &str) -> Result<String, Refusal> {
        let session = self.open(session)?;
        let intent = session["payment_intent"].as_str().map(str::to_owned);
        intent.ok_or_else(|| Refusal::state("The session has no payment intent: its mode is not payment.".to_owned()))
    }
}

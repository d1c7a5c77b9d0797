//! The objects of a sandbox.

use std::collections::BTreeMap;

use apifox_client::serde_json::{Map, Value, json};

/// Where the sandbox's time begins, in milliseconds since 1970. It goes on by a second with every object, whatever the clock says, so
/// that a test gives the same each time.
const BEGINNING: i64 = 1_767_225_600_000;

/// A day, which a session is open.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Objects by their ids, and how many there were.
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
    /// A new object of a kind, with an id that begins so; the members come behind those that every object has.
    pub(super) fn create(&mut self, prefix: &str, kind: &str, members: Map<String, Value>) -> Value {
        self.count += 1;
        let id = format!("{prefix}{}", 1_000_000_000_000_000_000 + self.count);
        let created = BEGINNING + 1000 * self.count;
        let mut object = json!({"id": id, "object": kind, "created": created, "livemode": false});
        if let Some(own) = object.as_object_mut() {
            own.extend(members);
        }
        self.all.insert(id, object.clone());
        object
    }

    pub(super) fn event(&mut self, kind: &str, object: &Value) -> Value {
        let members = [
            ("type".to_owned(), kind.into()),
            ("data".to_owned(), json!({"object": object})),
        ];
        self.create("evt_", "event", members.into_iter().collect())
    }

    /// # Errors
    /// There is none of this id and kind.
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

    /// Sets a member of an object that is there.
    pub(super) fn set(&mut self, id: &str, key: &str, value: impl Into<Value>) {
        if let Some(object) = self.all.get_mut(id) {
            object[key] = value.into();
        }
    }

    /// The addresses of the endpoints that want such events, each with its secret.
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

    /// The buyer pays a session.
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
            let told = "payment_intent.amount_capturable_updated";
            return Ok((told, self.get("payment_intent", &intent)?));
        }
        self.receive(&intent)?;
        Ok(("payment_intent.succeeded", self.get("payment_intent", &intent)?))
    }

    /// The buyer's attempt to pay a session fails; it can be tried again.
    pub(crate) fn fail(&mut self, session: &str) -> Result<(&'static str, Value), Refusal> {
        let intent = self.open_intent(session)?;
        self.set(&intent, "status", "requires_payment_method");
        self.set(&intent, "last_payment_error", json!({"message": "The payment failed."}));
        Ok(("payment_intent.payment_failed", self.get("payment_intent", &intent)?))
    }

    /// A session ends without being paid.
    pub(crate) fn expire(&mut self, session: &str) -> Result<(&'static str, Value), Refusal> {
        self.open(session)?;
        self.set(session, "status", "expired");
        Ok(("checkout.session.expired", self.get("checkout.session", session)?))
    }

    /// Takes the money of an intent.
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

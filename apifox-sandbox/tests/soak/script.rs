//! The random script, and the outcome that each call gets from it.

use std::time::Duration;

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::{Deserialize, Serialize};
use apifox_client::serde_json::json;
use apifox_client::{DecodeKind, Error, Method, Response, TransportKind};
use apifox_sandbox::{Script, Server};

/// The client's limit for response bodies; one step is longer.
pub(crate) const LONGEST_BODY: usize = 64 * 1024;

#[derive(Debug, Deserialize, Serialize)]
#[serde(crate = "apifox_client::serde")]
pub(crate) struct Payout {
    id: String,
    amount: i64,
    state: State,
}

#[derive(Clone, Debug)]
pub(crate) enum State {
    Paid,
    Unknown(String),
}
apifox_client::open_enum!(State: str { Paid = "paid" });

const fn operation(id: &'static str, method: Method, template: &'static str, idempotency_key: bool) -> Operation {
    const RESPONSES: &[DocumentedResponse] = &[DocumentedResponse::new("200")
        .media_type("application/json")
        .schema("Payout", &["id", "amount", "state"])
        .required(true)];
    let idempotent = matches!(method, Method::GET);
    Operation::new(id, method, template)
        .resource("payouts")
        .idempotent(idempotent)
        .idempotency_key(idempotency_key)
        .responses(RESPONSES)
}

/// A read, a write without a key, and a write with a key. They differ in what may be retried.
pub(crate) static LOOK: Operation = operation("look", Method::GET, "/v1/payouts/newest", false);
pub(crate) static PAY: Operation = operation("pay", Method::POST, "/v1/payouts", false);
pub(crate) static PAY_ONCE: Operation = operation("pay_once", Method::POST, "/v1/payouts/once", true);
/// All calls of this number are concurrent, so that each has a connection.
pub(crate) static GATHER: Operation = operation("gather", Method::GET, "/v1/gather", false);

pub(crate) const DOCUMENT: &str = r##"{"openapi": "3.0.3", "paths": {
"/v1/payouts/newest": {"get": {"operationId": "look", "responses": {"200": {"content": {"application/json": {
    "example": {"id": "po_1", "amount": 5, "state": "paid"}}}}}}},
"/v1/payouts": {"post": {"operationId": "pay",
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}}},
    "responses": {"200": {"content": {"application/json": {"example": {"id": "po_1", "amount": 5, "state": "paid"}}}}}}},
"/v1/payouts/once": {"post": {"operationId": "pay_once",
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}}},
    "responses": {"200": {"content": {"application/json": {"example": {"id": "po_1", "amount": 5, "state": "paid"}}}}}}},
"/v1/gather": {"get": {"operationId": "gather", "responses": {"200": {"content": {"application/json": {
    "example": {"id": "po_1", "amount": 5, "state": "paid"}}}}}}}},
"components": {"schemas": {"Request": {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer"}}}}}}"##;

/// How a call may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Paid,
    OfAnotherState,
    Api(u16),
    Broken,
    NotJson,
    NotThePayout,
    Empty,
    TooLarge,
    OutOfTime,
}

/// The weights of the steps in [`play`], and the outcome of each. Few steps allow a retry: if the
/// retry budget ran out, a call would end earlier than its script says.
pub(crate) const STEPS: [(u64, End); 18] = [
    (50, End::Paid),
    (6, End::Api(402)),
    (1, End::Api(503)),
    (1, End::Api(429)),
    (1, End::Broken),
    (1, End::Broken),
    (1, End::Broken),
    (1, End::Broken),
    (4, End::NotJson),
    (5, End::OfAnotherState),
    (4, End::NotThePayout),
    (4, End::NotThePayout),
    (6, End::Paid),
    (2, End::TooLarge),
    (4, End::Api(200)),
    (3, End::Empty),
    (1, End::OutOfTime),
    (5, End::Paid),
];

#[expect(clippy::too_many_lines, reason = "a table, row by row")]
pub(crate) fn play(server: &Server, operation: &'static Operation, seed: u64) -> Script {
    let hour = Duration::from_secs(3600);
    let failure = json!({"error": {"type": "card_error", "message": "no"}});
    let script = server.at_random(seed).on(operation);
    let script = script
        .example()
        .weight(50)
        .or()
        .respond(402)
        .json(&failure)
        .weight(6)
        .or();
    let script = script
        .respond(503)
        .or()
        .respond(429)
        .retry_after(0)
        .or()
        .drop_connection()
        .or();
    let script = script
        .drop_connection_unread()
        .or()
        .example()
        .cut_after(10)
        .or()
        .raw("SSH-2.0\r\n")
        .or();
    let script = script
        .example()
        .malformed()
        .weight(4)
        .or()
        .example()
        .set("/state", "frozen")
        .weight(5)
        .or();
    let script = script
        .example()
        .remove("/amount")
        .weight(4)
        .or()
        .example()
        .null("/id")
        .weight(4)
        .or();
    let script = script.example().add("/more", [1]).weight(6).or();
    let script = script.example().padded_to(LONGEST_BODY + 1).weight(2).or();
    let script = script
        .respond(200)
        .json(&failure)
        .weight(4)
        .or()
        .respond(200)
        .weight(3)
        .or();
    let script = script
        .example()
        .delay(hour)
        .or()
        .example()
        .delay(Duration::from_millis(1))
        .weight(5);
    script.play().expect("a sound script")
}

/// Returns the step of a call, computed independently of the sandbox: `SplitMix64` of the seed and
/// the number, then the weights in order.
pub(crate) fn step(seed: u64, number: u64) -> usize {
    fn mixed(value: u64) -> u64 {
        let z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    let total: u64 = STEPS.iter().map(|(weight, _)| weight).sum();
    let mut left = mixed(mixed(seed) ^ number) % total;
    STEPS
        .iter()
        .position(|(weight, _)| {
            let is_here = left < *weight;
            left = left.wrapping_sub(*weight);
            is_here
        })
        .expect("the weights add up")
}

/// Returns the number of attempts: three if the failure is transient and a repetition is harmless.
pub(crate) fn attempts(operation: &Operation, end: End) -> u32 {
    let passes = matches!(end, End::Api(503 | 429) | End::Broken);
    if passes && operation.id != "pay" { 3 } else { 1 }
}

pub(crate) fn end(outcome: &Result<Response<Payout>, Error>) -> Option<End> {
    Some(match outcome {
        Ok(payout) if payout.state == State::Paid => End::Paid,
        Ok(_) => End::OfAnotherState,
        Err(Error::Api(error)) => End::Api(error.status()),
        Err(Error::Timeout(_)) => End::OutOfTime,
        Err(Error::Transport(error)) if error.kind() == TransportKind::Interrupted => End::Broken,
        Err(Error::Decode(error)) => match error.kind() {
            DecodeKind::NotJson => End::NotJson,
            DecodeKind::Schema => End::NotThePayout,
            DecodeKind::Empty => End::Empty,
            DecodeKind::TooLarge => End::TooLarge,
            _ => return None,
        },
        Err(_) => return None,
    })
}

//! A sandbox that fails on purpose, and what the client reports.
//!
//! Most of the operations are writes that must not be repeated. So a call is one request, whatever
//! the client would retry.

mod builder;
mod faults;
mod numbers;
mod stopping;

use apifox_client::operation::Operation;
use apifox_client::serde_json::Value;
use apifox_client::{Auth, Call, Client, Error, Method, Response, decode};
use apifox_sandbox::{ExpectedAuth, Server};

const KEY: &str = "sk_test_51";

const fn operation(id: &'static str, template: &'static str) -> Operation {
    Operation::new(id, Method::POST, template).resource("payouts")
}

static PAY: Operation = operation("pay", "/v1/payouts");
static CANCEL: Operation = operation("cancel", "/v1/payouts/{id}/cancel");
/// Its page has no example.
static CLOSE: Operation = operation("close", "/v1/close");
/// The same path as `CANCEL`, except for the name of the variable.
static CANCEL_NEWEST: Operation = operation("cancel_newest", "/v1/payouts/newest/cancel");
/// Not in the document.
static ELSEWHERE: Operation = operation("elsewhere", "/v1/elsewhere");

/// Properties are sorted by name, as in a response.
const PAYOUT: &str = r#"{"amount":5,"id":"po_1","lines":[{"a/b":1}],"state":"paid"}"#;

const DOCUMENT: &str = r#"{"openapi": "3.0.3", "paths": {
"/v1/payouts": {"post": {"operationId": "pay",
    "requestBody": {"content": {"*/*": {}}},
    "responses": {
        "201": {"content": {"application/json": {"example": {"id":"po_1","amount":5,"state":"paid","lines":[{"a/b":1}]}}}},
        "402": {"content": {"application/json": {"example": {"error":{"type":"card_error"}}}}}}}},
"/v1/payouts/{id}/cancel": {"post": {"operationId": "cancel",
    "responses": {"200": {"content": {"application/json": {"example": {"id":"po_1","amount":5,"state":"paid","lines":[{"a/b":1}]}}}}}}},
"/v1/close": {"post": {"operationId": "close", "responses": {}}},
"/v1/payouts/newest/cancel": {"post": {"operationId": "cancel_newest",
    "responses": {"200": {"content": {"application/json": {"example": {"id":"po_1","amount":5,"state":"paid","lines":[{"a/b":1}]}}}}}}}
}}"#;

fn auth() -> Auth {
    Auth::basic(KEY, "")
}

fn start() -> Server {
    Server::start(DOCUMENT, ExpectedAuth::exactly(&auth())).expect("loopback has a free port")
}

fn client(server: &Server) -> Client {
    Client::builder(server.base_url())
        .auth(auth())
        .build()
        .expect("the set-up is sound")
}

type Outcome = Result<Response<Value>, Error>;

async fn pay(client: &Client) -> Outcome {
    Call::new(client, &PAY).json(&1).send(decode::json::<Value>).await
}

async fn cancel(client: &Client, id: &str) -> Outcome {
    Call::new(client, &CANCEL)
        .path("id", id)
        .send(decode::json::<Value>)
        .await
}

async fn close(client: &Client) -> Outcome {
    Call::new(client, &CLOSE).send(decode::json::<Value>).await
}

/// An outcome in one word: its status, or the variant of its error.
fn word(outcome: &Outcome) -> String {
    match outcome {
        Ok(response) => response.status().to_string(),
        Err(Error::Api(error)) => error.status().to_string(),
        Err(Error::Transport(error)) => format!("{:?}", error.kind()),
        Err(Error::Decode(error)) => format!("{:?}", error.kind()),
        Err(Error::Timeout(error)) => format!("{:?} timeout", error.kind()),
        Err(other) => panic!("{other:?}"),
    }
}

//! A small API, as generated code would describe it.

use apifox_client::operation::{Answer, Operation};
use apifox_client::serde::Deserialize;
use apifox_client::{Auth, Call, Client, Error, Method, Response, Retry, decode};

pub(crate) const KEY: &str = "sk_test_51+Secret/Key=";
/// `KEY` with a colon behind it, in base64.
pub(crate) const KEY_BASE64: &str = "c2tfdGVzdF81MStTZWNyZXQvS2V5PTo=";

const fn answer(required: bool) -> Answer {
    Answer {
        status: "200",
        media_type: "application/json",
        schema: "Balance",
        fields: &["object", "available"],
        required,
    }
}

const fn operation(id: &'static str, method: Method, template: &'static str) -> Operation {
    Operation {
        id,
        idempotent: matches!(method, Method::GET),
        idempotency_key: false,
        authenticated: true,
        method,
        template,
        resource: "balance",
        accept: "application/json",
        answers: &[const { answer(true) }],
    }
}

pub(crate) static GET_BALANCE: Operation = operation("get_balance", Method::GET, "/v1/balance");
pub(crate) static GET_PAYOUT: Operation = operation("get_payout", Method::GET, "/v1/payouts/{id}");
pub(crate) static CREATE_PAYOUT: Operation = operation("create_payout", Method::POST, "/v1/payouts");
/// Two arguments share a segment.
pub(crate) static GET_RANGE: Operation = operation("get_range", Method::GET, "/v1/{from}{to}");
/// Label and matrix arguments stand without a slash of their own.
pub(crate) static GET_COLORS: Operation = operation("get_colors", Method::GET, "/v1/colors{shades}{color}/all");
/// No field of the answer is required.
pub(crate) static GET_SETTINGS: Operation = Operation {
    id: "get_settings",
    idempotent: true,
    idempotency_key: false,
    authenticated: true,
    method: Method::GET,
    template: "/v1/settings",
    resource: "settings",
    accept: "application/json",
    answers: &[const { answer(false) }],
};

/// Open to everybody.
pub(crate) static GET_STATUS: Operation = Operation {
    id: "get_status",
    idempotent: true,
    idempotency_key: false,
    authenticated: false,
    method: Method::GET,
    template: "/v1/status",
    resource: "status",
    accept: "application/json",
    answers: &[],
};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde")]
pub(crate) struct Balance {
    pub(crate) object: Object,
    #[serde(deserialize_with = "decode::null_as_default")]
    pub(crate) available: Vec<i64>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde", rename_all = "lowercase")]
pub(crate) enum Object {
    Balance,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde", default)]
pub(crate) struct Settings {
    pub(crate) object: Option<String>,
    pub(crate) available: Vec<i64>,
}

pub(crate) const GOOD: &str = r#"{"object":"balance","available":[1]}"#;

pub(crate) fn client(base_url: &str) -> Client {
    Client::builder(base_url)
        .auth(Auth::basic(KEY, ""))
        .user_agent("tests/1")
        .retry(Retry::none())
        .build()
        .expect("the set-up is sound")
}

pub(crate) async fn get_balance(client: &Client) -> Result<Response<Balance>, Error> {
    Call::new(client, &GET_BALANCE).send(decode::json).await
}

pub(crate) async fn create_payout(client: &Client) -> Result<Response<Balance>, Error> {
    Call::new(client, &CREATE_PAYOUT).json(&[1]).send(decode::json).await
}

//! The operations of a small API, as in generated code.

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::Deserialize;
use apifox_client::{Auth, Call, Client, Error, Method, Response, Retry, decode};

pub(crate) const KEY: &str = "sk_test_51+Secret/Key=";
/// `KEY` followed by a colon, in base64.
pub(crate) const KEY_BASE64: &str = "c2tfdGVzdF81MStTZWNyZXQvS2V5PTo=";

const fn response(required: bool) -> DocumentedResponse {
    DocumentedResponse::new("200")
        .media_type("application/json")
        .schema("Balance", &["object", "available"])
        .required(required)
}

const fn operation(id: &'static str, method: Method, template: &'static str) -> Operation {
    let idempotent = matches!(method, Method::GET);
    Operation::new(id, method, template)
        .resource("balance")
        .idempotent(idempotent)
        .responses(&[const { response(true) }])
}

pub(crate) static GET_BALANCE: Operation = operation("get_balance", Method::GET, "/v1/balance");
pub(crate) static GET_PAYOUT: Operation = operation("get_payout", Method::GET, "/v1/payouts/{id}");
pub(crate) static CREATE_PAYOUT: Operation = operation("create_payout", Method::POST, "/v1/payouts");
/// Two arguments share a segment.
pub(crate) static GET_RANGE: Operation = operation("get_range", Method::GET, "/v1/{from}{to}");
/// Label and matrix arguments have no slash before them.
pub(crate) static GET_COLORS: Operation = operation("get_colors", Method::GET, "/v1/colors{shades}{color}/all");
/// No field of the response is required.
pub(crate) static GET_SETTINGS: Operation = Operation::new("get_settings", Method::GET, "/v1/settings")
    .resource("settings")
    .idempotent(true)
    .responses(&[const { response(false) }]);

/// Needs no credentials.
pub(crate) static GET_STATUS: Operation = Operation::new("get_status", Method::GET, "/v1/status")
    .resource("status")
    .idempotent(true)
    .authenticated(false);

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
        .expect("the settings are valid")
}

pub(crate) async fn get_balance(client: &Client) -> Result<Response<Balance>, Error> {
    Call::new(client, &GET_BALANCE).send(decode::json).await
}

pub(crate) async fn create_payout(client: &Client) -> Result<Response<Balance>, Error> {
    Call::new(client, &CREATE_PAYOUT).json(&[1]).send(decode::json).await
}

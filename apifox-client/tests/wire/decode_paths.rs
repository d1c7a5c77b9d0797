//! The paths in decode errors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::Deserialize;
use apifox_client::serde_json::Value;
use apifox_client::{Call, DecodeKind, Error, Method, decode};

use crate::golden;
use crate::operations::client;
use crate::server::{Script, Server};

static GET_ORDER: Operation = Operation::new("get_order", Method::GET, "/v1/orders/{id}")
    .resource("orders")
    .idempotent(true)
    .responses(&[DocumentedResponse::new("200")
        .media_type("application/json")
        .schema("Order", &["id", "lines", "notes", "paid"])
        .required(true)]);

#[derive(Debug, Deserialize)]
#[serde(crate = "apifox_client::serde")]
struct Order {
    #[allow(dead_code)] // it is only missing
    id: String,
    #[serde(default)]
    #[allow(dead_code)]
    lines: Vec<Line>,
    #[serde(default)]
    #[allow(dead_code)]
    notes: BTreeMap<String, BTreeMap<String, i64>>,
    #[serde(default)]
    #[allow(dead_code)]
    paid: Vec<Paid>,
}

#[derive(Debug, Deserialize)]
#[serde(crate = "apifox_client::serde")]
struct Line {
    #[allow(dead_code)]
    price: Price,
}

#[derive(Debug, Deserialize)]
#[serde(crate = "apifox_client::serde")]
struct Price {
    #[allow(dead_code)]
    tiers: Vec<Vec<Tier>>,
}

#[derive(Debug, Deserialize)]
#[serde(crate = "apifox_client::serde")]
struct Tier {
    #[allow(dead_code)]
    up_to: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde")]
struct Card {
    checks: Vec<Check>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde")]
struct Check {
    passed: bool,
}

impl apifox_client::serde::Serialize for Card {
    fn serialize<S: apifox_client::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Paid {
    Card(Card),
    Unknown(Value),
}

apifox_client::union!(Paid: "type" { Card(Card) = "card" });

async fn decode_error(body: &str) -> Error {
    let server = Server::start(Script::json(200, body)).await;
    let call = Call::new(&client(server.base_url()), &GET_ORDER).path("id", "1");
    call.send(decode::json::<Order>).await.expect_err("it is not an order")
}

#[tokio::test]
async fn a_decode_error_has_the_path() {
    let mut lines = String::new();
    for (body, path) in [
        ("{}", None),
        ("[]", None),
        (r#"{"id":1}"#, Some("id")),
        (r#"{"id":"1","lines":{}}"#, Some("lines")),
        (
            r#"{"id":"1","lines":[{"price":{"tiers":[[{"up_to":1}],[{"up_to":1},{"up_to":"4242"}]]}}]}"#,
            Some("lines[0].price.tiers[1][1].up_to"),
        ),
        (
            r#"{"id":"1","lines":[{"price":{"tiers":[[{}]]}},{"price":{}}]}"#,
            Some("lines[1].price"),
        ),
        (
            r#"{"id":"1","notes":{"a key, with b.lanks":{"k":true}}}"#,
            Some("notes.a key, with b.lanks.k"),
        ),
        (
            r#"{"id":"1","notes":{"\u001b[31m\nkey":{"k":true}}}"#,
            Some("notes. key.k"),
        ),
        (
            r#"{"id":"1","paid":[{"type":"cash"},{"type":"card","checks":[{"passed":true},{"passed":"4242"}]}]}"#,
            Some("paid[1].checks[1].passed"),
        ),
        (r#"{"id":"1","paid":[{"type":"card"}]}"#, Some("paid[0]")),
        (
            r#"{"id":"1","lines":[{"price":{"tiers":[[{"up_to":1}"#,
            Some("lines[0].price.tiers[0]"),
        ),
    ] {
        let error = decode_error(body).await;
        let line = error.to_string();
        assert!(!line.contains("4242"), "{line}");
        let Error::Decode(decode) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(decode.path(), path, "{body}: {line}");
        assert!(
            matches!(decode.kind(), DecodeKind::Schema | DecodeKind::NotJson),
            "{line}"
        );
        writeln!(lines, "{body}\n    {line}").expect("writing to a string cannot fail");
    }
    golden::assert_is("decode_paths.txt", &lines);
}

#[tokio::test]
async fn a_path_through_a_long_key_is_truncated() {
    let body = format!(r#"{{"id":"1","notes":{{"{}":{{"k":true}}}}}}"#, "x".repeat(1 << 20));
    let error = decode_error(&body).await;
    assert!(error.to_string().len() < 600, "{}", error.to_string().len());
}

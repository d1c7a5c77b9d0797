//! Documented failures as their types.

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::Deserialize;
use apifox_client::{Call, Error, Method, decode, failures};

use crate::operations::{Balance, GET_BALANCE, GOOD, client};
use crate::server::{Script, Server};

const fn response(status: &'static str, fields: &'static [&'static str], required: bool) -> DocumentedResponse {
    DocumentedResponse::new(status)
        .media_type("application/json")
        .schema("", fields)
        .required(required)
}

const fn operation(id: &'static str, responses: &'static [DocumentedResponse]) -> Operation {
    Operation::new(id, Method::POST, "/v1/payouts")
        .resource("payouts")
        .responses(responses)
}

static CREATE: Operation = operation(
    "create",
    &[
        response("default", &["message"], true),
        response("200", &["object", "available"], true),
        response("4XX", &["title", "detail"], false),
        response("400", &["field"], true),
        response("403", &[], false),
        response("422", &[], false),
    ],
);

/// Documents a single status.
static CANCEL: Operation = operation("cancel", &[response("404", &["message"], true)]);

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "apifox_client::serde")]
pub(crate) struct Field {
    field: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(crate = "apifox_client::serde", default)]
pub(crate) struct Problem {
    title: Option<String>,
    detail: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "apifox_client::serde")]
pub(crate) struct Message {
    message: String,
}

failures!(Create, &CREATE, {
    /// `400`: a field is wrong.
    "400" => BadRequest(Field),
    /// `422`: several things are wrong.
    "422" => UnprocessableContent(Vec<String>),
    /// `4XX`
    "4XX" => ClientError(Problem),
    "default" => Other(Message),
});

failures!(Cancel, &CANCEL, { "404" => NotFound(Message) });

async fn error(operation: &'static Operation, status: u16, body: &str) -> Error {
    let server = Server::start(Script::json(status, body)).await;
    let call = Call::new(&client(server.base_url()), operation);
    call.send(decode::json::<Balance>).await.expect_err("it failed")
}

async fn created(status: u16, body: &str) -> Option<Create> {
    Create::of(&error(&CREATE, status, body).await)
}

/// A body that matches each of the types.
const ALL: &str = r#"{"field":"f","title":"t","message":"m"}"#;

#[tokio::test]
async fn the_closest_documented_status_decides_and_not_the_body() {
    let message = |message: &str| {
        Create::Other(Message {
            message: message.to_owned(),
        })
    };
    let field = Field { field: "f".to_owned() };
    let problem = Problem {
        title: Some("t".to_owned()),
        detail: None,
    };
    assert_eq!(created(400, ALL).await, Some(Create::BadRequest(field)));
    assert_eq!(created(404, ALL).await, Some(Create::ClientError(problem)));
    assert_eq!(created(500, ALL).await, Some(message("m")));
    assert_eq!(created(302, ALL).await, Some(message("m")));
    let list = created(422, "\u{feff}[\"a\",\"b\"]").await;
    let expected = Create::UnprocessableContent(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(list, Some(expected));
}

#[tokio::test]
async fn a_body_that_is_not_of_the_documented_type_is_no_typed_failure() {
    for (status, body) in [
        (400, r#"{"title":"t","message":"m"}"#),
        (400, r#"["f"]"#),
        (400, "<html>"),
        (400, ""),
        (400, r#"{"field":1}"#),
        (404, "{}"),
        (404, r#"{"message":"m"}"#),
        (404, "[]"),
        (422, "{}"),
        (500, "null"),
    ] {
        let error = error(&CREATE, status, body).await;
        assert_eq!(Create::of(&error), None, "{status} {body}");
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn a_status_without_a_variant_falls_through_to_no_other() {
    assert_eq!(created(403, ALL).await, None);
    assert_eq!(Cancel::of(&error(&CANCEL, 400, ALL).await), None);
    assert!(Cancel::of(&error(&CANCEL, 404, ALL).await).is_some());
}

#[tokio::test]
async fn an_error_of_another_operation_or_kind_is_no_failure_of_this_one() {
    assert_eq!(Create::of(&error(&GET_BALANCE, 500, ALL).await), None);
    assert_eq!(Create::of(&error(&CANCEL, 404, ALL).await), None);
    let garbled = error(&CREATE, 200, "<html>").await;
    assert!(matches!(garbled, Error::Decode(_)));
    assert_eq!(Create::of(&garbled), None);
    assert_eq!(Create::of(&Error::config("no key is set")), None);
}

#[tokio::test]
async fn a_success_that_holds_an_error_object_has_no_variant() {
    for status in [200, 201] {
        let body = format!("{{\"error\":{{}},\"message\":\"m\",{}", &GOOD[1..]);
        let error = error(&CREATE, status, &body).await;
        assert!(matches!(error, Error::Api(_)));
        assert_eq!(Create::of(&error), None);
    }
}

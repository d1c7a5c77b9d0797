//! The problems for requests that do not match their page, through real sockets.

use std::io::{Read, Write};
use std::net::TcpStream;

use apifox_client::operation::Operation;
use apifox_client::serde_json::{Value, from_str, json};
use apifox_client::{Call, Client, Method, Style, decode};
use apifox_sandbox::{ExpectedAuth, Server};

const DOCUMENT: &str = r##"{"openapi": "3.0.3", "paths": {
"/v1/payouts": {
    "get": {"operationId": "list",
        "parameters": [
            {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 100}},
            {"in": "query", "name": "state", "schema": {"type": "array", "items": {"type": "string", "enum": ["new", "paid"]}}},
            {"in": "query", "name": "joined", "explode": false, "schema": {"type": "array", "items": {"type": "integer"}}},
            {"in": "query", "name": "piped", "style": "pipeDelimited", "explode": false,
                "schema": {"type": "array", "items": {"type": "integer"}}},
            {"in": "query", "name": "filter", "style": "deepObject", "schema": {"$ref": "#/components/schemas/Filter"}},
            {"in": "header", "name": "X-Range", "explode": true, "schema": {"$ref": "#/components/schemas/Filter"}},
            {"in": "header", "name": "X-Version", "required": true, "schema": {"type": "string", "format": "date"}},
            {"in": "cookie", "name": "seen", "schema": {"type": "boolean"}}],
        "responses": {"200": {"content": {"application/json": {"example": []}}}}},
    "post": {"operationId": "create",
        "requestBody": {"required": true, "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Payout"}},
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Payout"}}}},
        "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Payout"}}}}}}},
"/v1/payouts/{at}/{rows}": {
    "get": {"operationId": "at",
        "parameters": [
            {"in": "path", "name": "at", "required": true, "style": "matrix", "explode": true,
                "schema": {"$ref": "#/components/schemas/Filter"}},
            {"in": "path", "name": "rows", "required": true, "style": "label",
                "schema": {"type": "array", "items": {"type": "integer"}}}],
        "responses": {"204": {}}}},
"/v1/reports": {
    "get": {"operationId": "reports",
        "parameters": [{"in": "query", "name": "range", "required": true, "schema": {"$ref": "#/components/schemas/Filter"}}],
        "responses": {"204": {}}}},
"/v1/totals": {
    "get": {"operationId": "totals",
        "parameters": [{"in": "query", "name": "day", "required": true, "schema":
            {"type": "object", "required": ["date"], "properties": {"date": {"type": "string"}}}}],
        "responses": {"204": {}}}}},
"components": {"schemas": {
    "Filter": {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}},
    "Payout": {"type": "object", "required": ["id", "amount", "to", "pin"], "properties": {
        "id": {"type": "string", "readOnly": true, "pattern": "^po_[a-z0-9]{8}$"},
        "pin": {"type": "string", "writeOnly": true},
        "amount": {"type": "integer", "minimum": 0, "exclusiveMinimum": true},
        "memo": {"type": "string", "nullable": true, "maxLength": 5},
        "next": {"$ref": "#/components/schemas/Payout"},
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
        "to": {"oneOf": [{"$ref": "#/components/schemas/Bank"}, {"$ref": "#/components/schemas/Card"}],
            "discriminator": {"propertyName": "type", "mapping": {
                "bank": "#/components/schemas/Bank", "card": "#/components/schemas/Card"}}}}},
    "Bank": {"type": "object", "required": ["type", "iban"], "properties": {"type": {"type": "string"}, "iban": {"type": "string"}}},
    "Card": {"type": "object", "required": ["last4"], "properties": {"last4": {"type": "string"}}}
}}}"##;

const fn operation(id: &'static str, method: Method, template: &'static str) -> Operation {
    Operation::new(id, method, template)
        .resource("payouts")
        .idempotent(true)
        .authenticated(false)
}

static LIST: Operation = operation("list", Method::GET, "/v1/payouts");
static CREATE: Operation = operation("create", Method::POST, "/v1/payouts");
static AT: Operation = operation("at", Method::GET, "/v1/payouts/{at}/{rows}");

fn start() -> Server {
    Server::start(DOCUMENT, ExpectedAuth::none()).expect("loopback has a free port")
}

/// Sends a hand-written request. Returns the status and the body.
pub(crate) fn exchange(server: &Server, request: &str, headers: &str, body: &str) -> (u16, Value) {
    let mut socket = TcpStream::connect(server.address()).expect("it listens");
    let length = body.len();
    let request = format!(
        "{request} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).expect("it reads");
    let mut text = String::new();
    socket.read_to_string(&mut text).expect("it responds in UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("a status"), from_str(body).unwrap_or_default())
}

/// Returns the messages of a request that is refused with 400.
fn mistakes(request: &str, headers: &str, body: &str) -> Vec<String> {
    let (status, problem) = exchange(&start(), request, headers, body);
    assert_eq!((status, &problem["status"]), (400, &json!(400)), "{problem}");
    let errors = problem["errors"].as_array().expect("an array").iter();
    errors
        .map(|error| error["message"].as_str().expect("a message").to_owned())
        .collect()
}

const VERSION: &str = "x-version: 2025-01-01\r\n";
pub(crate) const JSON: &str = "content-type: application/json\r\n";

#[tokio::test]
async fn parameters_are_read_in_the_styles_that_the_client_writes() {
    let server = start();
    let client = Client::builder(server.base_url()).build().expect("a client");
    let range = json!({"from": 1, "to": 2});
    let value = |value: &Value| apifox_client::Value::json(value);
    let list = Call::new(&client, &LIST)
        .query("limit", 7)
        .query_all("state", ["new", "paid"])
        .query_as("joined", Style::FORM.joined(), value(&json!([1, 2])))
        .query_as("piped", Style::PIPE_DELIMITED, value(&json!([1, 2])))
        .query_as("filter", Style::DEEP_OBJECT, value(&range))
        .header_as("X-Range", Style::SIMPLE.exploded(), value(&range))
        .header("X-Version", "2025-01-01")
        .cookie("seen", true);
    list.send(decode::json::<Value>).await.expect("it is as documented");
    let at = Call::new(&client, &AT)
        .path_as("at", Style::MATRIX.exploded(), value(&range))
        .path_as("rows", Style::LABEL, value(&json!([1, 2])));
    at.send(decode::empty).await.expect("it is as documented");
}

#[test]
fn all_wrong_parameters_are_reported_at_once() {
    let query = "limit=101&stat=new&state=old&joined=1,x&piped=1%7Cy&filter[form]=1&filter[to]=z";
    let reported = mistakes(
        &format!("GET /v1/payouts?{query}"),
        "x-range: from=1,to=\r\ncookie: seen=maybe\r\n",
        "",
    );
    let expected = [
        "the query parameter `limit`: 101 is greater than the maximum of 100",
        "`/0` in the query parameter `state`: \"old\" is not one of \"new\" or \"paid\"",
        "`/1` in the query parameter `joined`: \"x\" is not of type \"integer\"",
        "`/1` in the query parameter `piped`: \"y\" is not of type \"integer\"",
        "`/form` in the query parameter `filter`: is not documented; did you mean `from`?",
        "`/to` in the query parameter `filter`: \"z\" is not of type \"integer\"",
        "`/to` in the header `X-Range`: \"\" is not of type \"integer\"",
        "the header `X-Version`: is missing",
        "the cookie `seen`: \"maybe\" is not of type \"boolean\"",
        "the query parameter `stat`: is not documented; did you mean `state`?",
    ];
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(reported), sorted(expected.map(str::to_owned).to_vec()));
    let reported = mistakes("GET /v1/payouts/;from=1;to=x/1.2", "", "");
    let expected = [
        "`/to` in the path argument `at`: \"x\" is not of type \"integer\"",
        "the path argument `rows`: does not begin with a dot",
    ];
    assert_eq!(reported, expected);
}

#[test]
fn an_exploded_object_is_sent_as_its_members_and_may_be_empty() {
    let (status, problem) = exchange(&start(), "GET /v1/reports", "", "");
    assert_eq!(status, 204, "{problem}");
    assert_eq!(
        mistakes("GET /v1/reports?range=1&form=2", "", ""),
        [
            "the query parameter `range`: is not documented: it is sent as `from`, `to`",
            "the query parameter `form`: is not documented; did you mean `from`?",
        ]
    );
    assert_eq!(
        mistakes("GET /v1/totals", "", ""),
        ["the query parameter `day`: is missing"]
    );
}

#[test]
fn a_wrong_body_is_reported_with_its_place() {
    for (body, expected) in [
        (
            "",
            "the body: is not JSON: EOF while parsing a value at line 1 column 0",
        ),
        (
            "{",
            "the body: is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            r#"{"pin":"","to":{"type":"card","last4":"1"}}"#,
            "`/amount` in the body: is missing",
        ),
        (
            r#"{"pin":"","amount":0,"to":{"type":"card","last4":"1"}}"#,
            "`/amount` in the body: 0 is less than or equal to the minimum of 0",
        ),
        (
            r#"{"pin":"","amount":1.0,"to":{"type":"card","last4":"1"}}"#,
            "`/amount` in the body: 1.0 is not a 64-bit integer",
        ),
        (
            r#"{"pin":"","amount":1,"meno":"x","to":{"type":"card","last4":"1"}}"#,
            "`/meno` in the body: is not documented; did you mean `memo`?",
        ),
        (
            r#"{"pin":"","amount":1,"memo":"123456","to":{"type":"card","last4":"1"}}"#,
            "`/memo` in the body: \"123456\" is longer than 5 characters",
        ),
        (
            r#"{"pin":"","amount":1,"to":{"type":"bank","ibna":"1"}}"#,
            "`/to/iban` in the body: is missing",
        ),
    ] {
        let reported = mistakes("POST /v1/payouts", JSON, body);
        assert!(reported.iter().any(|one| one == expected), "{body}: {reported:?}");
    }
}

#[test]
fn a_valid_body_gets_a_response_made_from_the_schema() {
    let server = start();
    let body = r#"{"pin":"1","amount":1,"memo":null,"metadata":{"a":"b"},"to":{"type":"card","last4":"1"}}"#;
    let (status, first) = exchange(&server, "POST /v1/payouts", JSON, body);
    assert_eq!(status, 201, "{first}");
    let id = first["id"].as_str().expect("it is required in a response");
    assert!(id.starts_with("po_") && id.len() == 11, "{id}");
    assert_eq!(first.get("pin"), None, "it is for requests only");
    let form = "pin=1&amount=1&metadata%5Ba%5D=b&to%5Btype%5D=bank&to[iban]=x";
    let media_type = "content-type: application/x-www-form-urlencoded; charset=utf-8\r\n";
    let (status, second) = exchange(&server, "POST /v1/payouts", media_type, form);
    assert_eq!((status, second), (201, first), "the same seed, the same response");
}

#[test]
fn an_unknown_name_is_reported_with_the_known_ones() {
    let server = start();
    for (request, headers, body, status, detail) in [
        (
            "GET /v1/payout",
            "",
            "",
            404,
            "No operation has the path /v1/payout. Did you mean GET /v1/payouts?",
        ),
        ("GET /", "", "", 404, "No operation has the path /."),
        (
            "PUT /v1/payouts",
            "",
            "",
            405,
            "/v1/payouts cannot be called with PUT; use GET, POST.",
        ),
        (
            "POST /v1/payouts",
            "content-type: text/plain\r\n",
            "x",
            415,
            "A body of `text/plain` is not documented; use `application/json, application/x-www-form-urlencoded`.",
        ),
        ("POST /v1/payouts", "", "", 400, "The body: is missing."),
        (
            "GET /v1/payouts",
            VERSION,
            "x",
            400,
            "The body: is not documented: this operation has no body.",
        ),
    ] {
        let (actual, problem) = exchange(&server, request, headers, body);
        assert_eq!((actual, problem["detail"].as_str()), (status, Some(detail)));
    }
}

#[test]
fn a_call_whose_body_is_wrong_leaves_its_step_unused() {
    let server = start();
    server.on(&CREATE).respond(503).play().expect("a sound script");
    assert_eq!(exchange(&server, "POST /v1/payouts", JSON, "{}").0, 400);
    assert_eq!(exchange(&server, "POST /v1/payouts?x=1", JSON, "{}").0, 400);
    let unconsumed = server.finish().expect_err("nothing was played").to_string();
    assert!(
        unconsumed.contains("create") && unconsumed.contains("503"),
        "{unconsumed}"
    );
}

#[test]
fn the_served_document_shows_what_is_checked() {
    let server = start();
    let (status, document) = exchange(&server, "GET /openapi.json", "", "");
    assert_eq!((status, document.to_string().as_str()), (200, server.document()));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Payout.request"]["additionalProperties"], false);
    assert_eq!(schemas["Payout.request"]["required"], json!(["amount", "to", "pin"]));
    assert_eq!(schemas["Payout"]["required"], json!(["id", "amount", "to"]));
    let responses = &document["paths"]["/v1/payouts"]["post"]["responses"];
    let problem = &responses["415"]["content"]["application/problem+json"]["schema"]["$ref"];
    assert_eq!(problem, "#/components/schemas/sandbox.problem");
}

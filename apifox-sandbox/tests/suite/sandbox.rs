//! The sandbox as the base URL of a client.

use apifox_client::operation::Operation;
use apifox_client::serde_json::Value;
use apifox_client::{ApiError, Auth, Call, Client, Error, Method, decode};
use apifox_sandbox::{ExpectedAuth, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::own_address;

const KEY: &str = "sk_test_51";
const KEY_BASE64: &str = "c2tfdGVzdF81MTo";

const fn operation(id: &'static str, method: Method, template: &'static str) -> Operation {
    let idempotent = matches!(method, Method::GET);
    Operation::new(id, method, template)
        .resource("payouts")
        .idempotent(idempotent)
}

static LIST: Operation = operation("list_payouts", Method::GET, "/v1/payouts");
static CREATE: Operation = operation("create_payout", Method::POST, "/v1/payouts");
static GET: Operation = operation("get_payout", Method::GET, "/v1/payouts/{id}");
static NEWEST: Operation = operation("get_newest_payout", Method::GET, "/v1/payouts/newest");
static CANCEL: Operation = operation("cancel_payout", Method::POST, "/v1/payouts/{payout}/cancel");
static DELETE: Operation = operation("delete_payout", Method::DELETE, "/v1/payouts/{id}");
static STATUS: Operation = Operation::new("get_status", Method::GET, "/v1/status")
    .resource("status")
    .idempotent(true)
    .authenticated(false);
static OUTSIDE: Operation = operation("get_other", Method::GET, "/v1/other");
static WRONG_METHOD: Operation = operation("put_payout", Method::PUT, "/v1/payouts/{id}");

const DOCUMENT: &str = r#"{"openapi": "3.0.3", "paths": {
"/v1/payouts": {
    "get": {"operationId": "list_payouts",
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
        "responses": {"200": {"content": {"application/json": {"example": ["list"]}}}}},
    "post": {"operationId": "create_payout",
        "parameters": [{"name": "a", "in": "query"}],
        "requestBody": {"content": {"application/json": {}}},
        "responses": {
            "201": {"content": {"application/json": {"example": "created"}}},
            "202": {"content": {"application/json": {"example": "second"}}},
            "400": {"content": {"application/json": {"example": "bad"}}}}}},
"/v1/payouts/{id}": {
    "get": {"operationId": "get_payout", "responses": {"200": {"content": {"application/json": {"example": "one"}}}}},
    "delete": {"operationId": "delete_payout", "responses": {"204": {}}}},
"/v1/payouts/newest": {
    "get": {"operationId": "get_newest_payout", "responses": {"200": {"content": {"application/json": {"example": "newest"}}}}}},
"/v1/payouts/{payout}/cancel": {
    "post": {"operationId": "cancel_payout", "responses": {"404": {"content": {"application/json": {"example": "gone"}}}}}},
"/v1/status": {
    "get": {"operationId": "get_status", "security": [], "responses": {"200": {"content": {"application/json": {"example": "well"}}}}}}
}}"#;

fn start() -> Server {
    Server::start(DOCUMENT, ExpectedAuth::exactly(&Auth::basic(KEY, ""))).expect("loopback has a free port")
}

fn client(server: &Server) -> Client {
    with_auth(server, Auth::basic(KEY, ""))
}

fn with_auth(server: &Server, auth: Auth) -> Client {
    Client::builder(server.base_url())
        .auth(auth)
        .build()
        .expect("the set-up is sound")
}

async fn value(call: Call) -> Value {
    call.send(decode::json::<Value>)
        .await
        .expect("it is documented")
        .into_inner()
}

async fn api_error(call: Call) -> Box<ApiError> {
    match call.send(decode::json::<Value>).await {
        Err(Error::Api(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_operation_returns_its_first_example_of_a_success() {
    let server = start();
    let client = client(&server);
    let get = |id: &str| Call::new(&client, &GET).path("id", id);
    assert_eq!(value(Call::new(&client, &LIST)).await[0], "list");
    assert_eq!(value(Call::new(&client, &CREATE).json(&1)).await, "created");
    assert_eq!(value(get("po_1")).await, "one");
    assert_eq!(value(get("a/b")).await, "one");
    assert_eq!(value(Call::new(&client, &NEWEST)).await, "newest");
    let deleted = Call::new(&client, &DELETE).path("id", "po_1").send(decode::empty).await;
    assert_eq!(deleted.expect("it is documented").status(), 204);
}

#[tokio::test]
async fn a_page_without_an_example_is_reported() {
    let server = start();
    let error = api_error(Call::new(&client(&server), &CANCEL).path("payout", "po_1")).await;
    assert_eq!((error.status(), error.code()), (501, Some("no_example")));
}

#[tokio::test]
async fn missing_or_wrong_credentials_are_a_401() {
    let server = start();
    for auth in [Auth::none(), Auth::basic("sk_test_52", ""), Auth::bearer(KEY)] {
        let error = api_error(Call::new(&with_auth(&server, auth), &LIST)).await;
        assert_eq!(error.status(), 401);
        assert_eq!((error.kind(), error.code()), (None, Some("unauthorized")));
    }
    let error = api_error(Call::new(&with_auth(&server, Auth::none()), &LIST)).await;
    assert_eq!(error.message(), Some("The header `authorization` is missing."));
    let error = Error::Api(error);
    let challenge = error.headers().map(|headers| headers["www-authenticate"].as_bytes());
    assert_eq!(challenge, Some(&b"Basic realm=\"sandbox\""[..]));
}

#[tokio::test]
async fn an_open_operation_needs_no_credentials() {
    let server = start();
    let client = with_auth(&server, Auth::none());
    assert_eq!(value(Call::new(&client, &STATUS)).await, "well");
}

#[tokio::test]
async fn each_kind_of_expected_credentials_is_enforced() {
    let free = Server::start(DOCUMENT, ExpectedAuth::none()).expect("there is a port");
    value(Call::new(&with_auth(&free, Auth::none()), &LIST)).await;
    let basic = Server::start(DOCUMENT, ExpectedAuth::scheme("Basic")).expect("there is a port");
    value(Call::new(&with_auth(&basic, Auth::basic("anyone", "")), &LIST)).await;
    assert_eq!(
        api_error(Call::new(&with_auth(&basic, Auth::bearer(KEY)), &LIST))
            .await
            .status(),
        401
    );
    let own = Auth::header("X-Api-Key", KEY);
    let header = Server::start(DOCUMENT, ExpectedAuth::exactly(&own)).expect("there is a port");
    value(Call::new(&with_auth(&header, own), &LIST)).await;
    assert_eq!(header.calls()[0].header("X-Api-Key"), Some("[redacted]"));
    assert_eq!(
        api_error(Call::new(&with_auth(&header, Auth::none()), &LIST))
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn an_unknown_path_is_a_404_and_another_method_a_405() {
    let server = start();
    let client = client(&server);
    let error = api_error(Call::new(&client, &OUTSIDE)).await;
    assert_eq!((error.status(), error.code()), (404, Some("not_found")));
    let call = Call::new(&client, &WRONG_METHOD).path("id", "po_1");
    let error = call.send(decode::json::<Value>).await.expect_err("it is not there");
    assert_eq!(error.status(), Some(405));
    let allow = error.headers().map(|headers| headers["allow"].as_bytes());
    assert_eq!(allow, Some(&b"GET, DELETE"[..]));
}

#[tokio::test]
async fn calls_are_recorded_with_everything_but_the_credentials() {
    let server = start();
    let client = client(&server);
    let call = Call::new(&client, &CREATE).query("a", "b c").json(&[1]);
    value(call).await;
    value(Call::new(&client, &LIST)).await;
    let calls = server.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(
        (calls[0].method(), calls[0].path(), calls[0].query()),
        (&Method::POST, "/v1/payouts", Some("a=b%20c"))
    );
    assert_eq!(calls[0].body(), b"[1]");
    let names: Vec<_> = calls[1].headers().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["accept", "user-agent", "authorization", "host"]);
    assert_eq!(calls[1].header("Authorization"), Some("Basic"));
}

#[tokio::test]
async fn a_broken_authorization_is_not_recorded() {
    let server = start();
    for value in [
        "sk_test_51 and more", "Bearersk_test_51: x", "sk_test_51", " sk_test_51",
    ] {
        let request = format!(
            "GET /v1/balance HTTP/1.1\r\nHost: localhost\r\nAuthorization: {value}\r\nConnection: close\r\n\r\n"
        );
        let mut socket = tokio::net::TcpStream::connect(server.address())
            .await
            .expect("it listens");
        socket.write_all(request.as_bytes()).await.expect("it reads");
        socket
            .read_to_end(&mut Vec::new())
            .await
            .expect("it responds and closes");
    }
    let recorded: Vec<_> = server.take_calls();
    assert_eq!(recorded.len(), 4);
    for call in recorded {
        assert_eq!(call.header("Authorization"), Some("[redacted]"));
    }
}

#[tokio::test]
async fn taken_calls_are_forgotten() {
    let server = start();
    let client = client(&server);
    value(Call::new(&client, &LIST)).await;
    assert_eq!(server.take_calls().len(), 1);
    assert!(server.take_calls().is_empty());
    value(Call::new(&client, &LIST)).await;
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn no_output_of_the_sandbox_contains_the_credentials() {
    let server = start();
    let error = api_error(Call::new(&with_auth(&server, Auth::basic("sk_test_52", "")), &LIST)).await;
    value(Call::new(&client(&server), &LIST)).await;
    let auth = ExpectedAuth::exactly(&Auth::basic(KEY, ""));
    let headers: Vec<_> = server
        .calls()
        .iter()
        .map(|call| format!("{:?}", call.headers()))
        .collect();
    let texts = format!("{server:?} {auth:?} {error} {error:?} {:?} {headers:?}", server.calls());
    for secret in [KEY, KEY_BASE64, "sk_test_52"] {
        assert!(!texts.contains(secret), "{texts}");
    }
}

#[tokio::test]
async fn a_dropped_sandbox_stops_listening() {
    let builder = Server::builder(DOCUMENT).auth(ExpectedAuth::exactly(&Auth::basic(KEY, "")));
    let server = builder.address((own_address(4), 0).into()).start();
    let server = server.expect("there is a port");
    let client = client(&server);
    value(Call::new(&client, &LIST)).await;
    drop(server);
    let error = Call::new(&client, &LIST).send(decode::json::<Value>).await;
    assert!(matches!(error, Err(Error::Transport(_))), "{error:?}");
}

#[test]
fn a_sandbox_starts_outside_a_runtime() {
    let server = start();
    assert!(server.base_url().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn parameters_of_different_names_are_the_same_path() {
    static OTHER: Operation = operation("other", Method::POST, "/v1/payouts/{name}");
    const SAME: &str = r#"{"paths": {
        "/v1/payouts/{id}": {"get": {"responses": {"200": {}}}},
        "/v1/payouts/{name}": {"post": {"responses": {"201": {}}}}}}"#;
    let server = Server::start(SAME, ExpectedAuth::none()).expect("they have the same path");
    let other = Call::new(&with_auth(&server, Auth::none()), &OTHER).path("name", "x");
    assert_eq!(other.send(decode::empty).await.expect("it is there").status(), 201);
}

#[test]
fn an_invalid_document_is_refused() {
    for document in ["", "[]", "{}", r#"{"paths": 1}"#] {
        let error = Server::start(document, ExpectedAuth::none()).expect_err("it is no document");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData, "{document}");
    }
}

#[tokio::test]
async fn literal_segments_match_before_variables_that_share_a_segment() {
    static TWO: Operation = operation("two", Method::GET, "/{a}{b}");
    static VERB: Operation = operation("verb", Method::GET, "/{model}:verb");
    static FORMAT: Operation = operation("format", Method::GET, "/site_info{format}");
    static TEXT: Operation = operation("text", Method::POST, "/site_info.json");
    const SHARED: &str = r#"{"paths": {
        "/{a}{b}": {"get": {"responses": {"200": {"content": {"application/json": {"example": "two"}}}}}},
        "/{model}:verb": {"get": {"responses": {"200": {"content": {"application/json": {"example": "verb"}}}}}},
        "/site_info{format}": {"get": {"responses": {"200": {"content": {"application/json": {"example": "format"}}}}}},
        "/site_info.json": {"post": {"responses": {"200": {"content": {"application/json": {"example": "text"}}}}}}}}"#;
    let server = Server::start(SHARED, ExpectedAuth::none()).expect("loopback has a free port");
    let client = with_auth(&server, Auth::none());
    let two = Call::new(&client, &TWO).path("a", "1").path("b", "2");
    assert_eq!(value(two).await, "two");
    assert_eq!(value(Call::new(&client, &VERB).path("model", "m/1")).await, "verb");
    assert_eq!(
        value(Call::new(&client, &FORMAT).path("format", ".xml")).await,
        "format"
    );
    assert_eq!(value(Call::new(&client, &TEXT)).await, "text");
    // A path without variables matches too, but with another method. The method decides.
    assert_eq!(
        value(Call::new(&client, &FORMAT).path("format", ".json")).await,
        "format"
    );
}

/// As the documentation of `wooshpay::sandbox` shows.
#[tokio::test(start_paused = true)]
async fn every_call_gets_a_response_under_a_held_paused_clock() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let holding = tokio::task::spawn_blocking(move || held.recv());
    let server = start();
    let client = client(&server);
    for _ in 0..300 {
        value(Call::new(&client, &LIST)).await;
    }
    drop(release);
    holding.await.expect("it ends").expect_err("nothing was sent");
}

//! Calls of undocumented endpoints, default headers, and errors created for tests.

use std::time::Duration;

use apifox_client::operation::Operation;
use apifox_client::serde_json::{Value, json};
use apifox_client::{Auth, Call, Client, Error, Method, Retry, TimeoutKind, decode};

use crate::operations::{GET_BALANCE, KEY, client, get_balance};
use crate::server::{Listener, Script, Server};

fn builder(base_url: &str) -> apifox_client::ClientBuilder {
    Client::builder(base_url).auth(Auth::bearer(KEY))
}

/// Returns the head of the request that a call sends.
async fn head_of(
    call: impl FnOnce(Client) -> Call,
    builder: impl FnOnce(&str) -> apifox_client::ClientBuilder,
) -> String {
    let listener = Listener::bind().await;
    let call = call(builder(listener.base_url()).build().expect("the settings are valid"));
    let sending = tokio::spawn(async move { call.send(decode::json::<Value>).await });
    let mut peer = listener.accept().await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.extend(peer.read(1).await);
    }
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":[1]}")
        .await;
    let sent = sending.await.expect("it does not panic").expect("the call succeeds");
    assert_eq!(*sent, json!({"a": [1]}));
    String::from_utf8(head).expect("it is text").to_ascii_lowercase()
}

#[tokio::test]
async fn an_undocumented_request_follows_the_common_rules() {
    let call = |client: Client| {
        client
            .request(Method::GET, "/v1/refunds/{id}/é")
            .path("id", "a b/c")
            .query("q", "x&y")
    };
    let head = head_of(call, builder).await;
    assert!(
        head.starts_with("get /v1/refunds/a%20b%2fc/%c3%a9?q=x%26y http/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains(&format!("authorization: bearer {}\r\n", KEY.to_ascii_lowercase())),
        "{head}"
    );
    let call = |client: Client| client.request(Method::POST, "/v1/refunds").json(&json!({"amount": 1}));
    let head = head_of(call, |url| builder(url).idempotency_keys(true)).await;
    assert!(
        head.contains("idempotency-key: ") && head.contains("content-type: application/json"),
        "{head}"
    );
}

#[tokio::test]
async fn an_undocumented_request_fails_and_is_retried_like_any_other() {
    let server = Server::start(Script::json(503, r#"{"error":{"code":"busy","message":"Later."}}"#)).await;
    let retry = Retry::default().max_attempts(2).first_wait(Duration::from_millis(1));
    let client = builder(server.base_url())
        .retry(retry)
        .build()
        .expect("the settings are valid");
    let error = client
        .request(Method::GET, "/v1/x")
        .send(decode::json::<Value>)
        .await
        .expect_err("it is busy");
    assert_eq!(
        error.to_string(),
        "request (GET /{path}) after 2 attempts: the server answered 503 Service Unavailable, busy: \"Later.\"; it can be sent again"
    );
    let error = client
        .request(Method::POST, "/v1/x")
        .send(decode::json::<Value>)
        .await
        .expect_err("it is busy");
    assert_eq!(error.attempts(), 1);
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_path_or_method_that_cannot_be_sent_is_refused() {
    let client = client("http://127.0.0.1:1");
    for path in [
        "", "v1/x", "/v1/x?q=1", "/v1/x#f", "/v1\\x", "/v1/\nx", "/v1/{id}", "/v1/../x", "/v1/%2e%2E/x", "//../x",
    ] {
        let error = client
            .request(Method::GET, path)
            .send(decode::empty)
            .await
            .expect_err(path);
        assert!(
            matches!(error, Error::Config(_)) && !error.may_have_been_sent(),
            "{path}: {error}"
        );
    }
    let error = client
        .request(Method::CONNECT, "/v1/x")
        .send(decode::empty)
        .await
        .expect_err("it is for proxies");
    assert!(error.to_string().contains("this method is not sent"), "{error}");
}

#[tokio::test]
async fn a_default_header_is_sent_with_every_call_unless_the_call_sets_it() {
    let with_defaults = |url: &str| {
        let builder = builder(url)
            .default_header("X-Version", "1")
            .default_header("x-version", "2");
        builder.default_header("Accept-Language", "de")
    };
    let head = head_of(|client| Call::new(&client, &GET_BALANCE), with_defaults).await;
    assert!(
        head.contains("x-version: 2\r\n") && head.contains("accept-language: de\r\n"),
        "{head}"
    );
    let head = head_of(
        |client| Call::new(&client, &GET_BALANCE).header("x-version", "3"),
        with_defaults,
    )
    .await;
    assert!(
        head.contains("x-version: 3\r\n") && !head.contains("x-version: 2"),
        "{head}"
    );
}

static GET_STATEMENT: Operation = Operation::new("get_statement", Method::GET, "/v1/statement").accept("text/csv");
static GET_STATUS: Operation = Operation::new("get_status", Method::GET, "/v1/status").authenticated(false);

#[tokio::test]
async fn each_call_has_the_headers_of_its_operation() {
    for (operation, accepted, is_authenticated) in [
        (&GET_BALANCE, "application/json", true),
        (&GET_STATEMENT, "text/csv", true),
        (&GET_STATUS, "application/json", false),
    ] {
        for default in [None, Some("text/plain")] {
            let with_defaults = |url: &str| match default {
                None => builder(url).default_header("x-version", "1"),
                Some(accepted) => builder(url)
                    .default_header("x-version", "1")
                    .default_header("Accept", accepted),
            };
            let head = head_of(|client| Call::new(&client, operation), with_defaults).await;
            let accept = format!("accept: {}\r\n", default.unwrap_or(accepted));
            assert!(head.contains(&accept) && head.matches("accept:").count() == 1, "{head}");
            assert_eq!(head.contains("authorization: "), is_authenticated, "{head}");
            assert!(
                head.contains("x-version: 1\r\n") && head.contains("user-agent: "),
                "{head}"
            );
        }
    }
}

#[tokio::test]
async fn a_default_header_that_the_client_sets_is_refused() {
    for (name, value) in [
        ("Authorization", "Bearer x"),
        ("user-agent", "x"),
        ("Content-Length", "1"),
        ("host", "x"),
        ("idempotency-key", "k"),
        ("content-type", "a/b"),
        ("x y", "1"),
        ("x-y", "1\n2"),
        ("x-y", "é"),
        ("x-api-key", "other"),
    ] {
        let builder = Client::builder("http://127.0.0.1:1").auth(Auth::header("X-Api-Key", KEY));
        let error = builder.default_header(name, value).build().expect_err(name);
        assert!(matches!(&error, Error::Config(_)), "{error}");
        assert!(!error.to_string().contains("other"), "{error}");
    }
}

#[tokio::test]
async fn a_created_error_equals_the_one_of_a_call() {
    let body = r#"{"error":{"type":"card_error","code":"card_declined","message":"No."}}"#;
    let server = Server::start(Script::with_headers(402, "Request-Id: req_1\r\n", body)).await;
    let came = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is declined");
    let made = Error::of_response(&GET_BALANCE, 402, &[("Request-Id", "req_1")], body);
    assert_eq!(made.to_string(), came.to_string());
    assert_eq!(format!("{made:?}"), format!("{came:?}"));
    assert_eq!((made.kind(), made.request_id()), (came.kind(), came.request_id()));
    let timeout = Error::of_timeout(&GET_BALANCE, TimeoutKind::Attempt, Duration::from_secs(30));
    assert!(timeout.is_retryable() && timeout.may_have_been_sent(), "{timeout}");
    assert!(!Error::of_timeout(&GET_BALANCE, TimeoutKind::Connect, Duration::from_secs(5)).may_have_been_sent());
    for refused in [
        Error::of_response(&GET_BALANCE, 42, &[], ""),
        Error::of_response(&GET_BALANCE, 400, &[("a b", "")], ""),
        Error::of_response(&GET_BALANCE, 400, &[("a", "\n")], ""),
    ] {
        assert!(matches!(refused, Error::Config(_)), "{refused}");
    }
}

//! Requests as they are sent.

use std::collections::BTreeMap;

use apifox_client::operation::Operation;
use apifox_client::{Auth, Call, Client, ConfigKind, Error, decode};

use crate::operations::{
    Balance, CREATE_PAYOUT, GET_BALANCE, GET_PAYOUT, GET_RANGE, GET_STATUS, GOOD, KEY, KEY_BASE64, client,
};
use crate::server::{Script, Server};

async fn server() -> Server {
    Server::start(Script::json(200, GOOD)).await
}

/// Sends the call that `make` returns and returns the received request.
pub(crate) async fn sent(operation: &'static Operation, make: impl FnOnce(Call) -> Call) -> String {
    let server = server().await;
    let call = make(Call::new(&client(server.base_url()), operation));
    call.send(decode::json::<Balance>).await.expect("the call succeeds");
    server.request().replace(server.authority(), "HOST")
}

/// Returns the kind and message of the error that `make` causes; nothing is sent.
pub(crate) async fn refused(operation: &'static Operation, make: impl FnOnce(Call) -> Call) -> (ConfigKind, String) {
    let server = server().await;
    let call = make(Call::new(&client(server.base_url()), operation));
    let error = call.send(decode::json::<Balance>).await.expect_err("it is refused");
    assert!(server.requests().is_empty());
    assert!(!error.may_have_been_sent() && !error.is_retryable());
    assert_eq!((error.attempts(), error.operation_id()), (0, Some(operation.id)));
    match &error {
        Error::Config(config) => (config.kind(), error.to_string()),
        other => panic!("{other}"),
    }
}

pub(crate) fn first_line(request: &str) -> &str {
    request.lines().next().expect("a request has a first line")
}

#[tokio::test]
async fn a_get_is_sent_with_exactly_four_headers() {
    let request = sent(&GET_BALANCE, |call| call).await;
    let expected = format!(
        "GET /v1/balance HTTP/1.1\r\n\
         accept: application/json\r\n\
         user-agent: tests/1\r\n\
         authorization: Basic {KEY_BASE64}\r\n\
         host: HOST\r\n\r\n"
    );
    assert_eq!(request, expected);
}

#[tokio::test]
async fn a_public_operation_gets_no_credentials() {
    let request = sent(&GET_STATUS, |call| call).await;
    assert!(!request.to_lowercase().contains("authorization"), "{request}");
    assert!(!request.contains(KEY_BASE64), "{request}");
}

#[tokio::test]
async fn a_post_of_json_is_sent_with_its_type_and_length() {
    let body = BTreeMap::from([("amount", 5), ("fee", 1)]);
    let request = sent(&CREATE_PAYOUT, |call| call.json(&body)).await;
    let expected = format!(
        "POST /v1/payouts HTTP/1.1\r\n\
         accept: application/json\r\n\
         user-agent: tests/1\r\n\
         authorization: Basic {KEY_BASE64}\r\n\
         content-type: application/json\r\n\
         host: HOST\r\n\
         content-length: 20\r\n\r\n\
         {{\"amount\":5,\"fee\":1}}"
    );
    assert_eq!(request, expected);
}

#[tokio::test]
async fn a_post_of_json_with_another_media_type_is_sent_with_it() {
    for media_type in ["application/merge-patch+json", "application/json; charset=utf-8"] {
        let request = sent(&CREATE_PAYOUT, |call| call.json_as(media_type, &["余"])).await;
        let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(&format!("\r\ncontent-type: {media_type}\r\n")), "{head}");
        assert!(head.ends_with("\r\ncontent-length: 7"), "{head}");
        assert_eq!(body, "[\"余\"]");
    }
}

#[tokio::test]
async fn a_post_of_text_is_sent_verbatim() {
    let request = sent(&CREATE_PAYOUT, |call| call.text("text/csv", "余,1\r\n\r\n+%20")).await;
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.contains("\r\ncontent-type: text/csv\r\n"), "{head}");
    assert!(head.ends_with("\r\ncontent-length: 13"), "{head}");
    assert_eq!(body, "余,1\r\n\r\n+%20");
}

#[tokio::test]
async fn a_media_type_no_header_can_carry_is_refused() {
    let (kind, _) = refused(&CREATE_PAYOUT, |call| call.text("text/plain\r\nX: y", "a")).await;
    assert_eq!(kind, ConfigKind::Body);
    let (kind, _) = refused(&CREATE_PAYOUT, |call| call.json_as("a\nb", &1)).await;
    assert_eq!(kind, ConfigKind::Body);
}

#[tokio::test]
async fn a_post_of_a_form_is_sent_with_its_type_and_length() {
    let body = BTreeMap::from([("amount", "5"), ("note", "a b&c")]);
    let request = sent(&CREATE_PAYOUT, |call| call.form(&body)).await;
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(body, "amount=5&note=a+b%26c");
    assert!(
        head.contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"),
        "{head}"
    );
    assert!(head.ends_with("\r\ncontent-length: 21"), "{head}");
}

#[tokio::test]
async fn headers_and_the_idempotency_key_of_a_call_are_sent() {
    let request = sent(&CREATE_PAYOUT, |call| {
        call.header("X-Account", "first")
            .header("x-account", 7)
            .header("Accept", "text/plain")
            .idempotency_key("k-1")
    })
    .await;
    for line in ["x-account: 7", "accept: text/plain", "idempotency-key: k-1"] {
        assert!(request.contains(&format!("\r\n{line}\r\n")), "{request}");
    }
    assert!(
        !request.contains("first") && !request.contains("application/json"),
        "{request}"
    );
}

#[tokio::test]
async fn the_idempotency_key_is_known_on_the_response_however_it_was_set() {
    let server = server().await;
    let client = client(server.base_url());
    for call in [
        Call::new(&client, &CREATE_PAYOUT).idempotency_key("k-1"),
        Call::new(&client, &CREATE_PAYOUT).header("Idempotency-Key", "k-1"),
    ] {
        let response = call.send(decode::json::<Balance>).await.expect("the call succeeds");
        assert_eq!(response.idempotency_key(), Some("k-1"));
    }
}

#[tokio::test]
async fn path_arguments_stay_in_their_segment() {
    for (value, path) in [
        ("po_1", "po_1"),
        ("a/b", "a%2Fb"),
        ("../balance", "..%2Fbalance"),
        ("..\\..\\payouts", "..%5C..%5Cpayouts"),
        ("%2e%2e", "%252e%252e"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("{id}", "%7Bid%7D"),
        ("a b\r\nX: y", "a%20b%0D%0AX%3A%20y"),
        ("余", "%E4%BD%99"),
    ] {
        let request = sent(&GET_PAYOUT, |call| call.path("id", value)).await;
        assert_eq!(first_line(&request), format!("GET /v1/payouts/{path} HTTP/1.1"));
    }
}

#[tokio::test]
async fn path_arguments_that_would_leave_their_segment_are_refused() {
    for value in ["", ".", ".."] {
        let (kind, message) = refused(&GET_PAYOUT, |call| call.path("id", value)).await;
        assert_eq!(kind, ConfigKind::Path);
        assert!(
            message.starts_with("get_payout (GET /v1/payouts/{id}): not sent: the path argument `id` is"),
            "{message}"
        );
    }
    let (kind, _) = refused(&GET_RANGE, |call| call.path("from", "a").path("to", "")).await;
    assert_eq!(kind, ConfigKind::Path);
}

#[tokio::test]
async fn a_path_argument_too_long_for_http_is_refused() {
    let (kind, message) = refused(&GET_PAYOUT, |call| call.path("id", "x".repeat(1 << 16))).await;
    assert_eq!(kind, ConfigKind::Path);
    assert!(message.len() < 200, "{message}");
}

#[tokio::test]
async fn a_path_with_a_missing_argument_is_refused() {
    let (kind, message) = refused(&GET_PAYOUT, |call| call).await;
    assert_eq!(kind, ConfigKind::Path);
    assert!(message.ends_with("the path argument `id` is missing"), "{message}");
    let (_, message) = refused(&GET_BALANCE, |call| call.path("id", 1)).await;
    assert!(message.ends_with("the path has no argument `id`"), "{message}");
}

#[tokio::test]
async fn a_query_is_encoded_and_a_later_value_replaces_an_earlier_one() {
    let request = sent(&GET_BALANCE, |call| {
        call.query("limit", 1)
            .query("after", "a b&c=d+e#f/余")
            .query_all("id[]", ["x", "y"])
            .query("limit", 2)
            .query("empty", "")
            .query_all("none", [0; 0])
    })
    .await;
    assert_eq!(
        first_line(&request),
        "GET /v1/balance?after=a%20b%26c%3Dd%2Be%23f%2F%E4%BD%99&id%5B%5D=x&id%5B%5D=y&limit=2&empty= HTTP/1.1"
    );
}

#[tokio::test]
async fn the_path_prefix_of_the_base_url_is_kept() {
    let server = server().await;
    let client = Client::builder(&format!("{}/pay/", server.base_url()))
        .build()
        .expect("the settings are valid");
    Call::new(&client, &GET_BALANCE)
        .send(decode::json::<Balance>)
        .await
        .expect("the call succeeds");
    assert_eq!(first_line(&server.request()), "GET /pay/v1/balance HTTP/1.1");
}

#[tokio::test]
async fn header_values_cannot_inject_headers() {
    for (name, value) in [
        ("x-account", "a\r\nX-Admin: hunter2"),
        ("x-account", "hunter2\0"),
        ("x-account", "hunter2é"),
        ("x: hunter2\r\ny", "a"),
        ("idempotency-key", "hunter2\n"),
        ("idempotency-key", ""),
    ] {
        let (kind, message) = refused(&GET_BALANCE, |call| call.header(name, value)).await;
        assert_eq!(kind, ConfigKind::Header);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[tokio::test]
async fn headers_of_the_client_cannot_be_set() {
    for name in [
        "Authorization", "Host", "Content-Length", "Transfer-Encoding", "Connection",
    ] {
        let (kind, _) = refused(&GET_BALANCE, |call| call.header(name, "x")).await;
        assert_eq!(kind, ConfigKind::Header, "{name}");
    }
    let server = server().await;
    let client = Client::builder(server.base_url())
        .auth(Auth::header("X-Api-Key", KEY))
        .build()
        .expect("the settings are valid");
    let call = Call::new(&client, &GET_BALANCE).header("x-api-key", "other");
    call.send(decode::json::<Balance>)
        .await
        .expect_err("it carries the credentials");
    Call::new(&client, &GET_BALANCE)
        .send(decode::json::<Balance>)
        .await
        .expect("the call succeeds");
    assert!(server.request().contains(&format!("\r\nx-api-key: {KEY}\r\n")));
}

#[tokio::test]
async fn bodies_that_cannot_be_encoded_are_refused() {
    let body = BTreeMap::from([((1, 2), 3)]);
    let (kind, _) = refused(&CREATE_PAYOUT, |call| call.json(&body)).await;
    assert_eq!(kind, ConfigKind::Body);
    let (kind, _) = refused(&CREATE_PAYOUT, |call| call.json_as("a/b+json", &body)).await;
    assert_eq!(kind, ConfigKind::Body);
    let (kind, _) = refused(&CREATE_PAYOUT, |call| call.form(&[1])).await;
    assert_eq!(kind, ConfigKind::Body);
}

#[test]
fn a_call_outside_a_runtime_is_an_error_and_does_not_panic() {
    let call = Call::new(&client("http://127.0.0.1:1"), &GET_BALANCE);
    let mut pending = call.send(decode::json::<Balance>);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(Error::Config(error))) = std::pin::Pin::new(&mut pending).poll(&mut context) else {
        panic!("there is nothing to wait for");
    };
    assert_eq!(error.kind(), ConfigKind::Runtime);
}

#[test]
fn invalid_clients_are_not_built() {
    let sound = || Client::builder("http://127.0.0.1:1");
    for (builder, kind) in [
        (Client::builder("http://api.example.com"), ConfigKind::BaseUrl),
        (sound().auth(Auth::bearer("a\nb")), ConfigKind::Credentials),
        (sound().user_agent("a\nb"), ConfigKind::Setting),
        (sound().total_timeout(std::time::Duration::ZERO), ConfigKind::Setting),
    ] {
        match builder.build() {
            Err(Error::Config(error)) => assert_eq!(error.kind(), kind),
            other => panic!("{other:?}"),
        }
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_without_tls_compiled_in_is_refused_and_says_which_feature_helps() {
    let error = Client::builder("https://api.example.com")
        .build()
        .expect_err("there is no TLS");
    assert!(error.to_string().contains("enable the feature `rustls`"), "{error}");
}

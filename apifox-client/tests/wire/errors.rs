//! Responses that report a failure.

use std::time::Duration;

use apifox_client::serde::Deserialize;
use apifox_client::{ApiError, Error};

use crate::operations::{client, create_payout, get_balance};
use crate::server::{Script, Server};

async fn api_error(script: Script) -> Box<ApiError> {
    match error(script).await {
        Error::Api(error) => error,
        other => panic!("{other:?}"),
    }
}

async fn error(script: Script) -> Error {
    let server = Server::start(script).await;
    get_balance(&client(server.base_url())).await.expect_err("it failed")
}

#[tokio::test]
async fn every_shape_of_error_is_understood() {
    for (body, kind, code, message) in [
        (
            r#"{"error":{"type":"t","code":"c","message":"m"}}"#,
            Some("t"),
            Some("c"),
            Some("m"),
        ),
        (r#"{"error":"m"}"#, None, None, Some("m")),
        (
            r#"{"type":"t","code":"c","message":"m"}"#,
            Some("t"),
            Some("c"),
            Some("m"),
        ),
        (r#"{"message":"m"}"#, None, None, Some("m")),
        (r#"{"error":"c","error_description":"m"}"#, None, Some("c"), Some("m")),
        ("<html>Bad Gateway</html>", None, None, None),
        ("", None, None, None),
    ] {
        let error = api_error(Script::json(400, body)).await;
        assert_eq!(
            (error.kind(), error.code(), error.message()),
            (kind, code, message),
            "{body}"
        );
        assert_eq!(error.status(), 400);
    }
}

#[tokio::test]
async fn messages_describe_the_failure_in_one_line() {
    let card = r#"{"error":{"type":"card_error","code":"expired","message":"The card\nhas expired."}}"#;
    for (script, line) in [
        (
            Script::with_headers(402, "Request-Id: req_1\r\n", card),
            "402 Payment Required, card_error, expired: \"The card has expired.\" (request id req_1)",
        ),
        (
            Script::json(401, r#"{"error":"no key"}"#),
            "401 Unauthorized: \"no key\"; check the credentials, and that they belong to this host",
        ),
        (
            Script::with_headers(429, "Retry-After: 7\r\n", r#"{"message":"slow"}"#),
            "429 Too Many Requests: \"slow\"; too many calls; slow down; it can be sent again; the server asks to wait 7 s",
        ),
        (
            Script::typed(502, "text/html; charset=utf-8", "<html>Bad Gateway</html>"),
            "502 Bad Gateway: 24 bytes of text/html; it can be sent again",
        ),
        (Script::with_headers(418, "", ""), "418 I'm a teapot: an empty body"),
        (Script::json(599, r#"{"type":"api_error"}"#), "599, api_error"),
        (
            Script::json(200, r#"{"error":{"code":"c","message":"m"}}"#),
            "200 OK with an error, c: \"m\"",
        ),
    ] {
        let message = api_error(script).await.to_string();
        assert_eq!(
            message,
            format!("get_balance (GET /v1/balance): the server answered {line}")
        );
    }
}

#[tokio::test]
async fn a_failed_write_says_to_look_before_sending_it_again() {
    let server = Server::start(Script::json(500, r#"{"message":"broken"}"#)).await;
    let error = create_payout(&client(server.base_url())).await.expect_err("it failed");
    assert!(
        error
            .to_string()
            .ends_with("; it may have been carried out; look it up before sending it again"),
        "{error}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn an_error_returns_the_details_of_its_response() {
    #[derive(Deserialize)]
    #[serde(crate = "apifox_client::serde")]
    struct Documented {
        message: String,
    }
    let body = r#"{"message":"later"}"#;
    let headers = "X-Amzn-RequestId: req_1\r\nRetry-After: 3\r\n";
    let error = error(Script::with_headers(503, headers, body)).await;
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!((error.attempts(), error.operation_id()), (1, Some("get_balance")));
    assert_eq!(error.idempotency_key(), None);
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert_eq!(
        error.json::<Documented>().map(|error| error.message).as_deref(),
        Some("later")
    );
    assert!(error.json::<Vec<i64>>().is_none());
    assert_eq!(
        error.headers().map(|headers| headers["retry-after"].as_bytes()),
        Some(&b"3"[..])
    );
    assert!(error.is_retryable() && error.may_have_been_sent());
}

#[tokio::test]
async fn a_date_to_retry_after_that_has_passed_means_now() {
    let headers = "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let error = error(Script::with_headers(503, headers, "")).await;
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
}

#[tokio::test]
async fn transient_statuses_are_retryable() {
    for (status, retryable) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (408, true),
        (409, false),
        (422, false),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
    ] {
        assert_eq!(
            error(Script::json(status, "{}")).await.is_retryable(),
            retryable,
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_huge_error_body_is_truncated_and_never_in_the_message() {
    let body = format!(r#"{{"message":"{}"}}"#, "x".repeat(1 << 20));
    let error = error(Script::json(500, &body)).await;
    assert_eq!(error.status(), Some(500));
    assert_eq!(error.body().map(<[u8]>::len), Some(64 * 1024));
    let line = error.to_string();
    assert!(line.len() < 400, "the words are cut to 200 characters: {line}");
}

#[tokio::test]
async fn a_long_message_is_truncated_in_display_only() {
    let long = "x".repeat(500);
    let error = api_error(Script::json(400, &format!(r#"{{"message":"{long}"}}"#))).await;
    assert_eq!(error.message(), Some(long.as_str()));
    assert!(error.to_string().ends_with(&format!("{}…\"", "x".repeat(200))));
}

#[tokio::test]
async fn a_status_counts_even_if_its_body_breaks_off() {
    let cut = b"HTTP/1.1 503 Unavailable\r\nContent-Length: 100\r\n\r\n{\"mess".to_vec();
    let error = api_error(Script::Response(cut)).await;
    assert_eq!((error.status(), error.message()), (503, None));
}

#[tokio::test]
async fn a_401_to_a_call_without_credentials_says_why_none_were_sent() {
    let server = Server::start(Script::json(401, r#"{"message":"Who is there?"}"#)).await;
    let client = client(server.base_url());
    let call = apifox_client::Call::new(&client, &crate::operations::GET_STATUS);
    let error = call.send(apifox_client::decode::empty).await.expect_err("a 401");
    let says = "; no credentials were sent, because the description of this operation requires none (`security: []`); correct it if that is an \
                editor's default";
    assert!(error.to_string().ends_with(says), "{error}");
    assert!(!server.request().to_ascii_lowercase().contains("authorization"));
}

//! Successful responses, including misleading ones.

use apifox_client::{Call, Client, DecodeKind, Error, decode};

use crate::operations::{Balance, GET_BALANCE, GET_SETTINGS, GOOD, Object, Settings, client, get_balance};
use crate::server::{Script, Server};

async fn balance_of(script: Script) -> Result<Balance, Error> {
    let server = Server::start(script).await;
    get_balance(&client(server.base_url()))
        .await
        .map(apifox_client::Response::into_inner)
}

async fn settings_of(body: &str) -> Result<Settings, Error> {
    let server = Server::start(Script::json(200, body)).await;
    let call = Call::new(&client(server.base_url()), &GET_SETTINGS);
    call.send(decode::json).await.map(apifox_client::Response::into_inner)
}

fn decode_kind<T: std::fmt::Debug>(result: Result<T, Error>) -> (DecodeKind, String) {
    match result {
        Err(Error::Decode(error)) => (error.kind(), error.to_string()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_response_contains_the_value_and_the_details_of_the_call() {
    let headers = "Content-Type: application/json\r\nX-Request-Id: req_1\r\n";
    let server = Server::start(Script::with_headers(200, headers, GOOD)).await;
    let response = get_balance(&client(server.base_url()))
        .await
        .expect("the call succeeds");
    assert_eq!(response.available, [1]);
    assert_eq!((response.status(), response.attempts()), (200, 1));
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(response.idempotency_key(), None);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.raw(), GOOD.as_bytes());
    assert_eq!(
        response.into_inner(),
        Balance {
            object: Object::Balance,
            available: vec![1]
        }
    );
}

#[tokio::test]
async fn null_arrays_unknown_fields_and_a_byte_order_mark_are_accepted() {
    for body in [
        r#"{"object":"balance","available":null}"#,
        r#"{"object":"balance","available":[],"new":{"error":1}}"#,
        r#"{"object":"balance","available":[],"error":null}"#,
        r#"{"object":"balance","available":[],"error":false}"#,
        r#"{"object":"balance","available":[],"error":""}"#,
        "\u{feff}{\"object\":\"balance\",\"available\":[]}",
        " \r\n{\"object\":\"balance\",\"available\":[]}\n",
    ] {
        let balance = balance_of(Script::json(200, body)).await.expect(body);
        assert_eq!(balance.available, Vec::<i64>::new());
    }
}

#[tokio::test]
async fn a_success_with_an_error_object_is_an_api_error() {
    for (body, message) in [
        (r#"{"error":{"type":"api_error","message":"broken"}}"#, Some("broken")),
        (
            r#"{"object":"balance","available":[],"error":"broken"}"#,
            Some("broken"),
        ),
        (r#"{"error":{}}"#, None),
    ] {
        match balance_of(Script::json(200, body)).await {
            Err(Error::Api(error)) => assert_eq!((error.status(), error.message()), (200, message)),
            other => panic!("{other:?}"),
        }
        settings_of(body)
            .await
            .expect_err("it is an error although nothing is required");
    }
}

#[tokio::test]
async fn responses_that_do_not_match_the_documented_object_are_decode_errors() {
    for (body, kind) in [
        ("", DecodeKind::Empty),
        (" \r\n", DecodeKind::Empty),
        ("<html>Welcome</html>", DecodeKind::NotJson),
        ("{\"object\":", DecodeKind::NotJson),
        ("[]", DecodeKind::Schema),
        ("[\"balance\",[]]", DecodeKind::Schema),
        ("\"x\"", DecodeKind::Schema),
        ("null", DecodeKind::Schema),
        ("{}", DecodeKind::Schema),
        (r#"{"object":"charge","available":[]}"#, DecodeKind::Schema),
        (r#"{"object":"balance","available":[]} x"#, DecodeKind::NotJson),
    ] {
        let (found, message) = decode_kind(balance_of(Script::json(200, body)).await);
        assert_eq!(found, kind, "{body}: {message}");
    }
}

#[tokio::test]
async fn responses_without_a_required_field_must_still_share_one() {
    let settings = settings_of(r#"{"available":[1]}"#).await.expect("it shares a field");
    assert_eq!(
        settings,
        Settings {
            object: None,
            available: vec![1]
        }
    );
    for (body, kind, expected) in [
        (
            "{}",
            DecodeKind::Unrelated,
            "the object has no fields, documented are `object`, `available`",
        ),
        (
            r#"{"id":1,"url":2}"#,
            DecodeKind::Unrelated,
            "the object has `id`, `url`, documented are",
        ),
        ("[]", DecodeKind::Schema, "it is JSON, but not an object"),
        ("<html>", DecodeKind::NotJson, "in place of JSON"),
    ] {
        let (found, message) = decode_kind(settings_of(body).await);
        assert_eq!(found, kind, "{body}");
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test]
async fn an_undocumented_success_is_compared_with_the_documented_one() {
    let server = Server::start(Script::json(201, r#"{"id":1}"#)).await;
    let call = Call::new(&client(server.base_url()), &GET_SETTINGS);
    let (kind, message) = decode_kind(call.send(decode::json::<Settings>).await);
    assert_eq!(kind, DecodeKind::Unrelated, "{message}");
    assert!(
        message.contains("201, but not with the documented Balance"),
        "{message}"
    );
    for (body, kind) in [
        ("{}", DecodeKind::Schema),
        ("[\"balance\",[]]", DecodeKind::Schema),
        ("[]", DecodeKind::Schema),
    ] {
        let (found, message) = decode_kind(balance_of(Script::json(202, body)).await);
        assert_eq!(found, kind, "{body}: {message}");
    }
    balance_of(Script::json(203, GOOD)).await.expect("it is a balance");
}

#[tokio::test]
async fn a_decode_error_repeats_no_value_of_the_response() {
    for (value, expected) in [
        ("\"4242424242424242\"", "invalid type: string, expected"),
        ("4242424242424242.5", "invalid type: floating point, expected"),
        ("9999424242424242424", "invalid value: integer, expected"),
    ] {
        let body = format!(r#"{{"object":"balance","available":[{value}]}}"#);
        let error = balance_of(Script::json(200, &body)).await.expect_err("not an i64");
        let texts = format!("{error} {error:?}");
        assert!(texts.contains(expected), "{texts}");
        assert!(!texts.contains("4242"), "{texts}");
    }
}

#[tokio::test]
async fn a_decode_error_has_its_path_and_keeps_the_response() {
    let body = r#"{"object":"balance","available":[1,"4242424242424242"]}"#;
    let headers = "Content-Type: application/json\r\nRequest-Id: req_1\r\n";
    let error = balance_of(Script::with_headers(200, headers, body))
        .await
        .expect_err("a string");
    assert_eq!(
        error.to_string(),
        "get_balance (GET /v1/balance): the server answered 200, but not with the documented Balance, \
         at available[1]: invalid type: string, expected i64 at line 1 column 53 (request id req_1)"
    );
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("req_1")));
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert!(error.may_have_been_sent() && !error.is_retryable());
    assert!(std::error::Error::source(&error).is_some());
    match error {
        Error::Decode(error) => assert_eq!(error.path(), Some("available[1]")),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_announced_or_not() {
    let long = format!(r#"{{"object":"balance","available":[],"pad":"{}"}}"#, "x".repeat(2000));
    let unannounced = format!("HTTP/1.1 200 OK\r\n\r\n{long}").into_bytes();
    for script in [Script::json(200, &long), Script::Response(unannounced)] {
        let server = Server::start(script).await;
        let client = |limit| {
            let builder = Client::builder(server.base_url()).max_body_bytes(limit);
            builder.build().expect("the settings are valid")
        };
        let (kind, message) = decode_kind(get_balance(&client(long.len() - 1)).await);
        assert_eq!(kind, DecodeKind::TooLarge);
        assert!(
            message.ends_with(&format!("the limit is {} bytes", long.len() - 1)),
            "{message}"
        );
        get_balance(&client(long.len()))
            .await
            .expect("it is just within the limit");
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_joined() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                   14\r\n{\"object\":\"balance\",\r\n10\r\n\"available\":[1]}\r\n0\r\n\r\n";
    let balance = balance_of(Script::Response(chunked.into()))
        .await
        .expect("it is complete");
    assert_eq!(balance.available, [1]);
}

#[tokio::test]
async fn empty_and_binary_responses_are_returned_verbatim() {
    let server = Server::start(Script::Response(b"HTTP/1.1 204 No Content\r\n\r\n".into())).await;
    let client = client(server.base_url());
    Call::new(&client, &GET_BALANCE)
        .send(decode::empty)
        .await
        .expect("nothing is expected");
    let bytes = Call::new(&client, &GET_BALANCE)
        .send(decode::bytes)
        .await
        .expect("they are empty");
    assert!(bytes.is_empty());
    let (kind, _) = decode_kind(get_balance(&client).await);
    assert_eq!(kind, DecodeKind::Empty);
}

#[tokio::test]
async fn an_error_object_is_detected_if_no_body_is_documented() {
    let server = Server::start(Script::json(200, r#"{"error":"no"}"#)).await;
    let call = Call::new(&client(server.base_url()), &GET_BALANCE);
    let error = call.send(decode::empty).await.expect_err("it is refused");
    assert!(matches!(error, Error::Api(_)));
}

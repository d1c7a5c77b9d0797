//! Missing and incomplete responses.

use std::error::Error as _;
use std::time::Duration;

use apifox_client::{Call, Client, Error, HttpClient, TimeoutKind, TransportKind, decode};

use crate::clock::Clock;
use crate::misbehave::Closed;
use crate::operations::{Balance, CREATE_PAYOUT, GOOD, client, create_payout, get_balance};
use crate::retries::builder;
use crate::server::{Script, Server};

const HEAD: &str = "HTTP/1.1 200 OK\r\nRequest-Id: req_1\r\nContent-Length: 100\r\n\r\n{\"obj";

fn transport(error: &Error) -> TransportKind {
    match error {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn timeout(error: &Error) -> TimeoutKind {
    match error {
        Error::Timeout(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refused_connection_is_a_transport_error_and_nothing_was_sent() {
    let closed = Closed::port();
    let error = create_payout(&client(&closed.base_url()))
        .await
        .expect_err("nothing listens there");
    assert_eq!(transport(&error), TransportKind::Connect);
    assert!(!error.may_have_been_sent() && error.is_retryable());
    assert_eq!((error.status(), error.attempts()), (None, 1));
    let message = error.to_string();
    let start = format!(
        "create_payout (POST /v1/payouts): no connection to {}: ",
        closed.authority()
    );
    assert!(message.starts_with(&start), "{message}");
    assert!(
        message.ends_with("; nothing was sent, it can be sent again"),
        "{message}"
    );
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_server_that_closes_after_reading_may_have_acted() {
    let server = Server::start(Script::CloseAfterReading).await;
    let client = client(server.base_url());
    let read = get_balance(&client).await.expect_err("it closed");
    assert_eq!(transport(&read), TransportKind::Interrupted);
    assert!(read.may_have_been_sent() && read.is_retryable());
    let write = create_payout(&client).await.expect_err("it closed");
    assert_eq!(transport(&write), TransportKind::Interrupted);
    assert!(write.may_have_been_sent() && !write.is_retryable());
    assert!(
        write
            .to_string()
            .ends_with("; it may have been carried out; look it up before sending it again"),
        "{write}"
    );
    assert_eq!(server.requests().len(), 2, "nothing is sent twice");
}

#[tokio::test]
async fn a_truncated_body_keeps_the_received_head() {
    let server = Server::start(Script::Response(HEAD.into())).await;
    let error = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is truncated");
    assert_eq!(transport(&error), TransportKind::Interrupted);
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("req_1")));
    assert!(
        error
            .to_string()
            .contains("answered 200, but the connection broke in the body"),
        "{error}"
    );
    assert!(error.is_retryable(), "it was a read");
}

#[tokio::test]
async fn a_response_that_is_not_http_is_a_transport_error() {
    let server = Server::start(Script::Response(b"SSH-2.0-OpenSSH_9.9\r\n".into())).await;
    let error = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is not HTTP");
    assert_eq!(transport(&error), TransportKind::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_server_exceeds_the_attempt_timeout() {
    let clock = Clock::hold();
    let limit = Duration::from_millis(200);
    for (script, status) in [
        (Script::Stall(Vec::new()), None),
        (Script::Stall(HEAD.into()), Some(200)),
    ] {
        let mut server = Server::start(script).await;
        let client = Client::builder(server.base_url())
            .attempt_timeout(limit)
            .build()
            .expect("the settings are valid");
        let result = clock.expire(limit, &mut server, create_payout(&client)).await;
        let error = result.expect_err("it never ends");
        assert_eq!((timeout(&error), error.status()), (TimeoutKind::Attempt, status));
        assert!(error.may_have_been_sent() && !error.is_retryable());
        assert!(
            error.to_string().contains("within 200ms (the limit for one attempt)"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn the_total_timeout_applies_if_it_is_shorter() {
    let server = Server::start(Script::Stall(Vec::new())).await;
    let client = Client::builder(server.base_url())
        .total_timeout(Duration::from_millis(200))
        .build()
        .expect("the settings are valid");
    let error = get_balance(&client).await.expect_err("it never ends");
    assert_eq!(timeout(&error), TimeoutKind::Total);
    assert!(error.is_retryable(), "it was a read");
}

#[tokio::test]
async fn unlimited_timeouts_are_accepted() {
    let server = Server::start(Script::json(200, crate::operations::GOOD)).await;
    let client = Client::builder(server.base_url())
        .connect_timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .max_body_bytes(usize::MAX)
        .build()
        .expect("the settings are valid");
    get_balance(&client).await.expect("the call succeeds");
}

#[tokio::test]
async fn too_many_trailers_are_a_separate_error_and_not_retried() {
    for trailers in ["X-Many: x\r\n".repeat(130), format!("X: {}\r\n", "x".repeat(20_000))] {
        let length = GOOD.len();
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let response = format!("{head}{length:x}\r\n{GOOD}\r\n0\r\n{trailers}\r\n");
        let server = Server::start(Script::Response(response.into_bytes())).await;
        let client = builder(server.base_url()).build().expect("the settings are valid");
        let call = Call::new(&client, &CREATE_PAYOUT).json(&[1]).idempotency_key("order-7");
        let error = call
            .send(decode::json::<Balance>)
            .await
            .expect_err("they are too large");
        assert_eq!(transport(&error), TransportKind::HeadTooLarge, "{error}");
        assert_eq!((error.attempts(), server.connections()), (1, 1));
        assert!(error.may_have_been_carried_out() && !error.is_retryable());
        let says = "answered 200 with trailers that are too large: more than 100, or more than 16 KiB of them; it may have been \
                    carried out; look it up before sending it again, and then with the same idempotency key, order-7";
        assert!(error.to_string().ends_with(says), "{error}");
    }
}

#[tokio::test]
async fn a_head_with_too_many_headers_is_a_separate_error_and_not_retried() {
    let headers = "X-Many: x\r\n".repeat(130);
    let many = Server::start(Script::with_headers(200, &headers, GOOD)).await;
    let large = format!("X: {}\r\n", "x".repeat(1_000_000));
    let large = Server::start(Script::with_headers(200, &large, GOOD)).await;
    for server in [&many, &large] {
        let client = builder(server.base_url()).build().expect("the settings are valid");
        let call = Call::new(&client, &CREATE_PAYOUT).json(&[1]).idempotency_key("order-7");
        let error = call.send(decode::json::<Balance>).await.expect_err("it is too large");
        assert_eq!(transport(&error), TransportKind::HeadTooLarge, "{error}");
        assert_eq!((error.attempts(), server.connections()), (1, 1));
        assert!(error.may_have_been_carried_out() && !error.is_retryable());
        let says = "answered with a head that is too large: more than 100 headers, or more than 400 KiB of them; it may have been \
                    carried out; look it up before sending it again, and then with the same idempotency key, order-7";
        assert!(error.to_string().ends_with(says), "{error}");
    }
    // A custom HTTP client can change the limit.
    let own = HttpClient::builder().expect("TLS can be set up").no_proxy();
    let own = own.http1_max_headers(200).build().expect("a client");
    let client = builder(many.base_url())
        .http_client(own)
        .build()
        .expect("the settings are valid");
    get_balance(&client).await.expect("it is read");
}

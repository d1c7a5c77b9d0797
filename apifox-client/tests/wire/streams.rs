//! Streaming responses, and JSON with other media types.

use std::time::Duration;

use apifox_client::operation::Operation;
use apifox_client::{Call, Client, ConfigKind, DecodeKind, Error, Method, TimeoutKind, TransportKind, request};

use crate::operations::{GOOD, client, get_balance};
use crate::server::{Listener, Script, Server, chunk};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nRequest-Id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n";

pub(crate) static GET_REPORT: Operation = Operation::new("get_report", Method::GET, "/v1/report")
    .resource("report")
    .idempotent(true)
    .accept("application/octet-stream");

#[derive(Debug, Clone)]
struct GetReport {
    call: Call,
}

request!(GetReport, bytes);

fn get_report(client: &Client) -> GetReport {
    let call = Call::new(client, &GET_REPORT);
    GetReport { call }
}

#[tokio::test]
async fn pieces_are_available_as_soon_as_they_arrive() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let (report, mut peer) = tokio::join!(get_report(&client).stream(), listener.response(HEAD));
    let mut report = report.expect("the head is enough");
    assert_eq!((report.status(), report.request_id()), (200, Some("req_1")));
    for piece in [&b"first"[..], b"second"] {
        peer.send_chunk(piece).await;
        let came = report
            .chunk()
            .await
            .expect("the call succeeds")
            .expect("it has arrived");
        assert_eq!(came, piece);
    }
    peer.send(b"0\r\n\r\n").await;
    assert_eq!(report.chunk().await.expect("it is complete"), None);
    assert_eq!(report.chunk().await.expect("it stays at its end"), None);
}

#[tokio::test]
async fn the_same_operation_returns_all_its_bytes_at_once() {
    let server = Server::start(Script::typed(200, "application/octet-stream", "abc")).await;
    let client = client(server.base_url());
    let whole = get_report(&client).await.expect("the call succeeds");
    assert_eq!(whole.raw(), b"abc");
    let stream = get_report(&client).stream().await.expect("the call succeeds");
    assert_eq!(stream.into_inner().collect().await.expect("it is complete"), "abc");
}

#[tokio::test]
async fn the_size_limit_applies_to_collecting_and_not_to_the_stream() {
    let body = "x".repeat(1000);
    let server = Server::start(Script::typed(200, "application/octet-stream", &body)).await;
    let client = Client::builder(server.base_url())
        .max_body_bytes(999)
        .build()
        .expect("the settings are valid");
    let mut report = get_report(&client).stream().await.expect("the call succeeds");
    let mut len = 0;
    while let Some(piece) = report.chunk().await.expect("there is no limit") {
        len += piece.len();
    }
    assert_eq!(len, 1000);
    let report = get_report(&client).stream().await.expect("the call succeeds");
    match report.into_inner().collect().await {
        Err(Error::Decode(error)) => assert_eq!(error.kind(), DecodeKind::TooLarge),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_dropped_stream_closes_its_connection() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let (report, mut peer) = tokio::join!(get_report(&client).stream(), listener.response(HEAD));
    drop(report.expect("the head is enough"));
    assert_eq!(peer.read_to_end().await, b"");
}

#[tokio::test]
async fn a_truncated_stream_is_a_transport_error_with_its_status() {
    let announced = b"HTTP/1.1 200 OK\r\nRequest-Id: req_1\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    let mut chunked = HEAD.to_vec();
    chunked.extend(chunk(b"half"));
    for response in [announced, chunked] {
        let server = Server::start(Script::Response(response)).await;
        let client = client(server.base_url());
        let mut report = get_report(&client).stream().await.expect("the head is enough");
        assert_eq!(
            report.chunk().await.expect("it has arrived").as_deref(),
            Some(&b"half"[..])
        );
        let error = report.chunk().await.expect_err("it is truncated");
        assert_eq!((error.status(), error.request_id()), (Some(200), Some("req_1")));
        let Error::Transport(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.kind(), TransportKind::Interrupted);
        assert_eq!(report.chunk().await.expect("the failure was reported"), None);
        let report = get_report(&client).stream().await.expect("the head is enough");
        report.into_inner().collect().await.expect_err("it is truncated");
    }
}

#[tokio::test]
async fn a_silent_stream_exceeds_the_attempt_timeout() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let (report, mut peer) = tokio::join!(get_report(&client).stream(), listener.response(HEAD));
    let mut report = report.expect("the head is enough");
    peer.send_chunk(b"a").await;
    assert_eq!(
        report.chunk().await.expect("it has arrived").as_deref(),
        Some(&b"a"[..])
    );
    // From here on, time passes whenever the runtime is idle.
    tokio::time::pause();
    let error = report.chunk().await.expect_err("nothing more comes");
    assert_eq!(
        error.to_string(),
        "get_report (GET /v1/report): answered 200, but then no more of its body arrived within 30s \
         (the limit for one attempt) (request id req_1); it can be sent again"
    );
    let Error::Timeout(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind(), TimeoutKind::Attempt);
    assert_eq!(peer.read_to_end().await, b"", "the connection is closed");
}

#[tokio::test]
async fn the_limits_of_the_call_apply_up_to_the_head() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let limit = Duration::from_secs(20);
    let call = Call::new(&client, &GET_REPORT).timeout(limit);
    let (report, mut peer) = tokio::join!(call.stream(), listener.response(HEAD));
    let mut report = report.expect("the head came in time");
    tokio::time::pause();
    tokio::time::advance(2 * limit).await;
    tokio::time::resume();
    peer.send_chunk(b"late").await;
    assert_eq!(
        report.chunk().await.expect("the call succeeds").as_deref(),
        Some(&b"late"[..])
    );
    let server = Server::start(Script::Stall(Vec::new())).await;
    let builder = Client::builder(server.base_url()).attempt_timeout(Duration::from_millis(100));
    match get_report(&builder.build().expect("the settings are valid"))
        .stream()
        .await
    {
        Err(Error::Timeout(error)) => assert_eq!(error.kind(), TimeoutKind::Attempt),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_failure_in_place_of_a_stream_is_an_api_error() {
    let object = r#"{"error":{"message":"broken"}}"#;
    let mut chunked =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    chunked.extend(chunk(object.as_bytes()));
    chunked.extend_from_slice(b"0\r\n\r\n");
    for (script, status) in [
        (Script::json(404, r#"{"message":"broken"}"#), 404),
        (Script::json(200, object), 200),
        (Script::Response(chunked), 200),
    ] {
        let server = Server::start(script).await;
        match get_report(&client(server.base_url())).stream().await {
            Err(Error::Api(error)) => assert_eq!((error.status(), error.message()), (status, Some("broken"))),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn undocumented_json_that_is_not_a_failure_is_streamed() {
    for len in [10, 64 * 1024, 300 * 1024] {
        let body = format!(r#""{}""#, "x".repeat(len));
        let server = Server::start(Script::json(200, &body)).await;
        let report = get_report(&client(server.base_url())).stream().await;
        let collected = report.expect("it is no failure").into_inner().collect().await;
        assert_eq!(collected.expect("it is complete"), body);
    }
}

#[test]
fn reading_a_stream_outside_a_runtime_is_an_error_and_does_not_panic() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut report = runtime.block_on(async {
        let listener = Listener::bind().await;
        let client = client(listener.base_url());
        let (report, _peer) = tokio::join!(get_report(&client).stream(), listener.response(HEAD));
        report.expect("the head is enough")
    });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let polled = std::pin::pin!(report.chunk()).poll(&mut context);
    let std::task::Poll::Ready(Err(Error::Config(error))) = polled else {
        panic!("there is nothing to wait for");
    };
    assert_eq!(error.kind(), ConfigKind::Runtime);
}

#[tokio::test]
async fn json_is_read_whatever_type_it_is_declared_as() {
    for headers in [
        "Content-Type: text/html; charset=utf-8\r\n",
        "Content-Type: application/problem+json\r\n",
        "Content-Type: text/plain\r\n",
        "Content-Type: ;;;\r\n",
        "",
    ] {
        let server = Server::start(Script::with_headers(200, headers, GOOD)).await;
        let balance = get_balance(&client(server.base_url())).await.expect(headers);
        assert_eq!(balance.available, [1]);
    }
}

#[tokio::test]
async fn truncated_or_garbled_json_is_a_decode_error_with_its_path() {
    for (body, path) in [
        (r#"{"object":"balance","available":[1,"#, Some("available")),
        (r#"{"object":"balance","available":[1,-"#, Some("available[1]")),
        (r#"{"object":"balance","available":[1,}"#, Some("available[1]")),
        (r#"{"object":"balance","available":[1]"#, None),
        ("%PDF-1.7", None),
    ] {
        let server = Server::start(Script::json(200, body)).await;
        let error = get_balance(&client(server.base_url())).await.expect_err(body);
        let Error::Decode(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(
            (error.kind(), error.path()),
            (DecodeKind::NotJson, path),
            "{body}: {error}"
        );
    }
}

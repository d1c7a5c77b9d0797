//! Event streams.

use apifox_client::operation::Operation;
use apifox_client::serde::Deserialize;
use apifox_client::{Call, Client, DecodeKind, Error, Event, EventStream, Method, Response, TransportKind, request};

use crate::operations::{Balance, GET_BALANCE, GOOD, client};
use crate::server::{Listener, Script, Server, chunk};

const HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\nRequest-Id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Every type of line, line break, and character.
const SAMPLE: &str = "\u{feff}data: 余额\r\n: hello\ndata:two\rid: 7\r\n\r\nevent: tick\ndata\nretry: 15\n\n\
    id: 8\0\nfoo: bar\ndata:  x: y\r\revent: gone\n\nid\ndata: {\"a\":[1,\"x\"]}\n\ndata: cut off\n";

static LISTEN: Operation = Operation::new("listen", Method::GET, "/v1/events")
    .resource("events")
    .idempotent(true)
    .accept("text/event-stream");

#[derive(Debug, Clone)]
struct Listen {
    call: Call,
}

request!(Listen, events);

#[derive(Debug, Clone)]
struct GetBalance {
    call: Call,
}

request!(GetBalance, json Balance, events);

#[derive(Debug, Clone)]
struct FindBalance {
    call: Call,
}

request!(FindBalance, optional Balance, events);

fn listen(client: &Client) -> Listen {
    let call = Call::new(client, &LISTEN);
    Listen { call }
}

/// Returns type, data, id, and retry milliseconds of an event.
fn parts(event: &Event) -> (String, String, Option<String>, Option<u128>) {
    let id = event.id().map(str::to_owned);
    let retry = event.retry().map(|wait| wait.as_millis());
    (event.event().to_owned(), event.data().to_owned(), id, retry)
}

async fn all(mut events: Response<EventStream>) -> Vec<Event> {
    let mut all = Vec::new();
    while let Some(event) = events.next().await.expect("the stream succeeds") {
        all.push(event);
    }
    all
}

async fn events_of(pieces: &[&[u8]]) -> Vec<Event> {
    let mut response = HEAD.to_vec();
    response.extend(pieces.iter().flat_map(|piece| chunk(piece)));
    response.extend_from_slice(b"0\r\n\r\n");
    let server = Server::start(Script::Response(response)).await;
    all(listen(&client(server.base_url())).await.expect("it is a stream")).await
}

#[tokio::test]
async fn events_are_the_same_wherever_the_stream_is_split() {
    let text = |text: &str| text.to_owned();
    let id = |id: &str| Some(id.to_owned());
    let expected = [
        (text("message"), text("余额\ntwo"), id("7"), None),
        (text("tick"), text(""), id("7"), Some(15)),
        (text("message"), text(" x: y"), id("7"), None),
        (text("message"), text(r#"{"a":[1,"x"]}"#), None, None),
    ];
    let bytes = SAMPLE.as_bytes();
    for at in 1..bytes.len() {
        let (before, after) = bytes.split_at(at);
        let events = events_of(&[before, after]).await;
        assert_eq!(events.iter().map(parts).collect::<Vec<_>>(), expected, "split at {at}");
    }
    let one_by_one: Vec<_> = bytes.chunks(1).collect();
    let events = events_of(&one_by_one).await;
    assert_eq!(events.iter().map(parts).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn an_event_is_available_after_its_blank_line() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let (events, mut peer) = tokio::join!(listen(&client), listener.response(HEAD));
    let mut events = events.expect("it is a stream");
    for data in ["first", "second"] {
        peer.send_chunk(format!("data: {data}\r\r").as_bytes()).await;
        let event = events.next().await.expect("the call succeeds").expect("it has arrived");
        assert_eq!(event.data(), data);
    }
    drop(events);
    assert_eq!(peer.read_to_end().await, b"", "the connection is closed");
}

#[tokio::test]
async fn data_is_decoded_and_an_error_has_its_path() {
    #[derive(Debug, Deserialize)]
    #[serde(crate = "apifox_client::serde")]
    struct Numbers {
        a: Vec<i64>,
    }
    let events = events_of(&[b"data: {\"a\":\ndata: [1]}\n\ndata: {\"a\":[1,\"4242\"]}\n\ndata: [DONE]\n\n"]).await;
    let numbers: Numbers = events[0].json().expect("it is documented");
    assert_eq!(numbers.a, [1]);
    let error = events[1].json::<Numbers>().expect_err("a string");
    assert_eq!(
        error.to_string(),
        "listen (GET /v1/events): the server answered 200, but not with the documented event, at a[1]: \
         invalid type: string, expected i64 at line 1 column 14 (request id req_1)"
    );
    assert_eq!(error.body(), Some(&br#"{"a":[1,"4242"]}"#[..]));
    let Err(Error::Decode(error)) = events[2].json::<Numbers>() else {
        panic!("it is no JSON");
    };
    assert_eq!(error.kind(), DecodeKind::NotJson);
    assert!(!format!("{:?}", events[1]).contains("4242"));
}

#[tokio::test]
async fn a_truncated_stream_is_a_transport_error_with_its_status() {
    let listener = Listener::bind().await;
    let client = client(listener.base_url());
    let (events, mut peer) = tokio::join!(listen(&client), listener.response(HEAD));
    let mut events = events.expect("it is a stream");
    peer.send_chunk(b"data: whole\n\ndata: cut\n").await;
    drop(peer);
    let event = events.next().await.expect("the call succeeds").expect("it has arrived");
    assert_eq!(event.data(), "whole");
    let error = events.next().await.expect_err("it is truncated");
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("req_1")));
    let Error::Transport(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind(), TransportKind::Interrupted);
    assert!(events.next().await.expect("the failure was reported").is_none());
}

#[tokio::test]
async fn an_event_over_the_limit_is_a_decode_error() {
    let mut response = HEAD.to_vec();
    response.extend(chunk(b"data: short\n\ndata: far too long\n\n"));
    let server = Server::start(Script::Stall(response)).await;
    let client = Client::builder(server.base_url())
        .max_body_bytes(16)
        .build()
        .expect("the settings are valid");
    let mut events = listen(&client).await.expect("it is a stream");
    let short = events.next().await.expect("it fits").expect("it has arrived");
    assert_eq!(short.data(), "short");
    let error = events.next().await.expect_err("it is too long");
    assert_eq!(
        error.to_string(),
        "listen (GET /v1/events): the server answered 200 with too large a body: \
         one event is larger than the limit of 16 bytes (request id req_1)"
    );
    assert!(events.next().await.expect("the failure was reported").is_none());
}

#[tokio::test]
async fn a_response_of_another_type_is_no_event_stream() {
    for (script, message) in [
        (
            Script::typed(200, "text/html", "data: x\n\n"),
            "with 9 bytes of text/html in place of an event stream",
        ),
        (Script::json(200, GOOD), "bytes of application/json in place of"),
        (
            Script::with_headers(200, "", "data: x\n\n"),
            "with 9 bytes of no declared type in place of an event stream",
        ),
    ] {
        let server = Server::start(script).await;
        let error = listen(&client(server.base_url()))
            .await
            .expect_err("it is something else");
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.body().is_some_and(|body| !body.is_empty()));
        let Error::Decode(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.kind(), DecodeKind::NotEvents);
    }
}

#[tokio::test]
async fn a_failure_in_place_of_events_is_an_api_error() {
    for (status, body) in [(429, r#"{"message":"slow"}"#), (200, r#"{"error":{"message":"slow"}}"#)] {
        let server = Server::start(Script::json(status, body)).await;
        match listen(&client(server.base_url())).await {
            Err(Error::Api(error)) => assert_eq!((error.status(), error.message()), (status, Some("slow"))),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_operation_of_json_and_events_asks_for_what_is_read() {
    let server = Server::start(Script::json(200, GOOD)).await;
    let call = Call::new(&client(server.base_url()), &GET_BALANCE);
    let balance = GetBalance { call: call.clone() }.await.expect("the call succeeds");
    assert_eq!(balance.available, [1]);
    let found = FindBalance { call: call.clone() }.await.expect("the call succeeds");
    assert!(found.is_some());
    let _ = GetBalance { call: call.clone() }
        .events()
        .await
        .expect_err("it is JSON");
    let _ = FindBalance { call: call.clone() }
        .events()
        .await
        .expect_err("it is JSON");
    let own = call.header("Accept", "text/event-stream, */*;q=0.1");
    let _ = GetBalance { call: own }.events().await.expect_err("it is JSON");
    let asked = server.requests().into_iter().map(|request| {
        let mut lines = request.lines().map(str::to_owned);
        lines
            .find(|line| line.starts_with("accept: "))
            .expect("it is always sent")
    });
    let expected = [
        "accept: application/json",
        "accept: application/json",
        "accept: text/event-stream",
        "accept: text/event-stream",
        "accept: text/event-stream, */*;q=0.1",
    ];
    assert_eq!(asked.collect::<Vec<_>>(), expected);
}

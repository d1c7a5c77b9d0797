//! Which calls reach the handler, and where a script comes first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use apifox_client::Method;
use apifox_client::operation::Operation;
use apifox_sandbox::{Handler, HandlerCall, HandlerResponse, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

static CREATE: Operation = Operation::new("create_note", Method::POST, "/notes").resource("notes");

const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/notes":{"post":{"operationId":"create_note","requestBody":{"required":true,"content":
    {"application/json":{"schema":{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}}}},
    "responses":{"200":{"description":"","content":{"application/json":{"example":{"id":"example"}}}}}}}}}"#;

/// Numbers its calls. Leaves a note with the text `documented` to the document.
#[derive(Default)]
struct Notes(AtomicUsize);

impl Handler for Notes {
    fn handle(&self, call: &HandlerCall<'_>) -> Option<HandlerResponse> {
        assert_eq!((call.operation, call.path), ("create_note", "/notes"));
        let body: Value = serde_json::from_slice(call.body).ok()?;
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let text = body.get("text").filter(|text| *text != "documented")?;
        Some(HandlerResponse::new(
            200,
            json!({"id": number.to_string(), "text": text}),
        ))
    }
}

async fn post(server: &Server, body: &str) -> Option<(u16, Value)> {
    let mut socket = TcpStream::connect(server.address()).await.ok()?;
    let length = body.len();
    let request = format!(
        "POST /notes HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).await.ok()?;
    let mut response = String::new();
    socket.read_to_string(&mut response).await.ok()?;
    let (head, body) = response.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

#[tokio::test]
async fn a_call_reaches_the_handler_only_if_the_api_carries_it_out() {
    let notes = Arc::new(Notes::default());
    let server = Server::builder(DOCUMENT)
        .handler(notes.clone())
        .start()
        .expect("a port");
    let seen = || notes.0.load(Ordering::SeqCst);
    server
        .on(&CREATE)
        .example()
        .then()
        .example()
        .set("/id", "edited")
        .then()
        .drop_connection()
        .then()
        .respond(503)
        .then()
        .example()
        .always()
        .play()
        .expect("a sound script");
    let note = r#"{"text":"a"}"#;
    assert_eq!(post(&server, note).await, Some((200, json!({"id": "1", "text": "a"}))));
    assert_eq!(
        post(&server, note).await,
        Some((200, json!({"id": "edited", "text": "a"})))
    );
    assert_eq!(post(&server, note).await, None);
    assert_eq!(seen(), 3, "the response was lost, the call was not");
    assert_eq!(post(&server, note).await.map(|(status, _)| status), Some(503));
    assert_eq!(seen(), 3);
    #[cfg(feature = "strict")] // the mistake is a wrong value
    {
        assert_eq!(post(&server, "{}").await.map(|(status, _)| status), Some(400));
        assert_eq!(seen(), 3, "an invalid call does not reach the handler");
    }
    let documented = post(&server, r#"{"text":"documented"}"#).await;
    assert_eq!(documented, Some((200, json!({"id": "example"}))));
}

#[test]
fn a_status_that_ends_no_call_is_500() {
    for status in [0, 100, 199, 1000] {
        assert_eq!(
            HandlerResponse::new(status, Value::Null),
            HandlerResponse::new(500, Value::Null)
        );
    }
}

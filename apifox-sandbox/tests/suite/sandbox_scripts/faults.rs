//! Every fault, on the wire and as the client reports it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use apifox_client::serde_json::{Value, json};
use apifox_client::{Auth, Call, Client, Error, decode};
use apifox_sandbox::{ExpectedAuth, Next, Script, ScriptError, Server, Step};

use super::{DOCUMENT, PAY, PAYOUT, client, pay, start, word};

/// Returns what the client reports for one step.
async fn reported(script: impl FnOnce(Next<'_>) -> Step<'_>) -> String {
    let server = start();
    script(server.on(&PAY)).play().expect("a sound script");
    let kind = word(&pay(&client(&server)).await);
    assert_eq!(server.calls().len(), 1);
    server.finish().expect("the step was used");
    kind
}

#[tokio::test]
#[allow(clippy::redundant_closure_for_method_calls)] // the method itself has one fixed lifetime
async fn every_fault_is_the_error_it_should_be() {
    assert_eq!(reported(|pay| pay.respond(503)).await, "503");
    assert_eq!(reported(|pay| pay.example_of(402)).await, "402");
    assert_eq!(reported(|pay| pay.drop_connection()).await, "Interrupted");
    assert_eq!(reported(|pay| pay.drop_connection_unread()).await, "Interrupted");
    assert_eq!(reported(|pay| pay.example().cut_after(10)).await, "Interrupted");
    assert_eq!(reported(|pay| pay.example().cut_after(0)).await, "Interrupted");
    assert_eq!(reported(|pay| pay.raw("HTTP/1.1 200 OK\r\n\r\n{}")).await, "200");
    assert_eq!(reported(|pay| pay.example().malformed()).await, "NotJson");
    assert_eq!(reported(|pay| pay.respond(200)).await, "Empty");
    assert_eq!(reported(|pay| pay.respond(200).body("<html>")).await, "NotJson");
    assert_eq!(reported(|pay| pay.example().padded_to(1024 * 1024)).await, "201");
    assert_eq!(
        reported(|pay| pay.example().padded_to(9 * 1024 * 1024)).await,
        "TooLarge"
    );
    assert_eq!(reported(|pay| pay.respond(200).json([1])).await, "200");
}

#[tokio::test]
async fn bytes_that_are_not_http_are_a_broken_response() {
    for bytes in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "\0"] {
        let kind = reported(|pay| pay.raw(bytes)).await;
        assert_eq!(kind, "Interrupted", "{bytes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_longer_than_the_client_waits_is_a_timeout() {
    // The client's clock stands still while this task runs; the server has its own clock.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let holding = tokio::task::spawn_blocking(move || held.recv());
    let server = start();
    let forever = Duration::from_secs(3600);
    let script = server.on(&PAY).example().delay(forever).then();
    let script = script.drop_connection().delay(forever).then();
    script.example().play().expect("a sound script");
    let client = client(&server);
    let limit = Duration::from_millis(20);
    for number in 1..=2 {
        let call = Call::new(&client, &PAY).timeout(limit);
        let call = tokio::spawn(call.send(decode::json::<Value>));
        while server.calls().len() < number {
            tokio::task::yield_now().await;
        }
        tokio::time::advance(2 * limit).await;
        let outcome = call.await.expect("it does not panic");
        assert!(matches!(outcome, Err(Error::Timeout(_))), "{outcome:?}");
    }
    assert_eq!(word(&pay(&client).await), "201");
    server.finish().expect("every step was used");
    drop(release);
    holding.await.expect("it ends").expect_err("nothing was sent");
}

#[tokio::test]
async fn a_delay_does_not_block_other_calls() {
    let server = start();
    let forever = Duration::from_secs(3600);
    let script = server.on(&PAY).example().delay(forever).then();
    script
        .example()
        .delay(Duration::from_millis(1))
        .play()
        .expect("a sound script");
    let client = client(&server);
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { pay(&client).await }
    });
    while server.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(word(&pay(&client).await), "201");
    assert!(!waiting.is_finished());
    drop(server);
    assert_eq!(word(&waiting.await.expect("it does not panic")), "Interrupted");
}

/// Sends a request. Returns the bytes of the response, up to the end of the connection.
fn exchange(server: &Server, request: &str) -> Vec<u8> {
    let address = server.base_url().trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).expect("it listens");
    socket.write_all(request.as_bytes()).expect("it reads");
    let mut response = Vec::new();
    // A reset also ends the connection.
    let _ = socket.read_to_end(&mut response);
    response
}

const REQUEST: &str =
    "POST /v1/payouts HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\nauthorization: Basic eA==\r\n\r\n{}";

fn open() -> Server {
    Server::start(DOCUMENT, ExpectedAuth::scheme("Basic")).expect("there is a port")
}

fn wire(script: impl FnOnce(Next<'_>) -> Result<Script, ScriptError>) -> String {
    let server = open();
    script(server.on(&PAY)).expect("a sound script");
    let response = String::from_utf8(exchange(&server, REQUEST)).expect("all of it is text");
    assert_eq!(server.calls()[0].path(), "/v1/payouts");
    response
}

#[test]
fn a_cut_response_announces_more_than_it_sends() {
    let expected = format!(
        "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nx-a: 1\r\ncontent-length: {}\r\n\r\n{}",
        PAYOUT.len(),
        &PAYOUT[..5]
    );
    let cut = wire(|pay| pay.example().header("X-A", "1").cut_after(5).play());
    assert_eq!(cut, expected);
}

#[test]
fn raw_bytes_are_all_that_is_sent() {
    assert_eq!(wire(|pay| pay.raw("HTTP/1.1 2").play()), "HTTP/1.1 2");
    assert_eq!(wire(|pay| pay.drop_connection().play()), "");
    assert_eq!(wire(|pay| pay.drop_connection_unread().play()), "");
    let many = "0123456789".repeat(1_000_000);
    assert_eq!(wire(|pay| pay.raw(many.clone()).play()), many);
}

#[test]
fn a_malformed_response_is_complete_except_for_its_json() {
    let malformed = wire(|pay| {
        pay.respond(200)
            .json(json!({"a": 1}))
            .malformed()
            .header("connection", "close")
            .play()
    });
    let (head, body) = malformed.split_once("\r\n\r\n").expect("a head");
    assert_eq!(body, "{\"a");
    assert!(head.contains("content-length: 3\r\n"), "{head}");
}

#[test]
fn a_connection_dropped_unread_ends_before_the_body_arrives() {
    let server = open();
    let script = server.on(&PAY).drop_connection_unread().then();
    script.drop_connection().play().expect("a sound script");
    let (head, _) = REQUEST.split_once("\r\n\r\n").expect("a head");
    let head = format!("{head}\r\n\r\n");
    assert_eq!(exchange(&server, &head), b"");
    assert_eq!(server.calls()[0].body(), b"");

    // If the request is read before the drop, all of it must be received.
    let address = server.base_url().trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).expect("it listens");
    socket.write_all(head.as_bytes()).expect("it reads");
    socket.write_all(b"{}").expect("it still reads");
    assert_eq!(socket.read(&mut [0; 1]).expect("an end"), 0);
    assert_eq!(server.calls()[1].body(), b"{}");
    server.finish().expect("every step was used");
}

#[test]
fn a_client_that_disconnects_does_not_stop_the_server() {
    let server = open();
    let script = server.on(&PAY).raw("x".repeat(10_000_000)).then();
    let script = script.example().delay(Duration::from_secs(3600)).then();
    script
        .example()
        .header("connection", "close")
        .play()
        .expect("a sound script");
    for _ in 0..2 {
        let address = server.base_url().trim_start_matches("http://");
        let mut socket = TcpStream::connect(address).expect("it listens");
        let before = server.calls().len();
        socket.write_all(REQUEST.as_bytes()).expect("it reads");
        while server.calls().len() == before {
            std::thread::yield_now();
        }
        socket.shutdown(Shutdown::Both).expect("it is open");
    }
    assert!(exchange(&server, REQUEST).starts_with(b"HTTP/1.1 201"));
    server.finish().expect("every step was used");
}

#[tokio::test]
async fn a_dropped_connection_may_have_carried_out_the_call() {
    let server = Server::start(DOCUMENT, ExpectedAuth::none()).expect("there is a port");
    let client = Client::builder(server.base_url())
        .auth(Auth::none())
        .build()
        .expect("a client");
    server.on(&PAY).drop_connection().play().expect("a sound script");
    let error = pay(&client).await.expect_err("it is scripted");
    assert!(error.may_have_been_sent() && !error.is_retryable(), "{error:?}");
}

//! Fuzzes what a sandbox reads: bytes on a connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use apifox_client::Auth;
use apifox_sandbox::{ExpectedAuth, Server};
use testkit_documents::dice::Dice;

use crate::loopback::KEY;

thread_local! {
    static SANDBOX: Server = Server::start(ledger::DOCUMENT, ExpectedAuth::exactly(&Auth::bearer(KEY))).unwrap();
}

/// Bytes on a connection of a sandbox: any bytes, or, with an odd first byte, requests whose parts
/// the bytes choose.
///
/// # Panics
///
/// The response is not HTTP, the sandbox itself fails, or its record shows credentials.
pub fn sandbox_request(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let sent = match first & 1 {
        0 => rest.to_vec(),
        _ => requests(&mut Dice::of_bytes(rest), rest),
    };
    let (response, calls) = SANDBOX.with(|sandbox| (exchange(sandbox, &sent), sandbox.take_calls()));
    let response = String::from_utf8_lossy(&response);
    assert!(response.is_empty() || response.starts_with("HTTP/1."), "{response}");
    assert!(!response.starts_with("HTTP/1.1 500"), "{response}");
    for call in calls {
        assert!(
            !call
                .headers()
                .iter()
                .any(|(name, value)| name == "authorization" && value.contains(KEY))
        );
    }
}

/// Sends everything and reads to the end. The sandbox may close before it has read everything.
fn exchange(sandbox: &Server, sent: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(sandbox.address()).unwrap();
    // The limit is only for a sandbox that hangs.
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let _ = socket.write_all(sent);
    let _ = socket.shutdown(Shutdown::Write);
    let mut response = Vec::new();
    match socket.read_to_end(&mut response) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            panic!("the sandbox neither responds nor closes")
        }
        _ => response,
    }
}

/// Returns one or two requests, mostly valid ones.
fn requests(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    const METHODS: [&str; 9] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "get", "X"];
    const ENDS: [&str; 8] = [
        "", "?limit=1", "?limit=x&limit=2", "?%zz", "#x", "/", "//", "?a[]=1&a[b]=%00",
    ];
    const TYPES: [&str; 6] = [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "text/plain",
        "",
    ];
    let mut all = Vec::new();
    for _ in 0..=dice.below(2) {
        let route = ledger::operations::ALL[dice.below(ledger::operations::ALL.len())];
        let method = if dice.chance(80) {
            route.method.as_str()
        } else {
            dice.pick(&METHODS)
        };
        let argument = ["acc_1", "..", "%2e%2e", "%00", "é", "a b", "{account_id}", ""][dice.below(8)];
        let path: String = route.template.split('/').skip(1).fold(String::new(), |path, part| {
            path + "/" + if part.starts_with('{') { argument } else { part }
        });
        let (end, content_type) = (dice.pick(&ENDS), dice.pick(&TYPES));
        let scheme = dice.pick(&["Bearer", "Bearer", "Bearer", "Bearer", "bearer", "Basic", ""]);
        let more = dice.pick(&[
            "",
            "",
            "sandbox-call: 1\r\n",
            "sandbox-call: x\r\n",
            "ledger-version: 2025-01-01\r\n",
        ]);
        let from = dice.below(bytes.len());
        let body = match dice.below(3) {
            0 => b"{\"name\":\"a\",\"events\":[1],\"amount\":{\"amount\":1,\"currency\":\"eur\"}}".as_slice(),
            1 => b"name=a&events[]=1",
            _ => &bytes[from..],
        };
        let length = match dice.below(8) {
            0 => "transfer-encoding: chunked".to_owned(),
            1 => format!("content-length: {}", dice.below(100)),
            2 => format!("content-length: {}\r\nexpect: 100-continue", body.len()),
            _ => format!("content-length: {}", body.len()),
        };
        let head = format!(
            "{method} {path}{end} HTTP/1.1\r\nhost: localhost\r\nauthorization: {scheme} {KEY}\r\n\
             content-type: {content_type}\r\n{more}{length}\r\n"
        );
        all.extend([head.as_bytes(), b"\r\n", body].concat());
    }
    all
}

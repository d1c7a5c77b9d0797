//! Blocking calls, in threads without a runtime.

use std::future::pending;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use apifox_client::{Auth, Call, Client, ConfigKind, Error, Response, TimeoutKind, blocking, request};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::operations::{Balance, GET_BALANCE, GOOD, KEY};
use crate::server::{Script, Server};

/// A request type like those of generated code.
#[derive(Debug, Clone)]
struct GetBalance {
    call: Call,
}

request!(GetBalance, json Balance);

#[derive(Debug, Clone)]
struct GetFile {
    call: Call,
}

request!(GetFile, bytes);

fn get_balance(client: &Client) -> GetBalance {
    let call = Call::new(client, &GET_BALANCE);
    GetBalance { call }
}

fn client(base_url: &str) -> Client {
    let builder = Client::builder(base_url).auth(Auth::basic(KEY, ""));
    builder.build().expect("the settings are valid")
}

/// Returns a runtime for the servers, so that the test itself runs in none.
fn server_runtime() -> Handle {
    let runtime = runtime();
    let handle = runtime.handle().clone();
    thread::spawn(move || runtime.block_on(pending::<()>()));
    handle
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn server(script: Script) -> Server {
    server_runtime().block_on(Server::start(script))
}

/// Starts a server that keeps its connections open. Each response has the
/// number of its connection.
fn patient_server() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for (number, socket) in listener.incoming().enumerate() {
            thread::spawn(move || response_all(number, &mut socket.expect("a connection")));
        }
    });
    base_url
}

/// Returns the number of the connection that a response came over.
fn connection(response: &Response<Balance>) -> String {
    let number = response.headers()["x-connection"].to_str();
    number.expect("it is a number").to_owned()
}

fn response_all(number: usize, socket: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(len @ 1..) = socket.read(&mut piece) {
        seen.extend_from_slice(&piece[..len]);
        if seen.ends_with(b"\r\n\r\n") {
            seen.clear();
            let len = GOOD.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nX-Connection: {number}\r\nContent-Type: application/json\r\nContent-Length: {len}\r\n\r\n"
            );
            let _ = socket.write_all(format!("{head}{GOOD}").as_bytes());
        }
    }
}

#[test]
fn a_thread_without_a_runtime_waits_for_its_response() {
    let server = server(Script::json(200, GOOD));
    let balance = get_balance(&client(server.base_url()))
        .blocking()
        .expect("the call succeeds");
    assert_eq!(balance.available, [1]);
    assert_eq!(balance.attempts(), 1);
    assert!(server.request().starts_with("GET /v1/balance HTTP/1.1\r\n"));
}

#[test]
fn many_threads_wait_at_once() {
    let client = client(&patient_server());
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..8 {
                    get_balance(&client).blocking().expect("the call succeeds");
                }
            });
        }
    });
}

#[test]
fn time_limits_and_errors_are_those_of_other_calls() {
    let silent = server(Script::Stall(Vec::new()));
    let request = get_balance(&client(silent.base_url())).timeout(Duration::from_millis(50));
    match request.blocking() {
        Err(Error::Timeout(error)) => assert_eq!(error.kind(), TimeoutKind::Total),
        other => panic!("{other:?}"),
    }
    let refusing = server(Script::json(401, r#"{"message":"no"}"#));
    let error = get_balance(&client(refusing.base_url())).blocking().expect_err("401");
    assert_eq!(error.status(), Some(401));
}

#[test]
fn a_blocking_call_inside_a_runtime_is_an_error_and_nothing_is_sent() {
    let server = server(Script::json(200, GOOD));
    let client = client(server.base_url());
    let refused = |result: Result<_, Error>| match result {
        Err(Error::Config(error)) => assert_eq!(error.kind(), ConfigKind::Runtime),
        Err(other) => panic!("{other:?}"),
        Ok(()) => panic!("it was let through"),
    };
    let call = || get_balance(&client).blocking().map(|_| ());
    let other = client.clone();
    runtime().block_on(async {
        refused(call());
        let blocking = move || get_balance(&other).blocking().map(|_| ());
        refused(tokio::task::spawn_blocking(blocking).await.expect("no panic"));
    });
    // The same inside another blocking call.
    blocking::wait(async { refused(call()) }).expect("there is no runtime");
    assert!(server.requests().is_empty());
    call().expect("outside it is well");
}

#[test]
fn blocking_and_asynchronous_calls_do_not_share_connections() {
    let client = client(&patient_server());
    let asleep = runtime();
    let awaited = || {
        let request = get_balance(&client);
        let response = asleep.block_on(async { request.await });
        connection(&response.expect("the call succeeds"))
    };
    let own = awaited();
    // The connection is open, but the runtime that drives it is not running.
    let mut used = Vec::new();
    let mut is_reused = false;
    // A connection may be requested just before the previous one returns to the pool, so not every
    // call reuses one.
    while used.len() < 20 || !is_reused {
        assert!(used.len() < 1000, "each call opens a connection");
        let response = get_balance(&client).blocking().expect("the call succeeds");
        let number = connection(&response);
        is_reused |= used.contains(&number);
        used.push(number);
    }
    assert!(!used.contains(&own), "{own}, then {used:?}");
    assert_eq!(awaited(), own);
}

#[test]
fn a_stream_is_read_piece_by_piece() {
    let server = server(Script::typed(200, "text/plain", "twelve bytes"));
    let request = GetFile {
        call: Call::new(&client(server.base_url()), &GET_BALANCE),
    };
    let whole = request.clone().blocking().expect("the call succeeds");
    assert_eq!(&whole.into_inner()[..], b"twelve bytes");
    let opened = blocking::wait(request.stream()).expect("there is no runtime");
    let mut stream = opened.expect("the call succeeds");
    let mut came = Vec::new();
    while let Some(piece) = blocking::wait(stream.chunk()).expect("no runtime").expect("a piece") {
        came.extend_from_slice(&piece);
    }
    assert_eq!(came, b"twelve bytes");
}

//! Calls in a forked process: its client and runtime may be those of the parent.
//!
//! A child inherits memory and sockets, but only the thread that forked, so these tests run in a
//! separate process.

#![cfg(all(unix, feature = "blocking"))]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::{process, thread};

use apifox_client::operation::Operation;
use apifox_client::{Call, Client, ConfigKind, Error, Method, blocking, decode};
use fork::Fork;
use tokio::runtime::{Builder, Runtime};

static DELETE_THING: Operation = Operation::new("delete_thing", Method::DELETE, "/things/1").resource("things");

/// How a call is made.
type Make = fn(&Client) -> Result<(), Error>;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn call(client: &Client) -> Result<(), Error> {
    let call = Call::new(client, &DELETE_THING);
    call.send(decode::empty).await.map(|_| ())
}

const AWAITED: Make = |client| runtime().block_on(call(client));
const BLOCKING: Make = |client| blocking::wait(call(client))?;

/// Responds to every request on every connection, which stays open.
fn server() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for socket in listener.incoming() {
            thread::spawn(move || respond(socket.expect("a connection")));
        }
    });
    base_url
}

fn respond(mut socket: TcpStream) {
    let mut seen = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(len @ 1..) = socket.read(&mut piece) {
        seen.extend_from_slice(&piece[..len]);
        if seen.ends_with(b"\r\n\r\n") {
            seen.clear();
            let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    }
}

fn client(base_url: &str) -> Client {
    Client::builder(base_url).build().expect("the settings are valid")
}

/// Whether `check` holds in a forked process.
fn holds_in_child(check: impl FnOnce() -> bool) -> bool {
    match fork::fork().expect("a process can be forked") {
        Fork::Child => process::exit(i32::from(!check())),
        Fork::Parent(child) => fork::waitpid(child).expect("it is a child") == 0,
    }
}

fn is_refused(result: Result<(), Error>) -> bool {
    matches!(result, Err(Error::Config(error)) if error.kind() == ConfigKind::Runtime)
}

/// One test, since each fork copies only the thread that forks.
#[test]
fn a_child_uses_a_new_client_or_one_that_was_not_used() {
    let base_url = server();
    let unused = client(&base_url);
    for make in [AWAITED, BLOCKING] {
        assert!(holds_in_child(|| make(&unused).is_ok()));
        assert!(holds_in_child(|| make(&client(&base_url)).is_ok()));
    }
    for parent in [AWAITED, BLOCKING] {
        let used = client(&base_url);
        parent(&used).expect("it is not forked");
        for make in [AWAITED, BLOCKING] {
            // Over a connection of the parent, one would read the response to the other.
            assert!(holds_in_child(|| is_refused(make(&used))));
            assert!(holds_in_child(|| make(&client(&base_url)).is_ok()));
            assert!(holds_in_child(|| {
                make(&client(&base_url)).is_ok() && holds_in_child(|| make(&client(&base_url)).is_ok())
            }));
        }
        parent(&used).expect("the children have not touched its connections");
    }
}

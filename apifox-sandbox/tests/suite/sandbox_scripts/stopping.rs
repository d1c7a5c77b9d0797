//! A stopped server leaves nothing behind.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use apifox_sandbox::Server;

use super::{DOCUMENT, PAY, start};
use crate::own_address;

#[test]
fn every_connection_ends_with_the_server() {
    let server = Server::builder(DOCUMENT).address((own_address(2), 0).into()).start();
    let server = server.expect("there is a port");
    let script = server.on(&PAY).example().delay(Duration::from_secs(3600));
    script.play().expect("a sound script");
    let connect = || TcpStream::connect(server.address()).expect("it listens");
    let (idle, mut half, mut delayed) = (connect(), connect(), connect());
    half.write_all(b"POST /v1/payouts HTTP/1.1\r\ncontent-le")
        .expect("it reads");
    delayed
        .write_all(b"POST /v1/payouts HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("it reads");
    while server.calls().is_empty() {
        std::thread::yield_now();
    }
    let address = server.address();
    drop(server);
    for mut socket in [idle, half, delayed] {
        // An end, or a reset if data arrived that the server did not read.
        let read = socket.read(&mut [0; 1]).unwrap_or(0);
        assert_eq!(read, 0);
    }
    TcpStream::connect(address).expect_err("nobody listens");
}

#[test]
fn a_chosen_address_is_free_again_after_the_server_stops() {
    let any = TcpListener::bind((own_address(3), 0)).expect("there is a port");
    let address = any.local_addr().expect("it is bound");
    drop(any);
    for _ in 0..3 {
        let server = Server::builder(DOCUMENT).address(address).start().expect("it is free");
        assert_eq!(
            (server.address(), server.base_url()),
            (address, &*format!("http://{address}"))
        );
        let taken = Server::builder(DOCUMENT)
            .address(address)
            .start()
            .expect_err("it is taken");
        assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
    }
    let foreign: SocketAddr = "192.0.2.1:0".parse().expect("an address");
    Server::builder(DOCUMENT)
        .address(foreign)
        .start()
        .expect_err("it is not of this machine");
}

#[test]
fn it_listens_on_loopback_by_default() {
    assert!(start().address().ip().is_loopback());
}

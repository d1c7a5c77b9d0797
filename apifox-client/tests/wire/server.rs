//! Test servers: with a script for every connection, or controlled by the test step by step.

use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) use crate::misbehave::Server;

use crate::misbehave::{Step, read_request};

/// The behaviour of the server for a connection.
#[derive(Debug, Clone)]
pub(crate) enum Script {
    /// Reads a request, sends these bytes, closes.
    Response(Vec<u8>),
    /// Sends these bytes before anything is read, and nothing after.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    Greet(Vec<u8>),
    /// Reads a request and closes.
    CloseAfterReading,
    /// Reads a request, sends these bytes, and then nothing more.
    Stall(Vec<u8>),
    /// Anything else.
    Steps(Vec<Step>),
}

impl Script {
    pub(crate) fn steps(self) -> Vec<Step> {
        match self {
            Self::Response(bytes) => vec![Step::Read, Step::Send(bytes)],
            // Closing with bytes unread would reset the connection, and the greeting might be lost.
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            Self::Greet(bytes) => vec![Step::Send(bytes), Step::Drain],
            Self::CloseAfterReading => vec![Step::Read],
            Self::Stall(bytes) => vec![Step::Read, Step::Send(bytes), Step::Stall],
            Self::Steps(steps) => steps,
        }
    }

    /// Returns a response with a body of JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::typed(status, "application/json", body)
    }

    /// Returns a response with a body of any type.
    pub(crate) fn typed(status: u16, media_type: &str, body: &str) -> Self {
        Self::with_headers(status, &format!("Content-Type: {media_type}\r\n"), body)
    }

    /// Returns a response with these header lines, each with its line break.
    pub(crate) fn with_headers(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {length}\r\n\r\n");
        Self::Response(format!("{head}{body}").into_bytes())
    }
}

/// A server that the test controls step by step.
pub(crate) struct Listener {
    listener: TcpListener,
    base_url: String,
}

/// A connection of a [`Listener`], which is closed when it is dropped.
pub(crate) struct Peer(TcpStream);

impl Listener {
    pub(crate) async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
        Self { listener, base_url }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) async fn accept(&self) -> Peer {
        Peer(self.listener.accept().await.expect("the client connects").0)
    }

    /// Reads a request and sends the first bytes of its response.
    pub(crate) async fn response(&self, bytes: &[u8]) -> Peer {
        let mut peer = self.accept().await;
        read_request(&mut peer.0).await;
        peer.send(bytes).await;
        peer
    }
}

impl Peer {
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the client is connected");
    }

    /// Sends a piece of a chunked body.
    pub(crate) async fn send_chunk(&mut self, bytes: &[u8]) {
        self.send(&chunk(bytes)).await;
    }

    pub(crate) async fn read(&mut self, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        self.0.read_exact(&mut bytes).await.expect("the client sends more");
        bytes
    }

    /// Reads until the client closes the connection in any manner.
    pub(crate) async fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = self.0.read_to_end(&mut bytes).await;
        bytes
    }
}

/// Encodes a piece of a chunked body.
pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

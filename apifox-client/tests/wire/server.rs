//! A small server: reads one request a connection, records it, and then does
//! what it was told.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with every connection.
#[derive(Clone)]
pub(crate) enum Script {
    /// Reads a request, sends these bytes, closes.
    Answer(Vec<u8>),
    /// Sends these bytes before anything is read, and nothing after.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    Greet(Vec<u8>),
    /// Reads a request and closes.
    CloseAfterReading,
    /// Reads a request, sends these bytes, and then nothing more.
    Stall(Vec<u8>),
}

impl Script {
    /// An answer with a body of JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::typed(status, "application/json", body)
    }

    /// An answer with a body of any type.
    pub(crate) fn typed(status: u16, media_type: &str, body: &str) -> Self {
        Self::with_headers(status, &format!("Content-Type: {media_type}\r\n"), body)
    }

    /// An answer with these header lines, each with its line break.
    pub(crate) fn with_headers(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {length}\r\n\r\n");
        Self::Answer(format!("{head}{body}").into_bytes())
    }
}

/// The server; it ends when it is dropped.
pub(crate) struct Server {
    base_url: String,
    authority: String,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(accept(listener, script, Arc::clone(&requests)));
        Self {
            base_url: format!("http://{address}"),
            authority: address.to_string(),
            requests,
            task,
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The requests so far, as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test panics holding it").clone()
    }

    /// The one request that came.
    pub(crate) fn request(&self) -> String {
        let [request] = self.requests().try_into().expect("exactly one request came");
        request
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, script: Script, requests: Arc<Mutex<Vec<String>>>) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::spawn(play(socket, script.clone(), Arc::clone(&requests)));
    }
}

async fn play(mut socket: TcpStream, script: Script, requests: Arc<Mutex<Vec<String>>>) {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    if let Script::Greet(bytes) = &script {
        let _ = socket.write_all(bytes).await;
        // Closing with bytes unread would reset the connection, and the
        // greeting might be lost.
        while socket.read(&mut [0; 1024]).await.is_ok_and(|count| count > 0) {}
        return;
    }
    let request = read_request(&mut socket).await;
    requests.lock().expect("no test panics holding it").push(request);
    match script {
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        Script::Greet(_) => {}
        Script::CloseAfterReading => {}
        Script::Answer(bytes) => {
            // A client that has seen enough may close first.
            let _ = socket.write_all(&bytes).await;
        }
        Script::Stall(bytes) => {
            let _ = socket.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
    }
}

/// The head, and as much of a body as the head announces.
async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 16 * 1024];
    let mut whole = None;
    while whole.is_none_or(|len| bytes.len() < len) {
        match socket.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
        whole = whole.or_else(|| announced(&bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The length of a request, once its head is there.
fn announced(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().expect("the client sends a number"));
    Some(end + length)
}

/// A server that does what the test does with it, step by step.
pub(crate) struct Listener {
    listener: TcpListener,
    base_url: String,
}

/// One connection of a [`Listener`]; it ends when it is dropped.
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

    /// Reads a request and sends the first bytes of its answer.
    pub(crate) async fn answer(&self, bytes: &[u8]) -> Peer {
        let mut peer = self.accept().await;
        read_request(&mut peer.0).await;
        peer.send(bytes).await;
        peer
    }
}

impl Peer {
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the client is there");
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

    /// Reads until the client closes, however it does.
    pub(crate) async fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = self.0.read_to_end(&mut bytes).await;
        bytes
    }
}

/// A piece of a chunked body, as it is sent.
pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

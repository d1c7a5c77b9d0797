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
    #[cfg(feature = "rustls")]
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
    #[cfg(feature = "rustls")]
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
        #[cfg(feature = "rustls")]
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
    let mut piece = [0; 1024];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= announced(head)
        {
            return text.into_owned();
        }
        match socket.read(&mut piece).await {
            Ok(0) | Err(_) => return text.into_owned(),
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    }
}

fn announced(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().expect("the client sends a number"))
}

//! A server that gives every request one response, and keeps the bytes of every request head.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A listening server. Its thread ends with the test process.
pub(crate) struct Loopback {
    base_url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Loopback {
    /// Starts a server whose every response has this `body`.
    pub(crate) fn responding(status: &'static str, media_type: &'static str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let length = body.len();
        let response = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let kept = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let head = read_head(&stream);
                kept.lock().expect("no test panics while it holds this").push(head);
                // If a client disconnects, its own test decides whether that is a failure.
                let _ = (&stream).write_all(response.as_bytes());
            }
        });
        Self {
            base_url: format!("http://{address}"),
            heads,
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the heads of all requests so far, with their line ends.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no test panics while it holds this").clone()
    }
}

/// Returns a loopback address that no server of another test uses, so that its ports stay free when
/// a server stops. Other systems than Linux have one loopback address.
pub(crate) fn own_address() -> Ipv4Addr {
    let [.., high, low] = std::process::id().to_be_bytes();
    if cfg!(target_os = "linux") {
        Ipv4Addr::new(127, high, low, 2)
    } else {
        Ipv4Addr::LOCALHOST
    }
}

fn read_head(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        match reader.read_line(&mut head) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    head
}

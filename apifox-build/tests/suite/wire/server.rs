//! A server that records requests byte for byte, and sends a configured response. It is compiled
//! into the generated crates.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A server on loopback, with one connection per request.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    status: u16,
    media_type: String,
    body: Vec<u8>,
    seen: Vec<Vec<u8>>,
}

impl Server {
    /// Starts to listen.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let theirs = Arc::clone(&shared);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let shared = Arc::clone(&theirs);
                std::thread::spawn(move || serve(connection.unwrap(), &shared));
            }
        });
        Self { address, shared }
    }

    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the response from now on; an empty media type means no body.
    pub fn response(&self, status: u16, media_type: &str, body: &[u8]) {
        let mut shared = self.shared.lock().unwrap();
        shared.status = status;
        media_type.clone_into(&mut shared.media_type);
        body.clone_into(&mut shared.body);
        shared.seen.clear();
    }

    /// Returns the requests since then, in hexadecimal, separated by commas.
    pub fn seen(&self) -> String {
        let shared = self.shared.lock().unwrap();
        let hex = |request: &Vec<u8>| request.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        shared.seen.iter().map(hex).collect::<Vec<_>>().join(",")
    }
}

fn serve(mut connection: TcpStream, shared: &Mutex<Shared>) {
    let Some(request) = request(&mut connection) else {
        return;
    };
    let response = {
        let mut shared = shared.lock().unwrap();
        let is_head = request.starts_with(b"HEAD ");
        shared.seen.push(request);
        let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", shared.status);
        if !shared.media_type.is_empty() {
            head += &format!("Content-Type: {}\r\n", shared.media_type);
        }
        if shared.status != 204 {
            head += &format!("Content-Length: {}\r\n", shared.body.len());
        }
        let mut response = format!("{head}\r\n").into_bytes();
        if !is_head {
            response.extend(&shared.body);
        }
        response
    };
    connection.write_all(&response).unwrap();
}

/// Reads a request: its head, and a body of the announced length (RFC 9112, section 6).
fn request(connection: &mut TcpStream) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let end = all.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
            let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            let announced: usize = field("content-length").map_or(0, |length| length.parse().unwrap());
            let complete = if field("transfer-encoding").is_some() {
                all.ends_with(b"\r\n0\r\n\r\n")
            } else {
                all.len() >= end + 4 + announced
            };
            if complete {
                return Some(all);
            }
        }
        match connection.read(&mut piece) {
            Ok(0) | Err(_) => return (!all.is_empty()).then_some(all),
            Ok(length) => all.extend(&piece[..length]),
        }
    }
}

//! A server that sends one response to any request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Responds to one request with these bytes. Returns a client of the server.
pub(crate) fn with_bytes<C: From<apifox_client::Client>>(response: impl Into<Vec<u8>>) -> C {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let response = response.into();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_request(&mut stream);
        stream.write_all(&response).unwrap();
    });
    C::from(apifox_client::Client::builder(&url).build().unwrap())
}

/// Responds to one request with a status such as `200 OK`, and a body.
pub(crate) fn with<C: From<apifox_client::Client>>(status: &str, media_type: &str, body: &str) -> C {
    let length = body.len();
    with_bytes(format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    ))
}

/// Responds with a JSON body and 200.
pub(crate) fn json<C: From<apifox_client::Client>>(body: &str) -> C {
    with("200 OK", "application/json", body)
}

/// Reads the head, and a body of the announced length.
fn read_request(stream: &mut TcpStream) {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        read.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&read).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
}

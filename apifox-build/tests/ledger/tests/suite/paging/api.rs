//! A test server that records requests.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apifox_client::Retry;
use apifox_client::serde_json::Value;
use ledger::pages::lists_in_pages::Client;

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) query: BTreeMap<String, String>,
    /// The path with its query.
    pub(crate) target: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.query.get(name)?.parse().ok()
    }
}

pub(crate) type Log = Arc<Mutex<Vec<Request>>>;

/// Starts a server; `respond` returns the response to a request, given the number of previous
/// requests.
pub(crate) fn start(respond: impl Fn(&Request, usize) -> (u16, Value) + Send + 'static) -> (Client, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let kept = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read(&mut stream);
            let before = kept.lock().unwrap().len();
            kept.lock().unwrap().push(request.clone());
            let (status, body) = respond(&request, before);
            let body = if status == 204 { String::new() } else { body.to_string() };
            let head = format!("HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nConnection: close\r\n");
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    let client = apifox_client::Client::builder(&url)
        .retry(Retry::default().first_wait(Duration::ZERO))
        .build()
        .unwrap();
    (Client::from(client), log)
}

fn read(stream: &mut TcpStream) -> Request {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let length = head.to_ascii_lowercase();
    let length = length
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Request {
        query: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        target: target.clone(),
        head,
        body: String::from_utf8(body).unwrap(),
    }
}

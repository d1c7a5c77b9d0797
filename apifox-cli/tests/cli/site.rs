//! A published site on this machine: pages, an index, and network faults.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::folder::page;

/// The site's response for an address.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delivery: Delivery,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Whole,
    /// Half of the body that the headers promise.
    Cut,
    /// Nothing at all.
    Reset,
    /// A byte now and then, without an end.
    Drip,
}

impl Reply {
    pub(crate) fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("Content-Type".to_owned(), "text/markdown; charset=utf-8".to_owned())],
            body: body.into(),
            delivery: Delivery::Whole,
        }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::new("no")
        }
    }

    /// Sets this header, replacing one of the same name.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn cut(self) -> Self {
        Self {
            delivery: Delivery::Cut,
            ..self
        }
    }

    pub(crate) fn reset() -> Self {
        Self {
            delivery: Delivery::Reset,
            ..Self::new("")
        }
    }

    pub(crate) fn drip() -> Self {
        Self {
            delivery: Delivery::Drip,
            ..Self::new("")
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// The responses by path, in order; the last one repeats.
    replies: BTreeMap<String, Vec<Reply>>,
    /// The requests as received.
    requests: Vec<String>,
    /// The number of body bytes.
    sent: usize,
}

/// The site; it stops at the end of the test.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Site {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
        };
        let state = Arc::clone(&site.state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        site
    }

    /// Returns a site with two notes and an index, both with validators.
    pub(crate) fn of_notes() -> Self {
        let site = Self::new();
        site.put(
            "/1e0.md",
            Reply::new(page("GET /notes Get note", 1, "Note")).with("ETag", "\"n1\""),
        );
        site.put("/2e0.md", Reply::new(page("POST /notes Create note", 2, "Note")));
        site.index(&[
            "- Notes [Get note](/1e0.md): ",
            "- Notes > Write [Create note](/2e0.md): makes one",
        ]);
        site
    }

    pub(crate) fn index(&self, items: &[&str]) {
        let text = format!(
            "# Notes\n\n## Docs\n- [Guide](/9m0.md): \n\n## API Docs\n{}\n",
            items.join("\n")
        );
        self.put("/llms.txt", Reply::new(text).with("Content-Type", "text/plain"));
    }

    pub(crate) fn put(&self, path: &str, reply: Reply) {
        self.script(path, vec![reply]);
    }

    pub(crate) fn script(&self, path: &str, replies: Vec<Reply>) {
        self.state.lock().unwrap().replies.insert(path.to_owned(), replies);
    }

    pub(crate) fn take(&self, path: &str) {
        self.state.lock().unwrap().replies.remove(path);
    }

    /// Serves what another site serves, from now on.
    pub(crate) fn same_as(&self, other: &Self) {
        let replies = other.state.lock().unwrap().replies.clone();
        self.state.lock().unwrap().replies = replies;
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns the requests since the previous call.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// Returns the number of body bytes sent since the previous call.
    pub(crate) fn sent(&self) -> usize {
        std::mem::take(&mut self.state.lock().unwrap().sent)
    }

    /// Replaces the site's port in a text.
    pub(crate) fn plain(&self, text: &str) -> String {
        text.replace(&format!("127.0.0.1:{}", self.port), "SITE")
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let reply = {
        let mut state = state.lock().unwrap();
        state.requests.push(request.clone());
        let known = path.split('?').next().unwrap_or_default();
        match state.replies.get_mut(known) {
            Some(replies) if replies.len() > 1 => replies.remove(0),
            Some(replies) => replies[0].clone(),
            None => Reply::status(404),
        }
    };
    if let Ok(sent) = send(&mut stream, &request.to_lowercase(), reply) {
        state.lock().unwrap().sent += sent;
    }
}

fn send(stream: &mut TcpStream, request: &str, mut reply: Reply) -> std::io::Result<usize> {
    if reply.delivery == Delivery::Reset {
        return Ok(0);
    }
    let known = reply.headers.iter().any(|(name, value)| match name.as_str() {
        "ETag" => request.contains(&format!("if-none-match: {}\r\n", value.to_lowercase())),
        "Last-Modified" => request.contains(&format!("if-modified-since: {}\r\n", value.to_lowercase())),
        _ => false,
    });
    if known && reply.status == 200 {
        reply.status = 304;
        reply.body.clear();
    }
    write!(stream, "HTTP/1.1 {} Told\r\nConnection: close\r\n", reply.status)?;
    for (name, value) in &reply.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    if reply.delivery == Delivery::Drip {
        write!(stream, "Content-Length: 100000\r\n\r\n")?;
        loop {
            stream.write_all(b"#")?;
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let length = reply.body.len();
    write!(stream, "Content-Length: {length}\r\n\r\n")?;
    let sent = if reply.delivery == Delivery::Cut {
        length / 2
    } else {
        length
    };
    stream.write_all(&reply.body[..sent])?;
    Ok(sent)
}

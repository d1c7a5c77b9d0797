//! A server that gives every request the same answer, in a process of its own, so that it is neither counted nor on the client's clock.
//!
//! It is one thread. What it does for a request, two calls of the system, takes a fraction of what a client does, so that of many
//! connections the client is the one that is waited for.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;

/// No request is longer.
const LONGEST_REQUEST: usize = 4096;

/// Serves balances with this number of entries, until it is killed, each answer kept back for so long. Prints its address.
///
/// A client under valgrind is slow, and would sometimes find an answer there before it has begun to wait for it; with two
/// milliseconds it always waits, and does the same every time. Without any, the answer is there as soon as it can be.
pub async fn serve(entries: usize, delay: Duration) -> Outcome {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let body = body(entries);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer: Arc<[u8]> = (head + &body).into_bytes().into();
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(serve_one(stream, Arc::clone(&answer), delay));
    }
}

/// The balance of the page's example where there are three entries; of as many as are asked for elsewhere.
pub fn body(entries: usize) -> String {
    const SAMPLE: [&str; 3] = [
        r#"{"amount":1001353,"currency":"eur"}"#,
        r#"{"amount":33143,"currency":"gbp"}"#,
        r#"{"amount":-62,"currency":"usd"}"#,
    ];
    let entries: Vec<_> = SAMPLE.into_iter().cycle().take(entries).collect();
    format!(r#"{{"object":"balance","available":[{}]}}"#, entries.join(","))
}

/// Answers requests without a body, one after the other, to the end of the connection.
async fn serve_one(mut stream: TcpStream, answer: Arc<[u8]>, delay: Duration) -> Outcome {
    stream.set_nodelay(true)?;
    let mut request = [0; LONGEST_REQUEST];
    let mut length = 0;
    loop {
        let more = stream.read(&mut request[length..]).await?;
        if more == 0 {
            return Ok(()); // also where a request is too long; the client sees it fail
        }
        length += more;
        if request[..length].ends_with(b"\r\n\r\n") {
            length = 0;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            stream.write_all(&answer).await?;
        }
    }
}

//! A server that gives every request the same response. It runs in a separate process, so it is
//! neither counted nor timed.
//!
//! It has one thread. It makes two system calls per request, a fraction of what a client does. So
//! even with many connections the client is the bottleneck.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;

/// The longest request.
const LONGEST_REQUEST: usize = 4096;

/// Serves balances with this number of entries until it is killed, each response after a delay.
/// Prints its address.
///
/// Under valgrind a client is slow, and would sometimes find a response before it waits for it.
/// With two milliseconds it always waits, and does the same work each time. Without a delay, the
/// response is sent at once.
pub async fn serve(entries: usize, delay: Duration) -> Outcome {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let body = body(entries);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let response: Arc<[u8]> = (head + &body).into_bytes().into();
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(serve_one(stream, Arc::clone(&response), delay));
    }
}

/// The balance of the page's example for three entries; a balance of the requested size otherwise.
pub fn body(entries: usize) -> String {
    const SAMPLE: [&str; 3] = [
        r#"{"amount":1001353,"currency":"eur"}"#,
        r#"{"amount":33143,"currency":"gbp"}"#,
        r#"{"amount":-62,"currency":"usd"}"#,
    ];
    let entries: Vec<_> = SAMPLE.into_iter().cycle().take(entries).collect();
    format!(r#"{{"object":"balance","available":[{}]}}"#, entries.join(","))
}

/// Responds to requests without a body, one after the other, until the connection ends.
async fn serve_one(mut stream: TcpStream, response: Arc<[u8]>, delay: Duration) -> Outcome {
    stream.set_nodelay(true)?;
    let mut request = [0; LONGEST_REQUEST];
    let mut length = 0;
    loop {
        let more = stream.read(&mut request[length..]).await?;
        if more == 0 {
            return Ok(()); // also for a request that is too long; the client fails
        }
        length += more;
        if request[..length].ends_with(b"\r\n\r\n") {
            length = 0;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            stream.write_all(&response).await?;
        }
    }
}

//! A server that gives every request the same answer, in a process of its own, so that it is not counted.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// How long an answer is kept back. A client under valgrind is slow, and would sometimes find the answer there before it has begun to
/// wait for it; so it always waits, and does the same every time.
const DELAY: Duration = Duration::from_millis(2);

/// Serves balances with this number of entries, until it is killed. Prints its address.
pub fn serve(entries: usize) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    let body = body(entries);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = head + &body;
    for stream in listener.incoming() {
        let (stream, answer) = (stream?, answer.clone());
        thread::spawn(move || serve_one(&stream, answer.as_bytes()));
    }
    Ok(())
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

fn serve_one(stream: &TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        if line == "\r\n" {
            thread::sleep(DELAY);
            let mut stream = stream;
            stream.write_all(answer)?;
        }
        line.clear();
    }
    Ok(())
}

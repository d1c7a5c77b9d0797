//! Multipart forms.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use apifox_client::{Call, ConfigKind, Error, File, Multipart, Part, TransportKind, decode};

use crate::operations::{CREATE_PAYOUT, GOOD, client};
use crate::server::{Listener, Peer, Script, Server};

/// A temporary file.
pub(crate) struct OnDisk(pub(crate) PathBuf);

impl OnDisk {
    pub(crate) fn new(name: &str, content: &[u8]) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        fs::write(&path, content).expect("the folder of the tests can be written");
        Self(path)
    }

    /// Returns the file under a constant name.
    pub(crate) fn file(&self) -> File {
        File::open(&self.0).file_name("report.csv")
    }

    /// Changes its length; the new part is a hole, which takes no disk space.
    pub(crate) fn resize(&self, len: u64) {
        let file = fs::OpenOptions::new().append(true).open(&self.0);
        let file = file.expect("it can be written");
        file.set_len(len).expect("holes take no room");
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Sends a call with the body that `make` sets. Returns the boundary, which is
/// replaced by `BOUNDARY`, the head and the body.
async fn sent(make: impl FnOnce(Call) -> Call) -> (String, String, String) {
    let server = Server::start(Script::json(200, GOOD)).await;
    let call = make(Call::new(&client(server.base_url()), &CREATE_PAYOUT));
    call.send(decode::empty).await.expect("the call succeeds");
    parts(&server.request())
}

fn parts(request: &str) -> (String, String, String) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    let length = format!("\r\ncontent-length: {}", body.len());
    assert!(head.contains(&length), "{head}");
    let (_, boundary) = head.split_once("boundary=").expect("the type allows it");
    let boundary = boundary.lines().next().expect("a line").to_owned();
    let body = body.replace(&boundary, "BOUNDARY");
    (boundary, head.to_owned(), body)
}

async fn refused(make: impl FnOnce(Call) -> Call) -> Error {
    let server = Server::start(Script::json(200, GOOD)).await;
    let call = make(Call::new(&client(server.base_url()), &CREATE_PAYOUT));
    let error = call.send(decode::empty).await.expect_err("it is refused");
    assert!(server.requests().is_empty() && !error.may_have_been_sent());
    assert_eq!(error.operation_id(), Some("create_payout"));
    match &error {
        Error::Config(config) => assert_eq!(config.kind(), ConfigKind::Body, "{error}"),
        other => panic!("{other:?}"),
    }
    error
}

#[tokio::test]
async fn parts_of_every_type_are_sent_in_order() {
    let on_disk = OnDisk::new("kinds", b"a,b\r\n1,2\r\n");
    let object = BTreeMap::from([("amount", 5)]);
    let second = File::new("2.png", "2");
    let make = |call: Call| {
        call.part("note", Part::text("a b&c \u{4f59}"))
            .part("count", Part::text(7).media_type("text/plain; charset=utf-8"))
            .part("object", Part::json(&object))
            .part("patch", Part::json(&object).media_type("application/merge-patch+json"))
            .parts("tags", [Part::text("x"), Part::text("y")])
            .parts("none", [])
            .part("scan", Part::file(File::new("a\"b.pdf", &b"%PDF"[..])))
            .part(
                "images",
                Part::file(File::new("1.png", "1").media_type("image/apng")).media_type("image/png"),
            )
            .part("images", Part::file(&second).media_type("image/png"))
            .part("report", Part::file(on_disk.file()).media_type("text/csv"))
    };
    let (boundary, head, body) = sent(make).await;
    assert!(
        head.contains(&format!(
            "\r\ncontent-type: multipart/form-data; boundary={boundary}\r\n"
        )),
        "{head}"
    );
    let expected = "--BOUNDARY\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na b&c \u{4f59}\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"count\"\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\n7\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"object\"\r\n\
        Content-Type: application/json\r\n\r\n{\"amount\":5}\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"patch\"\r\n\
        Content-Type: application/merge-patch+json\r\n\r\n{\"amount\":5}\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\ny\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a%22b.pdf\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n%PDF\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"images\"; filename=\"1.png\"\r\n\
        Content-Type: image/apng\r\n\r\n1\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"images\"; filename=\"2.png\"\r\n\
        Content-Type: image/png\r\n\r\n2\r\n\
        --BOUNDARY\r\nContent-Disposition: form-data; name=\"report\"; filename=\"report.csv\"\r\n\
        Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n\r\n--BOUNDARY--\r\n";
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_form_built_at_once_and_one_built_by_part_are_equal() {
    let form = Multipart::new()
        .text("note", "x")
        .file("scan", "1.png", "image/png", "1");
    let at_once = sent(|call| call.multipart(&form)).await;
    let file = File::new("1.png", "1").media_type("image/png");
    let by_parts = sent(|call| call.part("note", Part::text("x")).part("scan", Part::file(file))).await;
    assert_eq!((&at_once.0, &at_once.2), (&by_parts.0, &by_parts.2));
    assert_eq!(at_once.0, "apifox-client-0000000000000000");
}

#[tokio::test]
async fn without_a_part_there_is_no_body() {
    let server = Server::start(Script::json(200, GOOD)).await;
    let call = Call::new(&client(server.base_url()), &CREATE_PAYOUT).parts("none", []);
    call.send(decode::empty).await.expect("the call succeeds");
    let request = server.request();
    assert!(
        request.ends_with("\r\n\r\n") && !request.contains("multipart"),
        "{request}"
    );
}

#[tokio::test]
async fn a_large_file_is_sent_completely_and_reopened_for_every_call() {
    let mut lines = String::new();
    for number in 0..5 * 1024 * 1024 / 8 {
        writeln!(lines, "{number:07}").expect("memory takes it");
    }
    let on_disk = OnDisk::new("large", lines.as_bytes());
    let server = Server::start(Script::json(200, GOOD)).await;
    let call = Call::new(&client(server.base_url()), &CREATE_PAYOUT).part("f", Part::file(on_disk.file()));
    call.clone().send(decode::empty).await.expect("the call succeeds");
    fs::write(&on_disk.0, "another").expect("it can be written");
    call.clone().send(decode::empty).await.expect("the call succeeds");
    fs::write(&on_disk.0, "").expect("it can be written");
    call.send(decode::empty).await.expect("the call succeeds");
    let requests = server.requests();
    let [first, second, third] = [0, 1, 2].map(|at| parts(&requests[at]));
    let whole = |content: &str| {
        format!(
            "--BOUNDARY\r\nContent-Disposition: form-data; name=\"f\"; filename=\"report.csv\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{content}\r\n--BOUNDARY--\r\n"
        )
    };
    assert!(first.2 == whole(&lines), "five megabytes, each in its place");
    assert_eq!(second.2, whole("another"));
    assert_eq!(third.2, whole(""));
    assert!(first.0 != second.0 && !lines.contains(&first.0));
}

/// Sends a file that exceeds the socket buffers, and applies `change` to it when the head and a
/// part of it have arrived. Returns the length of what arrived, and the error.
async fn changed(name: &str, change: impl FnOnce(&fs::File)) -> (usize, Error) {
    const LEN: u64 = 64 * 1024 * 1024;
    let on_disk = OnDisk::new(name, b"");
    let file = fs::OpenOptions::new()
        .append(true)
        .open(&on_disk.0)
        .expect("it can be written");
    file.set_len(LEN).expect("holes take no room");
    let listener = Listener::bind().await;
    let call = Call::new(&client(listener.base_url()), &CREATE_PAYOUT).part("f", Part::file(on_disk.file()));
    let server = async {
        let mut peer: Peer = listener.accept().await;
        let begin = peer.read(64 * 1024).await;
        assert!(String::from_utf8_lossy(&begin).contains("\r\ncontent-length: 67109"));
        change(&file);
        peer.read_to_end().await.len()
    };
    let (came, error) = tokio::join!(server, call.send(decode::empty));
    (came, error.expect_err("it is not the file that was announced"))
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_sent_aborts_the_request() {
    // The change is noticed, so the file is not held in memory.
    let (came, error) = changed("shorter", |file| file.set_len(32 * 1024 * 1024).expect("it can be cut")).await;
    assert!(came < 32 * 1024 * 1024 + 64 * 1024, "{came}");
    let message = error.to_string();
    assert!(
        message.contains(" was aborted while its body was sent: the file `"),
        "{message}"
    );
    assert!(
        message.contains("` became shorter while it was sent; it may have been"),
        "{message}"
    );
    assert!(error.source().is_some() && error.may_have_been_sent() && !error.is_retryable());
    let Error::Transport(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind(), TransportKind::Interrupted);
}

#[tokio::test]
async fn a_file_that_grows_while_it_is_sent_aborts_the_request() {
    let (came, error) = changed("longer", |mut file| {
        file.write_all(b"more").expect("it can be written");
    })
    .await;
    assert!(came <= 64 * 1024 * 1024, "the last bytes are held back: {came}");
    let message = error.to_string();
    assert!(message.contains("` changed while it was sent"), "{message}");
}

#[tokio::test]
async fn files_that_cannot_be_sent_are_refused_before_anything_is_sent() {
    let missing = refused(|call| call.part("f", Part::file(File::open("no/such/file.pdf")))).await;
    let message = missing.to_string();
    assert!(
        message.starts_with("create_payout (POST /v1/payouts): not sent: the file `no/such/file.pdf` cannot be sent: "),
        "{message}"
    );
    let folder = refused(|call| call.part("f", Part::file(File::open(env!("CARGO_MANIFEST_DIR"))))).await;
    assert!(folder.to_string().ends_with("it is not a regular file"), "{folder}");
    let form = Multipart::new().part("f", Part::file(File::open("no/such/file.pdf")));
    refused(|call| call.multipart(&form)).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_of_unknown_length_is_not_sent_as_empty() {
    let error = refused(|call| call.part("f", Part::file(File::open("/proc/self/status")))).await;
    assert!(error.to_string().ends_with("it does not report its length"), "{error}");
}

#[tokio::test]
async fn parts_that_cannot_be_encoded_are_refused() {
    let body = BTreeMap::from([((1, 2), 3)]);
    refused(|call| call.part("p", Part::json(&body))).await;
    refused(|call| call.part("p", Part::file(File::new("f", "x").media_type("a\r\nX-Admin: 1")))).await;
    refused(|call| call.content("a\r\nb", "x")).await;
}

#[test]
fn no_debug_output_shows_the_content_of_a_file_or_part() {
    let file = File::new("f.txt", "hunter2").media_type("text/plain");
    let call = Call::new(&client("http://127.0.0.1:1"), &CREATE_PAYOUT)
        .part("a", Part::text("hunter2"))
        .part("b", Part::file(&file));
    let shown = format!("{file:?} {:?} {:?} {call:?}", Part::file(&file), Part::json("hunter2"));
    assert!(!shown.contains("hunter2") && shown.contains(r#"["a", "b"]"#), "{shown}");
}

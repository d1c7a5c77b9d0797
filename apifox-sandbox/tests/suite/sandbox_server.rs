//! What the server accepts, keeps and refuses.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use apifox_client::Auth;
use apifox_client::serde_json::{Map, Value};
use apifox_sandbox::{ExpectedAuth, Server};

const DOCUMENT: &str = r#"{"openapi": "3.0.3", "paths": {
"/v1/payouts": {
    "post": {"operationId": "create_payout",
        "requestBody": {"content": {"application/json": {"schema": {
            "type": "object", "properties": {"amount": {"type": "integer"}, "currency": {"type": "string"}}}}}},
        "responses": {"201": {"content": {"application/json": {"example": "created"}}}}}},
"/v1/files": {
    "post": {"operationId": "create_file",
        "requestBody": {"content": {"application/octet-stream": {}}},
        "responses": {"200": {"content": {"application/json": {"example": "stored"}}}}}}
}}"#;

/// `sk_test_51:` in base64.
const AUTHORIZATION: &str = "Authorization: Basic c2tfdGVzdF81MTo=\r\n";

fn start() -> Server {
    let auth = Auth::basic("sk_test_51", "");
    Server::start(DOCUMENT, ExpectedAuth::exactly(&auth)).expect("loopback has a free port")
}

/// Sends a head and a body. Returns the status and the body of the response.
fn exchange(server: &Server, head: &str, body: &[u8]) -> (u16, String) {
    let mut socket = TcpStream::connect(server.address()).expect("it listens");
    socket
        .write_all(format!("{head}Connection: close\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes())
        .expect("it reads");
    socket.write_all(body).expect("it reads to the end");
    let mut text = String::new();
    socket.read_to_string(&mut text).expect("it responds in UTF-8");
    let status = text[9..12].parse().expect("a status");
    let (_, body) = text.split_once("\r\n\r\n").expect("a head");
    (status, body.to_owned())
}

fn post(server: &Server, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
    let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\n{headers}", server.address());
    exchange(server, &head, body)
}

fn json(text: &str) -> Value {
    text.parse().expect("it is JSON")
}

const JSON: &str = "Content-Type: application/json\r\nAuthorization: Basic c2tfdGVzdF81MTo=\r\n";

#[test]
fn a_server_on_loopback_accepts_only_loopback_hosts() {
    let server = start();
    let port = server.address().port();
    let ask = |target: &str, host: &str| exchange(&server, &format!("GET {target} HTTP/1.1\r\n{host}"), b"");
    for host in [
        format!("Host: 127.0.0.1:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        "Host: 127.9.9.9\r\n".to_owned(),
        format!("Host: localhost:{port}\r\n"),
        format!("host: LOCALHOST.:{port}\r\n"),
        format!("Host: [::1]:{port}\r\n"),
        String::new(),
    ] {
        assert_eq!(ask("/openapi.json", &host).0, 200, "{host}");
    }
    for host in [
        format!("Host: evil.example:{port}\r\n"),
        "Host: evil.example\r\n".to_owned(),
        format!("Host: intranet:{port}\r\n"),
        "Host: localhost.evil.example\r\n".to_owned(),
        "Host: 127.0.0.1.evil.example\r\n".to_owned(),
        "Host: 192.0.2.1\r\n".to_owned(),
        format!("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n"),
        "Host: evil.example@127.0.0.1\r\n".to_owned(),
        "Host: [::ffff:192.0.2.1]\r\n".to_owned(),
        "Host: a b\r\n".to_owned(),
    ] {
        let (status, body) = ask("/openapi.json", &host);
        assert_eq!(status, 421, "{host}: {body}");
        assert_eq!(json(&body)["code"], "misdirected_request");
    }
    assert_eq!(ask("http://evil.example/openapi.json", "Host: localhost\r\n").0, 421);
    assert!(server.calls().iter().all(|call| call.path() == "/openapi.json"));
}

#[test]
fn a_server_on_another_address_accepts_any_host() {
    let builder = Server::builder(DOCUMENT).address((Ipv4Addr::UNSPECIFIED, 0).into());
    let server = builder.start().expect("there is a port");
    let port = server.address().port();
    let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    let head = "GET /openapi.json HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n";
    socket.write_all(head.as_bytes()).expect("it reads");
    let mut text = String::new();
    socket.read_to_string(&mut text).expect("it responds");
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
}

#[test]
fn the_body_of_a_call_with_wrong_credentials_is_not_kept() {
    let server = start();
    let large = vec![b'x'; 1_000_000];
    assert_eq!(post(&server, "/v1/files", "", &large).0, 401);
    assert_eq!(
        post(&server, "/v1/files", "Authorization: Basic eA==\r\n", &large).0,
        401
    );
    assert_eq!(post(&server, "/v1/nothing", "", &large).0, 404);
    assert!(server.calls().iter().all(|call| call.body().is_empty()));
    assert_eq!(server.take_calls().len(), 3);
    assert_eq!(post(&server, "/v1/nothing", AUTHORIZATION, b"kept").0, 404);
    assert_eq!(server.calls()[0].body(), b"kept");
}

#[test]
fn a_client_that_waits_for_permission_is_refused_before_it_sends_the_body() {
    let server = start();
    let host = server.address();
    for (path, headers, status) in [
        ("/v1/files", "", 401),
        ("/v1/nothing", AUTHORIZATION, 404),
        ("/openapi.json", AUTHORIZATION, 404),
    ] {
        let mut socket = TcpStream::connect(host).expect("it listens");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).expect("it reads");
        let mut text = String::new();
        socket.read_to_string(&mut text).expect("it responds and closes");
        assert!(text.starts_with(&format!("HTTP/1.1 {status} ")), "{text}");
    }
    // With permission, the body is read as usual.
    let headers = format!("{AUTHORIZATION}Content-Type: application/octet-stream\r\nExpect: 100-continue\r\n");
    let mut socket = TcpStream::connect(host).expect("it listens");
    let head =
        format!("POST /v1/files HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\nContent-Length: 4\r\n\r\n");
    socket.write_all(head.as_bytes()).expect("it reads");
    let mut permission = [0; 25];
    socket.read_exact(&mut permission).expect("it responds");
    assert_eq!(&permission, b"HTTP/1.1 100 Continue\r\n\r\n");
    socket.write_all(b"kept").expect("it reads");
    let mut text = String::new();
    socket.read_to_string(&mut text).expect("it responds and closes");
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
    assert_eq!(
        server.calls().last().map(|call| call.body().to_vec()),
        Some(b"kept".to_vec())
    );
}

#[test]
fn a_body_with_another_transfer_coding_is_refused() {
    let server = start();
    let host = server.address();
    for (coding, status) in [
        ("chunked", 200),
        ("gzip, chunked", 501),
        ("gzip\r\nTransfer-Encoding: chunked", 501),
    ] {
        let headers =
            format!("{AUTHORIZATION}Content-Type: application/octet-stream\r\nTransfer-Encoding: {coding}\r\n");
        let mut socket = TcpStream::connect(host).expect("it listens");
        let request = format!(
            "POST /v1/files HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).expect("it reads");
        let mut text = String::new();
        socket.read_to_string(&mut text).expect("it responds and closes");
        assert!(text.starts_with(&format!("HTTP/1.1 {status} ")), "{coding}: {text}");
    }
}

#[test]
fn the_size_of_recorded_calls_and_of_a_body_is_bounded() {
    let server = start();
    let headers = format!("{AUTHORIZATION}Content-Type: application/octet-stream\r\n");
    let body = vec![b'x'; 20 * 1024 * 1024];
    for _ in 0..5 {
        assert_eq!(post(&server, "/v1/files", &headers, &body).0, 200);
    }
    let kept: usize = server.calls().iter().map(|call| call.body().len()).sum();
    assert_eq!(kept, 3 * body.len(), "the newest");
    let longest = vec![b'x'; 64 * 1024 * 1024 + 1];
    let (status, body) = post(&server, "/v1/files", &headers, &longest);
    assert_eq!((status, &json(&body)["code"]), (413, &"content_too_large".into()));
}

#[test]
fn two_properties_of_one_name_are_refused() {
    let server = start();
    let (status, body) = post(&server, "/v1/payouts", JSON, br#"{"amount":1,"amount":100000}"#);
    assert_eq!(status, 400);
    let detail = json(&body)["detail"].to_string();
    assert!(
        detail.contains("The body: has two properties `amount` in one object"),
        "{detail}"
    );
    assert_eq!(post(&server, "/v1/payouts", JSON, br#"{"amount":1}"#).0, 201);
}

#[cfg(feature = "strict")] // the mistakes are wrong values
#[test]
fn many_mistakes_do_not_make_a_large_response() {
    let server = start();
    let members: Vec<_> = (0..100_000).map(|number| format!("\"unknown_{number}\":1")).collect();
    let (status, body) = post(
        &server,
        "/v1/payouts",
        JSON,
        format!("{{{}}}", members.join(",")).as_bytes(),
    );
    assert_eq!(status, 400);
    assert!(body.len() < 10_000, "{} bytes", body.len());
    let problem = json(&body);
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(20));
    let detail = problem["detail"].to_string();
    assert!(
        detail.contains("And 99999 more; see the first of `errors`."),
        "{detail}"
    );

    let name = "x".repeat(1_000_000);
    let (status, body) = post(&server, "/v1/payouts", JSON, format!("{{\"{name}\":1}}").as_bytes());
    assert_eq!(status, 400);
    assert!(body.len() < 10_000, "{} bytes", body.len());
}

#[test]
fn a_401_contains_the_error_object_of_the_api() {
    let auth = ExpectedAuth::exactly(&Auth::bearer("a-token"));
    let error: Map<String, Value> = [("type".to_owned(), "invalid_request_error".into())]
        .into_iter()
        .collect();
    let builder = Server::builder(DOCUMENT).auth(auth).error(error);
    let server = builder.start().expect("there is a port");
    let (status, body) = post(&server, "/v1/payouts", "", b"");
    assert_eq!(status, 401);
    let problem = json(&body);
    assert_eq!(problem["error"]["type"], "invalid_request_error");
    assert_eq!(problem["error"]["message"], problem["detail"]);
}

#[cfg(feature = "strict")]
#[test]
fn a_form_of_many_fields_is_read_in_linear_time() {
    const FORM: &str = r#"{"paths": {"/v1/payouts": {"post": {
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
            "type": "object", "properties": {"amount": {"type": "integer"}}}}}},
        "responses": {"201": {"content": {"application/json": {"example": "created"}}}}}}}}"#;
    let server = Server::start(FORM, ExpectedAuth::none()).expect("loopback has a free port");
    // In quadratic time, this would take hours.
    let fields: Vec<_> = (0..300_000).map(|number| format!("unknown_{number}=1")).collect();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let (status, body) = post(&server, "/v1/payouts", form, fields.join("&").as_bytes());
    assert_eq!(status, 400);
    assert!(body.len() < 10_000, "{} bytes", body.len());
}

/// This takes ten seconds. Without the limit the test would hang.
#[test]
fn a_head_that_never_ends_ends_the_connection() {
    let server = start();
    let mut slow = TcpStream::connect(server.address()).expect("it listens");
    slow.write_all(b"GET /openapi.json HTTP/1.1\r\nX: ").expect("it reads");
    let mut endless = TcpStream::connect(server.address()).expect("it listens");
    let header = [b"X: ".as_slice(), &[b'x'; 1000], b"\r\n"].concat();
    let _ = endless.write_all(b"GET /openapi.json HTTP/1.1\r\n");
    while endless.write_all(&header).is_ok() {}
    let mut rest = Vec::new();
    // With an end or a reset.
    let _ = slow.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
}

//! The shapes of error responses, each sent through a real socket, and the message of each:
//! `golden/error_shapes.txt`.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use apifox_client::{ApiError, Client, Error, Retry};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::golden;
use crate::operations::{client, create_payout, get_balance};
use crate::server::{Script, Server};

/// Name, status, additional header lines, body.
type Shape = (&'static str, u16, &'static str, &'static [u8]);

const JSON: &str = "Content-Type: application/json\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const PROBLEM: &str = "Content-Type: application/problem+json\r\n";

/// Error responses that merchants have received from WooshPay, then those of other APIs.
const SHAPES: [Shape; 33] = [
    ("error object", 402, "Content-Type: application/json\r\nRequest-Id: req_1\r\n",
        br#"{"error":{"type":"card_error","code":"expired_card","message":"The card has expired."}}"#),
    ("error object without words", 400, JSON, br#"{"error":{"type":"invalid_request_error","code":"parameter_missing"}}"#),
    ("error object of nulls", 500, JSON, br#"{"error":{"type":null,"code":null,"message":null}}"#),
    ("bare object", 409, JSON, br#"{"type":"idempotency_error","code":"key_in_use","message":"The key was used before."}"#),
    ("top-level message", 404, JSON, br#"{"message":"No such payout: po_1"}"#),
    ("error as a text", 401, JSON, br#"{"error":"Invalid API key"}"#),
    ("error with a description", 400, JSON, br#"{"error":"invalid_grant","error_description":"The code has been used."}"#),
    ("page for people", 502, HTML, b"<html><head><title>502 Bad Gateway</title></head></html>"),
    ("page for people, refused", 403, HTML, b"<html><title>Attention required</title></html>"),
    ("empty body", 503, "Retry-After: 30\r\n", b""),
    ("empty body, unauthorized", 401, "", b""),
    ("empty object", 422, JSON, b"{}"),
    ("problem+json", 403, PROBLEM,
        br#"{"type":"https://example.com/probs/out-of-credit","title":"Out of credit.","status":403,"detail":"Balance is 30, cost is 50."}"#),
    ("problem+json about:blank", 404, PROBLEM, br#"{"type":"about:blank","title":"Not Found","status":404}"#),
    ("list of errors", 422, JSON, br#"{"errors":[{"code":"too_small","message":"amount is too small"},{"code":"x","message":"y"}]}"#),
    ("list of texts", 400, JSON, br#"{"errors":["amount is too small"]}"#),
    ("empty list of errors", 400, JSON, br#"{"errors":[]}"#),
    ("message as a list", 400, JSON, br#"{"statusCode":400,"message":["amount must be positive","currency is missing"],"error":"Bad Request"}"#),
    ("detail as a list", 422, JSON, br#"{"detail":[{"loc":["body","amount"],"msg":"field required","type":"value_error.missing"}]}"#),
    ("code and msg", 500, JSON, "{\"code\":50001,\"msg\":\"系统繁忙，请稍后再试\",\"data\":null}".as_bytes()),
    ("code and msg as texts", 400, JSON, "{\"code\":\"PARAM_ERROR\",\"msg\":\"参数错误\"}".as_bytes()),
    ("errcode and errmsg", 429, "Content-Type: application/json\r\nRetry-After: 7\r\n", br#"{"errcode":45009,"errmsg":"reach max api daily quota limit"}"#),
    ("success with an error object", 200, JSON, br#"{"error":{"type":"api_error","code":"c","message":"Something broke."}}"#),
    ("success with code and msg", 200, JSON, "{\"code\":401,\"msg\":\"token 已过期\",\"data\":null}".as_bytes()),
    ("success with a page for people", 200, HTML, b"<html><title>Sign in</title></html>"),
    ("byte order mark", 400, JSON, b"\xEF\xBB\xBF{\"error\":{\"message\":\"with a mark\"}}"),
    ("another charset", 400, "Content-Type: application/json; charset=iso-8859-1\r\n", b"{\"error\":{\"type\":\"card_error\",\"message\":\"Carte refus\xE9e\"}}"),
    ("terminal sequences and line breaks", 400, JSON,
        br#"{"error":{"message":"\u001b[2J\u001b[31mred\u001b[0m\r\nERROR forged line\u0000\u202e\u2028end"}}"#),
    ("line breaks in type and code", 400, JSON, br#"{"error":{"type":"a\nb","code":"c\td","message":"m"}}"#),
    ("JSON that breaks off", 500, JSON, br#"{"error":{"type":"api_error","message":"Something bro"#),
    ("text", 500, "Content-Type: text/plain\r\n", b"upstream connect error"),
    ("redirect", 302, "Location: https://elsewhere.example/login?key=1\r\n", b""),
    ("undeclared type", 599, "", b"?"),
];

async fn fail(script: Script, write: bool) -> Error {
    let server = Server::start(script).await;
    let client = client(server.base_url());
    let result = if write {
        create_payout(&client).await
    } else {
        get_balance(&client).await
    };
    result.expect_err("it failed")
}

fn script(&(_, status, headers, body): &Shape) -> Script {
    let head = format!(
        "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    Script::Response([head.as_bytes(), body].concat())
}

/// Asserts that a message is one line of printable characters.
fn assert_fit_for_a_log(line: &str) {
    assert!(line.chars().count() < 600, "{line}");
    assert!(!line.chars().any(char::is_control), "{line:?}");
}

#[tokio::test]
async fn every_shape_of_error_has_a_message_of_one_line() {
    let mut lines = String::new();
    for shape in &SHAPES {
        writeln!(lines, "{}", shape.0).expect("writing to a string cannot fail");
        for write in [false, true] {
            let error = fail(script(shape), write).await;
            let line = error.to_string();
            assert_fit_for_a_log(&line);
            assert_eq!(error.body(), Some(shape.3), "the accessor has it as it came");
            writeln!(lines, "    {line}").expect("writing to a string cannot fail");
        }
    }
    golden::assert_is("error_shapes.txt", &lines);
}

async fn api_error(script: Script) -> (Box<ApiError>, usize) {
    match fail(script, false).await {
        Error::Api(error) => {
            let wrapped = Error::Api(error);
            let kept = wrapped.body().map_or(0, <[u8]>::len);
            let Error::Api(error) = wrapped else { unreachable!() };
            (error, kept)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_error_of_16_mib_leaves_64_kib_its_kind_and_a_short_line() {
    let long = "x".repeat(16 << 20);
    let sent_body = format!(r#"{{"error":{{"type":"api_error","code":"c","message":"{long}"}}}}"#);
    let (error, kept) = api_error(Script::json(500, &sent_body)).await;
    assert_eq!(
        (error.kind(), error.code(), kept),
        (Some("api_error"), Some("c"), 64 * 1024)
    );
    assert!(error.message().is_some_and(|message| message.len() < kept));
    assert!(error.to_string().len() < 400, "{}", error.to_string().len());
    assert!(format!("{error:?}").len() < 128 * 1024);
    let (error, kept) = api_error(Script::typed(500, "text/html", &long)).await;
    assert_eq!(kept, 64 * 1024);
    assert_eq!(
        error.to_string(),
        "get_balance (GET /v1/balance): the server answered 500 Internal Server Error: 64 KiB or more of text/html; it can be sent again"
    );
}

#[tokio::test]
async fn a_response_of_16_mib_that_is_no_response_leaves_64_kib() {
    let long = format!(r#"{{"object":"balance","available":[1,"{}"]}}"#, "x".repeat(1 << 20));
    let error = fail(Script::json(200, &long), false).await;
    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert_eq!(error.body().map(<[u8]>::len), Some(64 * 1024));
    let texts = [error.to_string(), format!("{error:?}")];
    assert!(texts.iter().all(|text| text.len() < 1000), "{}", texts[0]);
    let source = std::error::Error::source(&error).expect("the JSON reader").to_string();
    assert!(source.len() < 200, "{source}");
}

#[tokio::test]
async fn the_client_hangs_up_on_an_error_of_16_mib() {
    const LENGTH: usize = 16 << 20;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let sending = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("the client connects");
        // A response that is sent before the request would be ignored.
        let mut request = vec![0; 16 * 1024];
        let _ = socket.read(&mut request).await.expect("the client asks");
        let head = format!("HTTP/1.1 500 Whatever\r\nContent-Length: {LENGTH}\r\n\r\n");
        socket
            .write_all(head.as_bytes())
            .await
            .expect("the client reads the head");
        let piece = vec![b'x'; 1 << 16];
        let mut sent = 0;
        while sent < LENGTH && socket.write_all(&piece).await.is_ok() {
            sent += piece.len();
        }
        sent
    });
    // The limit applies to successful responses; errors have their own.
    let client = Client::builder(&base_url)
        .max_body_bytes(2 * LENGTH)
        .retry(Retry::none())
        .build();
    let error = get_balance(&client.expect("the settings are valid"))
        .await
        .expect_err("it failed");
    assert_eq!(error.body().map(<[u8]>::len), Some(64 * 1024));
    let sent = sending.await.expect("it does not panic");
    // The rest is in the socket buffers.
    assert!(sent < LENGTH, "all of it was taken");
}

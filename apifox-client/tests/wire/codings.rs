//! Bodies that are compressed although this was not requested.

use apifox_client::{Call, Client, DecodeKind, Error};

use crate::operations::{GET_BALANCE, client, create_payout, get_balance};
use crate::server::{Script, Server};

/// `{"error":{"type":"card_error","code":"card_declined","message":"Your card was declined."}}` as
/// gzip.
const DECLINED: &str = "1f8b0800000000000203ab564a2d2aca2f52b2aa562aa92c4855b2524a4e2c4a898708ea2825e7a7c0c55252937332f3525380c2b9a9c5c589e92099\
    c8fcd2220590b4427962b1024c899e526d2d001cead3845a000000";

/// `{"object":"balance","available":[1]}` as gzip, and as zlib makes it for `deflate`.
const GZIP: &str =
    "1f8b0800000000000203ab56ca4fca4a4d2e51b2524a4acc49cc4b4e55d2514a2c4bcccc494cca4955b28a368cad050014f956a824000000";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("these are hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn coded(status: u16, coding: &str, body: &[u8]) -> Script {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Whatever\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
    );
    Script::Response([head.as_bytes(), body].concat())
}

const ZLIB: &str = "789cab56ca4fca4a4d2e51b2524a4acc49cc4b4e55d2514a2c4bcccc494cca4955b28a368cad0500e2810c2c";

#[tokio::test]
async fn an_error_of_gzip_keeps_its_code_and_message() {
    for coding in ["gzip", "x-gzip", "GZIP"] {
        let server = Server::start(coded(402, coding, &bytes(DECLINED))).await;
        let error = create_payout(&client(server.base_url()))
            .await
            .expect_err("it is declined");
        let Error::Api(api) = &error else { panic!("{error}") };
        assert_eq!(
            (api.status(), api.code(), api.message()),
            (402, Some("card_declined"), Some("Your card was declined."))
        );
        assert!(error.body().is_some_and(|body| body.starts_with(b"{\"error\"")));
    }
}

#[tokio::test]
async fn the_received_part_of_a_truncated_error_is_read() {
    let body = bytes(DECLINED);
    let server = Server::start(coded(402, "gzip", &body[..body.len() - 30])).await;
    let error = create_payout(&client(server.base_url()))
        .await
        .expect_err("it is declined");
    let Error::Api(api) = &error else { panic!("{error}") };
    assert_eq!(api.kind(), Some("card_error"), "{error}");
}

#[tokio::test]
async fn a_response_of_gzip_or_deflate_is_read() {
    for (coding, body) in [("gzip", GZIP), ("deflate", ZLIB), ("deflate", &ZLIB[4..ZLIB.len() - 8])] {
        let server = Server::start(coded(200, coding, &bytes(body))).await;
        let balance = get_balance(&client(server.base_url())).await.expect("it is a balance");
        assert_eq!(balance.available, [1]);
        assert_eq!(balance.headers()["content-encoding"], "identity");
        assert_eq!(balance.raw(), br#"{"object":"balance","available":[1]}"#);
    }
}

/// `GZIP` as gzip.
const TWICE: &str = "1f8b080000000000020393efe660000126e6d561a7fc4f79f9ea056e0af2f23ae379c6db2ff452a0978ef7\
    99339e3ea73c43377599f5ac656510f919b64205a81e00b7b5159738000000";

fn answered(headers: &str, body: &[u8]) -> Script {
    let head = format!("HTTP/1.1 200 Whatever\r\nContent-Type: application/json\r\n{headers}\r\n");
    Script::Response([head.as_bytes(), body].concat())
}

#[tokio::test]
async fn several_codings_are_undone_in_turn() {
    let (once, twice, zlib) = (bytes(GZIP), bytes(TWICE), bytes(ZLIB));
    let padded = [&once[..], &[0; 8]].concat();
    let chunked = [format!("{:x}\r\n", once.len()).as_bytes(), &once, b"\r\n0\r\n\r\n"].concat();
    for (headers, body) in [
        ("Content-Encoding: gzip, identity\r\n", &once),
        ("Content-Encoding: identity,gzip\r\n", &once),
        ("Content-Encoding: gzip,\r\n", &once),
        ("Content-Encoding: identity\r\nContent-Encoding: gzip\r\n", &once),
        ("Content-Encoding: gzip, gzip\r\n", &twice),
        ("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", &twice),
        ("Content-Encoding: gzip, gzip\r\n", &once),
        ("Content-Encoding: deflate\r\n", &once),
        ("Content-Encoding: gzip\r\n", &zlib),
        ("Content-Encoding: gzip\r\n", &padded),
        ("Transfer-Encoding: gzip, chunked\r\n", &chunked),
    ] {
        let server = Server::start(answered(headers, body)).await;
        let balance = get_balance(&client(server.base_url())).await;
        assert_eq!(balance.expect(headers).available, [1], "{headers}");
    }
    for (headers, named) in [
        ("Content-Encoding: br, gzip\r\n", "\"br, gzip\""),
        ("Content-Encoding: br\r\nContent-Encoding: gzip\r\n", "\"br, gzip\""),
        (
            "Content-Encoding: gzip, gzip, gzip, gzip, gzip\r\n",
            "\"gzip, gzip, gzip, gzip, gzip\"",
        ),
    ] {
        let server = Server::start(answered(headers, &twice)).await;
        let error = get_balance(&client(server.base_url())).await.expect_err(headers);
        assert!(error.to_string().contains(&format!("(encoded as {named})")), "{error}");
    }
}

#[tokio::test]
async fn the_limit_applies_to_the_decompressed_body() {
    let server = Server::start(coded(200, "gzip", &bytes(GZIP))).await;
    let small = Client::builder(server.base_url())
        .max_body_bytes(35)
        .build()
        .expect("the settings are valid");
    // The compressed body is longer here, so it is truncated to the limit.
    let error = get_balance(&small).await.expect_err("it is too large");
    assert!(
        matches!(&error, Error::Decode(decode) if decode.kind() == DecodeKind::TooLarge),
        "{error}"
    );
}

#[tokio::test]
async fn an_unsupported_coding_is_named() {
    let broken = [&bytes(GZIP)[..30], b"broken"].concat();
    for (coding, body) in [
        ("br", &b"\x0b\x11\x80{}"[..]),
        ("gzip", &broken),
        ("zstd", b"\x28\xb5\x2f\xfd"),
    ] {
        let summary = format!("{} bytes of application/json (encoded as {coding})", body.len());
        let server = Server::start(coded(200, coding, body)).await;
        let error = get_balance(&client(server.base_url()))
            .await
            .expect_err("it is not read");
        assert!(
            error.to_string().contains(&format!("with {summary} in place of JSON")),
            "{error}"
        );
        if coding != "gzip" {
            let server = Server::start(coded(402, coding, body)).await;
            let error = get_balance(&client(server.base_url()))
                .await
                .expect_err("it is declined");
            assert!(
                error.to_string().contains(&format!("402 Payment Required: {summary}")),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_compressed_is_read_whatever_its_head_says() {
    for coding in ["gzip", "deflate", "br", "identity", ""] {
        let server = Server::start(coded(200, coding, br#"{"object":"balance","available":[1]}"#)).await;
        let balance = get_balance(&client(server.base_url())).await.expect("it is a balance");
        assert_eq!(balance.available, [1]);
    }
}

#[tokio::test]
async fn events_that_come_compressed_are_refused() {
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n";
    let server = Server::start(Script::Response([head.as_bytes(), b"\x1f\x8b\x08\x00"].concat())).await;
    let error = Call::new(&client(server.base_url()), &GET_BALANCE)
        .events()
        .await
        .expect_err("they are not read");
    assert!(
        error
            .to_string()
            .contains("4 bytes of text/event-stream (encoded as gzip) in place of an event stream"),
        "{error}"
    );
}

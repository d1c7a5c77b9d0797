//! Rows of complete responses: their status, the wait they ask for, their body.

use super::super::{Row, Waits, passes, passes_later, stays, succeeds};
use super::{CHUNKED, DATE, HEAD, SECOND, sends, takes};
use crate::operations::GOOD;
use crate::server::Script;

pub(super) fn statuses() -> Vec<Row> {
    let typed = r#"{"error":{"type":"api_error","code":"c","message":"m"}}"#;
    let html = "<html>no</html>";
    let to = "Location: https://elsewhere.example/\r\n";
    vec![
        sends(
            "100, then the response",
            format!("HTTP/1.1 100 Continue\r\n\r\n{HEAD}{GOOD}"),
            succeeds(),
        ),
        sends(
            "103, then the response",
            format!("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n{HEAD}{GOOD}"),
            succeeds(),
        ),
        sends("204", "HTTP/1.1 204 No Content\r\n\r\n", stays("decode Empty")),
        takes("301", Script::with_headers(301, to, ""), stays("api 301")),
        takes("307", Script::with_headers(307, to, ""), stays("api 307")),
        sends("304", "HTTP/1.1 304 Not Modified\r\n\r\n", stays("api 304")),
        takes("400 with JSON", Script::json(400, typed), stays("api 400")),
        takes("400 with HTML", Script::typed(400, "text/html", html), stays("api 400")),
        takes("401", Script::json(401, typed), stays("api 401")),
        takes("402", Script::json(402, typed), stays("api 402")),
        takes("403", Script::json(403, typed), stays("api 403")),
        takes("404", Script::json(404, typed), stays("api 404")),
        takes("408", Script::json(408, "{}"), passes("api 408")),
        takes("409", Script::json(409, typed), stays("api 409")),
        takes("422", Script::json(422, typed), stays("api 422")),
        takes("429", Script::json(429, "{}"), passes("api 429")),
        takes(
            "500 with a typed error (returned before the loop by other SDKs)",
            Script::json(500, typed),
            passes("api 500"),
        ),
        takes(
            "500 with HTML",
            Script::typed(500, "text/html", html),
            passes("api 500"),
        ),
        takes("501", Script::json(501, "{}"), stays("api 501")),
        takes("502", Script::typed(502, "text/html", html), passes("api 502")),
        takes("503", Script::json(503, "{}"), passes("api 503")),
        takes("504", Script::with_headers(504, "", ""), passes("api 504")),
        takes("599", Script::json(599, "{}"), stays("api 599")),
    ]
}

pub(super) fn requested_waits() -> Vec<Row> {
    let asks = |value: &str| Script::with_headers(429, &format!("{DATE}Retry-After: {value}\r\n"), "");
    let obeyed = |does, value, seconds: u32| Row {
        waits: Waits::Asked(SECOND * seconds),
        ..takes(does, asks(value), passes("api 429"))
    };
    let ignored = |does, value| takes(does, asks(value), passes("api 429"));
    let too_long = |does, value| takes(does, asks(value), passes_later("api 429"));
    vec![
        obeyed("429, to wait 7 seconds", "7", 7),
        obeyed("429, to wait 30 seconds", "30", 30),
        obeyed("429, to wait until a date", "Sun, 06 Nov 1994 08:49:44 GMT", 7),
        obeyed(
            "429, to wait until a date of the old form",
            "Sunday, 06-Nov-94 08:49:44 GMT",
            7,
        ),
        Row {
            waits: Waits::Asked(SECOND * 2),
            ..takes(
                "503, to wait 2 seconds",
                Script::with_headers(503, "Retry-After: 2\r\n", ""),
                passes("api 503"),
            )
        },
        too_long("429, to wait 31 seconds", "31"),
        too_long("429, to wait for ever", "99999999999999999999999"),
        too_long("429, to wait until a date far away", "Fri, 06 Nov 2037 08:49:44 GMT"),
        obeyed("429, to wait 0 seconds", "0", 0),
        ignored("429, to wait for less than nothing", "-7"),
        ignored("429, to wait for a fraction", "1.5"),
        ignored("429, to wait for garbage", "soon\u{ff}"),
        ignored("429, to wait for an empty value", ""),
        obeyed(
            "429, to wait until a date that has passed",
            "Sun, 06 Nov 1994 08:49:30 GMT",
            0,
        ),
        ignored(
            "429, to wait until a date that is none",
            "Sun, 99 Nov 1994 08:49:44 GMT",
        ),
        takes(
            "400, to wait 1 second",
            Script::with_headers(400, "Retry-After: 1\r\n", ""),
            stays("api 400"),
        ),
    ]
}

pub(super) fn bodies() -> Vec<Row> {
    let wrong = r#"{"object":"balance","available":["1"]}"#;
    vec![
        takes(
            "200 with HTML",
            Script::typed(200, "text/html", "<html>"),
            stays("decode NotJson"),
        ),
        takes("200 with nothing", Script::json(200, ""), stays("decode Empty")),
        takes(
            "200 with invalid JSON",
            Script::json(200, "{\"object\":"),
            stays("decode NotJson"),
        ),
        takes(
            "200 with the wrong type",
            Script::json(200, wrong),
            stays("decode Schema"),
        ),
        takes(
            "200 with another object",
            Script::json(200, r#"{"a":1}"#),
            stays("decode Schema"),
        ),
        takes("200 with a list", Script::json(200, "[]"), stays("decode Schema")),
        takes(
            "200 with an error",
            Script::json(200, r#"{"error":{"code":"c"}}"#),
            stays("api 200"),
        ),
    ]
}

/// Rows of misleading bodies, and of too large ones.
pub(super) fn odd_bodies() -> Vec<Row> {
    let large = "x".repeat(1024 * 1024 + 1);
    let chunked = format!("{CHUNKED}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    // gzip of `{}`
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let mut zipped = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n".to_vec();
    zipped.extend(gzip);
    let huge = format!(r#"{{"message":"{}"}}"#, "x".repeat(16 * 1024 * 1024));
    vec![
        takes(
            "200 with a byte order mark",
            Script::json(200, &format!("\u{feff}{GOOD}")),
            succeeds(),
        ),
        takes(
            "200 with a body over the cap",
            Script::json(200, &large),
            stays("decode TooLarge"),
        ),
        sends(
            "200 with a body over the cap, not announced",
            chunked,
            stays("decode TooLarge"),
        ),
        sends(
            "200 with gzip of `{}` it was not asked for",
            zipped,
            stays("decode Schema"),
        ),
        takes(
            "500 with 16 MiB (copied into the text by other SDKs)",
            Script::json(500, &huge),
            passes("api 500"),
        ),
        sends(
            "200 with more bytes after the body",
            format!("{HEAD}{GOOD}HTTP/1.1 500 No\r\n\r\n"),
            succeeds(),
        ),
        sends(
            "200 with a body until the end",
            format!("HTTP/1.1 200 OK\r\n\r\n{GOOD}"),
            succeeds(),
        ),
    ]
}

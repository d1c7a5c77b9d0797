//! The rows of the matrix.

use std::time::Duration;

use super::{Does, Expected, Row, Waits, after, never_leaves, never_left, passes, passes_later, stays, succeeds};
use crate::misbehave::Step;
use crate::operations::GOOD;
use crate::server::Script;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const DATE: &str = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
const SECOND: Duration = Duration::from_secs(1);

pub(super) fn all() -> Vec<Row> {
    let mut rows = connections();
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    rows.extend(handshakes());
    rows.extend(cuts());
    rows.extend(stalls());
    rows.extend(statuses());
    rows.extend(requested_waits());
    rows.extend(bodies());
    rows.extend(protocol());
    rows.extend(recoveries());
    rows
}

fn row(does: &'static str, server: Does, expected: [Expected; 3]) -> Row {
    let waits = Waits::Own;
    Row {
        does,
        server,
        expected,
        waits,
    }
}

fn takes(does: &'static str, script: Script, expected: [Expected; 3]) -> Row {
    row(does, Does::Takes(vec![script]), expected)
}

fn sends(does: &'static str, bytes: impl Into<Vec<u8>>, expected: [Expected; 3]) -> Row {
    takes(does, Script::Answer(bytes.into()), expected)
}

fn steps(does: &'static str, steps: Vec<Step>, expected: [Expected; 3]) -> Row {
    takes(does, Script::Steps(steps), expected)
}

fn good() -> Script {
    Script::json(200, GOOD)
}

fn connections() -> Vec<Row> {
    let broken = || passes("transport Interrupted");
    vec![
        row("refuse", Does::Refuses(9, Vec::new()), never_left("transport Connect")),
        row(
            "a base URL that is none (called retryable by other SDKs)",
            Does::IsNamed("https://exa mple.com"),
            never_leaves("config BaseUrl", 0),
        ),
        row(
            "a base URL of plain http",
            Does::IsNamed("http://example.com"),
            never_leaves("config BaseUrl", 0),
        ),
        steps("accept and close", vec![], broken()),
        steps("accept and reset", vec![Step::Reset], broken()),
        steps("close in the middle of reading", vec![Step::ReadBytes(9)], broken()),
        takes("close after reading", Script::CloseAfterReading, broken()),
        steps("reset after reading", vec![Step::Read, Step::Reset], broken()),
    ]
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn handshakes() -> Vec<Row> {
    let stall = || vec![Script::Steps(vec![Step::Stall])];
    vec![
        row(
            "speak something else than TLS",
            Does::TakesTls(vec![Script::Greet(b"220 mail.example ESMTP\r\n".to_vec())]),
            never_leaves("transport Tls", 1),
        ),
        row(
            "stall in the handshake",
            Does::TakesTls(stall()),
            never_left("timeout Connect"),
        ),
        row(
            "stall in the handshake, for longer than an attempt (told as sent by this client once)",
            Does::TakesTlsTooLate(stall()),
            never_left("timeout Attempt"),
        ),
    ]
}

fn cuts() -> Vec<Row> {
    let broken = || passes("transport Interrupted");
    let reset_in_body = vec![Step::Read, Step::Send(format!("{HEAD}{{\"obj").into()), Step::Reset];
    vec![
        sends("close in the status line", "HTTP/1.1 20", broken()),
        sends(
            "close in the headers",
            "HTTP/1.1 200 OK\r\nContent-Type: appl",
            broken(),
        ),
        sends("close after the headers", HEAD, broken()),
        sends("cut the body", format!("{HEAD}{{\"obj"), broken()),
        sends(
            "cut the body between two chunks",
            format!("{CHUNKED}5\r\n{{\"obj\r\n"),
            broken(),
        ),
        sends(
            "cut the body within a chunk",
            format!("{CHUNKED}24\r\n{{\"obj"),
            broken(),
        ),
        steps("reset in the body", reset_in_body, broken()),
        sends(
            "cut the body of a 503",
            "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{",
            passes("api 503"),
        ),
        sends(
            "cut the body of a 400",
            "HTTP/1.1 400 No\r\nContent-Length: 100\r\n\r\n{",
            stays("api 400"),
        ),
    ]
}

fn stalls() -> Vec<Row> {
    let late = || passes("timeout Attempt");
    let drip = |apart| vec![Step::Read, Step::Send(HEAD.into()), Step::Drip(GOOD.into(), apart)];
    let drip_head = vec![Step::Read, Step::Drip(HEAD.into(), SECOND)];
    vec![
        steps("stall before reading", vec![Step::Stall], late()),
        takes("stall after reading", Script::Stall(Vec::new()), late()),
        takes(
            "stall in the status line",
            Script::Stall(b"HTTP/1.1 2".to_vec()),
            late(),
        ),
        takes(
            "stall in the headers",
            Script::Stall(b"HTTP/1.1 200 OK\r\nA: b".to_vec()),
            late(),
        ),
        takes("stall before the body", Script::Stall(HEAD.into()), late()),
        takes(
            "stall inside the body",
            Script::Stall(format!("{HEAD}{{\"obj").into()),
            late(),
        ),
        takes(
            "stall inside the body of a 503",
            Script::Stall(b"HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{".to_vec()),
            passes("api 503"),
        ),
        takes(
            "stall after a 100",
            Script::Stall(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
            late(),
        ),
        steps("drip the body too slowly", drip(SECOND), late()),
        steps("drip the headers too slowly", drip_head, late()),
        steps("drip the body in time", drip(SECOND / 10), succeeds()),
    ]
}

fn statuses() -> Vec<Row> {
    let typed = r#"{"error":{"type":"api_error","code":"c","message":"m"}}"#;
    let html = "<html>no</html>";
    let to = "Location: https://elsewhere.example/\r\n";
    vec![
        sends(
            "100, then the answer",
            format!("HTTP/1.1 100 Continue\r\n\r\n{HEAD}{GOOD}"),
            succeeds(),
        ),
        sends(
            "103, then the answer",
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

fn requested_waits() -> Vec<Row> {
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
        ignored("429, to wait 0 seconds", "0"),
        ignored("429, to wait for less than nothing", "-7"),
        ignored("429, to wait for a fraction", "1.5"),
        ignored("429, to wait for garbage", "soon\u{ff}"),
        ignored("429, to wait for an empty value", ""),
        ignored(
            "429, to wait until a date that has passed",
            "Sun, 06 Nov 1994 08:49:30 GMT",
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

fn bodies() -> Vec<Row> {
    let wrong = r#"{"object":"balance","available":["1"]}"#;
    let large = "x".repeat(1024 * 1024 + 1);
    let chunked = format!("{CHUNKED}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    // gzip of `{}`
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let mut zipped = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n".to_vec();
    zipped.extend(gzip);
    let huge = format!(r#"{{"message":"{}"}}"#, "x".repeat(16 * 1024 * 1024));
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
        sends("200 with gzip it was not asked for", zipped, stays("decode NotJson")),
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

fn protocol() -> Vec<Row> {
    let broken = || passes("transport Interrupted");
    let flood: String = (0..1000).map(|at| format!("X-Flood-{at}: {at}\r\n")).collect();
    let long = "x".repeat(1024 * 1024);
    let lengths = "Content-Length: 36\r\nContent-Length: 3\r\n";
    vec![
        sends(
            "flood with headers",
            format!("HTTP/1.1 200 OK\r\n{flood}\r\n{GOOD}"),
            broken(),
        ),
        sends(
            "flood with one long header",
            format!("HTTP/1.1 200 OK\r\nX: {long}\r\n\r\n{GOOD}"),
            broken(),
        ),
        sends("answer in another protocol", "SSH-2.0-OpenSSH_9.9\r\n", broken()),
        sends(
            "answer with a status that is no number",
            "HTTP/1.1 abc\r\n\r\n",
            broken(),
        ),
        sends(
            "answer with two lengths",
            format!("HTTP/1.1 200 OK\r\n{lengths}\r\n{GOOD}"),
            broken(),
        ),
        sends(
            "answer with a chunk of no size",
            format!("{CHUNKED}zz\r\n{GOOD}"),
            broken(),
        ),
        steps(
            "answer before reading",
            vec![Step::Send(format!("{HEAD}{GOOD}").into()), Step::Read],
            succeeds(),
        ),
    ]
}

fn recoveries() -> Vec<Row> {
    let busy = || Script::json(503, "{}");
    let cut = || Script::Answer(format!("{HEAD}{{\"obj").into());
    vec![
        row("refuse once, then answer", Does::Refuses(1, vec![good()]), {
            stays("ok").map(|expected| Expected {
                attempts: 2,
                ..expected
            })
        }),
        row(
            "503 once, then answer",
            Does::Takes(vec![busy(), good()]),
            after("api 503", 2, "ok"),
        ),
        row(
            "503 twice, then answer",
            Does::Takes(vec![busy(), busy(), good()]),
            after("api 503", 3, "ok"),
        ),
        row(
            "close after reading once, then answer (sent twice without a key by other SDKs)",
            Does::Takes(vec![Script::CloseAfterReading, good()]),
            after("transport Interrupted", 2, "ok"),
        ),
        row(
            "cut the body once, then answer",
            Does::Takes(vec![cut(), good()]),
            after("transport Interrupted", 2, "ok"),
        ),
        row(
            "503 once, then 404",
            Does::Takes(vec![busy(), Script::json(404, "{}")]),
            after("api 503", 2, "api 404"),
        ),
        row(
            "503 once, then another object",
            Does::Takes(vec![busy(), Script::json(200, r#"{"a":1}"#)]),
            after("api 503", 2, "decode Schema"),
        ),
    ]
}

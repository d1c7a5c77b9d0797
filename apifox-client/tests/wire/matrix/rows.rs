//! The rows of the matrix.

mod responses;

use std::time::Duration;

use super::{ATTEMPT, Does, Expected, Row, Waits, after, never_leaves, never_left, passes, stays, succeeds};
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
    rows.extend(responses::statuses());
    rows.extend(responses::requested_waits());
    rows.extend(responses::bodies());
    rows.extend(responses::odd_bodies());
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
        limit: ATTEMPT,
    }
}

fn takes(does: &'static str, script: Script, expected: [Expected; 3]) -> Row {
    row(does, Does::Takes(vec![script]), expected)
}

fn sends(does: &'static str, bytes: impl Into<Vec<u8>>, expected: [Expected; 3]) -> Row {
    takes(does, Script::Response(bytes.into()), expected)
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
    use super::CONNECT;

    let stall = || vec![Script::Steps(vec![Step::Stall])];
    let cut = |last: Option<Step>| {
        let read = Step::ReadBytes(64);
        vec![Script::Steps([Some(read), last].into_iter().flatten().collect())]
    };
    // The system's library does not distinguish this from a refusal.
    let cut_off = if cfg!(feature = "rustls") {
        never_left
    } else {
        |outcome: &str| never_leaves(outcome, 1)
    };
    vec![
        row(
            "speak something else than TLS",
            Does::TakesTls(vec![Script::Greet(b"220 mail.example ESMTP\r\n".to_vec())]),
            never_leaves("transport Tls", 1),
        ),
        row(
            "close in the handshake",
            Does::TakesTls(cut(None)),
            cut_off("transport Tls"),
        ),
        row(
            "reset in the handshake",
            Does::TakesTls(cut(Some(Step::Reset))),
            cut_off("transport Tls"),
        ),
        row(
            "stall in the handshake",
            Does::TakesTls(stall()),
            never_left("timeout Connect"),
        ),
        Row {
            limit: CONNECT / 2,
            ..row(
                "stall in the handshake, for longer than an attempt (reported as sent by an earlier version)",
                Does::TakesTls(stall()),
                never_left("timeout Attempt"),
            )
        },
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

fn protocol() -> Vec<Row> {
    let broken = || passes("transport Interrupted");
    let flood = "X-Flood: 1\r\n".repeat(1000);
    let long = "x".repeat(1024 * 1024);
    let lengths = "Content-Length: 36\r\nContent-Length: 3\r\n";
    vec![
        sends(
            "flood with headers",
            format!("HTTP/1.1 200 OK\r\n{flood}\r\n{GOOD}"),
            stays("transport HeadTooLarge"),
        ),
        sends(
            "flood with one long header",
            format!("HTTP/1.1 200 OK\r\nX: {long}\r\n\r\n{GOOD}"),
            stays("transport HeadTooLarge"),
        ),
        sends("response in another protocol", "SSH-2.0-OpenSSH_9.9\r\n", broken()),
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
            "response before reading",
            vec![Step::Send(format!("{HEAD}{GOOD}").into()), Step::Read],
            succeeds(),
        ),
    ]
}

fn recoveries() -> Vec<Row> {
    let busy = || Script::json(503, "{}");
    let cut = || Script::Response(format!("{HEAD}{{\"obj").into());
    vec![
        row("refuse once, then response", Does::Refuses(1, vec![good()]), {
            stays("ok").map(|expected| Expected {
                attempts: 2,
                ..expected
            })
        }),
        row(
            "503 once, then response",
            Does::Takes(vec![busy(), good()]),
            after("api 503", 2, "ok"),
        ),
        row(
            "503 twice, then response",
            Does::Takes(vec![busy(), busy(), good()]),
            after("api 503", 3, "ok"),
        ),
        row(
            "close after reading once, then response (sent twice without a key by other SDKs)",
            Does::Takes(vec![Script::CloseAfterReading, good()]),
            after("transport Interrupted", 2, "ok"),
        ),
        row(
            "cut the body once, then response",
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

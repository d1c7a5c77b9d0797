//! Every kind of error, with the results of all its methods: a table of failures, and in
//! `golden/error_kinds.txt` the results of each row.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use apifox_client::operation::Operation;
use apifox_client::serde_json::Value;
use apifox_client::{Auth, Call, Client, ClientBuilder, Error, HeaderMap, Retry, decode};

use crate::clock::Clock;
use crate::golden;
use crate::misbehave::Closed;
use crate::operations::{Balance, CREATE_PAYOUT, GET_BALANCE, GET_PAYOUT, GET_SETTINGS, KEY, Settings};
use crate::server::{Script, Server};

const HEADERS: &str = "Content-Type: application/json\r\nRequest-Id: req_1\r\nRetry-After: 7\r\n";
const HALF: &str = "HTTP/1.1 200 OK\r\nRequest-Id: req_1\r\nContent-Length: 100\r\n\r\n{\"obj";

/// The limit for a server that stalls.
const LIMIT: Duration = Duration::from_millis(100);

const READ: &Operation = &GET_BALANCE;
const WRITE: &Operation = &CREATE_PAYOUT;

/// The behaviour of the server.
enum Does {
    /// There is no server.
    Nothing,
    Plays(Script),
}

use Does::{Nothing, Plays};

fn responses(status: u16, body: &str) -> Does {
    Plays(Script::with_headers(status, HEADERS, body))
}

fn builder(base_url: &str) -> ClientBuilder {
    Client::builder(base_url)
        .auth(Auth::basic(KEY, ""))
        .max_body_bytes(1000)
        .retry(Retry::none())
}

/// Makes the call of a row, given the server's behaviour, the client's settings and the call.
async fn failed(
    clock: &Clock,
    does: Does,
    set: fn(ClientBuilder) -> ClientBuilder,
    call: fn(&Client) -> Call,
) -> (Error, String) {
    let client = |address: &str| {
        let builder = set(builder(&format!("http://{address}")));
        builder.build().expect("the settings are valid")
    };
    let (result, address) = match does {
        Nothing => {
            let closed = Closed::port();
            let client = client(&closed.authority());
            (call(&client).send(decode::json::<Balance>).await, closed.authority())
        }
        Plays(script) => {
            let mut server = Server::start(script).await;
            let address = server.authority().to_owned();
            let client = client(&address);
            let call = call(&client).send(decode::json::<Balance>);
            (clock.expire(LIMIT, &mut server, call).await, address)
        }
    };
    (result.expect_err("it failed"), address)
}

/// Describes an error, one method per line.
fn describe(name: &str, error: &Error, address: &str) -> String {
    let mut text = format!("{name}\n    {error}\n");
    let headers = error.headers().map(HeaderMap::len);
    let json = error.json::<Value>().map(|json| json.to_string());
    let body = error.body().map(String::from_utf8_lossy);
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let causes: Vec<_> = causes.map(ToString::to_string).collect();
    let mut line = |question: &str, response: String| {
        writeln!(text, "        {question}: {response}").expect("writing to a string cannot fail");
    };
    line("kind", kind(error));
    line("operation_id", format!("{:?}", error.operation_id()));
    line("attempts", error.attempts().to_string());
    line("may_have_been_sent", error.may_have_been_sent().to_string());
    line("is_retryable", error.is_retryable().to_string());
    line("retry_after", format!("{:?}", error.retry_after()));
    line("idempotency_key", format!("{:?}", error.idempotency_key()));
    line("status", format!("{:?}", error.status()));
    line("request_id", format!("{:?}", error.request_id()));
    line("headers", format!("{headers:?}"));
    line("body", format!("{body:?}"));
    line("json", format!("{json:?}"));
    line("source", format!("{causes:?}"));
    text.replace(address, "127.0.0.1:PORT")
}

fn kind(error: &Error) -> String {
    match error {
        Error::Config(error) => format!("Config({:?})", error.kind()),
        Error::Api(error) => format!("Api({:?}, {:?}, {:?})", error.kind(), error.code(), error.message()),
        Error::Timeout(error) => format!("Timeout({:?}, {:?})", error.kind(), error.limit()),
        Error::Transport(error) => format!("Transport({:?})", error.kind()),
        Error::Decode(error) => format!("Decode({:?}, {:?})", error.kind(), error.path()),
        other => panic!("a kind without a row: {other:?}"),
    }
}

fn read(client: &Client) -> Call {
    Call::new(client, READ)
}

fn write(client: &Client) -> Call {
    Call::new(client, WRITE).json(&[1])
}

fn keyed(client: &Client) -> Call {
    write(client).idempotency_key("order-7")
}

fn same(builder: ClientBuilder) -> ClientBuilder {
    builder
}

fn attempt(builder: ClientBuilder) -> ClientBuilder {
    builder.attempt_timeout(LIMIT)
}

fn total(builder: ClientBuilder) -> ClientBuilder {
    builder.total_timeout(LIMIT)
}

type Row = (
    &'static str,
    Does,
    fn(ClientBuilder) -> ClientBuilder,
    fn(&Client) -> Call,
);

#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn rows() -> Vec<Row> {
    let broken = r#"{"error":{"type":"api_error","code":"c","message":"Something broke."}}"#;
    let long = format!(r#"{{"object":"balance","available":[],"pad":"{}"}}"#, "x".repeat(1000));
    let stall = || Plays(Script::Stall(Vec::new()));
    let half_stall = || Plays(Script::Stall(HALF.into()));
    let half = || Plays(Script::Response(HALF.into()));
    vec![
        ("config: a path argument", Nothing, same, |client| {
            Call::new(client, &GET_PAYOUT).path("id", "..")
        }),
        ("config: an idempotency key", Nothing, same, |client| {
            write(client).idempotency_key(" ")
        }),
        ("api: read", responses(503, broken), same, read),
        ("api: write", responses(503, broken), same, write),
        ("api: write with a key", responses(503, broken), same, keyed),
        ("api: write in conflict", responses(409, broken), same, keyed),
        ("api: write refused", responses(402, broken), same, write),
        ("timeout: no response to a read", stall(), attempt, read),
        ("timeout: no response to a write", stall(), attempt, write),
        ("timeout: no response to a write with a key", stall(), total, keyed),
        ("timeout: half a response to a write", half_stall(), attempt, write),
        ("transport: nobody listens", Nothing, same, write),
        (
            "transport: closed on a read",
            Plays(Script::CloseAfterReading),
            same,
            read,
        ),
        (
            "transport: closed on a write",
            Plays(Script::CloseAfterReading),
            same,
            write,
        ),
        (
            "transport: closed on a write with a key",
            Plays(Script::CloseAfterReading),
            same,
            keyed,
        ),
        ("transport: half a response to a write", half(), same, write),
        (
            "transport: not HTTP",
            Plays(Script::Response(b"SSH-2.0-OpenSSH_9.9\r\n".into())),
            same,
            read,
        ),
        ("decode: no body", responses(200, ""), same, read),
        ("decode: no body to a write", responses(201, ""), same, write),
        ("decode: not JSON", responses(200, "OK"), same, read),
        (
            "decode: another schema",
            responses(200, r#"{"object":"balance","available":[1,"2"]}"#),
            same,
            read,
        ),
        (
            "decode: another schema to a write",
            responses(201, r#"{"object":"balance"}"#),
            same,
            write,
        ),
        (
            "decode: another schema to a write with a key",
            responses(201, r#"{"object":"balance"}"#),
            same,
            keyed,
        ),
        ("decode: too long", responses(200, &long), same, read),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_error_answers_every_question() {
    let clock = Clock::hold();
    let mut text = String::new();
    let refused = Client::builder("http://example.com").build().expect_err("plain http");
    text.push_str(&describe("config: a client", &refused, "127.0.0.1:PORT"));
    for (name, does, set, call) in rows() {
        let (error, address) = failed(&clock, does, set, call).await;
        assert!(!error.to_string().chars().any(char::is_control), "{error}");
        text.push_str(&describe(name, &error, &address));
    }
    text.push_str(&others().await);
    golden::assert_is("error_kinds.txt", &text);
}

/// Describes the errors of other kinds of calls.
async fn others() -> String {
    let server = Server::start(Script::with_headers(200, HEADERS, r#"{"id":1}"#)).await;
    let client = builder(server.base_url()).build().expect("the settings are valid");
    let unrelated = Call::new(&client, &GET_SETTINGS).send(decode::json::<Settings>).await;
    let unrelated = unrelated.expect_err("it shares no field");
    let events = Call::new(&client, READ).events().await.expect_err("it is JSON");
    let address = server.authority();
    describe("decode: unrelated", &unrelated, address) + &describe("decode: no events", &events, address)
}

/// The kinds before the TLS handshake is complete. Names that cannot be resolved are tested in
/// `tls.rs`, since the result depends on the name server of the machine.
#[cfg(feature = "rustls")]
#[tokio::test(start_paused = true)]
async fn every_kind_of_error_before_tls_answers_every_question() {
    let clock = Clock::hold();
    let limit = Duration::from_millis(200);
    let mut text = String::new();
    for (name, script) in [
        (
            "transport: a write to a server without TLS",
            Script::Greet(b"220 mail.example ESMTP\r\n".into()),
        ),
        (
            "timeout: no connection for a write",
            Script::Steps(vec![crate::misbehave::Step::Stall]),
        ),
    ] {
        let mut server = Server::start(script).await;
        let client = builder(&format!("https://{}", server.authority()))
            .connect_timeout(limit)
            .build()
            .expect("the system has certificates");
        let call = write(&client).send(decode::json::<Balance>);
        let result = clock.expire(limit, &mut server, call).await;
        text.push_str(&describe(name, &result.expect_err("it failed"), server.authority()));
    }
    golden::assert_is("error_kinds_tls.txt", &text);
}

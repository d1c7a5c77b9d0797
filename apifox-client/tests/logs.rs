//! Searches everything that this process logs or traces during calls, at the
//! finest level and from any crate, for the key.
//!
//! A logger and a subscriber are process-wide, so these tests run in a separate process.

// The servers of the other tests are shared; some items are unused here.
#[allow(dead_code)]
#[path = "wire/clock.rs"]
mod clock;
#[allow(dead_code)]
#[path = "wire/misbehave.rs"]
mod misbehave;
#[allow(dead_code)]
#[path = "wire/operations.rs"]
mod operations;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[allow(dead_code)]
#[path = "wire/secure.rs"]
mod secure;
#[allow(dead_code)]
#[path = "wire/server.rs"]
mod server;

use std::fmt::{Debug, Write};
use std::sync::{Mutex, Once};
use std::time::Duration;

use apifox_client::{Auth, Call, Client, Error, HttpClient, decode};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::clock::Clock;
use crate::operations::{Balance, CREATE_PAYOUT, GOOD, KEY, KEY_BASE64, client, create_payout, get_balance};
use crate::server::{Script, Server};

/// A value in queries, bodies and headers, which must not be logged either.
const PRIVATE: &str = "hunter2";

/// One line for each record, span or event: its origin and its text.
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn keep(line: String) {
    KEPT.lock().expect("no test panics holding it").push(line);
}

/// Collects log records.
struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        keep(format!("log {} {} {}", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// Collects spans and events.
struct Tracer;

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

fn traced(what: &str, metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields)) {
    let mut fields = Fields(format!(
        "{what} {} {} {}",
        metadata.level(),
        metadata.target(),
        metadata.name()
    ));
    record(&mut fields);
    keep(fields.0);
}

impl Subscriber for Tracer {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        traced("span", span.metadata(), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields("record".to_owned());
        values.record(&mut fields);
        keep(fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        traced("event", event.metadata(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn listen() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        log::set_logger(&Logger).expect("the only one");
        log::set_max_level(log::LevelFilter::Trace);
        tracing::subscriber::set_global_default(Tracer).expect("the only one");
    });
}

/// Searches everything collected, and returns the crates it comes from.
fn search() -> String {
    let lines = KEPT.lock().expect("no test panics holding it").clone();
    let bare = KEY_BASE64.trim_end_matches('=');
    for line in &lines {
        for secret in [
            KEY,
            "sk_test_51",
            "Secret/Key",
            bare,
            // The key without the colon, at each of the three base64 alignments.
            "c2tfdGVzdF81MStTZWNyZXQvS2V5P",
            "NrX3Rlc3RfNTErU2VjcmV0L0tle",
            "za190ZXN0XzUxK1NlY3JldC9LZXk",
            "sk_test_51%2BSecret%2FKey%3D",
            "Secret%2fKey",
            PRIVATE,
            "aHVudGVyM",
        ] {
            assert!(!line.contains(secret), "{secret} is in {line}");
        }
    }
    lines.join("\n")
}

fn echoes() -> Vec<Script> {
    let headers = format!("X-Request-Id: {KEY}\r\nSet-Cookie: {PRIVATE}\r\nX-Echo: {KEY_BASE64}\r\n");
    let location = format!("{headers}Location: https://host/{PRIVATE}?{KEY}\r\n");
    // The error's message, and so the event of the failed call, contains the server's message but
    // not the rest of the body.
    let error =
        format!(r#"{{"error":{{"type":"{KEY}","code":"{KEY_BASE64}","message":"x {KEY}","param":"{PRIVATE}"}}}}"#);
    let broken = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 999\r\n\r\n{KEY}");
    vec![
        Script::with_headers(200, &headers, GOOD),
        Script::with_headers(401, &headers, &error),
        Script::with_headers(200, &headers, &error),
        Script::with_headers(500, &headers, KEY),
        Script::with_headers(302, &location, ""),
        Script::Response(broken.into_bytes()),
        Script::Response(format!("{KEY} {PRIVATE}\r\n\r\n").into_bytes()),
        Script::Response(format!("HTTP/1.1 200 OK\r\n{KEY}: {PRIVATE}\r\n{KEY_BASE64}\r\n\r\n").into_bytes()),
        Script::CloseAfterReading,
        Script::Stall(Vec::new()),
    ]
}

/// The timeout for a server that never responds.
const SHORT: Duration = Duration::from_millis(100);

async fn call(client: &Client, limit: Duration) -> Result<(), Error> {
    let call = Call::new(client, &CREATE_PAYOUT)
        .query("q", PRIVATE)
        .header("x-private", PRIVATE)
        .cookie("c", PRIVATE)
        .idempotency_key("order-7")
        .json(&[PRIVATE, KEY])
        .timeout(limit);
    call.send(decode::json::<Balance>).await?;
    create_payout(client).await?;
    get_balance(client).await?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn no_call_over_http_logs_or_traces_the_key() {
    listen();
    let clock = Clock::hold();
    for script in echoes() {
        let mut server = Server::start(script).await;
        let client = client(server.base_url());
        // The results do not matter, only what is logged meanwhile.
        let _ = clock.expire(SHORT, &mut server, call(&client, SHORT)).await;
        assert!(!server.requests().is_empty());
    }
    let _ = call(&client("http://127.0.0.1:1"), SHORT).await;
    let all = search();
    assert!(
        all.contains("log DEBUG reqwest::connect"),
        "reqwest is not heard: {all}"
    );
    assert!(
        all.contains(" hyper_util::client::legacy"),
        "hyper-util is not heard: {all}"
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn no_call_over_https_or_through_a_proxy_logs_or_traces_the_key() {
    use apifox_client::ClientBuilder;

    use crate::secure::{ANSWER, Loopback, SERVERS};

    const LONG: Duration = Duration::from_secs(60);

    listen();
    let client = |base_url: &str| -> ClientBuilder {
        let builder = Client::builder(base_url).auth(Auth::basic(KEY, ""));
        builder.root_certificate_pem(SERVERS.pem().as_bytes())
    };
    let server = Loopback::secure(SERVERS.server("127.0.0.1", None), ANSWER).await;
    let address = format!("https://127.0.0.1:{}", server.port);
    call(&client(&address).build().expect("the settings are valid"), LONG)
        .await
        .expect("it answers");
    let stranger = Client::builder(&address).auth(Auth::basic(KEY, "")).build();
    call(&stranger.expect("the settings are valid"), LONG)
        .await
        .expect_err("the authority is not trusted");

    let server = Loopback::secure(SERVERS.server("api.example.test", None), ANSWER).await;
    for (to, works) in [
        (Ok(server.port), true),
        (Err("HTTP/1.1 407 hunter2\r\nX: hunter2\r\n\r\n"), false),
    ] {
        let proxy = Loopback::proxy(to).await;
        let proxy = format!("http://user:{PRIVATE}@127.0.0.1:{}", proxy.port);
        let client = client("https://api.example.test").proxy(&proxy).build();
        let done = call(&client.expect("the settings are valid"), LONG).await;
        assert_eq!(done.is_ok(), works, "{done:?}");
    }
    let all = search();
    assert!(
        all.contains("log TRACE reqwest::connect tunneling HTTPS over proxy"),
        "{all}"
    );
    if cfg!(feature = "rustls") {
        assert!(all.contains(" rustls::client"), "rustls is not heard: {all}");
    }
}

/// The reverse, to show that a leak would be found: with another key, which the
/// other tests do not search.
#[tokio::test]
async fn a_custom_http_client_controls_its_own_logs() {
    listen();
    let own = HttpClient::builder().expect("TLS can be set up").no_proxy();
    let own = own.connection_verbose(true);
    let server = Server::start(Script::json(200, GOOD)).await;
    let builder = Client::builder(server.base_url()).auth(Auth::bearer("another-key"));
    let client = builder.http_client(own.build().expect("a client")).build();
    get_balance(&client.expect("the settings are valid"))
        .await
        .expect("the call succeeds");
    assert!(search().contains("authorization: Bearer another-key"));
}

#[tokio::test]
async fn unwrapping_an_error_does_not_show_the_key() {
    listen();
    let error = format!(r#"{{"message":"{KEY} {KEY_BASE64} {PRIVATE}"}}"#).replace(PRIVATE, "x");
    let server = Server::start(Script::json(401, &error)).await;
    let failed = get_balance(&client(server.base_url())).await;
    let panicked = tokio::spawn(async move { failed.map(|_| ()).expect("the panic belongs to the test") });
    let payload = panicked.await.expect_err("it panicked").into_panic();
    let message = payload.downcast_ref::<String>().expect("a panic with a message");
    assert!(message.contains("[redacted]"), "{message}");
    keep(message.clone());
    search();
}

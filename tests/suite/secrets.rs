//! The key does not appear in anything that can be printed: every public type and every variant of
//! error is formatted and searched.

use std::fmt::Debug;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use wooshpay::sandbox::Sandbox;
use wooshpay::{Client, ClientBuilder, Error, Retry, SecretKey};

use crate::loopback::Loopback;

const KEY: &str = "sk_test_hunter2hunter2+/hunter2==";

/// The key and its parts, plain and in base64, with and without the colon that HTTP Basic adds.
const SECRETS: [&str; 5] = [
    "hunter2",
    "c2tfdGVzdF9odW50ZXIyaHVudGVyMisvaHVudGVyMj09Og",
    "c2tfdGVzdF9odW50ZXIyaHVudGVyMisvaHVudGVyMj09",
    "sk%5Ftest%5Fhunter",
    "aHVudGVyMmh1bnRlcjIrL2h1bnRlcjI9PQ",
];

/// All formatted output, to check that the test looked at something.
#[derive(Default)]
struct Printed(Vec<String>);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        self.0.push(format!("{value:?}"));
        self.0.push(format!("{value:#?}"));
    }

    /// An error: its message, its causes, and the panic of `unwrap`.
    fn error(&mut self, error: Error) {
        self.debug(&error);
        self.0.push(error.to_string());
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            self.0.push(format!("{inner} {inner:?} {inner:#?}"));
            cause = inner.source();
        }
        let unwrapped = catch_unwind(AssertUnwindSafe(move || {
            fail(error).expect("a test wants to see the panic");
        }));
        let payload = unwrapped.expect_err("it was an error");
        self.0
            .push(payload.downcast_ref::<String>().expect("a panic with a text").clone());
    }

    fn assert_holds_no_secret(&self, at_least: usize) {
        assert!(self.0.len() >= at_least, "only {} texts", self.0.len());
        for text in &self.0 {
            for secret in SECRETS {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
            assert!(!text.contains(Sandbox::KEY), "the sandbox's key in {text}");
        }
    }
}

fn fail(error: Error) -> Result<(), Error> {
    Err(error)
}

fn towards(base_url: &str) -> ClientBuilder {
    Client::builder().key(KEY).base_url(base_url).retry(Retry::none())
}

async fn failed(client: &Client) -> Error {
    client.balance().get().await.expect_err("this server gives no balance")
}

#[test]
fn types_that_hold_a_key_do_not_print_it() {
    let mut printed = Printed::default();
    let key = SecretKey::parse(KEY).expect("a secret key");
    printed.debug(&key);
    printed.0.push(key.to_string());
    printed.debug(&key.mode());
    let builder = towards("https://user:hunter2@example.com/?hunter2").application("corner-shop/2.1");
    printed.debug(&builder);
    let builder = towards("https://example.com").proxy("http://user:hunter2@proxy.example");
    printed.debug(&builder.root_certificate_pem(b"hunter2").client_identity_pem(b"hunter2"));
    let client = towards("http://127.0.0.1:9").build().expect("a client");
    printed.debug(&client);
    printed.debug(&client.balance());
    printed.debug(&client.balance().get());
    printed.debug(
        &client
            .balance()
            .get()
            .header("X-Trace", "hunter2")
            .timeout(Duration::from_secs(1)),
    );
    printed.assert_holds_no_secret(17);
}

#[test]
fn errors_of_configuration_do_not_print_the_key() {
    let mut printed = Printed::default();
    for wrong in [
        "", "hunter2", "pk_live_hunter2", "sk_live_hunter2\n", "sk_live_hunter2:x", "sk_live_hunter2é",
    ] {
        let error = SecretKey::parse(wrong).expect_err("not a key");
        printed.debug(&error);
        printed.0.push(error.to_string());
        printed.debug(&Client::builder().key(wrong));
        printed.error(Client::new(wrong).expect_err("not a key"));
    }
    for url in [
        "https://api.wooshpay.com",
        "https://user:hunter2@example.com",
        "http://hunter2.example.com:hunter2",
    ] {
        printed.error(towards(url).build().expect_err("not an address for this key"));
    }
    printed.error(Client::builder().build().expect_err("no key"));
    let https = || towards("https://example.com");
    for builder in [
        https().proxy("socks5://user:hunter2@proxy.example"),
        https().proxy("http://user:hunter2@proxy.example").no_proxy(),
        https().root_certificate_pem(b"-----BEGIN hunter2"),
        https().client_identity_pem(b"-----BEGIN PRIVATE KEY-----\nhunter2!\n"),
        towards("http://127.0.0.1:9").proxy("http://user:hunter2@proxy.example"),
    ] {
        printed.error(builder.build().expect_err("it cannot work"));
    }
    printed.assert_holds_no_secret(60);
}

#[tokio::test]
async fn errors_of_calls_do_not_print_the_key_even_when_the_server_repeats_it() {
    let mut printed = Printed::default();
    let secrets = SECRETS.join(" ");
    let echo =
        format!(r#"{{"error":{{"type":"invalid_request_error","code":"{KEY}","message":"bad key {KEY} {secrets}"}}}}"#);
    let wrong = format!(r#"{{"object":"{KEY}","available":[]}}"#);
    for (status, body) in [
        ("401 Unauthorized", echo.as_str()),
        ("200 OK", &echo),
        ("200 OK", &wrong),
        ("200 OK", "<html>"),
        ("502 Bad Gateway", "<html>"),
        ("302 Found", ""),
    ] {
        let server = Loopback::responding(status, "application/json", body);
        let client = towards(server.base_url()).build().expect("a client");
        let error = failed(&client).await;
        let attempts = error.attempts() as usize;
        printed.debug(&error.status());
        // Text that the server repeated is searched for the whole key only, because a part of it
        // may be any word.
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(KEY), "{shown}");
        assert!(!shown.contains(SECRETS[1]), "{shown}");
        if !body.contains(&secrets) {
            printed.error(error);
        }
        assert_eq!(server.heads().len(), attempts);
    }
    let dead = towards("http://127.0.0.1:9").build().expect("a client");
    let transport = failed(&dead).await;
    assert!(matches!(transport, Error::Transport(_)), "{transport:?}");
    printed.error(transport);

    // Bound, so that connecting succeeds, but never read.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("a bound socket has an address");
    let impatient = towards(&format!("http://{address}")).attempt_timeout(Duration::from_millis(200));
    let timeout = failed(&impatient.build().expect("a client")).await;
    assert!(matches!(timeout, Error::Timeout(_)), "{timeout:?}");
    printed.error(timeout);
    printed.assert_holds_no_secret(30);
}

#[tokio::test]
async fn the_sandbox_and_its_records_do_not_print_the_key() {
    let mut printed = Printed::default();
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let response = sandbox.client().balance().get().await.expect("a balance");
    printed.debug(&response);
    let stranger = towards(sandbox.base_url()).build().expect("a client");
    printed.error(failed(&stranger).await);
    printed.debug(&sandbox);
    let calls = sandbox.calls();
    assert_eq!(calls.len(), 2);
    printed.debug(&calls);
    printed.assert_holds_no_secret(10);
}

//! Calls through a proxy: it forwards encrypted bytes, and messages name it.

use std::process::Command;
use std::time::Duration;

use apifox_client::{Auth, Client, ClientBuilder, Error, Retry, TimeoutKind, TransportKind};

use crate::operations::{KEY, KEY_BASE64, create_payout, get_balance};
use crate::retries::at_once;
use crate::secure::{ANSWER, Loopback, SERVERS};
use crate::server::Listener;

const API: &str = "https://api.example.test";

fn through(proxy: &str) -> ClientBuilder {
    Client::builder(API).auth(Auth::basic(KEY, "")).proxy(proxy)
}

#[tokio::test]
async fn a_proxy_gets_its_own_credentials_and_none_of_the_api() {
    let server = Loopback::secure(SERVERS.server("api.example.test", None), ANSWER).await;
    let proxy = Loopback::proxy(Ok(server.port)).await;
    let builder = through(&format!("http://us%65r:hunter2@127.0.0.1:{}", proxy.port));
    let client = builder
        .root_certificate_pem(SERVERS.pem().as_bytes())
        .build()
        .expect("a proxy");
    assert!(!format!("{client:?}").contains("hunter2"));
    get_balance(&client).await.expect("the proxy leads there");

    let [asked] = proxy.heads().try_into().expect("one tunnel");
    assert!(
        asked.starts_with("CONNECT api.example.test:443 HTTP/1.1\r\n"),
        "{asked}"
    );
    // user:hunter2
    assert!(
        asked.to_ascii_lowercase().contains("\r\nproxy-authorization: "),
        "{asked}"
    );
    assert!(asked.contains("Basic dXNlcjpodW50ZXIy\r\n"), "{asked}");
    assert!(!asked.contains(KEY_BASE64) && !asked.contains("/v1/balance"), "{asked}");
    let [request] = server.heads().try_into().expect("one request");
    assert!(request.contains(KEY_BASE64), "{request}");
    let request = request.to_ascii_lowercase();
    assert!(
        !request.contains("proxy-authorization") && !request.contains("hunter2"),
        "{request}"
    );
}

#[tokio::test]
async fn the_connection_to_a_proxy_can_be_encrypted() {
    let server = Loopback::secure(SERVERS.server("api.example.test", None), ANSWER).await;
    let proxy = Loopback::secure_proxy(SERVERS.server("127.0.0.1", None), server.port).await;
    let through = || through(&format!("https://user:hunter2@127.0.0.1:{}", proxy.port));
    let builder = through().root_certificate_pem(SERVERS.pem().as_bytes());
    let client = builder.build().expect("a proxy");
    get_balance(&client).await.expect("the proxy leads there");
    assert!(proxy.heads().concat().contains("Basic dXNlcjpodW50ZXIy\r\n"));

    let stranger = through().build().expect("a proxy");
    let error = get_balance(&stranger).await.expect_err("the proxy is not trusted");
    let says = format!(
        "the TLS handshake with api.example.test through the proxy 127.0.0.1:{} failed: ",
        proxy.port
    );
    assert!(error.to_string().contains(&says), "{error}");
    assert_eq!(proxy.heads().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_its_password_is_not() {
    for (refusal, says, last) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            ": the proxy answered 407 Proxy Authentication Required; nothing was sent; check the credentials for the proxy",
            true,
        ),
        (
            "HTTP/1.1 403 hunter2\r\nContent-Length: 0\r\n\r\n",
            ": the proxy answered 403 Forbidden; nothing was sent, it can be sent again",
            false,
        ),
        (
            "HTTP/1.0 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>hunter2",
            ": the proxy answered 502 Bad Gateway; nothing was sent, it can be sent again",
            false,
        ),
        (
            "",
            ": tunnel error: unexpected end of file; nothing was sent, it can",
            false,
        ),
        (
            "SSH-2.0\r\n",
            ": tunnel error: unsuccessful; nothing was sent, it can",
            false,
        ),
    ] {
        let proxy = Loopback::proxy(Err(refusal)).await;
        let client = through(&format!("http://user:hunter2@127.0.0.1:{}", proxy.port)).retry(at_once());
        let error = create_payout(&client.build().expect("a proxy"))
            .await
            .expect_err("it refuses");
        let message = error.to_string();
        let named = format!(
            "no connection to api.example.test through the proxy 127.0.0.1:{}",
            proxy.port
        );
        assert!(message.contains(&(named + says)), "{message}");
        assert!(!format!("{error:?} {message}").contains("hunter2"), "{error:?}");
        assert!(matches!(&error, Error::Transport(cause) if cause.kind() == TransportKind::Connect));
        assert!(!error.may_have_been_sent());
        assert_eq!(
            (error.is_retryable(), error.attempts()),
            (!last, if last { 1 } else { 3 })
        );
        // The connector itself reports a 407.
        assert!(!last || proxy.heads().len() == 1, "{:?}", proxy.heads());
        for head in proxy.heads() {
            assert!(head.starts_with("CONNECT api.example.test:443 HTTP/1.1\r\n"), "{head}");
            assert!(!head.contains(KEY_BASE64), "{head}");
        }
    }
}

#[tokio::test]
async fn an_unreachable_proxy_is_named() {
    let client = through("http://user:hunter2@127.0.0.1:1").build().expect("a proxy");
    let message = create_payout(&client)
        .await
        .expect_err("nothing listens there")
        .to_string();
    assert!(message.contains("through the proxy 127.0.0.1:1: "), "{message}");
    let client = through("http://user:hunter2@proxy.invalid").build().expect("a proxy");
    let message = create_payout(&client)
        .await
        .expect_err("nothing listens there")
        .to_string();
    // If the name server does not respond, the timeout expires instead.
    assert!(
        message.contains("the proxy proxy.invalid could not be found") || message.contains("within"),
        "{message}"
    );
    assert!(!message.contains("hunter2"), "{message}");
}

#[tokio::test]
async fn a_silent_proxy_is_named() {
    let proxy = Listener::bind().await;
    let address = proxy.base_url().trim_start_matches("http://").to_owned();
    let short = Duration::from_millis(50);
    let url = format!("http://user:hunter2@{address}");
    for (builder, kind) in [
        (through(&url).connect_timeout(short), TimeoutKind::Connect),
        (through(&url).attempt_timeout(short), TimeoutKind::Attempt),
        (through(&url).total_timeout(short), TimeoutKind::Total),
    ] {
        let client = builder.retry(Retry::none()).build().expect("a proxy");
        let error = create_payout(&client).await.expect_err("it is silent");
        let Error::Timeout(timeout) = &error else {
            panic!("{error}")
        };
        assert_eq!(timeout.kind(), kind);
        let says = format!(": no connection through the proxy {address} within 50ms");
        let message = error.to_string();
        assert!(
            message.contains(&says) && message.contains("nothing was sent"),
            "{message}"
        );
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn contradictory_proxy_settings_are_refused() {
    let proxy = "http://user:hunter2@proxy.example:3128";
    for (builder, says) in [
        (through(proxy).no_proxy(), "`proxy` and `no_proxy` are both set"),
        (
            Client::builder("http://127.0.0.1:1").proxy(proxy),
            "reached directly; remove the proxy",
        ),
        (
            Client::builder("https://localhost").proxy(proxy),
            "reached directly; remove the proxy",
        ),
        (through("socks5://hunter2@proxy"), "neither `http://…` nor `https://…`"),
        (through("proxy:3128"), "neither `http://…` nor `https://…`"),
    ] {
        assert!(!format!("{builder:?}").contains("hunter2"));
        let error = builder.build().expect_err(says).to_string();
        assert!(error.contains(says) && !error.contains("hunter2"), "{error}");
    }
}

/// Runs the test again in a child process, whose environment can be set.
fn in_environment(set: &[(&str, &str)], base: &str, says: &str) {
    let mut child = Command::new(std::env::current_exe().expect("a test has a path"));
    child.args(["--exact", "tunnel::with_a_proxy_in_the_environment", "--ignored"]);
    for name in ["https_proxy", "all_proxy", "no_proxy", "http_proxy"] {
        child.env_remove(name).env_remove(name.to_ascii_uppercase());
    }
    child.env_remove("REQUEST_METHOD");
    child
        .envs(set.iter().copied())
        .env("TEST_BASE", base)
        .env("TEST_SAYS", says);
    let output = child.output().expect("the test can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{set:?} {base}: {text}"
    );
}

const HOST: &str = "https://nothing.invalid";
// A documentation address, which is never assigned (RFC 5737).
const ADDRESS: &str = "https://192.0.2.1";
const THROUGH: &str = " through the proxy 127.0.0.1:1: ";
const WRONG: &str = "names a proxy that cannot be used: ";

#[test]
fn proxies_without_a_value_or_a_port_are_those_of_curl() {
    let proxy = "http://user:hunter2@127.0.0.1:1";
    let through = ("https_proxy", proxy);
    for (set, base, says) in [
        // An empty value is none, so the next variable counts.
        (&[("https_proxy", ""), ("HTTPS_PROXY", proxy)][..], HOST, THROUGH),
        (&[("https_proxy", ""), ("ALL_PROXY", proxy)], HOST, THROUGH),
        (&[("all_proxy", ""), ("ALL_PROXY", proxy)], HOST, THROUGH),
        (&[("https_proxy", ""), ("all_proxy", ""), ("ALL_PROXY", "")], HOST, ""),
        (&[through, ("no_proxy", ""), ("NO_PROXY", "*")], HOST, ""),
        (
            &[("https_proxy", "http://user:hunter2@127.0.0.1")],
            HOST,
            " through the proxy 127.0.0.1:1080: ",
        ),
        (&[("all_proxy", "[::1]")], HOST, " through the proxy [::1]:1080: "),
        (
            &[("https_proxy", "http://127.0.0.1:80")],
            HOST,
            " through the proxy 127.0.0.1: ",
        ),
        (&[("https_proxy", "https://127.0.0.1:1")], HOST, THROUGH),
        (&[("all_proxy", "http:/hunter2")], HOST, WRONG),
        (
            &[through, ("no_proxy", "nothing.invalid")],
            "https://nothing.invalid.",
            "",
        ),
        (
            &[through, ("no_proxy", "nothing.invalid")],
            "https://nothing.invalid:8443",
            "",
        ),
        (&[through, ("no_proxy", "nothing.invalid:443")], HOST, THROUGH),
        (&[through, ("no_proxy", "192.0.2.1/32")], ADDRESS, ""),
        (&[through, ("no_proxy", "192.0.2.1/33,192.0.2.0/x")], ADDRESS, THROUGH),
        (&[through, ("no_proxy", "2001:db8::/32")], "https://[2001:db8::1]", ""),
        (
            &[through, ("no_proxy", "2001:db8:1::/48")],
            "https://[2001:db8::1]",
            THROUGH,
        ),
    ] {
        in_environment(set, base, says);
    }
}

#[test]
fn the_environment_names_proxies_as_it_does_for_curl() {
    let proxy = "http://user:hunter2@127.0.0.1:1";
    let other = "http://127.0.0.1:2";
    let through = ("https_proxy", proxy);
    for (set, base, says) in [
        (&[through][..], HOST, THROUGH),
        (&[through], ADDRESS, THROUGH),
        (&[("HTTPS_PROXY", proxy)], HOST, THROUGH),
        (&[("HTTPS_PROXY", other), through], HOST, THROUGH),
        (&[("ALL_PROXY", other), through], HOST, THROUGH),
        (&[("all_proxy", proxy)], HOST, THROUGH),
        (&[("https_proxy", "127.0.0.1:1")], HOST, THROUGH),
        (&[("https_proxy", "http://127.0.0.1:1/path?q")], HOST, THROUGH),
        (&[through, ("REQUEST_METHOD", "GET")], HOST, THROUGH),
        (&[through, ("no_proxy", "")], HOST, THROUGH),
        (
            &[through, ("no_proxy", "othernothing.invalid,invalid.nothing")],
            HOST,
            THROUGH,
        ),
        (&[through, ("no_proxy", "a,*")], ADDRESS, THROUGH),
        (&[through, ("NO_PROXY", "198.51.100.0/24")], ADDRESS, THROUGH),
        // No proxy is used.
        (&[("http_proxy", proxy)], HOST, ""),
        (&[through, ("NO_PROXY", "*")], HOST, ""),
        (&[through, ("no_proxy", " * ")], ADDRESS, ""),
        (&[through, ("no_proxy", "a, .NOTHING.invalid.")], HOST, ""),
        (&[through, ("no_proxy", "a invalid")], HOST, ""),
        (&[through, ("no_proxy", "192.0.2.0/24")], ADDRESS, ""),
        (&[through, ("no_proxy", "192.0.2.1"), ("NO_PROXY", "a")], ADDRESS, ""),
        (&[("https_proxy", "hunter2 2"), ("no_proxy", "*")], HOST, ""),
        // The URL is invalid.
        (&[("https_proxy", "http://user:hunter2@proxy:port")], HOST, WRONG),
        (&[("HTTPS_PROXY", "socks5://hunter2@proxy")], HOST, WRONG),
        (&[("all_proxy", "hunter2 2")], HOST, WRONG),
        (&[("https_proxy", "http://")], ADDRESS, WRONG),
    ] {
        in_environment(set, base, says);
    }
}

#[tokio::test]
#[ignore = "run by the test above, in its environment"]
async fn with_a_proxy_in_the_environment() {
    let read = |name| std::env::var(name).expect("the test above sets it");
    let (base, says) = (read("TEST_BASE"), read("TEST_SAYS"));
    let builder = || Client::builder(&base).retry(Retry::none());
    // Without a proxy, nothing may ever respond. The proxy refuses at once, on a slow machine after
    // a while.
    let short = Duration::from_millis(50);
    let first = if says.is_empty() {
        builder().connect_timeout(short)
    } else {
        builder()
    };
    let error = match first.build() {
        Ok(client) => create_payout(&client).await.expect_err("nothing listens there"),
        Err(error) => error,
    };
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    if says.is_empty() {
        let shown = error.to_string();
        assert!(!shown.contains("proxy"), "{shown}");
    } else {
        assert!(shown.contains(&says), "{shown}");
    }
    let direct = builder().no_proxy().connect_timeout(short);
    let client = direct.build().expect("the environment does not matter");
    let message = create_payout(&client)
        .await
        .expect_err("nothing listens there")
        .to_string();
    assert!(!message.contains("proxy"), "{message}");
}

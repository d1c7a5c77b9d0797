//! Through a proxy: it carries what it cannot read, and messages name it.

use std::process::Command;

use apifox_client::{Auth, Client, ClientBuilder, Error, TransportKind};

use crate::operations::{KEY, KEY_BASE64, create_payout, get_balance};
use crate::secure::{ANSWER, Authority, Loopback};

const API: &str = "https://api.example.test";

fn through(proxy: &str) -> ClientBuilder {
    Client::builder(API).auth(Auth::basic(KEY, "")).proxy(proxy)
}

#[tokio::test]
async fn a_proxy_gets_its_own_credentials_and_none_of_the_api() {
    let authority = Authority::new();
    let server = Loopback::secure(authority.server("api.example.test", None), ANSWER).await;
    let proxy = Loopback::proxy(Ok(server.port)).await;
    let builder = through(&format!("http://us%65r:hunter2@127.0.0.1:{}", proxy.port));
    let client = builder
        .root_certificate_pem(authority.pem().as_bytes())
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
async fn the_way_to_a_proxy_can_be_encrypted_as_well() {
    let authority = Authority::new();
    let server = Loopback::secure(authority.server("api.example.test", None), ANSWER).await;
    let proxy = Loopback::secure_proxy(authority.server("127.0.0.1", None), server.port).await;
    let through = || through(&format!("https://user:hunter2@127.0.0.1:{}", proxy.port));
    let builder = through().root_certificate_pem(authority.pem().as_bytes());
    let client = builder.build().expect("a proxy");
    get_balance(&client).await.expect("the proxy leads there");
    assert!(proxy.heads().concat().contains("Basic dXNlcjpodW50ZXIy\r\n"));

    let stranger = through().build().expect("a proxy");
    let error = get_balance(&stranger).await.expect_err("nobody knows this proxy");
    let says = format!(
        "no TLS with api.example.test through the proxy 127.0.0.1:{}: ",
        proxy.port
    );
    assert!(error.to_string().contains(&says), "{error}");
    assert_eq!(proxy.heads().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_its_password_is_not() {
    for (refusal, says) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "proxy authorization required",
        ),
        ("HTTP/1.1 403 hunter2\r\nContent-Length: 0\r\n\r\n", "unsuccessful"),
        ("", "unexpected end of file"),
    ] {
        let proxy = Loopback::proxy(Err(refusal)).await;
        let client = through(&format!("http://user:hunter2@127.0.0.1:{}", proxy.port)).build();
        let error = create_payout(&client.expect("a proxy")).await.expect_err("it refuses");
        let message = error.to_string();
        let named = format!(
            "no connection to api.example.test through the proxy 127.0.0.1:{}: ",
            proxy.port
        );
        assert!(message.contains(&named), "{message}");
        assert!(message.contains(says), "{message}");
        assert!(!format!("{error:?} {message}").contains("hunter2"), "{error:?}");
        assert!(matches!(&error, Error::Transport(cause) if cause.kind() == TransportKind::Connect));
        assert!(!error.may_have_been_sent() && error.is_retryable());
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let client = through("http://user:hunter2@127.0.0.1:1").build().expect("a proxy");
    let message = create_payout(&client).await.expect_err("nobody is there").to_string();
    assert!(message.contains("through the proxy 127.0.0.1:1: "), "{message}");
    let client = through("http://user:hunter2@proxy.invalid").build().expect("a proxy");
    let message = create_payout(&client).await.expect_err("nobody is there").to_string();
    // Or, where the name server is silent, a limit that ran out.
    assert!(
        message.contains("the proxy proxy.invalid could not be found") || message.contains("within"),
        "{message}"
    );
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn settings_of_proxies_that_contradict_each_other_are_refused() {
    let proxy = "http://user:hunter2@proxy.example:3128";
    for (builder, says) in [
        (through(proxy).no_proxy(), "a proxy is set, and none is to be used"),
        (
            Client::builder("http://127.0.0.1:1").proxy(proxy),
            "reached directly; leave the proxy out",
        ),
        (
            Client::builder("https://localhost").proxy(proxy),
            "reached directly; leave the proxy out",
        ),
        (through("socks5://hunter2@proxy"), "neither `http://…` nor `https://…`"),
        (through("proxy:3128"), "neither `http://…` nor `https://…`"),
    ] {
        assert!(!format!("{builder:?}").contains("hunter2"));
        let error = builder.build().expect_err(says).to_string();
        assert!(error.contains(says) && !error.contains("hunter2"), "{error}");
    }
}

/// The environment of a process is set from outside only, so the test runs
/// itself once more.
#[test]
fn a_proxy_of_the_environment_is_used_and_named_unless_none_is_to_be_used() {
    let mut child = Command::new(std::env::current_exe().expect("a test has a path"));
    child.args(["--exact", "tunnel::with_a_proxy_in_the_environment", "--ignored"]);
    for name in ["HTTPS_PROXY", "https_proxy"] {
        child.env(name, "http://user:hunter2@127.0.0.1:1");
    }
    for name in ["no_proxy", "NO_PROXY", "ALL_PROXY", "all_proxy", "REQUEST_METHOD"] {
        child.env_remove(name);
    }
    let output = child.output().expect("the test can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by the test above, in its environment"]
async fn with_a_proxy_in_the_environment() {
    assert!(std::env::var_os("https_proxy").is_some());
    let client = Client::builder("https://nothing.invalid").build().expect("a client");
    let error = create_payout(&client).await.expect_err("nobody is there");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("no connection to nothing.invalid through the proxy 127.0.0.1:1: "),
        "{shown}"
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    let client = Client::builder("https://nothing.invalid")
        .no_proxy()
        .build()
        .expect("a client");
    let message = create_payout(&client).await.expect_err("no such host").to_string();
    assert!(!message.contains("proxy"), "{message}");
}

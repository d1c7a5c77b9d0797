//! Custom HTTP clients, and the rules for them.

use std::time::Duration;

use apifox_client::{Auth, Client, ClientBuilder, DecodeKind, Error, HttpClient, TimeoutKind};

use crate::operations::{GOOD, KEY, KEY_BASE64, create_payout, get_balance};
use crate::server::{Script, Server};

/// Returns an HTTP client that follows redirects.
fn following() -> reqwest::Client {
    let builder = HttpClient::builder().expect("TLS can be set up").no_proxy();
    builder
        .redirect(reqwest::redirect::Policy::default())
        .build()
        .expect("a client")
}

fn sound() -> reqwest::Client {
    let builder = HttpClient::builder().expect("TLS can be set up");
    builder.no_proxy().build().expect("a client")
}

fn builder(base_url: &str, own: reqwest::Client) -> ClientBuilder {
    Client::builder(base_url).auth(Auth::basic(KEY, "")).http_client(own)
}

#[tokio::test]
async fn a_custom_http_client_keeps_credentials_limits_and_the_body_limit() {
    let server = Server::start(Script::json(200, GOOD)).await;
    let client = builder(server.base_url(), sound())
        .build()
        .expect("the settings are valid");
    get_balance(&client).await.expect("the call succeeds");
    assert!(server.request().contains(KEY_BASE64));

    let client = builder(server.base_url(), sound()).max_body_bytes(3).build();
    match get_balance(&client.expect("the settings are valid")).await {
        Err(Error::Decode(error)) => assert_eq!(error.kind(), DecodeKind::TooLarge),
        other => panic!("{other:?}"),
    }

    let silent = Server::start(Script::Stall(Vec::new())).await;
    let client = builder(silent.base_url(), sound()).attempt_timeout(Duration::from_millis(50));
    match get_balance(&client.build().expect("the settings are valid")).await {
        Err(Error::Timeout(error)) => assert_eq!(error.kind(), TimeoutKind::Attempt),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_followed_by_a_custom_http_client_is_an_error_without_credentials() {
    for status in [301, 302, 303, 307, 308] {
        let target = Server::start(Script::json(200, GOOD)).await;
        let location = format!("Location: {}/v1/hunter2?q=hunter2\r\n", target.base_url());
        let server = Server::start(Script::with_headers(status, &location, "")).await;
        let client = builder(server.base_url(), following())
            .build()
            .expect("the redirect policy is not visible yet");
        let error = create_payout(&client)
            .await
            .expect_err("it is the response of another host");
        let message = error.to_string();
        let says = format!(
            "it came from {}; the HTTP client that was given must not follow redirects",
            target.authority()
        );
        assert!(message.contains(&says) && !message.contains("hunter2"), "{message}");
        assert!(matches!(&error, Error::Decode(error) if error.kind() == DecodeKind::Redirected));
        assert!(error.may_have_been_sent() && !error.is_retryable());
        // The credentials were not sent to the other host.
        let heard = target.request().to_ascii_lowercase();
        assert!(
            !heard.contains("authorization") && !heard.contains(&KEY_BASE64.to_ascii_lowercase()),
            "{heard}"
        );
        assert!(server.request().contains(KEY_BASE64));
    }
}

#[tokio::test]
async fn a_redirect_to_a_failure_or_within_the_host_is_reported() {
    let target = Server::start(Script::json(500, "{}")).await;
    let location = format!("Location: {}/v2\r\n", target.base_url());
    let server = Server::start(Script::with_headers(302, &location, "")).await;
    let client = builder(server.base_url(), following())
        .build()
        .expect("the redirect policy is not visible yet");
    let error = get_balance(&client).await.expect_err("it was redirected");
    assert!(!error.is_retryable() && matches!(error, Error::Decode(_)), "{error:?}");

    // A redirect loop.
    let server = Server::start(Script::with_headers(302, "Location: /v2\r\n", "")).await;
    let client = builder(server.base_url(), following())
        .build()
        .expect("the redirect policy is not visible yet");
    let message = get_balance(&client).await.expect_err("it was redirected").to_string();
    assert!(message.contains("too many redirects"), "{message}");
}

#[tokio::test]
async fn credentials_in_a_custom_header_are_refused_with_a_custom_http_client() {
    let base = "http://127.0.0.1:1";
    let auth = Auth::header("X-Api-Key", KEY);
    let error = builder(base, sound()).auth(auth).build().expect_err("it might leave");
    assert!(
        error
            .to_string()
            .contains("would take this header of the credentials along"),
        "{error}"
    );
    for auth in [
        Auth::header("Authorization", KEY),
        Auth::header("Cookie", "a=b"),
        Auth::bearer("hunter2"),
        Auth::none(),
    ] {
        builder(base, sound()).auth(auth).build().expect("these stay behind");
    }
}

#[tokio::test]
async fn settings_of_a_custom_http_client_are_not_set_twice() {
    let own = || builder("https://api.example.test", sound());
    for builder in [
        own().proxy("http://proxy.example"),
        own().no_proxy(),
        own().root_certificate_pem(b"x"),
        own().client_identity_pem(b"x"),
        own().connect_timeout(Duration::from_secs(1)),
    ] {
        let error = builder
            .build()
            .expect_err("the settings contradict each other")
            .to_string();
        assert!(
            error.contains("set the proxy, certificates and connect timeout on that client instead"),
            "{error}"
        );
    }
    own()
        .build()
        .expect("https is up to that client, whatever is compiled in");
}

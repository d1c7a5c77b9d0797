//! Redirects are refused: the credentials stay where they belong.

use apifox_client::{Auth, Client, Error};

use crate::operations::{GOOD, KEY, KEY_BASE64, client, create_payout, get_balance};
use crate::server::{Script, Server};

#[tokio::test]
async fn a_redirect_is_refused_and_its_target_receives_nothing() {
    let target = Server::start(Script::json(200, GOOD)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}/v1/secret-path?token=hunter2\r\n", target.base_url());
        let server = Server::start(Script::with_headers(status, &location, "")).await;
        let error = get_balance(&client(server.base_url()))
            .await
            .expect_err("it is a redirect");
        assert!(matches!(error, Error::Api(_)));
        assert_eq!(error.status(), Some(status));
        let message = error.to_string();
        assert!(
            message.contains(&format!(
                ", a redirect to {}; redirects are not followed",
                target.authority()
            )),
            "{message}"
        );
        assert!(
            !message.contains("hunter2") && !message.contains("secret-path"),
            "{message}"
        );
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn credentials_are_sent_to_the_configured_host_only() {
    let target = Server::start(Script::json(200, GOOD)).await;
    let port = target.authority().split_once(':').expect("host and port").1;
    for status in [301, 302, 303, 307, 308] {
        for lookalike in [
            target.base_url().to_owned(),
            format!("http://localhost:{port}"),
            format!("http://127.0.0.1.evil.example:{port}"),
            format!("//localhost:{port}"),
            format!("http://127.0.0.1@localhost:{port}"),
        ] {
            let location = format!("Location: {lookalike}/v1/balance\r\n");
            let server = Server::start(Script::with_headers(status, &location, "")).await;
            for auth in [Auth::basic(KEY, ""), Auth::header("X-Api-Key", KEY_BASE64)] {
                let client = Client::builder(server.base_url())
                    .auth(auth)
                    .build()
                    .expect("the settings are valid");
                create_payout(&client).await.expect_err("it is a redirect");
            }
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "one for each client");
            for request in requests {
                assert_eq!(request.matches(KEY_BASE64).count(), 1, "{request}");
            }
        }
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_within_the_host_is_refused_as_well() {
    let server = Server::start(Script::with_headers(301, "Location: /v2/balance\r\n", "")).await;
    let error = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is a redirect");
    assert!(
        error
            .to_string()
            .contains("301 Moved Permanently, a redirect to another path;"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn another_path_on_the_same_host_is_named() {
    for (location, says) in [
        ("/v2/balance", "another path"),
        ("v2?x", "another path"),
        ("?x", "another path"),
        ("//evil.example/v1", "evil.example"),
        ("//evil.example:8443", "evil.example:8443"),
        ("/\\evil.example/v1", "evil.example"),
        ("http://evil.example", "evil.example"),
        ("https://b\u{fc}cher.example/hunter2", "xn--bcher-kva.example"),
        ("/\u{fc}", "another path"),
        ("mailto:hunter2", "an invalid URL"),
        ("http://[::1", "an invalid URL"),
    ] {
        let server = Server::start(Script::with_headers(302, &format!("Location: {location}\r\n"), "")).await;
        let error = get_balance(&client(server.base_url())).await.expect_err("a redirect");
        let says = format!(", a redirect to {says}; redirects are not followed");
        assert!(error.to_string().contains(&says), "{location}: {error}");
    }
}

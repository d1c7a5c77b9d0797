//! Failures before the TLS handshake is complete: nothing was sent.

use std::time::Duration;

use apifox_client::{Client, Error, TimeoutKind, TransportKind};

use crate::operations::create_payout;
use crate::server::{Script, Server};

fn https(server: &Server) -> String {
    server.base_url().replace("http:", "https:")
}

fn client(base_url: &str) -> Client {
    let builder = Client::builder(base_url);
    builder.build().expect("the system has certificates")
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let server = Server::start(Script::Greet(b"220 mail.example ESMTP\r\n".into())).await;
    let error = create_payout(&client(&https(&server)))
        .await
        .expect_err("it does not speak TLS");
    match &error {
        Error::Transport(transport) => assert_eq!(transport.kind(), TransportKind::Tls),
        other => panic!("{other:?}"),
    }
    assert!(!error.may_have_been_sent() && !error.is_retryable());
    assert!(
        error.to_string().contains(": the TLS handshake with 127.0.0.1:"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_stalls_in_the_handshake_exceeds_the_connect_timeout() {
    let server = Server::start(Script::Stall(Vec::new())).await;
    let client = Client::builder(&https(&server))
        .connect_timeout(Duration::from_millis(200))
        .build()
        .expect("the system has certificates");
    let error = create_payout(&client).await.expect_err("it never responds");
    match &error {
        Error::Timeout(timeout) => assert_eq!(timeout.kind(), TimeoutKind::Connect),
        other => panic!("{other:?}"),
    }
    assert!(!error.may_have_been_sent() && error.is_retryable());
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_a_dns_failure() {
    let error = create_payout(&client("https://nothing.invalid"))
        .await
        .expect_err("no such host");
    match &error {
        Error::Transport(transport) => assert_eq!(transport.kind(), TransportKind::Dns),
        // The name server does not respond.
        Error::Timeout(timeout) => assert_eq!(timeout.kind(), TimeoutKind::Connect),
        other => panic!("{other:?}"),
    }
    assert!(!error.may_have_been_sent() && error.is_retryable());
}

#[tokio::test]
async fn a_host_that_no_certificate_can_name_is_a_failure_before_anything_is_sent() {
    let host = "x".repeat(70);
    let error = create_payout(&client(&format!("https://{host}.invalid")))
        .await
        .expect_err("a label is at most 63 long");
    // rustls checks the name first, the system's library once connected.
    let kinds = if cfg!(feature = "rustls") {
        &[TransportKind::Tls][..]
    } else {
        &[TransportKind::Tls, TransportKind::Dns]
    };
    match &error {
        Error::Transport(transport) => assert!(kinds.contains(&transport.kind()), "{error:?}"),
        other => panic!("{other:?}"),
    }
    assert!(!error.may_have_been_sent());
}

//! Trusted certificates and client certificates, against servers with TLS, with either TLS library.

use apifox_client::{Auth, Client, ClientBuilder, ConfigKind, Error, TransportKind};

use crate::echoes::texts;
use crate::misbehave::Step;
use crate::operations::{KEY, create_payout, get_balance};
use crate::retries::at_once;
use crate::secure::{ANSWER, CLIENTS, Loopback, SERVERS};
use crate::server::{Script, Server};

fn builder(server: &Loopback) -> ClientBuilder {
    Client::builder(&format!("https://127.0.0.1:{}", server.port)).auth(Auth::basic(KEY, ""))
}

fn no_tls(error: &Error) {
    match error {
        Error::Transport(transport) => assert_eq!(transport.kind(), TransportKind::Tls, "{error:?}"),
        other => panic!("{other:?}"),
    }
    assert!(!error.may_have_been_sent() && !error.is_retryable());
}

#[tokio::test]
async fn an_added_root_certificate_is_trusted_and_without_it_nothing_is_sent() {
    let server = Loopback::secure(SERVERS.server("127.0.0.1", None), ANSWER).await;
    let stranger = builder(&server).build().expect("the system has certificates");
    let error = create_payout(&stranger)
        .await
        .expect_err("the authority is not trusted");
    no_tls(&error);
    // The message of rustls, or of OpenSSL.
    let message = error.to_string();
    assert!(
        message.contains("UnknownIssuer") || message.contains("issuer certificate"),
        "{message}"
    );
    assert!(server.heads().is_empty());

    let builder = builder(&server).root_certificate_pem(CLIENTS.pem().as_bytes());
    let client = builder.root_certificate_pem(SERVERS.pem().as_bytes()).build();
    let balance = get_balance(&client.expect("certificates"))
        .await
        .expect("it is trusted");
    assert_eq!(balance.available, [1]);
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused_even_by_a_trusted_authority() {
    let server = Loopback::secure(SERVERS.server("127.0.0.1.evil.example", None), ANSWER).await;
    let builder = builder(&server).root_certificate_pem(SERVERS.pem().as_bytes());
    let client = builder.build().expect("a certificate");
    no_tls(&create_payout(&client).await.expect_err("it is another host"));
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn the_names_in_a_certificate_are_quoted_and_hold_no_credentials() {
    for name in [
        format!("{KEY}.example"),
        format!("x\"; nothing was sent, it can be sent again (\" {}", &KEY[3..]),
        format!("a\u{1b}[31m\r\nb {}", KEY.to_uppercase()),
    ] {
        let server = Loopback::secure(SERVERS.server(&name, None), ANSWER).await;
        let builder = builder(&server).root_certificate_pem(SERVERS.pem().as_bytes());
        let client = builder.build().expect("a certificate");
        let error = create_payout(&client).await.expect_err("it is another host");
        no_tls(&error);
        let message = error.to_string();
        let outside: String = message.split('"').step_by(2).collect();
        assert!(
            !outside.contains("sent again (") && !message.contains(['\n', '\u{1b}']),
            "{message}"
        );
        let texts = texts(&error).to_lowercase();
        for run in KEY.to_lowercase().as_bytes().windows(8) {
            let run = std::str::from_utf8(run).expect("it is ASCII");
            assert!(!texts.contains(run), "{run} is in {texts}");
        }
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks_for_one() {
    let server = Loopback::secure(SERVERS.server("127.0.0.1", Some(&CLIENTS)), ANSWER).await;
    let builder = || builder(&server).root_certificate_pem(SERVERS.pem().as_bytes());
    let nobody = builder().build().expect("a certificate");
    for error in [get_balance(&nobody).await, create_payout(&nobody).await] {
        let error = error.expect_err("it asks for a certificate");
        no_tls(&error);
        assert_eq!(error.attempts(), 1);
        assert!(
            error.to_string().contains(": the TLS handshake with 127.0.0.1:"),
            "{error}"
        );
    }
    let wrong = builder().client_identity_pem(SERVERS.identity_pem("client").as_bytes());
    get_balance(&wrong.build().expect("a certificate"))
        .await
        .expect_err("it asks for one of another authority");
    assert!(server.heads().is_empty());

    let known = builder().client_identity_pem(CLIENTS.identity_pem("client").as_bytes());
    get_balance(&known.build().expect("a certificate"))
        .await
        .expect("it knows this one");
    assert_eq!(server.heads().len(), 1);
}

/// The server sends an alert, or an old version.
#[tokio::test]
async fn a_version_of_tls_that_the_server_refuses_is_a_tls_failure() {
    let alert = |version: u8, code: u8| vec![0x15, 3, version, 0, 2, 2, code];
    // A hello of TLS 1.1, with a cipher suite of that time.
    let mut old = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    old.extend([7; 32]);
    old.extend([0, 0, 0x2f, 0]);
    for (what, sent) in [
        ("protocol_version", alert(1, 70)),
        ("protocol_version of TLS 1.2", alert(3, 70)),
        ("handshake_failure", alert(3, 40)),
        ("insufficient_security", alert(3, 71)),
        ("TLS 1.1", old),
        ("plain HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
    ] {
        // Closing with bytes unread would reset the connection, and what was sent might be lost.
        let steps = vec![Step::ReadBytes(64), Step::Send(sent), Step::Drain];
        let server = Server::start(Script::Steps(steps)).await;
        let client = Client::builder(&server.base_url().replace("http:", "https:")).retry(at_once());
        let error = create_payout(&client.build().expect("the system has certificates")).await;
        let error = error.expect_err(what);
        let transport = match &error {
            Error::Transport(transport) => transport.kind(),
            other => panic!("{what}: {other:?}"),
        };
        assert!(!error.may_have_been_sent(), "{what}: {error}");
        assert_eq!(
            (transport, error.attempts()),
            (TransportKind::Tls, 1),
            "{what}: {error}"
        );
    }
}

/// Splits PEM into a certificate and its key.
fn split(identity: &str) -> (&str, &str) {
    identity.split_at(identity.find("-----BEGIN PRIVATE").expect("a key"))
}

#[test]
fn an_invalid_certificate_is_refused_and_not_shown() {
    let identity = CLIENTS.identity_pem("client");
    let (certificate, key) = split(identity);
    let secret = key.lines().nth(1).expect("a line of the key");
    let broken = format!("-----BEGIN CERTIFICATE-----\n{secret}!\n-----END CERTIFICATE-----\n");
    let nonsense = format!("-----BEGIN CERTIFICATE-----\n{secret}\n-----END CERTIFICATE-----\n");
    let unknown_start = format!("-----BEGIN {secret}\n");
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let with_encrypted = format!("{certificate}{encrypted}");
    let other_key = SERVERS.identity_pem("client");
    let (_, other_key) = split(other_key);
    let mixed = format!("{certificate}{other_key}");
    let builder = || Client::builder("https://127.0.0.1:1");
    for (builder, says) in [
        (builder().root_certificate_pem(b""), "contains no certificate in PEM"),
        (
            builder().root_certificate_pem(key.as_bytes()),
            "contains no certificate in PEM",
        ),
        (builder().root_certificate_pem(broken.as_bytes()), "is malformed PEM"),
        (
            builder().root_certificate_pem(unknown_start.as_bytes()),
            "a root certificate",
        ),
        (builder().root_certificate_pem(nonsense.as_bytes()), "cannot be used"),
        (builder().client_identity_pem(b""), "contains no certificate in PEM"),
        (
            builder().client_identity_pem(certificate.as_bytes()),
            "contains no private key in PEM",
        ),
        (
            builder().client_identity_pem(with_encrypted.as_bytes()),
            "or an encrypted one",
        ),
        (builder().client_identity_pem(broken.as_bytes()), "is malformed PEM"),
        (builder().client_identity_pem(mixed.as_bytes()), "cannot be used"),
    ] {
        assert!(!format!("{builder:?}").contains(secret));
        let error = builder.build().expect_err(says);
        let Error::Config(config) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(config.kind(), ConfigKind::Tls);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(says) && !shown.contains(secret), "{shown}");
    }
}

#[test]
fn certificates_for_plain_http_are_a_contradiction() {
    let pem = CLIENTS.identity_pem("client");
    let builder = || Client::builder("http://127.0.0.1:1");
    for builder in [
        builder().root_certificate_pem(pem.as_bytes()),
        builder().client_identity_pem(pem.as_bytes()),
    ] {
        let error = builder.build().expect_err("they can have no effect").to_string();
        assert!(error.contains("plain http, which uses none"), "{error}");
    }
}

//! Whom the client trusts, and how it shows who it is: against servers with
//! TLS, by whichever library is compiled in.

use apifox_client::{Auth, Client, ClientBuilder, ConfigKind, Error, TransportKind};

use crate::operations::{KEY, create_payout, get_balance};
use crate::secure::{ANSWER, Authority, Loopback};

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
async fn a_root_certificate_of_ones_own_is_trusted_and_without_it_nothing_is_sent() {
    let authority = Authority::new();
    let server = Loopback::secure(authority.server("127.0.0.1", None), ANSWER).await;
    let stranger = builder(&server).build().expect("the system has certificates");
    let error = create_payout(&stranger).await.expect_err("nobody knows this authority");
    no_tls(&error);
    // In the words of rustls, or of OpenSSL.
    let message = error.to_string();
    assert!(
        message.contains("UnknownIssuer") || message.contains("issuer certificate"),
        "{message}"
    );
    assert!(server.heads().is_empty());

    let builder = builder(&server).root_certificate_pem(Authority::new().pem().as_bytes());
    let client = builder.root_certificate_pem(authority.pem().as_bytes()).build();
    let balance = get_balance(&client.expect("certificates"))
        .await
        .expect("it is trusted");
    assert_eq!(balance.available, [1]);
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused_even_by_a_trusted_authority() {
    let authority = Authority::new();
    let server = Loopback::secure(authority.server("127.0.0.1.evil.example", None), ANSWER).await;
    let builder = builder(&server).root_certificate_pem(authority.pem().as_bytes());
    let client = builder.build().expect("a certificate");
    no_tls(&create_payout(&client).await.expect_err("it is somebody else"));
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks_for_one() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let server = Loopback::secure(authority.server("127.0.0.1", Some(&clients)), ANSWER).await;
    let builder = || builder(&server).root_certificate_pem(authority.pem().as_bytes());
    let nobody = builder().build().expect("a certificate");
    let error = get_balance(&nobody).await.expect_err("it asks for a certificate");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let wrong = builder().client_identity_pem(authority.identity_pem("client").as_bytes());
    get_balance(&wrong.build().expect("a certificate"))
        .await
        .expect_err("it asks for one of another authority");
    assert!(server.heads().is_empty());

    let known = builder().client_identity_pem(clients.identity_pem("client").as_bytes());
    get_balance(&known.build().expect("a certificate"))
        .await
        .expect("it knows this one");
    assert_eq!(server.heads().len(), 1);
}

/// A certificate, and its key.
fn split(identity: &str) -> (&str, &str) {
    identity.split_at(identity.find("-----BEGIN PRIVATE").expect("a key"))
}

#[test]
fn what_is_no_certificate_is_refused_and_not_shown() {
    let identity = Authority::new().identity_pem("client");
    let (certificate, key) = split(&identity);
    let secret = key.lines().nth(1).expect("a line of the key");
    let broken = format!("-----BEGIN CERTIFICATE-----\n{secret}!\n-----END CERTIFICATE-----\n");
    let nonsense = format!("-----BEGIN CERTIFICATE-----\n{secret}\n-----END CERTIFICATE-----\n");
    let unknown_start = format!("-----BEGIN {secret}\n");
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let with_encrypted = format!("{certificate}{encrypted}");
    let other_key = Authority::new().identity_pem("client");
    let (_, other_key) = split(&other_key);
    let mixed = format!("{certificate}{other_key}");
    let builder = || Client::builder("https://127.0.0.1:1");
    for (builder, says) in [
        (builder().root_certificate_pem(b""), "holds no certificate in PEM"),
        (
            builder().root_certificate_pem(key.as_bytes()),
            "holds no certificate in PEM",
        ),
        (builder().root_certificate_pem(broken.as_bytes()), "is broken PEM"),
        (
            builder().root_certificate_pem(unknown_start.as_bytes()),
            "a root certificate",
        ),
        (builder().root_certificate_pem(nonsense.as_bytes()), "cannot be used"),
        (builder().client_identity_pem(b""), "holds no certificate in PEM"),
        (
            builder().client_identity_pem(certificate.as_bytes()),
            "holds no private key in PEM",
        ),
        (
            builder().client_identity_pem(with_encrypted.as_bytes()),
            "or an encrypted one",
        ),
        (builder().client_identity_pem(broken.as_bytes()), "is broken PEM"),
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
    let pem = Authority::new().identity_pem("client");
    let builder = || Client::builder("http://127.0.0.1:1");
    for builder in [
        builder().root_certificate_pem(pem.as_bytes()),
        builder().client_identity_pem(pem.as_bytes()),
    ] {
        let error = builder.build().expect_err("they can have no effect").to_string();
        assert!(error.contains("plain http, which uses none"), "{error}");
    }
}

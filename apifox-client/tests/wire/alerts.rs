//! Alerts after the TLS handshake: the server has read the request.

use std::net::Ipv4Addr;
use std::sync::Arc;

use apifox_client::{Client, Error, TransportKind};
use rustls::crypto::cipher::{AeadKey, OutboundChunks, OutboundPlainMessage};
use rustls::{ConnectionTrafficSecrets, ContentType, ProtocolVersion, ServerConnection, SupportedCipherSuite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::operations::create_payout;
use crate::retries::at_once;
use crate::secure::{ANSWER, SERVERS};

/// Encrypts a fatal alert as the next record of a TLS 1.3 connection.
fn alert(connection: ServerConnection, code: u8) -> Vec<u8> {
    let Some(SupportedCipherSuite::Tls13(suite)) = connection.negotiated_cipher_suite() else {
        panic!("both sides know TLS 1.3");
    };
    let secrets = connection.dangerous_extract_secrets().expect("it is allowed to");
    let (number, secrets) = secrets.tx;
    let (key, iv): (AeadKey, _) = match secrets {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | ConnectionTrafficSecrets::Aes256Gcm { key, iv }
        | ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (key, iv),
        _ => panic!("an unknown cipher suite"),
    };
    let plain = OutboundPlainMessage {
        typ: ContentType::Alert,
        version: ProtocolVersion::TLSv1_3,
        payload: OutboundChunks::Single(&[2, code]),
    };
    let mut encrypter = suite.aead_alg.encrypter(key, iv);
    encrypter.encrypt(plain, number).expect("it can be encrypted").encode()
}

/// Reads a request, sends a part of the response, then an alert.
async fn serve(acceptor: &TlsAcceptor, socket: TcpStream, response: &str, code: u8) {
    let mut stream = acceptor.accept(socket).await.expect("the client trusts it");
    let mut seen = Vec::new();
    while !seen.ends_with(b"[1]") {
        seen.push(stream.read_u8().await.expect("the client sends a request"));
    }
    stream.write_all(response.as_bytes()).await.expect("the client reads");
    stream.flush().await.expect("the client reads");
    let (mut socket, connection) = stream.into_inner();
    socket
        .write_all(&alert(connection, code))
        .await
        .expect("the client reads");
    let _ = socket.read_u8().await;
}

#[tokio::test]
async fn an_alert_in_the_body_does_not_mean_that_nothing_was_sent() {
    let mut config = SERVERS.server("127.0.0.1", None);
    config.enable_secret_extraction = true;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    // access_denied, certificate_required, handshake_failure, internal_error, close_notify
    for code in [49, 116, 40, 80, 0] {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let builder = Client::builder(&format!("https://127.0.0.1:{port}")).retry(at_once());
        let client = builder.root_certificate_pem(SERVERS.pem().as_bytes()).build();
        let client = client.expect("a certificate");
        let server = async {
            let (socket, _) = listener.accept().await.expect("the client connects");
            serve(&acceptor, socket, &ANSWER[..ANSWER.len() - 4], code).await;
        };
        let (result, ()) = tokio::join!(create_payout(&client), server);
        let error = result.expect_err("the body is not complete");
        let Error::Transport(transport) = &error else {
            panic!("{code}: {error:?}");
        };
        assert_eq!(transport.kind(), TransportKind::Interrupted, "{code}: {error}");
        assert!(error.may_have_been_sent() && !error.is_retryable(), "{code}: {error}");
        assert_eq!((error.attempts(), error.status()), (1, Some(200)), "{code}: {error}");
        let message = error.to_string();
        assert!(
            message.contains(" answered 200, but the connection broke in the body: ")
                && message.contains("; it may have been carried out; look it up"),
            "{message}"
        );
    }
}

//! Servers with TLS, test certificates, and a tunnelling proxy.

use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A certificate authority that the system does not trust.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        // Issuers are found by name, so each name must be unique, also among their certificates.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        let name = format!("authority {}", COUNT.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// Returns a certificate and its key as PEM.
    pub(crate) fn identity_pem(&self, name: &str) -> String {
        let (certificate, key) = self.issue(name);
        format!("{}{}", certificate.pem(), key.serialize_pem())
    }

    fn issue(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        // An address would become an IP entry. A name may be any ASCII string.
        let mut params = CertificateParams::default();
        params.subject_alt_names = match name.parse() {
            Ok(address) => vec![SanType::IpAddress(address)],
            Err(_) => vec![SanType::DnsName(name.try_into().expect("it is ASCII"))],
        };
        (params.signed_by(&key, &self.0).expect("a certificate"), key)
    }

    /// Returns the configuration of a server; with `clients`, it requires a
    /// certificate issued by them.
    pub(crate) fn server(&self, name: &str, clients: Option<&Self>) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("ring knows all versions");
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(clients) => {
                let mut roots = RootCertStore::empty();
                roots.add(clients.0.der().clone()).expect("a certificate");
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().expect("there is a root"))
            }
        };
        let (certificate, key) = self.issue(name);
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        builder
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("they belong together")
    }
}

type Heads = Arc<Mutex<Vec<String>>>;

/// A server that handles all connections alike, and stops when it is dropped.
pub(crate) struct Loopback {
    pub(crate) port: u16,
    heads: Heads,
    task: JoinHandle<()>,
}

impl Loopback {
    async fn start<F>(serve: impl Fn(TcpStream, Heads) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let heads = Heads::default();
        let seen = heads.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, seen.clone()));
            }
        });
        Self { port, heads, task }
    }

    /// Answers every request over TLS.
    pub(crate) async fn secure(config: ServerConfig, response: &'static str) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Self::start(move |socket, heads| {
            let acceptor = acceptor.clone();
            async move {
                let mut stream = acceptor.accept(socket).await.ok()?;
                let head = read_head(&mut stream).await;
                heads.lock().expect("no test panics holding it").push(head);
                stream.write_all(response.as_bytes()).await.ok()?;
                stream.shutdown().await.ok()
            }
        })
        .await
    }

    /// Starts a proxy that connects to this port, whatever the requested host,
    /// or that refuses with this response.
    pub(crate) async fn proxy(to: Result<u16, &'static str>) -> Self {
        Self::start(move |socket, heads| tunnel(socket, heads, to)).await
    }

    /// The same over TLS.
    pub(crate) async fn secure_proxy(config: ServerConfig, to: u16) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Self::start(move |socket, heads| {
            let acceptor = acceptor.clone();
            async move { tunnel(acceptor.accept(socket).await.ok()?, heads, Ok(to)).await }
        })
        .await
    }

    /// Returns the heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no test panics holding it").clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn tunnel(
    mut client: impl AsyncRead + AsyncWrite + Unpin,
    heads: Heads,
    to: Result<u16, &'static str>,
) -> Option<()> {
    let head = read_head(&mut client).await;
    heads.lock().expect("no test panics holding it").push(head);
    match to {
        Err(refusal) => client.write_all(refusal.as_bytes()).await.ok(),
        Ok(port) => {
            let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.ok()?;
            client.flush().await.ok()?;
            copy_bidirectional(&mut client, &mut server).await.ok().map(|_| ())
        }
    }
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => bytes.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A balance, as a response.
pub(crate) const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n\
                                 {\"object\":\"balance\",\"available\":[1]}";

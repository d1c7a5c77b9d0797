//! Servers with TLS, test certificates, and a tunnelling proxy.

use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A certificate authority that the system does not trust, and what it issued.
/// `tests/fixtures/tls/make.sh` makes the files.
pub(crate) struct Authority {
    pem: &'static str,
    issued: &'static [&'static str],
}

/// Includes a file of `tests/fixtures/tls`.
macro_rules! pem {
    ($file:literal) => {
        include_str!(concat!("../fixtures/tls/", $file, ".pem"))
    };
}

pub(crate) const SERVERS: Authority = Authority {
    pem: pem!("servers/authority"),
    issued: &[
        pem!("servers/loopback"),
        pem!("servers/api"),
        pem!("servers/other_host"),
        pem!("servers/key"),
        pem!("servers/quotes"),
        pem!("servers/lines"),
        pem!("servers/client"),
    ],
};

pub(crate) const CLIENTS: Authority = Authority {
    pem: pem!("clients/authority"),
    issued: &[pem!("clients/client")],
};

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
}

impl Authority {
    pub(crate) fn pem(&self) -> &'static str {
        self.pem
    }

    /// Returns the certificate for an address or a DNS name, and its key, as PEM.
    pub(crate) fn identity_pem(&self, name: &str) -> &'static str {
        // A `GeneralName` of RFC 5280.
        let (tag, value) = match name.parse::<Ipv4Addr>() {
            Ok(address) => (0x87, address.octets().to_vec()),
            Err(_) => (0x82, name.as_bytes().to_vec()),
        };
        let length = u8::try_from(value.len()).expect("it is short");
        let entry = [vec![tag, length], value].concat();
        let holds = |pem: &str| certificate(pem).windows(entry.len()).any(|bytes| bytes == entry);
        let found = self.issued.iter().find(|pem| holds(pem));
        found.unwrap_or_else(|| panic!("no certificate for {name:?}: add it to make.sh"))
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
                roots.add(certificate(clients.pem)).expect("a certificate");
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().expect("there is a root"))
            }
        };
        let identity = self.identity_pem(name);
        let key = PrivateKeyDer::from_pem_slice(identity.as_bytes()).expect("a key");
        builder
            .with_single_cert(vec![certificate(identity)], key)
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

//! TLS by the library of the system: OpenSSL, Secure Transport or SChannel.

use std::error::Error as StdError;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use native_tls::{Certificate, TlsConnector};
use rustls_pki_types::PrivateKeyDer;

use super::Trust;
use super::pem::{self, Identity, refused};
use crate::error::{ConfigError, ConfigKind};

#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    pub(super) fn prepare(https: bool, trust: &Trust) -> Result<Self, ConfigError> {
        let mut builder = TlsConnector::builder();
        // Plain http never uses this, so the system's certificates are not read.
        builder.disable_built_in_roots(!https);
        for root in pem::roots(trust)? {
            let root = Certificate::from_der(&root)
                .map_err(|error| refused("a root certificate", "cannot be used").with_source(error))?;
            builder.add_root_certificate(root);
        }
        if let Some(identity) = pem::identity(trust)? {
            builder.identity(native(&identity)?);
        }
        let connector = builder.build().map_err(|error| {
            ConfigError::new(ConfigKind::Tls, "TLS cannot be set up on this machine").with_source(error)
        })?;
        Ok(Self(connector))
    }

    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

/// In the one form that all systems take: PEM of its own for the chain and for
/// the key, and the key in PKCS#8.
fn native(identity: &Identity) -> Result<native_tls::Identity, ConfigError> {
    let PrivateKeyDer::Pkcs8(key) = &identity.key else {
        let why = "has a private key that is not PKCS#8; `openssl pkcs8 -topk8 -nocrypt` makes it one";
        return Err(refused("the client certificate", why));
    };
    let chain: String = identity.chain.iter().map(|der| encode("CERTIFICATE", der)).collect();
    let key = encode("PRIVATE KEY", key.secret_pkcs8_der());
    native_tls::Identity::from_pkcs8(chain.as_bytes(), key.as_bytes())
        .map_err(|error| refused("the client certificate", "and its private key cannot be used").with_source(error))
}

/// PEM, in lines of 64 characters (RFC 7468, section 2).
fn encode(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    let text = STANDARD.encode(der);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, next) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = next;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

pub(super) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error.is::<native_tls::Error>()
}

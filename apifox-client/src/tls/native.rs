//! TLS through the library of the system: OpenSSL, Secure Transport or `SChannel`.

use std::error::Error as StdError;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use native_tls::{Certificate, TlsConnector};
use rustls_pki_types::PrivateKeyDer;

use super::pem::{self, Identity, refused};
use crate::config_error::{ConfigError, ConfigKind};
use crate::trust::Trust;

#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    pub(super) fn prepare(https: bool, trust: &Trust) -> Result<Self, ConfigError> {
        if !https {
            return unused();
        }
        let mut builder = TlsConnector::builder();
        for root in pem::roots(trust)? {
            let root = Certificate::from_der(&root)
                .map_err(|error| refused("a root certificate", "cannot be used").with_source(error))?;
            builder.add_root_certificate(root);
        }
        if let Some(identity) = pem::identity(trust)? {
            builder.identity(native(&identity)?);
            // Key and certificate are compared only here.
            return builder.build().map(Self).map_err(unusable);
        }
        builder.build().map(Self).map_err(failed)
    }

    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

/// Returns the shared configuration for plain http, which never uses it. Without one, reqwest would
/// create its own and read all certificates of the system each time.
fn unused() -> Result<Tls, ConfigError> {
    static UNUSED: OnceLock<TlsConnector> = OnceLock::new();
    if let Some(made) = UNUSED.get() {
        return Ok(Tls(made.clone()));
    }
    let made = TlsConnector::builder()
        .disable_built_in_roots(true)
        .build()
        .map_err(failed)?;
    Ok(Tls(UNUSED.get_or_init(|| made).clone()))
}

fn failed(error: native_tls::Error) -> ConfigError {
    ConfigError::new(ConfigKind::Tls, "TLS cannot be set up on this machine").with_source(error)
}

/// Converts the identity to the one form that all systems accept: separate PEM
/// for the chain and the key, and the key in PKCS#8.
fn native(identity: &Identity) -> Result<native_tls::Identity, ConfigError> {
    let PrivateKeyDer::Pkcs8(key) = &identity.key else {
        let why = "has a private key that is not PKCS#8; `openssl pkcs8 -topk8 -nocrypt` makes it one";
        return Err(refused("the client certificate", why));
    };
    let chain: String = identity.chain.iter().map(|der| encode("CERTIFICATE", der)).collect();
    let key = encode("PRIVATE KEY", key.secret_pkcs8_der());
    native_tls::Identity::from_pkcs8(chain.as_bytes(), key.as_bytes()).map_err(unusable)
}

fn unusable(error: native_tls::Error) -> ConfigError {
    refused("the client certificate", "and its private key cannot be used").with_source(error)
}

/// Encodes PEM in lines of 64 characters (RFC 7468, section 2).
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
    pem + &format!("-----END {label}-----\n")
}

pub(super) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error.is::<native_tls::Error>()
}

/// The library reports this only in its message; that of OpenSSL names the alert.
pub(super) fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    const ALERTS: [&str; 6] = [
        "certificate required", "bad certificate", "unknown ca", "certificate expired", "access denied",
        "handshake failure",
    ];
    let message = error.to_string();
    let alert = message
        .split_once("alert ")
        .map(|(_, alert)| alert.to_ascii_lowercase());
    alert.is_some_and(|alert| ALERTS.iter().any(|known| alert.starts_with(known)))
}

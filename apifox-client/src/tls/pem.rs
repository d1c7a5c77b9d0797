//! Reads certificates and keys from PEM (RFC 7468).
//!
//! The parser's message about a malformed file may quote it, including a key,
//! so it is not passed on.

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::config_error::{ConfigError, ConfigKind};
use crate::trust::Trust;

/// Returns the certificates to trust in addition to those of the system.
pub(super) fn roots(trust: &Trust) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let mut all = Vec::new();
    for pem in &trust.roots {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            all.push(certificate.map_err(|_| refused("a root certificate", "is malformed PEM"))?);
        }
        if all.len() == before {
            return Err(refused("a root certificate", "contains no certificate in PEM"));
        }
    }
    Ok(all)
}

/// A certificate with its chain and its key.
pub(super) struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// Returns the client certificate, if one is set.
pub(super) fn identity(trust: &Trust) -> Result<Option<Identity>, ConfigError> {
    let Some(pem) = &trust.identity else {
        return Ok(None);
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let chain = chain.map_err(|_| refused("the client certificate", "is malformed PEM"))?;
    if chain.is_empty() {
        return Err(refused("the client certificate", "contains no certificate in PEM"));
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
        refused(
            "the client certificate",
            "contains no private key in PEM, or an encrypted one",
        )
    })?;
    Ok(Some(Identity { chain, key }))
}

pub(super) fn refused(what: &str, why: &str) -> ConfigError {
    ConfigError::new(ConfigKind::Tls, format!("{what} {why}"))
}

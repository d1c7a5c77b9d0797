//! TLS through rustls with the `ring` provider.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::pem::{self, Identity, refused};
use crate::config_error::{ConfigError, ConfigKind};
use crate::trust::Trust;

#[derive(Clone)]
pub(crate) struct Tls(ClientConfig);

impl Tls {
    pub(super) fn prepare(https: bool, trust: &Trust) -> Result<Self, ConfigError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ClientConfig::builder_with_details(provider.clone(), Arc::new(Clock))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?;
        let verified = if https {
            let verifier = verifier(pem::roots(trust)?, provider)?;
            // Setting a verifier is marked as dangerous; this one is the system's.
            versions
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        } else {
            // Plain http never uses this configuration. Without one, reqwest
            // would look for a process-wide provider and panic. It trusts no
            // certificate, so those of the system are not read.
            versions.with_root_certificates(RootCertStore::empty())
        };
        let config = match pem::identity(trust)? {
            None => verified.with_no_client_auth(),
            Some(Identity { chain, key }) => verified.with_client_auth_cert(chain, key).map_err(|error| {
                refused("the client certificate", "and its private key cannot be used").with_cause(&error)
            })?,
        };
        Ok(Self(config))
    }

    #[inline] // where the builder is dropped, which is much code
    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

#[cfg(not(target_os = "android"))]
fn verifier(extra_roots: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Result<Verifier, ConfigError> {
    // Certificates of the system are read leniently, these are not.
    for root in &extra_roots {
        if let Err(error) = RootCertStore::empty().add(root.clone()) {
            return Err(refused("a root certificate", "cannot be used").with_cause(&error));
        }
    }
    Verifier::new_with_extra_roots(extra_roots, provider).map_err(|error| failed(&error))
}

#[cfg(target_os = "android")]
fn verifier(extra_roots: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Result<Verifier, ConfigError> {
    if extra_roots.is_empty() {
        return Verifier::new(provider).map_err(|error| failed(&error));
    }
    Err(refused(
        "a root certificate",
        "can only be added in the settings of Android",
    ))
}

fn failed(error: &rustls::Error) -> ConfigError {
    ConfigError::new(ConfigKind::Tls, "TLS cannot be set up on this machine").with_cause(error)
}

/// Checks for alerts that occur only during the handshake.
pub(super) fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    use rustls::AlertDescription as Alert;
    let Some(rustls::Error::AlertReceived(alert)) = error.downcast_ref() else {
        return false;
    };
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError
            | Alert::HandshakeFailure
            | Alert::InsufficientSecurity
            | Alert::ProtocolVersion
    )
}

/// Reads the time of day if possible: rustls's own clock panics before 1970,
/// the date of a machine without a battery-backed clock.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        since_1970(crate::platform::now())
    }
}

fn since_1970(now: SystemTime) -> Option<UnixTime> {
    let since = now.duration_since(SystemTime::UNIX_EPOCH);
    since.ok().map(UnixTime::since_unix_epoch)
}

pub(super) fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error.is::<rustls::Error>() || error.is::<InvalidDnsNameError>()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_returns_no_time_and_does_not_panic() {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let early = SystemTime::UNIX_EPOCH.checked_sub(year);
        assert_eq!(early.and_then(since_1970), None);
        let late = since_1970(SystemTime::UNIX_EPOCH + year);
        assert_eq!(late.map(|time| time.as_secs()), Some(year.as_secs()));
    }
}

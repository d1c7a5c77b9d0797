//! TLS for the connection pool: rustls with `ring`, handed over ready made, so
//! that no provider has to be installed for the whole process.

use crate::error::{ConfigError, ConfigKind};

/// Prepares `builder` for https, if the base URL needs it.
#[cfg(feature = "rustls")]
pub(crate) fn configure(builder: reqwest::ClientBuilder, https: bool) -> Result<reqwest::ClientBuilder, ConfigError> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt;

    let failed = |error: rustls::Error| {
        ConfigError::new(ConfigKind::Tls, "TLS cannot be set up on this machine").with_source(error)
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let verified = if https {
        versions.with_platform_verifier().map_err(failed)?
    } else {
        // Plain http never uses this. It is there because reqwest, given no
        // TLS, looks for a process-wide provider and panics without one; and
        // it trusts nobody, so the system's certificates are not read.
        versions.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.tls_backend_preconfigured(verified.with_no_client_auth()))
}

/// Refuses https, which nothing here can speak.
#[cfg(not(feature = "rustls"))]
pub(crate) fn configure(builder: reqwest::ClientBuilder, https: bool) -> Result<reqwest::ClientBuilder, ConfigError> {
    if https {
        return Err(ConfigError::new(
            ConfigKind::Tls,
            "the base URL is https, but TLS is not compiled in; switch on the feature `rustls`",
        ));
    }
    Ok(builder)
}

//! Servers that operations declare, which replace the base URL of the client.

use url::Url;

use crate::base_url::BaseUrl;
use crate::config_error::{ConfigError, ConfigKind};
use crate::text;

/// Settings for the servers of operations.
#[derive(Clone, Default)]
pub(crate) struct Servers {
    /// Whether calls go to them; by default, unless the base URL is on loopback.
    pub(crate) followed: Option<bool>,
    /// The base URLs whose hosts also receive the credentials.
    pub(crate) allowed: Vec<String>,
}

/// The validated settings.
pub(crate) struct Checked {
    pub(crate) followed: bool,
    pub(crate) allowed: Vec<BaseUrl>,
}

impl Servers {
    pub(crate) fn check(self, base: &BaseUrl) -> Result<Checked, ConfigError> {
        let mut allowed = Vec::new();
        for url in &self.allowed {
            allowed.push(BaseUrl::parse(url)?);
        }
        Ok(Checked {
            followed: self.followed.unwrap_or(!base.is_loopback()),
            allowed,
        })
    }
}

/// Resolves a server against the base URL (RFC 3986, section 5).
pub(crate) fn own(base: &BaseUrl, server: &str) -> Result<BaseUrl, ConfigError> {
    if text::first(server, "://").is_some() {
        return BaseUrl::parse(server);
    }
    let base = format!("{}/", base.as_str());
    let joined = Url::parse(&base).and_then(|base| base.join(server));
    match joined {
        Ok(url) => BaseUrl::parse(url.as_str()),
        Err(error) => Err(ConfigError::new(ConfigKind::BaseUrl, "it cannot be parsed").with_cause(&error)),
    }
}

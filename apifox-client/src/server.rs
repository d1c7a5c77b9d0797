//! Servers that operations have of their own, in place of the base URL of the
//! client.

use url::Url;

use crate::base_url::BaseUrl;
use crate::config_error::{ConfigError, ConfigKind};
use crate::text;

/// How a client treats servers of operations.
#[derive(Clone, Default)]
pub(crate) struct Servers {
    /// Whether calls go to them; unless it is said, where the base URL is not
    /// on loopback.
    pub(crate) followed: Option<bool>,
    /// The base URLs whose hosts get the credentials too.
    pub(crate) allowed: Vec<String>,
}

/// The same, checked.
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

/// A relative one is relative to the base URL (RFC 3986, section 5).
pub(crate) fn own(base: &BaseUrl, server: &str) -> Result<BaseUrl, ConfigError> {
    if text::first(server, "://").is_some() {
        return BaseUrl::parse(server);
    }
    let base = format!("{}/", base.as_str());
    let joined = Url::parse(&base).and_then(|base| base.join(server));
    match joined {
        Ok(url) => BaseUrl::parse(url.as_str()),
        Err(error) => Err(ConfigError::new(ConfigKind::BaseUrl, "it cannot be parsed").with_words(&error)),
    }
}

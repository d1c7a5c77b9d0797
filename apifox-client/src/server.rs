//! Where a call goes: to the base URL of the client, or to a server of its
//! operation's own.

use std::borrow::Cow;

use url::Url;

use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ConfigError, ConfigKind};
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
    followed: bool,
    allowed: Vec<BaseUrl>,
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

/// Where a call goes, and whether the credentials go there as well.
pub(crate) struct Target<'a> {
    pub(crate) base: Cow<'a, BaseUrl>,
    pub(crate) is_trusted: bool,
}

impl<'a> Target<'a> {
    pub(crate) fn of(call: &'a Call) -> Result<Self, ConfigError> {
        let client = &call.client;
        match call.server {
            Some(server) if client.servers().followed => {
                let base = own(client, server).map_err(|error| {
                    let message = "the operation has a server of its own, which is refused as a base URL is";
                    ConfigError::new(ConfigKind::BaseUrl, message)
                        .with_words(&error)
                        .of(call.operation)
                })?;
                let mut trusted = std::iter::once(client.base()).chain(&client.servers().allowed);
                Ok(Self {
                    is_trusted: trusted.any(|known| known.is_same_host(&base)),
                    base: Cow::Owned(base),
                })
            }
            _ => Ok(Self {
                base: Cow::Borrowed(client.base()),
                is_trusted: true,
            }),
        }
    }
}

/// A relative one is relative to the base URL (RFC 3986, section 5).
fn own(client: &Client, server: &str) -> Result<BaseUrl, ConfigError> {
    if text::first(server, "://").is_some() {
        return BaseUrl::parse(server);
    }
    let base = format!("{}/", client.base_url());
    let joined = Url::parse(&base).and_then(|base| base.join(server));
    match joined {
        Ok(url) => BaseUrl::parse(url.as_str()),
        Err(error) => Err(ConfigError::new(ConfigKind::BaseUrl, "it cannot be parsed").with_words(&error)),
    }
}

//! The target of a call: the base URL of the client, or the operation's own server.

use std::borrow::Cow;

use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::config_error::{ConfigError, ConfigKind};
use crate::server::own;

/// The target of a call, and whether the credentials are sent there.
pub(crate) struct Target<'a> {
    pub(crate) base: Cow<'a, BaseUrl>,
    pub(crate) is_trusted: bool,
}

impl<'a> Target<'a> {
    pub(crate) fn of(call: &'a Call) -> Result<Self, ConfigError> {
        let client = &call.client;
        match call.server {
            Some(server) if client.servers().followed => {
                let base = own(client.base(), server).map_err(|error| {
                    let message = "the operation has a server of its own, which is refused as a base URL is";
                    ConfigError::new(ConfigKind::BaseUrl, message)
                        .with_cause(&error)
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

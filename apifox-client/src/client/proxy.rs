//! A proxy between the client and the API.

use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::base_url::{BaseUrl, authority};
use crate::error::{ConfigError, ConfigKind};

/// A proxy that was named. There is no `Debug`: it may hold a password.
pub(super) struct Proxy {
    /// Without user and password.
    url: Url,
    credentials: Option<(String, String)>,
}

impl Proxy {
    pub(super) fn parse(input: &str) -> Result<Self, ConfigError> {
        let mut url = Url::parse(input).map_err(|error| refused("cannot be parsed").with_source(error))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            // The scheme is not shown: of `proxy:3128` it is the host, of `user:password@proxy` the user.
            return Err(refused("is neither `http://…` nor `https://…`"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refused("holds a path, query or fragment"));
        }
        let decoded = |text: &str| {
            let text = percent_decode_str(text).decode_utf8();
            let text = text.map_err(|_| refused("has a user or password that is not UTF-8"))?;
            if text.chars().any(char::is_control) {
                return Err(refused("has a user or password with control characters"));
            }
            Ok(text.into_owned())
        };
        let user = decoded(url.username())?;
        let password = url.password().map(decoded).transpose()?;
        if user.contains(':') {
            return Err(refused("has a user name with a colon, which HTTP Basic cannot carry"));
        }
        let credentials = (!user.is_empty() || password.is_some()).then(|| (user, password.unwrap_or_default()));
        // These fail for a URL without a host only, and this one has one.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self { url, credentials })
    }

    /// Host and port.
    pub(super) fn authority(&self) -> String {
        authority(&self.url)
    }

    pub(super) fn for_pool(&self) -> Result<reqwest::Proxy, ConfigError> {
        let proxy = reqwest::Proxy::all(self.url.clone());
        let proxy = proxy.map_err(|error| refused("cannot be used").with_source(error.without_url()))?;
        Ok(match &self.credentials {
            Some((user, password)) => proxy.basic_auth(user, password),
            None => proxy,
        })
    }
}

/// Host and port of the proxy that the environment names for this base URL.
/// Read as the pool reads it, so that a message can name it.
pub(super) fn of_the_environment(base: &BaseUrl) -> Option<String> {
    let proxy = Matcher::from_system().intercept(&base.as_str().parse().ok()?)?;
    // Without the credentials, which are kept apart.
    proxy.uri().authority().map(ToString::to_string)
}

/// The URL itself is not shown: it may hold a password.
fn refused(why: &str) -> ConfigError {
    ConfigError::new(ConfigKind::Setting, format!("the URL of the proxy {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_taken_out_of_the_url_and_decoded() {
        let proxy = Proxy::parse("http://us%40er:p%3Ass@proxy.example:3128").expect("a proxy");
        assert_eq!(proxy.url.as_str(), "http://proxy.example:3128/");
        assert_eq!(proxy.authority(), "proxy.example:3128");
        assert_eq!(proxy.credentials, Some(("us@er".to_owned(), "p:ss".to_owned())));
        let proxy = Proxy::parse("https://proxy.example").expect("a proxy");
        assert_eq!(proxy.credentials, None);
    }

    #[test]
    fn what_is_no_url_of_a_proxy_is_refused_without_showing_it() {
        for input in [
            "",
            "hunter2",
            "hunter2:3128",
            "hunter2:secret@proxy:3128",
            "socks5://user:hunter2@proxy",
            "http://hunter2@",
            "http://user:hunter2@proxy:port",
            "http://proxy/hunter2",
            "http://proxy/?hunter2",
            "http://proxy/#hunter2",
            "http://user:hunter2%0A@proxy",
            "http://user:hunter2%FF@proxy",
            "http://hunter2%3A:x@proxy",
        ] {
            let error = Proxy::parse(input).map(|_| ()).expect_err(input);
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("the URL of the proxy"), "{shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}

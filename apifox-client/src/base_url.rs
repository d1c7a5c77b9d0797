//! Base URLs, validated once so that requests cannot go anywhere else.

use std::fmt;
use std::net::IpAddr;
use std::sync::OnceLock;

use url::{Host, Url};

use crate::config_error::{ConfigError, ConfigKind};

/// A validated base URL: https, or http to loopback, with nothing but scheme,
/// host, port and a path prefix.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    url: Url,
    /// The URL without a trailing slash, as a user would write it.
    text: String,
    loopback: bool,
}

impl BaseUrl {
    pub(crate) fn parse(input: &str) -> Result<Self, ConfigError> {
        // The URL standard silently removes or converts these, so the called
        // host could differ from the reviewed text.
        if input.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(refused("contains whitespace, control characters or a backslash"));
        }
        // Letters of other scripts can imitate those of another host.
        if !input.is_ascii() {
            return Err(refused(
                "contains characters beyond ASCII; an international host name is written `xn--…`",
            ));
        }
        // A slash in a password would turn the user name into the host.
        if input.as_bytes().contains(&b'@') {
            return Err(refused("contains a user name or password; pass credentials as `Auth`"));
        }
        let url = Url::parse(input).map_err(|error| refused("cannot be parsed").with_cause(&error))?;
        // The URL standard accepts any number of slashes, including none.
        let slashes = input
            .get(url.scheme().len()..)
            .and_then(|rest| rest.strip_prefix("://"));
        if url.has_host() && slashes.is_none_or(|host| host.starts_with('/')) {
            return Err(refused("has no `://` and host after its scheme"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("contains a query or fragment"));
        }
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return Err(refused(&format!(
                    "is http to {}, which would expose the credentials to the network; use https (http is for loopback only)",
                    authority(&url),
                )));
            }
            other => {
                return Err(refused(&format!("has the scheme `{other}`; it must be https")));
            }
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text, loopback })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether scheme, host and port are the same.
    pub(crate) fn is_same_host(&self, other: &Self) -> bool {
        let (one, other) = (&self.url, &other.url);
        one.scheme() == other.scheme()
            && one.host_str() == other.host_str()
            && one.port_or_known_default() == other.port_or_known_default()
    }

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn authority(&self) -> String {
        authority(&self.url)
    }

    /// Returns the URL of a path below the base; `path` starts with a slash and is percent-encoded.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        match self.url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            prefix => url.set_path(&format!("{prefix}{path}")),
        }
        url
    }
}

/// The maximum number of [`KnownUrls`].
const MOST_KNOWN: usize = 16;

/// The URLs of the first paths without arguments that were called. Parsing a path costs several
/// times as much as cloning its URL.
#[derive(Default)]
pub(crate) struct KnownUrls(OnceLock<Box<KnownUrl>>);

struct KnownUrl {
    path: &'static str,
    url: Url,
    next: KnownUrls,
}

impl KnownUrls {
    pub(crate) fn get(&self, path: &str) -> Option<&Url> {
        let mut known = self;
        while let Some(here) = known.0.get() {
            if here.path == path {
                return Some(&here.url);
            }
            known = &here.next;
        }
        None
    }

    /// Keeps a URL, unless there are many already, or another thread adds one at the same time.
    pub(crate) fn add(&self, path: &'static str, url: &Url) {
        let (mut end, mut count) = (self, 0);
        while let Some(here) = end.0.get() {
            (end, count) = (&here.next, count + 1);
        }
        if count < MOST_KNOWN {
            let (url, next) = (url.clone(), Self::default());
            let _ = end.0.set(Box::new(KnownUrl { path, url, next }));
        }
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// Returns the host, and the port unless it is the default: the part of a URL
/// that may always be shown.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or("(no host)");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The route to the API, as messages show it.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) authority: String,
    pub(crate) proxy: Option<String>,
}

impl Route {
    /// Returns the host whose name is resolved.
    pub(crate) fn looked_up(&self) -> String {
        match &self.proxy {
            Some(proxy) => format!("proxy {proxy}"),
            None => format!("host {}", self.authority),
        }
    }
}

/// Writes host and port of the API, and of the proxy if there is one.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority)?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// The URL itself is not shown, since it may contain a password.
fn refused(why: &str) -> ConfigError {
    ConfigError::new(ConfigKind::BaseUrl, format!("the base URL {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(input: &str) -> String {
        match BaseUrl::parse(input) {
            Ok(url) => panic!("{input} was taken as {url:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn https_and_loopback_are_accepted() {
        for (input, text) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com:8443/pay/", "https://api.example.com:8443/pay"),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("http://127.9.9.9:8080", "http://127.9.9.9:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("HTTP://LOCALHOST:8080", "http://localhost:8080"),
            ("HTTPS://API.Example.COM", "https://api.example.com"),
            // Other notations of an address are normalized.
            ("http://127.1:8080", "http://127.0.0.1:8080"),
            ("http://0x7f000001:8080", "http://127.0.0.1:8080"),
            ("https://xn--lcalhost-nbh.example", "https://xn--lcalhost-nbh.example"),
        ] {
            let url = BaseUrl::parse(input).expect(input);
            assert_eq!(url.as_str(), text);
        }
    }

    #[test]
    fn http_to_the_network_is_refused() {
        for input in [
            "http://api.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://[::2]",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost.",
            "http://localhost.localdomain",
            "http://LOCALHOST.evil.example",
            "http://evil.localhost",
            "http://[::ffff:127.0.0.1]",
            "http://[::ffff:7f00:1]",
            "http://[::127.0.0.1]",
            "http://0.0.0.0",
            "http://128.0.0.1",
            "http://xn--lcalhost-nbh",
        ] {
            assert!(message(input).contains("use https"), "{input}");
        }
    }

    #[test]
    fn invalid_base_urls_are_refused_without_showing_them() {
        for input in [
            "https://hunter2@evil.example",
            "https://user:hunter2@evil.example",
            "https://api.wooshpay.com:hunter2@evil.example",
            "https://api.wooshpay.com@evil.example/hunter2",
            "https://api.wooshpay.com%40hunter2.example",
            "https://hunter2.ex\u{430}mple",
            "http://l\u{43e}calhost/hunter2",
            "http://\u{ff4c}ocalhost/hunter2",
            "https://hunter2/x@api.example.com",
            "https://api.example.com/?hunter2",
            "https://api.example.com/#hunter2",
            "https:\\\\hunter2.example",
            " https://hunter2.example",
            "https://hunter2.exa\nmple",
            "https://",
            "https:hunter2.example",
            "https:/hunter2.example",
            "https:///hunter2.example",
            "http:/localhost/hunter2",
            "http:localhost/hunter2",
            "HTTP:/127.0.0.1/hunter2",
            "hunter2",
            "",
            "file:///hunter2",
        ] {
            assert!(!message(input).contains("hunter2"), "{input}");
        }
    }

    #[test]
    fn each_known_path_has_its_url() {
        let base = BaseUrl::parse("https://api.example.com/pay").expect("a base URL");
        let known = KnownUrls::default();
        let paths: Vec<&'static str> = (0..MOST_KNOWN + 3).map(|at| &*format!("/v1/{at:02}").leak()).collect();
        for path in &paths {
            assert!(known.get(path).is_none());
            known.add(path, &base.join(path));
        }
        let (kept, others) = paths.split_at(MOST_KNOWN);
        assert!(kept.iter().all(|path| known.get(path) == Some(&base.join(path))));
        assert!(others.iter().all(|path| known.get(path).is_none()));
    }

    #[test]
    fn paths_go_below_the_prefix() {
        let plain = BaseUrl::parse("https://api.example.com").expect("a base URL");
        let prefixed = BaseUrl::parse("https://api.example.com/pay/").expect("a base URL");
        assert_eq!(plain.join("/v1/x").as_str(), "https://api.example.com/v1/x");
        assert_eq!(prefixed.join("/v1/x").as_str(), "https://api.example.com/pay/v1/x");
    }
}

//! A proxy between the client and the API.

use std::env;
use std::ffi::OsString;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::base_url::{BaseUrl, authority};
use crate::config_error::{ConfigError, ConfigKind};
use crate::text;

/// A configured proxy. It has no `Debug`, since it may contain a password.
pub(super) struct Proxy {
    /// Without user and password.
    url: Url,
    credentials: Option<(String, String)>,
    /// The hosts that are reached directly.
    direct: Option<String>,
}

impl Proxy {
    pub(super) fn parse(input: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(input).map_err(|error| refused("cannot be parsed").with_cause(&error))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            // The scheme is not shown: in `proxy:3128` it is the host, in
            // `user:password@proxy` the user.
            return Err(refused("is neither `http://…` nor `https://…`"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refused("contains a path, query or fragment"));
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
        if user.as_bytes().contains(&b':') {
            return Err(refused("has a user name with a colon, which HTTP Basic cannot carry"));
        }
        let credentials = (!user.is_empty() || password.is_some()).then(|| (user, password.unwrap_or_default()));
        let bare = Url::parse(&format!("{}://{}", url.scheme(), authority(&url)));
        Ok(Self {
            url: bare.map_err(|error| refused("cannot be parsed").with_cause(&error))?,
            credentials,
            direct: None,
        })
    }

    /// Returns the host and port.
    pub(super) fn authority(&self) -> String {
        authority(&self.url)
    }

    pub(super) fn for_pool(&self) -> Result<reqwest::Proxy, ConfigError> {
        let proxy = reqwest::Proxy::all(self.url.clone());
        let proxy = proxy.map_err(|error| refused("cannot be used").with_cause(&error.without_url()))?;
        let direct = self.direct.as_deref().unwrap_or_default();
        let proxy = proxy.no_proxy(reqwest::NoProxy::from_string(&format!("{LOOPBACK},{direct}")));
        Ok(match &self.credentials {
            Some((user, password)) => proxy.basic_auth(user, password),
            None => proxy,
        })
    }
}

/// Hosts that are always reached directly.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Returns the proxy that the environment names for this base URL, following curl: lower-case names
/// take precedence, an empty value is none, a host without a scheme means `http://`, and the port
/// of a proxy over plain HTTP is 1080 unless given. curl ignores `HTTP_PROXY` if `REQUEST_METHOD`
/// is set; that does not matter here, since the base URL is https.
pub(super) fn of_the_environment(base: &BaseUrl) -> Result<Option<Proxy>, ConfigError> {
    let Some((name, value)) = set(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]) else {
        return Ok(None);
    };
    let none = set(&["no_proxy", "NO_PROXY"]).map_or_else(String::new, |(_, none)| none.to_string_lossy().into_owned());
    let direct = direct(&none);
    if direct.as_deref().is_none_or(|list| covers(list, base)) {
        return Ok(None);
    }
    let text = value.to_str().ok_or_else(|| refused("is not UTF-8"));
    let proxy = text.and_then(|text| {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let authority = &rest[..end];
        // `http:/proxy` would be the host `http`.
        if authority.ends_with(':') {
            return Err(refused("has no port after a colon"));
        }
        // A password or an IPv6 address may contain a colon too.
        let host = authority.rsplit(['@', ']']).next().unwrap_or_default();
        let port = if scheme.eq_ignore_ascii_case("http") && !host.as_bytes().contains(&b':') {
            ":1080"
        } else {
            ""
        };
        Proxy::parse(&format!("{scheme}://{authority}{port}"))
    });
    match proxy {
        Ok(proxy) => Ok(Some(Proxy { direct, ..proxy })),
        Err(error) => {
            let message = format!("the environment variable {name} names a proxy that cannot be used");
            Err(ConfigError::new(ConfigKind::Setting, message).with_cause(&error))
        }
    }
}

/// Returns the first of these variables that is set and not empty.
#[inline(never)]
fn set(names: &[&'static str]) -> Option<(&'static str, OsString)> {
    let not_empty = |name| env::var_os(name).filter(|value| !value.is_empty());
    names.iter().find_map(|name| Some((*name, not_empty(name)?)))
}

/// Returns the entries of `NO_PROXY`; `None` if it covers all hosts and IP addresses.
fn direct(list: &str) -> Option<String> {
    if list.trim() == "*" {
        return None;
    }
    let mut entries = String::new();
    for entry in list.split([',', ' ', '\t']).map(|entry| entry.trim_end_matches('.')) {
        // A star is a wildcard only when it is the whole value.
        if !entry.is_empty() && entry != "*" {
            // The host may end with a dot too.
            for part in [entry, ",", entry, ".,"] {
                entries.push_str(part);
            }
        }
    }
    entries.make_ascii_lowercase();
    Some(entries)
}

/// Whether the list contains the host of the base URL, as the matcher of the pool decides for the
/// hosts of single requests.
fn covers(list: &str, base: &BaseUrl) -> bool {
    let host = base.host();
    let host = host.strip_suffix('.').unwrap_or(host);
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let address = in_brackets.unwrap_or(host).parse::<IpAddr>().ok();
    list.split(',').any(|entry| {
        if let Some(address) = address {
            return is_in_network(address, entry) == Some(true);
        }
        let name = entry.strip_prefix('.').unwrap_or(entry);
        let rest = host.strip_suffix(name).filter(|_| !name.is_empty());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Whether an address is this one, or in this network (`192.0.2.0/24`); `None` if the entry is
/// neither.
fn is_in_network(address: IpAddr, entry: &str) -> Option<bool> {
    let (network, length) = match text::split_once(entry, b'/') {
        Some((network, length)) => (network, Some(length.parse().ok()?)),
        None => (entry, None),
    };
    let (address, network, longest) = match (address, network.parse().ok()?) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (address.to_bits().into(), network.to_bits().into(), 32),
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return None,
    };
    let differences: u128 = address ^ network;
    let rest = u32::checked_sub(longest, length.unwrap_or(longest))?;
    Some(differences.checked_shr(rest).unwrap_or(0) == 0)
}

/// The URL itself is not shown, since it may contain a password.
fn refused(why: &str) -> ConfigError {
    ConfigError::new(ConfigKind::Setting, format!("the URL of the proxy {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_removed_from_the_url_and_decoded() {
        let proxy = Proxy::parse("http://us%40er:p%3Ass@proxy.example:3128").expect("a proxy");
        assert_eq!(proxy.url.as_str(), "http://proxy.example:3128/");
        assert_eq!(proxy.authority(), "proxy.example:3128");
        assert_eq!(proxy.credentials, Some(("us@er".to_owned(), "p:ss".to_owned())));
        let proxy = Proxy::parse("https://proxy.example").expect("a proxy");
        assert_eq!(proxy.credentials, None);
    }

    #[test]
    fn invalid_proxy_urls_are_refused_without_showing_them() {
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

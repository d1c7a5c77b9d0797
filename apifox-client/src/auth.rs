//! Credentials: encoded as a header when given, and redacted in text from the server.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use crate::config_error::{ConfigError, ConfigKind};
use crate::{echo, encode, text};

/// How much of a foreign text is searched. At most a part of it is shown.
const LOOKED_AT: usize = 16 * 1024;

/// The credentials of a client.
///
/// The header is encoded once, when the credentials are given. The `Debug` output contains only the
/// scheme. [`ClientBuilder::build`](crate::ClientBuilder::build) refuses credentials that a header
/// cannot carry.
///
/// ```
/// use apifox_client::Auth;
///
/// let auth = Auth::basic("sk_test_51", "");
/// assert_eq!(format!("{auth:?}"), "Auth(Basic)");
/// ```
#[derive(Clone)]
pub struct Auth(Arc<Kind>);

enum Kind {
    None,
    Header(Prepared),
    Refused(&'static str),
}

struct Prepared {
    scheme: Scheme,
    name: HeaderName,
    /// Marked sensitive.
    value: HeaderValue,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Basic,
    Bearer,
    Header,
}

impl Auth {
    /// Creates HTTP Basic credentials: `Authorization: Basic base64(user:password)`.
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        if user.as_bytes().contains(&b':') {
            return Self::refused("the user name contains a colon, which HTTP Basic cannot carry");
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Self::refused("the user name or password contains control characters");
        }
        let credentials = STANDARD.encode(format!("{user}:{password}"));
        Self::header_value(Scheme::Basic, AUTHORIZATION, &format!("Basic {credentials}"))
    }

    /// Creates a bearer token: `Authorization: Bearer token`.
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Self::refused("the bearer token is empty or contains whitespace");
        }
        Self::header_value(Scheme::Bearer, AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Creates credentials in a custom header, such as `X-Api-Key`.
    #[must_use]
    pub fn header(name: &str, value: &str) -> Self {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            return Self::refused("HTTP does not allow the name of the header");
        };
        if encode::is_framing(&name) {
            return Self::refused("the header belongs to the connection and cannot carry credentials");
        }
        if value.trim().is_empty() {
            return Self::refused("the value of the header is empty");
        }
        Self::header_value(Scheme::Header, name, value)
    }

    /// Creates empty credentials: none are sent.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::new(Kind::None))
    }

    fn header_value(scheme: Scheme, name: HeaderName, value: &str) -> Self {
        let Some(value) = encode::header_value(value) else {
            return Self::refused("the credentials contain characters that a header cannot carry");
        };
        Self(Arc::new(Kind::Header(Prepared { scheme, name, value })))
    }

    fn refused(why: &'static str) -> Self {
        Self(Arc::new(Kind::Refused(why)))
    }

    /// Returns the header to send, if any.
    pub(crate) fn prepared(&self) -> Result<Option<(&HeaderName, &HeaderValue)>, ConfigError> {
        match &*self.0 {
            Kind::None => Ok(None),
            Kind::Header(prepared) => Ok(Some((&prepared.name, &prepared.value))),
            Kind::Refused(why) => Err(ConfigError::new(ConfigKind::Credentials, *why)),
        }
    }

    /// Whether an HTTP library that follows a redirect to another host would send them along. It
    /// withholds only the two standard headers of credentials.
    pub(crate) fn follows_redirects(&self) -> bool {
        matches!(&*self.0, Kind::Header(prepared) if ![AUTHORIZATION, COOKIE].contains(&prepared.name))
    }

    /// Returns `text` without the credentials, in whatever form it repeats them: see [`echo`].
    pub(crate) fn redact(&self, text: &str) -> String {
        let secrets = self.secrets();
        if secrets.is_empty() {
            return text.to_owned();
        }
        echo::redact(text, &secrets)
    }

    /// Returns at most `limit` characters of a foreign text, for messages and logs: on one line,
    /// without credentials or invisible characters. Every text from a server is passed through
    /// here. [`text::quoted`] and [`text::named`] embed it in messages.
    pub(crate) fn redact_line(&self, text: &str, limit: usize) -> String {
        // Credentials that are cut off at the limit are found as well.
        let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(at, _)| at);
        text::cut(&text::one_line(&self.redact(&text[..end])), limit)
    }

    /// Returns the secrets. They are decoded on demand, since the header is the only copy that is
    /// kept.
    fn secrets(&self) -> Vec<String> {
        let Kind::Header(prepared) = &*self.0 else {
            return Vec::new();
        };
        // A prepared value was a valid string.
        let value = prepared.value.to_str().unwrap_or_default();
        match prepared.scheme {
            Scheme::Basic => {
                let encoded = value.strip_prefix("Basic ").unwrap_or_default();
                let pair = String::from_utf8(decoded(encoded)).unwrap_or_default();
                let mut secrets = vec![encoded.to_owned()];
                // For longer ones, a part of the pair suffices.
                let parts = text::split_once(&pair, b':').map(|(user, password)| [user, password]);
                for short in parts.into_iter().flatten().filter(|one| one.len() < echo::RUN) {
                    secrets.push(short.to_owned());
                }
                secrets.push(pair);
                secrets
            }
            Scheme::Bearer => vec![value.strip_prefix("Bearer ").unwrap_or_default().to_owned()],
            Scheme::Header => vec![value.to_owned()],
        }
    }
}

/// Decodes base64 that was encoded here, and is therefore valid.
fn decoded(base64: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in base64.bytes().filter_map(digit) {
        bits = bits << 6 | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_be_bytes()[3]);
        }
    }
    bytes
}

fn digit(c: u8) -> Option<u32> {
    let digit = match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(digit.into())
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match &*self.0 {
            Kind::None => "none",
            Kind::Refused(_) => "refused",
            Kind::Header(prepared) => match prepared.scheme {
                Scheme::Basic => "Basic",
                Scheme::Bearer => "Bearer",
                Scheme::Header => "header",
            },
        };
        write!(f, "Auth({shown})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(auth: &Auth) -> String {
        let (name, value) = auth
            .prepared()
            .expect("these credentials are sound")
            .expect("there are some");
        assert!(value.is_sensitive());
        format!("{name}: {}", value.to_str().expect("it was a valid string"))
    }

    #[test]
    fn each_scheme_has_its_header() {
        let basic = Auth::basic("sk_test_x", "");
        assert_eq!(header(&basic), "authorization: Basic c2tfdGVzdF94Og==");
        assert_eq!(header(&Auth::bearer("abc")), "authorization: Bearer abc");
        assert_eq!(header(&Auth::header("X-Api-Key", "abc")), "x-api-key: abc");
        assert!(Auth::none().prepared().expect("nothing to refuse").is_none());
    }

    #[test]
    fn credentials_no_header_can_carry_are_refused_without_showing_them() {
        for auth in [
            Auth::basic("hunter2:x", ""),
            Auth::basic("hunter2\r\nX: y", ""),
            Auth::basic("x", "hunter2\0"),
            Auth::bearer("hunter2\nX: y"),
            Auth::bearer("hunter2 x"),
            Auth::bearer(""),
            Auth::bearer("hunter2é"),
            Auth::header("hunter2 x", "abc"),
            Auth::header("x", "hunter2\n"),
            Auth::header("x", " "),
        ] {
            let error = auth.prepared().expect_err("refused");
            assert!(!format!("{error} {error:?} {auth:?}").contains("hunter2"));
        }
    }

    #[test]
    fn echoed_credentials_are_redacted_in_every_encoding() {
        let auth = Auth::basic("sk_test_a+b/c=", "");
        for echo in [
            "sk_test_a+b/c=",
            "c2tfdGVzdF9hK2IvYz06",
            "c2tfdGVzdF9hK2IvYz0=",
            "sk_test_a%2Bb%2Fc%3D",
            "sk_test_a%2bb%2fc%3d",
            "sk_test_a%2Bb/c%3d",
            "sk%5Ftest%5Fa+b%2Fc=",
            "%73%6B_test_a%2Bb%2Fc%3D",
            "c2tfdGVzdF9hK2IvYz0%3D",
            "c2tfdGVzdF9hK2IvYz0",
        ] {
            let shown = auth.redact(&format!("bad key {echo}!"));
            assert!(!shown.contains(echo), "{shown}");
            assert!(shown.starts_with("bad key [redacted]"), "{shown}");
        }
    }

    #[test]
    fn text_that_resembles_credentials_is_unchanged() {
        let auth = Auth::basic("schlüssel%1", "");
        for text in [
            "100 %",
            "%",
            "%s",
            "schl%C3",
            "schlüs",
            "&#1114112;",
            "&",
            "\\",
            "<",
            "\\u12",
            "ssel %1",
            "[115, 99, 104, 108]",
            "73:63:68",
            "{\"0\": 115, \"1\": 99}",
        ] {
            assert_eq!(auth.redact(text), text);
        }
        assert_eq!(auth.redact("ä schl%c3%bcssel%251!"), "ä [redacted]!");
        let auth = Auth::bearer("100%25x");
        assert_eq!(auth.redact("100%25x 100%2525x 100%25"), "[redacted] [redacted] 100%25");
    }

    #[test]
    fn short_credentials_are_found_as_a_whole() {
        let auth = Auth::bearer("Ab1x");
        assert_eq!(
            auth.redact("no aB1X, Ab%31x, QWIxeA, 41623178"),
            "no [redacted], [redacted], QWIxeA, [redacted]"
        );
        assert_eq!(Auth::bearer("abc").redact("abc"), "abc");
    }
}

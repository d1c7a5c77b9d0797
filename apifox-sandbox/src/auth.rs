//! The credentials that a sandbox expects.

use std::fmt;

use apifox_client::Auth;
use apifox_client::for_sandbox::prepared;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName};
use serde_json::{Value, json};

/// The credentials that a sandbox expects. `Debug` does not show them.
#[derive(Clone)]
pub struct ExpectedAuth(Rule);

#[derive(Clone)]
enum Rule {
    Nobody,
    Exactly(Auth),
    Scheme(&'static str),
}

impl ExpectedAuth {
    /// Accepts every call.
    #[must_use]
    pub fn none() -> Self {
        Self(Rule::Nobody)
    }

    /// Accepts the credentials of a client that was built with `auth`.
    #[must_use]
    pub fn exactly(auth: &Auth) -> Self {
        Self(Rule::Exactly(auth.clone()))
    }

    /// Accepts any credentials of one scheme in `Authorization`, such as `Basic`.
    #[must_use]
    pub fn scheme(scheme: &'static str) -> Self {
        Self(Rule::Scheme(scheme))
    }

    /// Returns the header that carries the credentials.
    pub(crate) fn carrier(&self) -> HeaderName {
        match &self.0 {
            Rule::Exactly(auth) => match prepared(auth) {
                Ok(Some((name, _))) => name.clone(),
                _ => AUTHORIZATION,
            },
            Rule::Nobody | Rule::Scheme(_) => AUTHORIZATION,
        }
    }

    /// Returns the security scheme for the served document (OpenAPI 3.0.4, "Security Scheme
    /// Object"), or `None` if no credentials are needed.
    pub(crate) fn described(&self) -> Option<Value> {
        match (&self.0, self.challenged()) {
            (Rule::Nobody, _) => None,
            (_, Some(scheme)) => Some(json!({"type": "http", "scheme": scheme.to_lowercase()})),
            (_, None) => Some(json!({"type": "apiKey", "in": "header", "name": self.carrier().as_str()})),
        }
    }

    /// Returns the value of `WWW-Authenticate` (RFC 9110, section 11.6.1). A custom header has no
    /// registered scheme, so `ApiKey` stands for it.
    pub(crate) fn challenge(&self) -> String {
        let scheme = self.challenged().unwrap_or_else(|| "ApiKey".to_owned());
        format!("{scheme} realm=\"sandbox\"")
    }

    /// Returns the scheme in `Authorization`.
    fn challenged(&self) -> Option<String> {
        match &self.0 {
            Rule::Nobody => None,
            Rule::Scheme(scheme) => Some((*scheme).to_owned()),
            Rule::Exactly(auth) => {
                let (name, value) = prepared(auth).ok().flatten()?;
                let (scheme, _) = value.to_str().ok()?.split_once(' ')?;
                (*name == AUTHORIZATION).then(|| scheme.to_owned())
            }
        }
    }

    /// Checks the credentials in these headers. The error says what is wrong with them.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> Result<(), String> {
        let carrier = self.carrier();
        let given = headers.get(&carrier);
        let is_right = match &self.0 {
            Rule::Nobody => true,
            Rule::Scheme(scheme) => given
                .and_then(|value| value.to_str().ok()?.split_once(' '))
                .is_some_and(|(came, rest)| came.eq_ignore_ascii_case(scheme) && !rest.is_empty()),
            Rule::Exactly(auth) => match prepared(auth) {
                Ok(expected) => expected.is_none_or(|(_, value)| given == Some(value)),
                Err(_) => false, // no client can send these credentials
            },
        };
        match (is_right, given) {
            (true, _) => Ok(()),
            (false, None) => Err(format!("The header `{carrier}` is missing.")),
            (false, Some(_)) => Err(format!("The credentials in `{carrier}` are wrong.")),
        }
    }
}

impl fmt::Debug for ExpectedAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::Nobody => f.write_str("ExpectedAuth(none)"),
            Rule::Exactly(auth) => write!(f, "ExpectedAuth({auth:?})"),
            Rule::Scheme(scheme) => write!(f, "ExpectedAuth(any {scheme})"),
        }
    }
}

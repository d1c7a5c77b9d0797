//! Whom a sandbox lets in.

use std::fmt;

use apifox_client::Auth;
use apifox_client::for_sandbox::prepared;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName};
use serde_json::{Value, json};

/// The credentials a sandbox asks for. `Debug` does not show them.
#[derive(Clone)]
pub struct ExpectedAuth(Rule);

#[derive(Clone)]
enum Rule {
    Nobody,
    Exactly(Auth),
    Scheme(&'static str),
}

impl ExpectedAuth {
    /// None: every call is let in.
    #[must_use]
    pub fn none() -> Self {
        Self(Rule::Nobody)
    }

    /// The same as a client has that was built with `auth`.
    #[must_use]
    pub fn exactly(auth: &Auth) -> Self {
        Self(Rule::Exactly(auth.clone()))
    }

    /// Any credentials of a scheme in `Authorization`, such as `Basic`.
    #[must_use]
    pub fn scheme(scheme: &'static str) -> Self {
        Self(Rule::Scheme(scheme))
    }

    /// The header the credentials are in.
    pub(crate) fn carrier(&self) -> HeaderName {
        match &self.0 {
            Rule::Exactly(auth) => match prepared(auth) {
                Ok(Some((name, _))) => name.clone(),
                _ => AUTHORIZATION,
            },
            Rule::Nobody | Rule::Scheme(_) => AUTHORIZATION,
        }
    }

    /// As the document that is served says it (OpenAPI 3.0.4, "Security Scheme Object"); none where nothing is asked for.
    pub(crate) fn described(&self) -> Option<Value> {
        match (&self.0, self.challenged()) {
            (Rule::Nobody, _) => None,
            (_, Some(scheme)) => Some(json!({"type": "http", "scheme": scheme.to_lowercase()})),
            (_, None) => Some(json!({"type": "apiKey", "in": "header", "name": self.carrier().as_str()})),
        }
    }

    /// What to come back with (RFC 9110, section 11.6.1). A header of one's own has no scheme of its own.
    pub(crate) fn challenge(&self) -> String {
        let scheme = self.challenged().unwrap_or_else(|| "ApiKey".to_owned());
        format!("{scheme} realm=\"sandbox\"")
    }

    /// The scheme in `Authorization`.
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

    /// Whether a call with these headers is let in, else why not.
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
                Err(_) => false, // no client has these credentials
            },
        };
        match (is_right, given) {
            (true, _) => Ok(()),
            (false, None) => Err(format!("The header `{carrier}` is missing.")),
            (false, Some(_)) => Err(format!("The credentials in `{carrier}` are not valid here.")),
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

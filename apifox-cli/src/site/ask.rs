//! Requests for pages, and their secrets.

use url::Url;

use super::Failure;

/// A request for a page.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) at: Url,
    /// Tried in order if the first address is not found.
    pub(crate) or: Vec<Url>,
    /// Tried in order if the site does not respond. Mirrors are third parties: they receive no
    /// secret, and their validators are not kept.
    pub(crate) mirrors: Vec<Url>,
    /// `ETag` and `Last-Modified` of the existing file.
    pub(crate) known: Validators,
    /// Names and values of headers; values are secret.
    pub(crate) headers: Vec<(String, String)>,
}

impl Ask {
    pub(crate) fn plain(at: Url) -> Self {
        Self {
            at,
            or: Vec::new(),
            mirrors: Vec::new(),
            known: Validators::default(),
            headers: Vec::new(),
        }
    }

    /// Returns the strings that must not appear anywhere: the values of headers, and each without
    /// its scheme or cookie name.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        let values = self.headers.iter().map(|(_, value)| value.as_str());
        let all = values.flat_map(|value| {
            // Of `Bearer …`, and of cookies, `name=…; name=…`.
            let parts = value
                .split(';')
                .map(|part| part.split_once('=').map_or("", |(_, value)| value));
            parts.chain([value, value.rsplit(' ').next().unwrap_or_default()])
        });
        all.filter(|text| text.len() >= LEAST_SECRET)
    }

    /// Removes the secrets from a failure in which a site repeats them, for example in the address
    /// of a redirect.
    pub(crate) fn masked(&self, failure: Failure) -> Failure {
        let hide = |text: String| {
            self.secrets()
                .fold(text, |text, secret| text.replace(secret, "(secret)"))
        };
        match failure {
            Failure::Refused(text) => Failure::Refused(hide(text)),
            Failure::Network(text) => Failure::Network(hide(text)),
            Failure::Gone(text) => Failure::Gone(hide(text)),
        }
    }

    /// Whether a site repeats a secret in content that would be kept.
    pub(crate) fn is_repeated_in(&self, bytes: &[u8]) -> bool {
        self.secrets()
            .any(|secret| bytes.windows(secret.len()).any(|window| window == secret.as_bytes()))
    }
}

/// Shorter values occur in many strings by chance.
const LEAST_SECRET: usize = 6;

/// The validators that a site sent for a page, to be sent back to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

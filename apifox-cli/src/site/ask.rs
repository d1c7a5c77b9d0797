//! What is asked for, and what of it is secret.

use url::Url;

use super::Failure;

/// What to ask for.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) at: Url,
    /// Asked in this order where the first address is not found.
    pub(crate) or: Vec<Url>,
    /// Asked in this order where the site does not respond: they are somebody else, so they get no secret, and what they report about the state
    /// of a page is not kept.
    pub(crate) mirrors: Vec<Url>,
    /// `ETag` and `Last-Modified` of what is here already.
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

    /// What must appear nowhere: the values of headers, and each without the name of its scheme or cookie.
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

    /// A failure without the secrets that a site repeats, in the address of a redirect for example.
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

    /// Whether a site repeats a secret in what would be kept.
    pub(crate) fn is_repeated_in(&self, bytes: &[u8]) -> bool {
        self.secrets()
            .any(|secret| bytes.windows(secret.len()).any(|window| window == secret.as_bytes()))
    }
}

/// Shorter ones stand in many texts by chance.
const LEAST_SECRET: usize = 6;

/// What a site reports about the state of a page, to be sent back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

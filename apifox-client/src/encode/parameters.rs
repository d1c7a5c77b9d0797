//! Parameters that are joined into one string: a query, or a `Cookie` header.

use percent_encoding::percent_decode_str;

/// Parameters by name, each with its encoded string.
#[derive(Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Sets a parameter and replaces an earlier value, even if that was
    /// expanded to several names. Without a string it is not sent.
    pub(crate) fn set(&mut self, name: &str, text: Option<String>) {
        self.0.retain(|(existing, _)| existing != name);
        self.0.extend(text.map(|text| (name.to_owned(), text)));
    }

    /// Returns the value of a parameter that was set as a scalar.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let (_, text) = self.0.iter().find(|(existing, _)| existing == name)?;
        let (_, value) = text.split_once('=')?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Joins all parameters; returns `None` when there is nothing to send.
    pub(crate) fn joined(&self, separator: &str) -> Option<String> {
        let mut texts = self.0.iter().map(|(_, text)| text);
        let mut all = texts.next()?.clone();
        for text in texts {
            all.push_str(separator);
            all.push_str(text);
        }
        Some(all)
    }
}

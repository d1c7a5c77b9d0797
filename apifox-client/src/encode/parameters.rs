//! The parameters that share one text: a query, or a `Cookie` header.

use percent_encoding::percent_decode_str;

/// Parameters by name, each with the text it goes into.
#[derive(Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Sets a parameter in place of what the same one was before, however many
    /// names that went by; without a text there is nothing to send.
    pub(crate) fn set(&mut self, name: &str, text: Option<String>) {
        self.0.retain(|(existing, _)| existing != name);
        self.0.extend(text.map(|text| (name.to_owned(), text)));
    }

    /// The value of a parameter that was set as a scalar.
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

    /// All of them as one text; none when there is nothing to send.
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

//! The mistakes in a request.

use apifox_client::for_sandbox::{KEPT, cut};
use serde_json::{Value, json};

#[cfg(feature = "strict")]
use crate::pointer;

/// A mistake in a request, and its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// `path`, `query`, `header`, `cookie` or `body`.
    place: &'static str,
    /// The name of the parameter.
    name: Option<String>,
    /// The place within the value or the body, as a JSON pointer (RFC 6901).
    pointer: String,
    why: String,
}

impl Mistake {
    pub(crate) fn parameter(place: &'static str, name: &str) -> Self {
        Self {
            place,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn body() -> Self {
        Self {
            place: "body",
            ..Self::default()
        }
    }

    /// Appends a pointer to the place.
    #[cfg(feature = "strict")]
    pub(crate) fn at(mut self, pointer: &str) -> Self {
        self.pointer.push_str(pointer);
        self
    }

    /// Appends a property to the place.
    #[cfg(feature = "strict")]
    pub(crate) fn property(self, name: &str) -> Self {
        self.at(&format!("/{}", pointer::escaped(name)))
    }

    /// Sets the reason. The message puts it after the place.
    pub(crate) fn because(mut self, why: String) -> Self {
        self.why = why;
        self
    }

    /// Returns the mistake as one line.
    pub(crate) fn message(&self) -> String {
        let within = |whole: String| match self.pointer.as_str() {
            "" => whole,
            pointer => format!("`{pointer}` in {whole}"),
        };
        let place = match (&self.name, self.place) {
            (Some(name), "path") => within(format!("the path argument `{name}`")),
            (Some(name), "query") => within(format!("the query parameter `{name}`")),
            (Some(name), place) => within(format!("the {place} `{name}`")),
            (None, _) => within("the body".to_owned()),
        };
        format!("{place}: {}", self.why)
    }

    /// Returns the mistake as an item of the `errors` of a problem.
    pub(crate) fn json(&self) -> Value {
        let cut = |text: &str| cut(text, KEPT);
        let mut item = json!({"in": self.place, "message": cut(&self.message())});
        if let Some(name) = &self.name {
            item["name"] = cut(name).into();
        }
        if self.name.is_none() || !self.pointer.is_empty() {
            item["pointer"] = cut(&self.pointer).into();
        }
        item
    }
}

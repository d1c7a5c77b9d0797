//! What is wrong with a call.

use apifox_client::for_sandbox::{KEPT, cut};
use serde_json::{Value, json};

#[cfg(feature = "strict")]
use crate::pointer;

/// One thing that is wrong with a call, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// `path`, `query`, `header`, `cookie` or `body`.
    place: &'static str,
    /// The parameter.
    name: Option<String>,
    /// Within its value, or within the body: a JSON pointer (RFC 6901).
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

    /// Further inside.
    #[cfg(feature = "strict")]
    pub(crate) fn at(mut self, pointer: &str) -> Self {
        self.pointer.push_str(pointer);
        self
    }

    /// In a member.
    #[cfg(feature = "strict")]
    pub(crate) fn member(self, name: &str) -> Self {
        self.at(&format!("/{}", pointer::escaped(name)))
    }

    /// With its reason, which goes on after the place.
    pub(crate) fn because(mut self, why: String) -> Self {
        self.why = why;
        self
    }

    /// In one line.
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

    /// As an item of the list that a problem has.
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

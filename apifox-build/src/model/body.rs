//! Request bodies.

use super::media::Media;
use super::schema::Type;
use super::style::StyleSettings;

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    /// Whether it is an argument of the operation's method, rather than set by a method of the
    /// request.
    pub(crate) required: bool,
    pub(crate) docs: String,
    /// The representations, in order of preference.
    pub(crate) forms: Vec<Representation>,
}

/// A representation of a body under one media type (RFC 9110, 3.2).
#[derive(Debug, Clone)]
pub(crate) struct Representation {
    pub(crate) media: Media,
    pub(crate) kind: Type,
    /// Whether the whole body may be `null`.
    pub(crate) nullable: bool,
    /// The fields of a form that do not have the default style.
    pub(crate) styles: Vec<(String, StyleSettings)>,
    /// The name of the method that sends it: `create_as_form`, or `body_as_form` if the body is
    /// optional.
    pub(crate) method: String,
    /// A documented value, as JSON.
    pub(crate) example: Option<String>,
}

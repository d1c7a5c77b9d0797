//! Request bodies.

use super::media::Media;
use super::schema::Type;
use super::style::Written;

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    /// An argument of the operation's method, not one of the request's.
    pub(crate) required: bool,
    pub(crate) docs: String,
    /// The preferred one first.
    pub(crate) forms: Vec<Representation>,
}

/// A body under one media type (RFC 9110, 3.2).
#[derive(Debug, Clone)]
pub(crate) struct Representation {
    pub(crate) media: Media,
    pub(crate) kind: Type,
    /// The whole body may be `null`.
    pub(crate) nullable: bool,
    /// Of a form, the fields that are not written as all others.
    pub(crate) styles: Vec<(String, Written)>,
    /// Of the method that sends it: `create_as_form`, or `body_as_form` where the body is optional.
    pub(crate) method: String,
    /// A documented value, as JSON.
    pub(crate) example: Option<String>,
}

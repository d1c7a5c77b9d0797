//! The body of a call.

use std::fmt;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde::Serialize;

use super::Call;
use crate::config_error::{ConfigError, ConfigKind};
use crate::encode::{self, Style};
use crate::multipart::{Encoded, Multipart, Part, Payload};

/// The body of a call.
#[derive(Clone)]
pub(crate) enum Content {
    /// Bytes and their media type.
    Whole(HeaderValue, Bytes),
    /// A multipart form under construction, and the function that encodes it. A function pointer
    /// ensures that only programs that send forms contain that code.
    Parts(Multipart, fn(&Multipart) -> Result<Encoded, ConfigError>),
}

impl Content {
    fn parts(form: Multipart) -> Self {
        Self::Parts(form, Multipart::encoded)
    }

    /// Returns the value of `Content-Type`, and the body, which can be sent any number of times.
    pub(crate) fn encoded(&self) -> Result<Encoded, ConfigError> {
        match self {
            Self::Whole(media_type, bytes) => Ok(Encoded {
                media_type: media_type.clone(),
                payload: Payload::Bytes(bytes.clone()),
            }),
            Self::Parts(form, encode) => encode(form),
        }
    }
}

/// Shows the length, or the names of the parts, but no content.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(_, bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Parts(form, _) => form.fmt(f),
        }
    }
}

impl Call {
    /// Sets the body as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body as JSON with another media type, or with parameters, such
    /// as `application/merge-patch+json` or `application/json; charset=utf-8`.
    pub fn json_as(self, media_type: &'static str, body: &(impl Serialize + ?Sized)) -> Self {
        self.encoded(media_type, serde_json::to_vec(body))
    }

    /// Sets the body as text. It is sent in UTF-8, so the media type must not
    /// name another `charset`.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        self.content(media_type, body.into())
    }

    /// Sets the body as a form. Arrays repeat their name, objects use brackets,
    /// and nulls are not sent.
    pub fn form(self, body: &impl Serialize) -> Self {
        self.form_as(body, &[])
    }

    /// Sets the body as a form in which some fields have a style of their own
    /// (OpenAPI 3.0.4, "Encoding Object"): the styles of query parameters.
    pub fn form_as(self, body: &impl Serialize, styles: &[(&'static str, Style)]) -> Self {
        self.encoded("application/x-www-form-urlencoded", encode::form(body, styles))
    }

    /// Sets the body verbatim.
    pub fn content(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        match encode::constant(media_type) {
            Ok(media_type) => self.body = Some(Content::Whole(media_type, body.into())),
            Err(_) => self.fail(
                ConfigKind::Body,
                "the media type of the body is not a valid header value",
            ),
        }
        self
    }

    /// Sets the body as a multipart form.
    pub fn multipart(mut self, body: &Multipart) -> Self {
        self.body = Some(Content::parts(body.clone()));
        self
    }

    /// Adds a part to the body. The first one makes the body a multipart form
    /// (RFC 7578); parts are sent in the order in which they are added.
    pub fn part(self, name: &'static str, part: Part) -> Self {
        self.parts(name, [part])
    }

    /// Adds parts of the same name to the body, as RFC 7578 §4.3 encodes an
    /// array. Without parts the body is unchanged.
    pub fn parts(mut self, name: &'static str, parts: impl IntoIterator<Item = Part>) -> Self {
        for part in parts {
            let form = match self.body.take() {
                Some(Content::Parts(form, _)) => form,
                _ => Multipart::new(),
            };
            self.body = Some(Content::parts(form.named(name, part)));
        }
        self
    }

    fn encoded(mut self, media_type: &'static str, body: Result<impl Into<Bytes>, serde_json::Error>) -> Self {
        match body {
            Ok(body) => self.content(media_type, body),
            Err(error) => {
                let message = "the request body cannot be encoded";
                self.keep_first_failure(ConfigError::new(ConfigKind::Body, message).with_source(error));
                self
            }
        }
    }
}

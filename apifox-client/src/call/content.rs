//! The body of a call.

use std::fmt;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde::Serialize;

use super::Call;
use crate::config_error::{ConfigError, ConfigKind};
use crate::encode::{self, Style};
use crate::multipart::{Encoded, Multipart, Part, Payload};

/// What a call has for a body.
#[derive(Clone)]
pub(crate) enum Content {
    /// Bytes, and their media type.
    Whole(HeaderValue, Bytes),
    /// A form whose parts still come, and what encodes it: by pointer, so that only a program that sends forms has the code for it.
    Parts(Multipart, fn(&Multipart) -> Result<Encoded, ConfigError>),
}

impl Content {
    fn parts(form: Multipart) -> Self {
        Self::Parts(form, Multipart::encoded)
    }

    /// The value of `Content-Type`, and the body, ready to be sent any number of times.
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

/// How much, or the names of the parts: nothing of what is in it.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(_, bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Parts(form, _) => form.fmt(f),
        }
    }
}

impl Call {
    /// Sets the body, as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body, as JSON of another name or with parameters, such as
    /// `application/merge-patch+json` or `application/json; charset=utf-8`.
    pub fn json_as(self, media_type: &'static str, body: &(impl Serialize + ?Sized)) -> Self {
        self.encoded(media_type, serde_json::to_vec(body))
    }

    /// Sets the body, as text. It is sent in UTF-8, which a media type that
    /// names another `charset` would deny.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        self.content(media_type, body.into())
    }

    /// Sets the body, as a form. Lists repeat their name, objects go into
    /// brackets, nulls are not sent.
    pub fn form(self, body: &impl Serialize) -> Self {
        self.form_as(body, &[])
    }

    /// Sets the body, as a form of which some fields have a style of their own
    /// (OpenAPI 3.0.4, "Encoding Object"): the styles of query parameters.
    pub fn form_as(self, body: &impl Serialize, styles: &[(&'static str, Style)]) -> Self {
        self.encoded("application/x-www-form-urlencoded", encode::form(body, styles))
    }

    /// Sets the body, as it is.
    pub fn content(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        match encode::constant(media_type) {
            Ok(media_type) => self.body = Some(Content::Whole(media_type, body.into())),
            Err(_) => self.fail(ConfigKind::Body, "the media type of the body cannot stand in a header"),
        }
        self
    }

    /// Sets the body, as a form of several parts.
    pub fn multipart(mut self, body: &Multipart) -> Self {
        self.body = Some(Content::parts(body.clone()));
        self
    }

    /// Adds a part to the body. The first one makes the body a form of several
    /// parts (RFC 7578); parts are sent in the order in which they are added.
    pub fn part(self, name: &'static str, part: Part) -> Self {
        self.parts(name, [part])
    }

    /// Adds any number of parts of one name to the body: a list, as RFC 7578
    /// §4.3 sends it. None of them leaves the body as it is.
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
                self.keep(ConfigError::new(ConfigKind::Body, message).with_source(error));
                self
            }
        }
    }
}

//! The body of a call.

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde::Serialize;

use super::Call;
use crate::encode;
use crate::error::{ConfigError, ConfigKind};
use crate::multipart::Multipart;

impl Call {
    /// Sets the body, as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => {
                let media_type = HeaderValue::from_static("application/json");
                self.body = Some((media_type, bytes.into()));
            }
            Err(error) => self.fail_with_body(error),
        }
        self
    }

    /// Sets the body, as a form. Lists repeat their name, objects go into
    /// brackets, nulls are not sent.
    pub fn form(mut self, body: &impl Serialize) -> Self {
        match encode::form(body) {
            Ok(text) => {
                let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
                self.body = Some((media_type, text.into()));
            }
            Err(error) => self.fail_with_body(error),
        }
        self
    }

    /// Sets the body, as it is.
    pub fn content(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.body = Some((HeaderValue::from_static(media_type), body.into()));
        self
    }

    /// Sets the body, as a form of several parts.
    pub fn multipart(mut self, body: &Multipart) -> Self {
        let (media_type, bytes) = body.encoded();
        match encode::header_value(&media_type) {
            Some(media_type) => self.body = Some((media_type, bytes)),
            None => self.fail(ConfigKind::Body, "the form's boundary cannot stand in a header"),
        }
        self
    }

    fn fail_with_body(&mut self, error: serde_json::Error) {
        let message = "the request body cannot be encoded";
        self.keep(ConfigError::new(ConfigKind::Body, message).with_source(error));
    }
}

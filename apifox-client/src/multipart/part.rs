//! The parts of a form.

use std::fmt::{self, Display};

use serde::Serialize;

use super::file::{Content, File};
use crate::config_error::{ConfigError, ConfigKind};

/// The default media type of a file.
const ANY_BYTES: &str = "application/octet-stream";

/// A part of a form: a string, a JSON value, or a file. Its name is set where it is added.
///
/// The `Debug` output contains its type and media type but no content.
#[derive(Clone)]
#[must_use = "a part does nothing until it is added to a form"]
pub struct Part {
    /// The file name; set for files only.
    file_name: Option<String>,
    /// The media type of the file itself, which takes precedence over `media_type`.
    own_media_type: Option<String>,
    media_type: Option<&'static str>,
    /// An encoding error is returned when the form is sent.
    content: Result<Content, Box<ConfigError>>,
}

impl Part {
    /// Creates a string, which is sent without a media type (it is `text/plain`
    /// by default, RFC 7578 §4.4).
    pub fn text(value: impl Display) -> Self {
        Self {
            file_name: None,
            own_media_type: None,
            media_type: None,
            content: Ok(Content::Memory(value.to_string().into())),
        }
    }

    /// Creates a JSON value, sent as `application/json`.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        let content = serde_json::to_vec(value).map_err(|error| {
            let message = "a part of the request body cannot be encoded";
            Box::new(ConfigError::new(ConfigKind::Body, message).with_source(error))
        });
        Self {
            file_name: None,
            own_media_type: None,
            media_type: Some("application/json"),
            content: content.map(|bytes| Content::Memory(bytes.into())),
        }
    }

    /// Creates a file, sent with its own media type, else as `application/octet-stream`; or the
    /// text that is sent instead of it.
    pub fn file(file: impl Into<File>) -> Self {
        let file = file.into();
        Self {
            file_name: file.name,
            own_media_type: file.media_type,
            media_type: Some(ANY_BYTES),
            content: Ok(file.content),
        }
    }

    /// Overrides the default media type. The media type of a file itself takes precedence.
    pub fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    pub(super) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn effective_media_type(&self) -> Option<&str> {
        self.own_media_type.as_deref().or(self.media_type)
    }

    pub(super) fn content(&self) -> Result<&Content, ConfigError> {
        self.content.as_ref().map_err(|error| (**error).clone())
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("file_name", &self.file_name)
            .field("media_type", &self.effective_media_type())
            .finish_non_exhaustive()
    }
}

//! One part of a form.

use std::fmt::{self, Display};

use serde::Serialize;

use super::file::{Content, File};
use crate::config_error::{ConfigError, ConfigKind};

/// The media type of a file that nobody has said more of.
const ANY_BYTES: &str = "application/octet-stream";

/// One part of a form: a text, a JSON value, or a file. What it is called is
/// said where it is added.
///
/// `Debug` shows its kind and media type, not what is in it.
#[derive(Clone)]
#[must_use = "a part does nothing until it is added to a form"]
pub struct Part {
    /// There in a file.
    file_name: Option<String>,
    /// What a file says of itself; it counts before `media_type`.
    own_media_type: Option<String>,
    media_type: Option<&'static str>,
    /// A value that cannot be encoded comes out when the form is sent.
    content: Result<Content, Box<ConfigError>>,
}

impl Part {
    /// A text, which goes without a media type (RFC 7578 §4.4: it is
    /// `text/plain` then).
    pub fn text(value: impl Display) -> Self {
        Self {
            file_name: None,
            own_media_type: None,
            media_type: None,
            content: Ok(Content::Memory(value.to_string().into())),
        }
    }

    /// A JSON value, as `application/json`.
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

    /// A file, as the media type it says, else `application/octet-stream`.
    pub fn file(file: impl Into<File>) -> Self {
        let file = file.into();
        Self {
            file_name: Some(file.name),
            own_media_type: file.media_type,
            media_type: Some(ANY_BYTES),
            content: Ok(file.content),
        }
    }

    /// The media type, in place of the one that is the default. A file that
    /// says its own keeps it.
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

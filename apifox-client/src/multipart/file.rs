//! Files to send, in memory or on disk.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

/// A file to send: its content, its name, and optionally its media type.
///
/// ```
/// # use apifox_client::File;
///
/// let in_memory = File::new("receipt.pdf", &b"%PDF-1.7"[..]).media_type("application/pdf");
/// let on_disk = File::open("scans/receipt.pdf");
/// let uploaded_before = File::text("file_7Kq"); // where the API accepts a text, too
/// ```
///
/// The `Debug` output contains the name and the media type but no content. Cloning is cheap.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a file does nothing until it is sent"]
pub struct File {
    /// Absent for a text.
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) content: Content,
}

/// The content of a part.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Memory(Bytes),
    Disk(Arc<Path>),
}

impl Content {
    /// Returns the length, or zero if only the disk knows it.
    pub(super) fn known_len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Disk(_) => 0,
        }
    }
}

impl File {
    /// Creates a file from bytes in memory.
    pub fn new(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: Some(file_name.into()),
            media_type: None,
            content: Content::Memory(content.into()),
        }
    }

    /// Creates a file from a path; its name is the last segment. The file is
    /// read while it is sent, at most 64 KiB at a time, and reopened for every
    /// attempt. Sending it must end within the limit for one attempt, which
    /// [`attempt_timeout`](crate::Call::attempt_timeout) can extend for a call.
    ///
    /// This function does not access the file. When the call is sent,
    /// * a file that does not exist, cannot be opened, or is not a regular file (a directory, a
    ///   pipe) with a length results in an [`Error::Config`](crate::Error::Config) of
    ///   [`ConfigKind::Body`](crate::ConfigKind::Body), before anything is sent;
    /// * a file whose length or modification time changes while it is read aborts the attempt with
    ///   an [`Error::Transport`](crate::Error::Transport); the server sees an incomplete request.
    pub fn open(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let file_name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        Self {
            name: Some(file_name.into_owned()),
            media_type: None,
            content: Content::Disk(path.into()),
        }
    }

    /// Creates a text, for a part that is a file or a text, such as the ID of a file that the
    /// server has. It is sent as `text/plain`, and without a file name, by which servers recognize
    /// files (RFC 7578 §4.2).
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            name: None,
            media_type: Some("text/plain".to_owned()),
            content: Content::Memory(text.into().into()),
        }
    }

    /// Sets the media type, such as `application/pdf`. The default is the media type that the API
    /// documents for the part, else `application/octet-stream`.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the name under which it is sent.
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.name = Some(file_name.into());
        self
    }
}

impl From<&File> for File {
    fn from(file: &File) -> Self {
        file.clone()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("file_name", &self.name)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

//! A file on its way out: in memory, or on the disk.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

/// A file to send: its content, its name, and, if it knows, its media type.
///
/// ```
/// # use apifox_client::File;
///
/// let in_memory = File::new("receipt.pdf", &b"%PDF-1.7"[..]).media_type("application/pdf");
/// let on_disk = File::open("scans/receipt.pdf");
/// ```
///
/// `Debug` shows the name and the media type, not what is in it. Cloning is cheap.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a file does nothing until it is sent"]
pub struct File {
    pub(super) name: String,
    pub(super) media_type: Option<String>,
    pub(super) content: Content,
}

/// Where the bytes of a part are.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Memory(Bytes),
    Disk(Arc<Path>),
}

impl Content {
    /// The length, as far as it is known without asking the disk.
    pub(super) fn known_len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Disk(_) => 0,
        }
    }
}

impl File {
    /// A file in memory, under this name.
    pub fn new(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: file_name.into(),
            media_type: None,
            content: Content::Memory(content.into()),
        }
    }

    /// A file on the disk, under the last segment of its path. It is read
    /// while it is sent, at most 64 KiB at a time, and opened anew for every
    /// attempt. Sending it must end within the limit for one attempt, which
    /// can be longer for one call
    /// ([`attempt_timeout`](crate::Call::attempt_timeout)).
    ///
    /// Nothing is looked at here. When the call is sent,
    /// * a file that is not there, cannot be opened, or is not a regular file
    ///   (a directory, a pipe) with a length is an [`Error::Config`](crate::Error::Config) of
    ///   [`ConfigKind::Body`](crate::ConfigKind::Body), before anything is sent;
    /// * a file whose length or time of modification changes while it is read
    ///   breaks the attempt off with an
    ///   [`Error::Transport`](crate::Error::Transport): the server sees that the
    ///   request is not whole.
    pub fn open(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let file_name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        Self {
            name: file_name.into_owned(),
            media_type: None,
            content: Content::Disk(path.into()),
        }
    }

    /// Its media type, such as `application/pdf`. Without one it is what the
    /// API documents for the part, else `application/octet-stream`.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The name under which it is sent.
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.name = file_name.into();
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

//! Which of the kinds an error is, as a label.

use std::fmt;

use super::Error;

/// The kind of an [`Error`], for metrics and logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// [`Error::Config`]
    Config,
    /// [`Error::Api`]
    Api,
    /// [`Error::Timeout`]
    Timeout,
    /// [`Error::Transport`]
    Transport,
    /// [`Error::Decode`]
    Decode,
}

impl ErrorKind {
    /// Its name in lower case, such as `timeout`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Api => "api",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Decode => "decode",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// Which of the kinds it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) => ErrorKind::Config,
            Self::Api(_) => ErrorKind::Api,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Decode(_) => ErrorKind::Decode,
        }
    }
}

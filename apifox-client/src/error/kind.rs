//! The kind of an error, as a label.

use std::fmt;

/// The kind of an [`Error`](crate::Error), for metrics and logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// [`Error::Config`](crate::Error::Config)
    Config,
    /// [`Error::Api`](crate::Error::Api)
    Api,
    /// [`Error::Timeout`](crate::Error::Timeout)
    Timeout,
    /// [`Error::Transport`](crate::Error::Transport)
    Transport,
    /// [`Error::Decode`](crate::Error::Decode)
    Decode,
}

impl ErrorKind {
    /// Returns the name in lower case, such as `timeout`.
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

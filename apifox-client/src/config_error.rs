//! Errors found before anything is sent.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::context;
use crate::operation::Operation;

/// An invalid setting of a client or call. Nothing was sent.
#[derive(Clone)]
pub struct ConfigError {
    kind: ConfigKind,
    operation: Option<&'static Operation>,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Which setting is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigKind {
    /// The base URL: malformed, plain http, or with extra components.
    BaseUrl,
    /// The credentials: a header cannot carry them.
    Credentials,
    /// A setting of the client, such as its `User-Agent` or a time limit.
    Setting,
    /// TLS is not compiled in, or cannot be set up on this machine.
    Tls,
    /// A path argument that is missing, empty, or would change the path structure.
    Path,
    /// A query parameter whose value cannot be represented in its style.
    Query,
    /// A header that HTTP does not allow, or that the client sets itself.
    Header,
    /// A request body that cannot be encoded.
    Body,
    /// The environment: no Tokio runtime, or a forked process.
    Runtime,
}

impl ConfigError {
    /// Creates an error, for crates built on this one. The message is shown
    /// verbatim, so it must not contain credentials.
    ///
    /// ```
    /// # use apifox_client::{ConfigError, ConfigKind, Error};
    ///
    /// let message = "WOOSHPAY_SECRET_KEY is not set";
    /// let error = Error::from(ConfigError::new(ConfigKind::Credentials, message));
    /// assert_eq!(error.to_string(), "configuration: WOOSHPAY_SECRET_KEY is not set");
    /// ```
    #[must_use]
    #[cold]
    pub fn new(kind: ConfigKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            operation: None,
            message: message.into(),
            source: None,
        }
    }

    #[cold]
    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Adds the message of a cause. Keeping the cause itself would compile its
    /// `Debug` implementation again for this crate.
    #[cold]
    pub(crate) fn with_cause(self, source: &dyn fmt::Display) -> Self {
        self.with_source(Message(source.to_string()))
    }

    #[cold]
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Returns which setting is invalid.
    #[must_use]
    pub fn kind(&self) -> ConfigKind {
        self.kind
    }

    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }
}

#[derive(Debug)]
struct Message(String);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Message {}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigError")
            .field("kind", &self.kind)
            .field("operation", &self.operation.map(|operation| operation.id))
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(operation) => {
                context::title(operation, f)?;
                write!(f, ": not sent: {}", self.message)?;
            }
            None => write!(f, "configuration: {}", self.message)?,
        }
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

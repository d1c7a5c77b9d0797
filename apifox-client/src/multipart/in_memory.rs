//! Bodies in a browser, which are held in memory since there is no disk.

use std::fmt;
use std::future::{Future, ready};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::config_error::{ConfigError, ConfigKind};

/// A body that is being opened.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Result<reqwest::Body, ConfigError>>>>;

/// A segment of a body that can be sent any number of times.
#[derive(Clone)]
pub(crate) enum Segment {
    Bytes(Bytes),
    File(Arc<Path>),
}

/// Opens the body for one attempt.
pub(super) fn open(segments: Vec<Segment>) -> Opening {
    Box::pin(ready(joined(&segments)))
}

fn joined(segments: &[Segment]) -> Result<reqwest::Body, ConfigError> {
    let mut body = Vec::new();
    for segment in segments {
        match segment {
            Segment::Bytes(bytes) => body.extend_from_slice(bytes),
            Segment::File(path) => {
                let message = format!("the file `{}` cannot be sent: a browser has no disk", path.display());
                return Err(ConfigError::new(ConfigKind::Body, message));
            }
        }
    }
    Ok(body.into())
}

/// Never constructed: no file is read while it is sent.
#[derive(Debug)]
pub(crate) enum Unreadable {}

impl fmt::Display for Unreadable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Unreadable {}

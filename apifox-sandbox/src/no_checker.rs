//! Replaces `checker` if the feature `strict` is off: values are not checked.

use serde_json::{Map, Value};

use crate::mistake::Mistake;

/// The components of a document, which are not used.
#[derive(Debug)]
pub(crate) struct SchemaChecker;

/// Nothing is compiled.
#[derive(Default)]
pub(crate) struct Prepared(());

/// The view of a schema.
pub(crate) type SchemaRef<'s> = (&'s Value, &'s Prepared);

// The same functions as with the feature, so that callers need no `cfg`.
#[allow(clippy::unused_self, clippy::unnecessary_wraps)]
impl SchemaChecker {
    pub(crate) fn new(_components: &Map<String, Value>) -> Result<Self, String> {
        Ok(Self)
    }

    pub(crate) fn check(&self, _schema: SchemaRef<'_>, _value: &Value, _place: &Mistake) -> Vec<Mistake> {
        Vec::new()
    }

    pub(crate) fn is_valid(&self, _schema: SchemaRef<'_>, _value: &Value) -> bool {
        true
    }
}

//! In the place of `judge` where the feature `strict` is off: nothing is known of values.

use serde_json::{Map, Value};

use crate::mistake::Mistake;

/// The components of a document, which nothing is held against.
#[derive(Debug)]
pub(crate) struct Judge;

/// Nothing is prepared.
#[derive(Default)]
pub(crate) struct Prepared(());

/// A schema as one side sees it.
pub(crate) type Judged<'s> = (&'s Value, &'s Prepared);

// The same functions as with the feature, so that nobody has to ask which of them is there.
#[allow(clippy::unused_self, clippy::unnecessary_wraps)]
impl Judge {
    pub(crate) fn new(_components: &Map<String, Value>) -> Result<Self, String> {
        Ok(Self)
    }

    pub(crate) fn check(&self, _schema: Judged<'_>, _value: &Value, _place: &Mistake) -> Vec<Mistake> {
        Vec::new()
    }

    pub(crate) fn is_valid(&self, _schema: Judged<'_>, _value: &Value) -> bool {
        true
    }
}

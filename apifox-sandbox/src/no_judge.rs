//! In the place of `judge` where the feature `strict` is off: nothing is known of values.

use serde_json::{Map, Value};

use crate::mistake::Mistake;
use crate::schema::Schema;

/// The components of a document, which nothing is held against.
#[derive(Debug)]
pub(crate) struct Judge;

// The same functions as with the feature, so that nobody has to ask which of them is there.
#[allow(clippy::unused_self, clippy::unnecessary_wraps)]
impl Judge {
    pub(crate) fn new(_components: &Map<String, Value>) -> Result<Self, String> {
        Ok(Self)
    }

    pub(crate) fn check(&self, _schema: &Schema, _value: &Value, _place: &Mistake) -> Vec<Mistake> {
        Vec::new()
    }

    pub(crate) fn is_valid(&self, _schema: &Schema, _value: &Value) -> bool {
        true
    }
}

//! Schemas, and whether a value is of one.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::judge::{Judge, Judged, Prepared};
use crate::mistake::Mistake;
use crate::view::{Side, Views, reference};

/// All components of a document.
pub(crate) struct Schemas {
    views: Views,
    /// Both views of each component, in OpenAPI.
    components: Map<String, Value>,
    judge: Judge,
}

/// A schema as one side sees it.
pub(crate) struct Schema {
    view: Value,
    prepared: Prepared,
}

impl Schemas {
    /// # Errors
    ///
    /// A component is no schema.
    pub(crate) fn new(components: &Map<String, Value>) -> Result<Self, String> {
        let views = Views::of(components);
        let components = views.components(components);
        let judge = Judge::new(&components)?;
        Ok(Self {
            views,
            components,
            judge,
        })
    }

    /// Both views of each component, in OpenAPI.
    pub(crate) fn components(&self) -> &Map<String, Value> {
        &self.components
    }

    /// A schema of the document, as a side sees it. Without one anything goes.
    pub(crate) fn schema(&self, schema: Option<&Value>, side: Side) -> Schema {
        Schema::of(schema.map_or_else(|| json!({}), |schema| self.views.view(schema, side)))
    }

    /// What a view is, with references followed. Nothing comes of one that leads nowhere, or to itself.
    pub(crate) fn resolve<'s>(&'s self, view: &'s Value) -> &'s Value {
        let mut found = view;
        for _ in 0..=self.components.len() {
            match found.as_object().and_then(reference) {
                Some(name) => found = self.components.get(name).unwrap_or(&Value::Null),
                None => return found,
            }
        }
        &Value::Null
    }

    /// What is wrong with a value; `place` says where the value is. Nothing is, where the feature `strict` is off.
    pub(crate) fn check(&self, schema: &Schema, value: &Value, place: &Mistake) -> Vec<Mistake> {
        self.judge.check(schema.judged(), value, place)
    }

    pub(crate) fn is_valid(&self, schema: &Schema, value: &Value) -> bool {
        self.judge.is_valid(schema.judged(), value)
    }
}

impl Schema {
    pub(crate) fn of(view: Value) -> Self {
        Self {
            view,
            prepared: Prepared::default(),
        }
    }

    /// It, in OpenAPI.
    pub(crate) fn view(&self) -> &Value {
        &self.view
    }

    fn judged(&self) -> Judged<'_> {
        (&self.view, &self.prepared)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view.fmt(f)
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

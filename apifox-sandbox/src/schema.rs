//! The schemas of a document, and checks against them.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::checker::{Prepared, SchemaChecker, SchemaRef};
use crate::mistake::Mistake;
use crate::view::{Side, Views, reference};

/// All components of a document.
pub(crate) struct Schemas {
    views: Views,
    /// Both views of each component, in OpenAPI.
    components: Map<String, Value>,
    checker: SchemaChecker,
}

/// The view of a schema for one direction.
pub(crate) struct Schema {
    view: Value,
    prepared: Prepared,
}

impl Schemas {
    /// # Errors
    ///
    /// A component is not a valid schema.
    pub(crate) fn new(components: &Map<String, Value>) -> Result<Self, String> {
        let views = Views::of(components);
        let components = views.components(components);
        let checker = SchemaChecker::new(&components)?;
        Ok(Self {
            views,
            components,
            checker,
        })
    }

    /// Returns both views of each component, in OpenAPI.
    pub(crate) fn components(&self) -> &Map<String, Value> {
        &self.components
    }

    /// Returns the view of a schema for one direction. Without a schema, every value is valid.
    pub(crate) fn schema(&self, schema: Option<&Value>, side: Side) -> Schema {
        Schema::of(schema.map_or_else(|| json!({}), |schema| self.views.view(schema, side)))
    }

    /// Follows the references of a view. Returns null if a reference is unresolved or circular.
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

    /// Returns the mistakes in a value. `place` says where the value is. Without the feature
    /// `strict` the result is empty.
    pub(crate) fn check(&self, schema: &Schema, value: &Value, place: &Mistake) -> Vec<Mistake> {
        self.checker.check(schema.as_ref(), value, place)
    }

    pub(crate) fn is_valid(&self, schema: &Schema, value: &Value) -> bool {
        self.checker.is_valid(schema.as_ref(), value)
    }
}

impl Schema {
    pub(crate) fn of(view: Value) -> Self {
        Self {
            view,
            prepared: Prepared::default(),
        }
    }

    /// Returns the view, in OpenAPI.
    pub(crate) fn view(&self) -> &Value {
        &self.view
    }

    fn as_ref(&self) -> SchemaRef<'_> {
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

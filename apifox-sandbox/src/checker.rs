//! Checks values against schemas, with an engine for JSON Schema.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::json_schema::{BASE, json_schema, options};
use crate::mistake::Mistake;
use crate::nearest::did_you_mean;

/// The components of a document, as JSON Schemas.
pub(crate) struct SchemaChecker {
    checked: Value,
    registry: Registry<'static>,
}

/// A validator, compiled the first time it is needed.
#[derive(Default)]
pub(crate) struct Prepared(OnceLock<Result<Validator, String>>);

/// The view of a schema, and the validator compiled from it.
pub(crate) type SchemaRef<'s> = (&'s Value, &'s Prepared);

impl SchemaChecker {
    /// # Errors
    ///
    /// A component is not a valid schema.
    pub(crate) fn new(components: &Map<String, Value>) -> Result<Self, String> {
        let checked = components.iter().map(|(name, view)| (name.clone(), json_schema(view)));
        let checked = json!({"components": {"schemas": Value::Object(checked.collect())}});
        let registry = Registry::new().draft(Draft::Draft4).add(BASE, checked.clone());
        let registry = registry.and_then(jsonschema::RegistryBuilder::prepare);
        Ok(Self {
            checked,
            registry: registry.map_err(|error| error.to_string())?,
        })
    }

    /// Returns the mistakes in a value. `place` says where the value is.
    pub(crate) fn check(&self, schema: SchemaRef<'_>, value: &Value, place: &Mistake) -> Vec<Mistake> {
        match self.validator(schema) {
            Ok(validator) => {
                let mut all = Vec::new();
                for error in validator.iter_errors(value) {
                    self.explain(&error, schema.0, place, &mut all);
                }
                all
            }
            Err(why) => vec![place.clone().because(format!("cannot be checked: {why}"))],
        }
    }

    pub(crate) fn is_valid(&self, schema: SchemaRef<'_>, value: &Value) -> bool {
        self.validator(schema).is_ok_and(|validator| validator.is_valid(value))
    }

    fn validator<'s>(&self, (view, prepared): SchemaRef<'s>) -> Result<&'s Validator, &'s str> {
        let made = prepared.0.get_or_init(|| {
            let made = options(&self.registry).build(&json_schema(view));
            made.map_err(|error| error.to_string())
        });
        made.as_ref().map_err(String::as_str)
    }

    fn explain(&self, error: &ValidationError<'_>, view: &Value, place: &Mistake, all: &mut Vec<Mistake>) {
        let mistake = place.clone().at(error.instance_path().as_str());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = self.known_properties(error, view);
                for name in unexpected {
                    let hint = did_you_mean(name, known.iter().map(String::as_str));
                    all.push(
                        mistake
                            .clone()
                            .property(name)
                            .because(format!("is not documented{hint}")),
                    );
                }
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                all.push(mistake.property(name).because("is missing".to_owned()));
            }
            ValidationErrorKind::AnyOf { context } => {
                let nearest = context
                    .iter()
                    .min_by_key(|errors| errors.iter().map(weight).sum::<usize>());
                let before = all.len();
                for error in nearest.into_iter().flatten() {
                    self.explain(error, view, place, all);
                }
                if all.len() == before {
                    all.push(mistake.because(error.to_string()));
                }
            }
            _ => all.push(mistake.because(error.to_string())),
        }
    }

    /// Returns the documented properties of the object that has an undocumented one.
    fn known_properties(&self, error: &ValidationError<'_>, view: &Value) -> Vec<String> {
        let own = json_schema(view);
        let absolute = error.absolute_keyword_location().map(ToString::to_string);
        let pointer = absolute
            .as_deref()
            .and_then(|uri| uri.strip_prefix(BASE)?.strip_prefix('#'));
        let (root, pointer) = match pointer {
            Some(pointer) => (&self.checked, pointer),
            None => (&own, error.schema_path().as_str()),
        };
        let object = pointer.rsplit_once('/').and_then(|(object, _)| root.pointer(object));
        let properties = object.and_then(|object| object.get("properties")?.as_object());
        properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }
}

impl fmt::Debug for SchemaChecker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemaChecker").finish_non_exhaustive()
    }
}

/// Returns how strongly an error suggests that another alternative was meant. A wrong type weighs
/// most, then a wrong constant.
fn weight(error: &ValidationError<'_>) -> usize {
    let is_top = error.instance_path().as_str().is_empty();
    match error.kind() {
        ValidationErrorKind::Type { .. } if is_top => 100,
        ValidationErrorKind::Enum { .. } => 10,
        _ => 1,
    }
}

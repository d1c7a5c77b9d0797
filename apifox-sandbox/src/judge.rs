//! Whether a value is of a schema: asked of an engine for JSON Schema.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::json_schema::{BASE, json_schema, options};
use crate::mistake::Mistake;
use crate::nearest::did_you_mean;

/// The components of a document, as JSON Schemas.
pub(crate) struct Judge {
    checked: Value,
    registry: Registry<'static>,
}

/// A schema made ready to be checked against, once it is needed.
#[derive(Default)]
pub(crate) struct Prepared(OnceLock<Result<Validator, String>>);

/// A schema as one side sees it, and what was prepared of it.
pub(crate) type Judged<'s> = (&'s Value, &'s Prepared);

impl Judge {
    /// # Errors
    ///
    /// A component is no schema.
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

    /// What is wrong with a value; `place` says where the value is.
    pub(crate) fn check(&self, schema: Judged<'_>, value: &Value, place: &Mistake) -> Vec<Mistake> {
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

    pub(crate) fn is_valid(&self, schema: Judged<'_>, value: &Value) -> bool {
        self.validator(schema).is_ok_and(|validator| validator.is_valid(value))
    }

    fn validator<'s>(&self, (view, prepared): Judged<'s>) -> Result<&'s Validator, &'s str> {
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
                let known = self.members_known(error, view);
                for name in unexpected {
                    let hint = did_you_mean(name, known.iter().map(String::as_str));
                    all.push(mistake.clone().member(name).because(format!("is not documented{hint}")));
                }
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                all.push(mistake.member(name).because("is missing".to_owned()));
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

    /// The members of the object that has one too many.
    fn members_known(&self, error: &ValidationError<'_>, view: &Value) -> Vec<String> {
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

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

/// How much an error says that an alternative was not meant: a wrong kind most, then a wrong constant.
fn weight(error: &ValidationError<'_>) -> usize {
    let is_top = error.instance_path().as_str().is_empty();
    match error.kind() {
        ValidationErrorKind::Type { .. } if is_top => 100,
        ValidationErrorKind::Enum { .. } => 10,
        _ => 1,
    }
}

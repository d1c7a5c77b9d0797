//! Samples: for each type that is sent, the Rust expression that builds one, for the documentation of requests.
//!
//! The values are the page's examples where it has them. A type whose expression cannot be written has none.

use std::collections::BTreeMap;

use serde_json::Value;

/// Setters that a sample calls at most.
const MOST_SET: usize = 3;
/// A longer string, in bytes, is left out.
pub(super) const LONGEST: usize = 80;
/// How deep values are nested at most; a deeper one has no sample.
const DEEPEST: usize = 4;

/// The expressions by type.
#[derive(Debug, Default)]
pub(crate) struct Samples(BTreeMap<String, Call>);

/// A call of a type's `new`.
#[derive(Debug)]
struct Call {
    /// The struct of the arguments, if they are given by name.
    record: Option<String>,
    arguments: Vec<Given>,
    /// What setters can set.
    settable: Vec<Given>,
}

/// A value in its place.
#[derive(Debug)]
pub(super) struct Given {
    /// The field of the struct of arguments, or the setter.
    pub(super) name: String,
    /// The property.
    pub(super) wire: String,
    pub(super) value: Expression,
}

/// How a value is written.
#[derive(Debug)]
pub(super) enum Expression {
    Literal(String),
    /// A literal of which the type is made by `From`.
    Into(String),
    Built(String),
    Vec(Box<Expression>),
    Some(Box<Expression>),
    Unknown,
}

impl Samples {
    /// The expression for a type, with the values of an example of it where it fits: `types::NewOrder::new("EUR", 100)`.
    pub(crate) fn expression(&self, name: &str, example: Option<&Value>) -> Option<String> {
        self.call(name, example, 0)
    }

    pub(super) fn add(&mut self, name: &str, record: Option<String>, arguments: Vec<Given>) {
        let call = Call {
            record,
            arguments,
            settable: Vec::new(),
        };
        self.0.insert(name.to_owned(), call);
    }

    pub(super) fn add_setters(&mut self, name: &str, setters: Vec<Given>) {
        if let Some(call) = self.0.get_mut(name) {
            call.settable = setters;
        }
    }

    fn call(&self, name: &str, example: Option<&Value>, depth: usize) -> Option<String> {
        let call = self.0.get(name).filter(|_| depth < DEEPEST)?;
        let member = |given: &Given| example.and_then(|example| example.get(&given.wire));
        let arguments = call.arguments.iter().map(|given| {
            let value = self.written(&given.value, member(given), depth)?;
            Some(match call.record {
                Some(_) => format!("{}: {value}", given.name),
                None => value,
            })
        });
        let arguments = arguments.collect::<Option<Vec<_>>>()?.join(", ");
        let set = call.settable.iter().filter_map(|given| {
            let example = member(given).filter(|example| !example.is_null())?;
            let value = self.written(&given.value, Some(example), depth)?;
            Some(format!(".{}({value})", given.name))
        });
        let set: String = set.take(MOST_SET).collect();
        Some(match &call.record {
            Some(record) => format!("types::{name}::new(types::{record} {{ {arguments} }}){set}"),
            None => format!("types::{name}::new({arguments}){set}"),
        })
    }

    fn written(&self, value: &Expression, example: Option<&Value>, depth: usize) -> Option<String> {
        Some(match value {
            Expression::Literal(text) => literal(text, example),
            Expression::Into(text) => format!("{}.into()", literal(text, example)),
            Expression::Built(name) => self.call(name, example, depth + 1)?,
            Expression::Vec(item) => {
                let first = example.and_then(|example| example.get(0));
                format!("vec![{}]", self.written(item, first, depth)?)
            }
            Expression::Some(value) => format!("Some({})", self.written(value, example, depth)?),
            Expression::Unknown => return None,
        })
    }
}

/// The example as a literal of the same type as another one; that one, where it is none.
fn literal(text: &str, example: Option<&Value>) -> String {
    let is_string = text.starts_with('"');
    match example {
        Some(Value::String(given)) if is_string && given.len() <= LONGEST => format!("{given:?}"),
        Some(Value::Number(given))
            if !is_string && given.is_f64() == text.contains('.') && text.parse::<f64>().is_ok() =>
        {
            given.to_string()
        }
        Some(Value::Bool(given)) if text.parse::<bool>().is_ok() => given.to_string(),
        _ => text.to_owned(),
    }
}

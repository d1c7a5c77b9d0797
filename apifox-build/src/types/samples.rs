//! Samples: a Rust expression that builds a value of each type that is sent, for the documentation
//! of requests.
//!
//! The values are the examples of the page, if it has any. Some types have no sample, since they
//! have no simple expression.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::literal::{self, Literal};

/// The maximum number of setters that a sample calls.
const MAX_SETTERS: usize = 3;
/// The maximum depth of nested values; deeper ones have no sample.
const MAX_DEPTH: usize = 4;

/// The expressions, by type.
#[derive(Debug, Default)]
pub(crate) struct Samples(BTreeMap<String, Call>);

/// A call of a type's `new`.
#[derive(Debug)]
struct Call {
    /// The struct of the arguments, if they are named.
    record: Option<String>,
    arguments: Vec<Given>,
    /// The values of setters.
    settable: Vec<Given>,
}

/// A value of an argument.
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
    /// The type of the literal, and the literal for a value without a fitting example.
    Literal(Literal, String),
    /// A literal that `From` converts to the type.
    Into(Literal, String),
    Built(String),
    Vec(Box<Expression>),
    Some(Box<Expression>),
    Unknown,
}

impl Samples {
    /// Returns the expression for a type, with the values of an example where they fit:
    /// `types::NewOrder::new("EUR", 100)`.
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
        let call = self.0.get(name).filter(|_| depth < MAX_DEPTH)?;
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
        let set: String = set.take(MAX_SETTERS).collect();
        Some(match &call.record {
            Some(record) => format!("types::{name}::new(types::{record} {{ {arguments} }}){set}"),
            None => format!("types::{name}::new({arguments}){set}"),
        })
    }

    fn written(&self, value: &Expression, example: Option<&Value>, depth: usize) -> Option<String> {
        Some(match value {
            Expression::Literal(kind, text) => kind.of(example).unwrap_or_else(|| text.clone()),
            Expression::Into(kind, text) => literal::into(&kind.of(example).unwrap_or_else(|| text.clone())),
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

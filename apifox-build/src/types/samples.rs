//! Samples: a Rust expression that builds a value of each type that is sent, for the documentation of requests.
//!
//! The values are the examples of the page, if it has any. Some types have no sample, since they have no simple
//! expression.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::Field;
use super::shape::{Shape, TypeKind, TypeUse};
use super::{Component, Pass};
use crate::node::Node;

/// The maximum number of setters that a sample calls.
const MAX_SETTERS: usize = 3;
/// The maximum length of a string, in bytes; longer ones are left out.
const MAX_LENGTH: usize = 80;
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
struct Given {
    /// The field of the struct of arguments, or the setter.
    name: String,
    /// The name of the property.
    wire: String,
    value: Expression,
}

#[derive(Debug)]
enum Expression {
    Literal(String),
    /// A literal that `From` converts to the type.
    Into(String),
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

    pub(super) fn add(&mut self, name: &str, record: Option<String>, arguments: Vec<(String, Argument<'_>)>) {
        let call = Call {
            record,
            arguments: given(arguments),
            settable: Vec::new(),
        };
        self.0.insert(name.to_owned(), call);
    }

    pub(super) fn add_setters(&mut self, name: &str, setters: Vec<(String, Argument<'_>)>) {
        if let Some(call) = self.0.get_mut(name) {
            call.settable = given(setters);
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

fn given(arguments: Vec<(String, Argument<'_>)>) -> Vec<Given> {
    let given = arguments.into_iter().map(|(name, argument)| Given {
        name,
        wire: argument.field.wire.unwrap_or_default().to_owned(),
        value: argument.expression(),
    });
    given.collect()
}

/// Returns the example as a literal if it has the type of the literal `text`; otherwise returns `text`.
fn literal(text: &str, example: Option<&Value>) -> String {
    let is_string = text.starts_with('"');
    match example {
        Some(Value::String(given)) if is_string && given.len() <= MAX_LENGTH => format!("{given:?}"),
        Some(Value::Number(given))
            if !is_string && given.is_f64() == text.contains('.') && text.parse::<f64>().is_ok() =>
        {
            given.to_string()
        }
        Some(Value::Bool(given)) if text.parse::<bool>().is_ok() => given.to_string(),
        _ => text.to_owned(),
    }
}

/// An argument of `new`, or of a setter.
pub(super) struct Argument<'a> {
    pub(super) pass: &'a Pass<'a>,
    pub(super) field: &'a Field<'a>,
    pub(super) given: PassedAs,
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PassedAs {
    /// An argument of `new`; a `&str` is converted to a string.
    Position,
    /// A field of the struct of arguments, with the type itself.
    Name,
    /// The argument of a setter, which is converted to the type.
    Setter,
}

impl Argument<'_> {
    fn expression(&self) -> Expression {
        if self.field.joined.is_some() {
            return Expression::Unknown;
        }
        let is_option = self.field.presence.options > 0 && self.given != PassedAs::Setter;
        let value = match (
            self.value(self.field.site, self.given == PassedAs::Name || is_option),
            &self.field.site.bare,
        ) {
            // A setter converts a string to an id, so the type of `into` would be ambiguous.
            (Expression::Into(text), TypeKind::Named(name)) if self.given == PassedAs::Setter && self.is_id(name) => {
                Expression::Literal(text)
            }
            (value, _) => value,
        };
        if is_option {
            Expression::Some(Box::new(value))
        } else {
            value
        }
    }

    fn is_id(&self, name: &str) -> bool {
        let component: Option<&Component<'_>> = self.pass.component(name);
        component.is_some_and(|component| matches!(component.shape, Shape::Id))
    }

    fn value(&self, site: &TypeUse<'_>, is_exact: bool) -> Expression {
        let example = site.node.get("example");
        match &site.bare {
            TypeKind::Text if is_exact => Expression::Into(string(example)),
            TypeKind::Text => Expression::Literal(string(example)),
            TypeKind::Integer | TypeKind::Unsigned => {
                Expression::Literal(number(example, "1", |text| text.parse::<i64>().is_ok()))
            }
            TypeKind::Number => Expression::Literal(number(example, "1.0", |text| {
                text.contains('.') && text.parse::<f64>().is_ok()
            })),
            TypeKind::Boolean => Expression::Literal(example.and_then(Node::as_bool).unwrap_or(true).to_string()),
            TypeKind::List(item) if !item.nullable => Expression::Vec(Box::new(self.value(item, true))),
            TypeKind::Named(name) if !self.pass.paths.is_replaced(name) => self.named(name, example),
            TypeKind::Named(_)
            | TypeKind::List(_)
            | TypeKind::Formatted(_)
            | TypeKind::Narrow(..)
            | TypeKind::Map(_)
            | TypeKind::Free
            | TypeKind::Any => Expression::Unknown,
        }
    }

    fn named(&self, name: &str, example: Option<&Node>) -> Expression {
        match self
            .pass
            .component(name)
            .map(|component: &Component<'_>| &component.shape)
        {
            Some(Shape::Object { .. }) => Expression::Built(name.to_owned()),
            Some(Shape::Strings(values)) => {
                let given = example.and_then(Node::as_str).filter(|given| values.contains(given));
                let value = given.or(values.first().copied()).unwrap_or_default();
                Expression::Into(format!("{value:?}"))
            }
            Some(Shape::Integers(values)) => Expression::Into(values.first().copied().unwrap_or_default().to_string()),
            Some(Shape::Id) => Expression::Into(string(example)),
            Some(Shape::Union { .. }) | None => Expression::Unknown,
        }
    }
}

/// Returns the example as a Rust string literal; `"…"` if there is none.
fn string(example: Option<&Node>) -> String {
    let text = example.and_then(Node::as_str).filter(|text| text.len() <= MAX_LENGTH);
    format!("{:?}", text.unwrap_or("…"))
}

/// Returns the example if it is a valid number, otherwise `other`.
fn number(example: Option<&Node>, other: &str, is_sound: impl Fn(&str) -> bool) -> String {
    let text = example.map(Node::json).filter(|text| is_sound(text));
    text.unwrap_or_else(|| other.to_owned())
}

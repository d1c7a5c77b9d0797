//! Samples: for each type that is sent, the Rust expression that builds one, for the documentation of requests.
//!
//! The values are the page's examples where it has them. A type whose expression cannot be written has none.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::Field;
use super::shape::{Bare, Shape, Site};
use super::{Component, Pass};
use crate::node::Node;

/// Setters that a sample calls at most.
const MOST_SET: usize = 3;
/// A longer string, in bytes, is left out.
const LONGEST: usize = 80;
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
struct Given {
    /// The field of the struct of arguments, or the setter.
    name: String,
    /// The property.
    wire: String,
    value: Expression,
}

#[derive(Debug)]
enum Expression {
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

fn given(arguments: Vec<(String, Argument<'_>)>) -> Vec<Given> {
    let given = arguments.into_iter().map(|(name, argument)| Given {
        name,
        wire: argument.field.wire.unwrap_or_default().to_owned(),
        value: argument.expression(),
    });
    given.collect()
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

/// An argument of a type's `new`, or of a setter.
pub(super) struct Argument<'a> {
    pub(super) pass: &'a Pass<'a>,
    pub(super) field: &'a Field<'a>,
    pub(super) given: By,
}

/// How an argument is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// An argument of `new`; where the type has a string, a `&str` makes it.
    Position,
    /// A field of the struct of arguments, of the type itself.
    Name,
    /// The argument of a setter, which takes what makes the type.
    Setter,
}

impl Argument<'_> {
    fn expression(&self) -> Expression {
        if self.field.joined.is_some() {
            return Expression::Unknown;
        }
        let is_option = self.field.presence.options > 0 && self.given != By::Setter;
        let value = match (
            self.value(self.field.site, self.given == By::Name || is_option),
            &self.field.site.bare,
        ) {
            // A setter makes an id of a string, so that `into` would leave its type open.
            (Expression::Into(text), Bare::Named(name)) if self.given == By::Setter && self.is_id(name) => {
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

    fn value(&self, site: &Site<'_>, is_exact: bool) -> Expression {
        let example = site.node.get("example");
        match &site.bare {
            Bare::Text if is_exact => Expression::Into(string(example)),
            Bare::Text => Expression::Literal(string(example)),
            Bare::Integer | Bare::Unsigned => {
                Expression::Literal(number(example, "1", |text| text.parse::<i64>().is_ok()))
            }
            Bare::Number => Expression::Literal(number(example, "1.0", |text| {
                text.contains('.') && text.parse::<f64>().is_ok()
            })),
            Bare::Boolean => Expression::Literal(example.and_then(Node::as_bool).unwrap_or(true).to_string()),
            Bare::List(item) if !item.nullable => Expression::Vec(Box::new(self.value(item, true))),
            Bare::Named(name) if !self.pass.paths.is_replaced(name) => self.named(name, example),
            Bare::Named(_)
            | Bare::List(_)
            | Bare::Formatted(_)
            | Bare::Narrow(..)
            | Bare::Map(_)
            | Bare::Free
            | Bare::Any => Expression::Unknown,
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

/// The example as a Rust string literal; `"…"` where there is none.
fn string(example: Option<&Node>) -> String {
    let text = example.and_then(Node::as_str).filter(|text| text.len() <= LONGEST);
    format!("{:?}", text.unwrap_or("…"))
}

/// The example as a number, if it is one.
fn number(example: Option<&Node>, other: &str, is_sound: impl Fn(&str) -> bool) -> String {
    let text = example.map(Node::json).filter(|text| is_sound(text));
    text.unwrap_or_else(|| other.to_owned())
}

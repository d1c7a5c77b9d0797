//! Samples: for each type that is sent, the Rust expression that builds one, for the documentation of requests.
//!
//! The values are the page's examples where it has them. A type whose expression cannot be written has none.

use std::collections::BTreeMap;

use super::fields::Field;
use super::shape::{Bare, Shape, Site};
use super::{Component, Pass};
use crate::node::Node;

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
    /// Name and value of each argument.
    arguments: Vec<(String, Expression)>,
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
    /// The expression for a type: `types::NewOrder::new("EUR", 100)`.
    pub(crate) fn expression(&self, name: &str) -> Option<String> {
        self.call(name, 0)
    }

    pub(super) fn add(&mut self, name: &str, record: Option<String>, arguments: Vec<(String, Argument<'_>)>) {
        let arguments = arguments
            .into_iter()
            .map(|(name, argument)| (name, argument.expression()));
        let arguments = arguments.collect();
        self.0.insert(name.to_owned(), Call { record, arguments });
    }

    fn call(&self, name: &str, depth: usize) -> Option<String> {
        let call = self.0.get(name).filter(|_| depth < DEEPEST)?;
        let arguments = call.arguments.iter().map(|(field, value)| {
            let value = self.written(value, depth)?;
            Some(match call.record {
                Some(_) => format!("{field}: {value}"),
                None => value,
            })
        });
        let arguments = arguments.collect::<Option<Vec<_>>>()?.join(", ");
        Some(match &call.record {
            Some(record) => format!("types::{name}::new(types::{record} {{ {arguments} }})"),
            None => format!("types::{name}::new({arguments})"),
        })
    }

    fn written(&self, value: &Expression, depth: usize) -> Option<String> {
        Some(match value {
            Expression::Literal(text) => text.clone(),
            Expression::Into(text) => format!("{text}.into()"),
            Expression::Built(name) => self.call(name, depth + 1)?,
            Expression::Vec(item) => format!("vec![{}]", self.written(item, depth)?),
            Expression::Some(value) => format!("Some({})", self.written(value, depth)?),
            Expression::Unknown => return None,
        })
    }
}

/// An argument of a type's `new`.
pub(super) struct Argument<'a> {
    pub(super) pass: &'a Pass<'a>,
    pub(super) field: &'a Field<'a>,
    /// It is of the field's own type, not of one that makes it.
    pub(super) is_exact: bool,
}

impl Argument<'_> {
    fn expression(&self) -> Expression {
        if self.field.joined.is_some() {
            return Expression::Unknown;
        }
        let is_option = self.field.presence.options > 0;
        let value = self.value(self.field.site, self.is_exact || is_option);
        if is_option {
            Expression::Some(Box::new(value))
        } else {
            value
        }
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
    let text = example.and_then(Node::as_str).filter(|text| text.len() <= 80);
    format!("{:?}", text.unwrap_or("…"))
}

/// The example as a number, if it is one.
fn number(example: Option<&Node>, other: &str, is_sound: impl Fn(&str) -> bool) -> String {
    let text = example.map(Node::json).filter(|text| is_sound(text));
    text.unwrap_or_else(|| other.to_owned())
}

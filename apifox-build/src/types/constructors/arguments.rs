//! The value that a sample gives for an argument: the page's example of it, or one of its type.

use crate::node::Node;
use crate::types::Pass;
use crate::types::samples::{Expression, Given, LONGEST};
use crate::types::shape::{Bare, Component, Shape, Site};

/// An argument of a type's `new`, or of a setter.
pub(super) struct Argument<'a> {
    pub(super) pass: &'a Pass<'a>,
    pub(super) wire: &'a str,
    pub(super) site: &'a Site<'a>,
    /// It is an `Option`.
    pub(super) is_option: bool,
    /// Several properties are one value.
    pub(super) is_joined: bool,
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
    /// The expression in its place.
    pub(super) fn given(&self, name: String) -> Given {
        Given {
            name,
            wire: self.wire.to_owned(),
            value: self.expression(),
        }
    }

    fn expression(&self) -> Expression {
        if self.is_joined {
            return Expression::Unknown;
        }
        let is_option = self.is_option && self.given != By::Setter;
        let value = match (
            self.value(self.site, self.given == By::Name || is_option),
            &self.site.bare,
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

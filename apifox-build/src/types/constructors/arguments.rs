//! The value that a sample gives for an argument: the page's example of it, or one of its type.

use serde_json::Value;

use crate::literal::Literal;
use crate::node::Node;
use crate::types::Pass;
use crate::types::samples::{Expression, Given};
use crate::types::shape::{Component, Shape, TypeKind, TypeUse};

/// An argument of a type's `new`, or of a setter.
pub(super) struct Argument<'a> {
    pub(super) pass: &'a Pass<'a>,
    pub(super) wire: &'a str,
    pub(super) site: &'a TypeUse<'a>,
    /// It is an `Option`.
    pub(super) is_option: bool,
    /// Several properties are one value.
    pub(super) is_joined: bool,
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
        let is_option = self.is_option && self.given != PassedAs::Setter;
        let value = match (
            self.value(self.site, self.given == PassedAs::Name || is_option),
            &self.site.bare,
        ) {
            // A setter converts a string to an id, so the type of `into` would be ambiguous.
            (Expression::Into(kind, text), TypeKind::Named(name))
                if self.given == PassedAs::Setter && self.is_id(name) =>
            {
                Expression::Literal(kind, text)
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
        let example = site.node.get("example").and_then(value);
        let literal = |kind: Literal| Expression::Literal(kind, kind.or_any(example.as_ref()));
        match &site.bare {
            TypeKind::Text if is_exact => Expression::Into(Literal::Text, Literal::Text.or_any(example.as_ref())),
            TypeKind::Text => literal(Literal::Text),
            TypeKind::Integer => literal(Literal::Integer),
            TypeKind::Unsigned => literal(Literal::Unsigned),
            TypeKind::Number => literal(Literal::Number),
            TypeKind::Boolean => literal(Literal::Boolean),
            TypeKind::List(item) if !item.nullable => Expression::Vec(Box::new(self.value(item, true))),
            TypeKind::Named(name) if !self.pass.paths.is_replaced(name) => self.named(name, example.as_ref()),
            TypeKind::Named(_)
            | TypeKind::List(_)
            | TypeKind::Formatted(_)
            | TypeKind::Narrow(..)
            | TypeKind::Map(_)
            | TypeKind::Free
            | TypeKind::Any => Expression::Unknown,
        }
    }

    fn named(&self, name: &str, example: Option<&Value>) -> Expression {
        match self
            .pass
            .component(name)
            .map(|component: &Component<'_>| &component.shape)
        {
            Some(Shape::Object { .. }) => Expression::Built(name.to_owned()),
            Some(Shape::Strings(values)) => {
                let given = example.and_then(Value::as_str).filter(|given| values.contains(given));
                let value = given.or(values.first().copied()).unwrap_or_default();
                Expression::Into(Literal::Text, format!("{value:?}"))
            }
            Some(Shape::Integers(values)) => {
                let value = values.first().copied().unwrap_or_default();
                Expression::Into(Literal::Integer, value.to_string())
            }
            Some(Shape::Id) => Expression::Into(Literal::Text, Literal::Text.or_any(example)),
            Some(Shape::Union { .. }) | None => Expression::Unknown,
        }
    }
}

/// The value of an example.
fn value(example: &Node) -> Option<Value> {
    serde_json::from_str(&example.json()).ok()
}

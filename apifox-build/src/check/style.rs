//! Styles: how the text of a parameter is written (OpenAPI 3.0.4, "Style Values"), and which values it has a form for.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::schema::type_of_sound;
use crate::model::{Place, Style, Type, Value, Written};
use crate::node::Node;
use crate::typed_id;

/// The forms a value of a type may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Scalar,
    List { nested: bool },
    Object { nested: bool },
}

impl Checker<'_> {
    /// How a parameter of this type is written; refused where its style has no meaning for it.
    pub(super) fn written(&mut self, node: &Node, place: Place, kind: &Type) -> Result<(Written, Value), Refused> {
        let style = self.style(node, place)?;
        let explode = node.get("explode").and_then(Node::as_bool);
        let reserved = place == Place::Query && node.is_true("allowReserved");
        let forms = self.forms(kind);
        let only_scalars = forms.len() == 1 && forms.contains(&Form::Scalar);
        // Of a union's value, Rust knows the text only when it is made into JSON.
        let value = match kind {
            Type::List(item) if self.has_text(item) => Value::List,
            other if self.has_text(other) => Value::Scalar,
            _ => Value::Json,
        };
        let mut written = Written {
            style,
            explode: explode.unwrap_or(style.explodes()) || style == Style::DeepObject,
            reserved,
        };
        if only_scalars {
            // Delimiters and explosion are about what stands between several values.
            written.explode = style.explodes();
            if matches!(style, Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject) {
                self.restyled(
                    node,
                    "one value has nothing to be set apart, so `style` says nothing of it",
                );
                written.style = Style::Form;
                written.explode = true;
            }
            return Ok((written, value));
        }
        let is_delimited = matches!(style, Style::SpaceDelimited | Style::PipeDelimited);
        if is_delimited && written.explode && value == Value::List {
            self.restyled(
                node,
                "items that are sent each of their own are set apart by `&`: that is `form`",
            );
            written.style = Style::Form;
            return Ok((written, value));
        }
        self.has_a_form(node, written, &forms)?;
        Ok((written, value))
    }

    fn restyled(&mut self, node: &Node, message: &str) {
        let at = node.get("style").unwrap_or(node).at;
        self.findings
            .repaired(at, "parameter-style", message, "remove `style`, or write `style: form`");
    }

    fn style(&mut self, node: &Node, place: Place) -> Result<Style, Refused> {
        let fitting = Style::of_place(place);
        let Some(told) = node.get("style") else {
            return Ok(fitting[0]);
        };
        let name = told.as_str().unwrap_or_default();
        let style = Style::of(name);
        if let Some(style) = style.filter(|style| fitting.contains(style)) {
            return Ok(style);
        }
        let message = if style.is_some() {
            format!("`style: {name}` has no meaning for a parameter in `{}`", place.name())
        } else {
            format!("`style: {}` is no style of OpenAPI 3.0", told.to_value())
        };
        let names: Vec<&str> = fitting.iter().map(|style| style.name()).collect();
        let hint = format!("write {}, or remove `style`", names.join(" or "));
        self.findings.refuse(told.at, "parameter-style", message, hint);
        Err(Refused)
    }

    /// Whether every form that the value may take can be written.
    fn has_a_form(&mut self, node: &Node, written: Written, forms: &BTreeSet<Form>) -> Result<(), Refused> {
        let name = written.style.name();
        let keeps_members = written.style == Style::DeepObject || (written.style == Style::Form && written.explode);
        let fault = forms.iter().find_map(|form| match (form, written.style) {
            (Form::Scalar | Form::List { .. }, Style::DeepObject) => Some(format!(
                "`style: {name}` is for objects; a list or a single value has no form in it"
            )),
            (Form::Object { .. }, Style::SpaceDelimited | Style::PipeDelimited) if written.explode => Some(format!(
                "`style: {name}` with `explode: true` has no form for an object"
            )),
            (Form::List { nested: true }, _) => {
                Some("a list of lists or objects has no form in a parameter".to_owned())
            }
            (Form::Object { nested: true }, _) if !keeps_members => Some(format!(
                "`style: {name}` joins the members of an object; a list or an object among them has no form in it"
            )),
            _ => None,
        });
        let Some(message) = fault else { return Ok(()) };
        let at = node.get("style").or(node.get("schema")).unwrap_or(node).at;
        let hint = "choose the style that the server reads: `form` for lists, `deepObject` for objects; or describe the \
                    parameter as `type: string`, the text that is sent, by an overlay";
        self.findings.refuse(at, "parameter-style", message, hint);
        Err(Refused)
    }

    /// Whether a value of this type is a scalar that writes itself: all but those of unions.
    pub(super) fn has_text(&self, kind: &Type) -> bool {
        match kind {
            Type::Named(name) => self.is_enum(name) || self.is_id(name),
            Type::String | Type::Integer | Type::Unsigned | Type::Number | Type::Boolean => true,
            Type::Narrow(_) | Type::Formatted(_) => true,
            _ => false,
        }
    }

    fn is_id(&self, name: &str) -> bool {
        let schema = self.schemas.get(name);
        schema.is_some_and(|schema| typed_id::of(&schema.node).is_some())
    }

    fn is_enum(&self, name: &str) -> bool {
        self.schemas
            .get(name)
            .is_some_and(|schema| !schema.node.items("enum").is_empty())
    }

    /// The forms that a value of this type may take.
    pub(super) fn forms(&self, kind: &Type) -> BTreeSet<Form> {
        let nested = |parts: &[Type]| parts.iter().any(|part| !self.is_scalar(part));
        let forms = self.leaves(kind).into_iter().map(|leaf| match leaf {
            Leaf::Scalar => Form::Scalar,
            Leaf::List(item) => Form::List {
                nested: nested(&[item]),
            },
            Leaf::Object(members) => Form::Object {
                nested: nested(&members),
            },
        });
        forms.collect()
    }

    /// Whether a value of this type is always one value.
    pub(super) fn is_scalar(&self, kind: &Type) -> bool {
        let leaves = self.leaves(kind);
        !leaves.is_empty() && leaves.iter().all(|leaf| matches!(leaf, Leaf::Scalar))
    }

    fn leaves(&self, kind: &Type) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.collect_leaves(kind, &mut BTreeSet::new(), &mut leaves);
        leaves
    }

    /// Goes through references and alternatives, but not into items and members: types may hold themselves.
    fn collect_leaves(&self, kind: &Type, seen: &mut BTreeSet<String>, leaves: &mut Vec<Leaf>) {
        match kind {
            Type::Named(name) => {
                let Some(schema) = self.schemas.get(name).filter(|_| seen.insert(name.clone())) else {
                    return;
                };
                let node = &schema.node;
                if node.get("oneOf").is_some() {
                    for part in node.items("oneOf") {
                        self.collect_leaves(&type_of_sound(part), seen, leaves);
                    }
                } else if node.get("properties").is_some() {
                    let rest = node
                        .get("additionalProperties")
                        .filter(|rest| rest.as_object().is_some());
                    let members = node.members("properties").map(|(_, member)| member).chain(rest);
                    leaves.push(Leaf::Object(members.map(type_of_sound).collect()));
                } else {
                    leaves.push(Leaf::Scalar);
                }
            }
            Type::List(item) => leaves.push(Leaf::List((**item).clone())),
            Type::Map(value) => leaves.push(Leaf::Object(vec![(**value).clone()])),
            Type::Object => leaves.push(Leaf::Object(Vec::new())),
            Type::Nullable(inner) => self.collect_leaves(inner, seen, leaves),
            Type::String
            | Type::Integer
            | Type::Unsigned
            | Type::Number
            | Type::Narrow(_)
            | Type::Formatted(_)
            | Type::Boolean
            | Type::Any => {
                leaves.push(Leaf::Scalar);
            }
        }
    }
}

/// One form of a value, and the types of its parts.
enum Leaf {
    Scalar,
    List(Type),
    Object(Vec<Type>),
}

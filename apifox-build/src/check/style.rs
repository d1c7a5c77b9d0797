//! Styles of parameters (OpenAPI 3.0.4, "Style Values"), and the values that they support.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::schema::type_of_sound;
use crate::model::{Place, Style, StyleSettings, Type, Value};
use crate::node::Node;
use crate::typed_id;

/// The forms that a value of a type may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Scalar,
    List { nested: bool },
    Object { nested: bool },
}

impl Checker<'_> {
    /// Returns the encoding of a parameter of this type; refuses a style that does not support it.
    pub(super) fn written(
        &mut self,
        node: &Node,
        place: Place,
        kind: &Type,
    ) -> Result<(StyleSettings, Value), Refused> {
        let style = self.style(node, place)?;
        let explode = node.get("explode").and_then(Node::as_bool);
        let reserved = place == Place::Query && node.is_true("allowReserved");
        let forms = self.forms(kind);
        let only_scalars = forms.len() == 1 && forms.contains(&Form::Scalar);
        // The text of a union's value is known only once it is serialized to JSON.
        let value = match kind {
            Type::List(item) if self.has_text(item) => Value::List,
            other if self.has_text(other) => Value::Scalar,
            _ => Value::Json,
        };
        let mut written = StyleSettings {
            style,
            explode: explode.unwrap_or(style.explodes()) || style == Style::DeepObject,
            reserved,
        };
        if only_scalars {
            // Delimiters and explosion concern several values only.
            written.explode = style.explodes();
            if matches!(style, Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject) {
                self.report_restyled(node, "a single value needs no delimiter, so `style` does not apply");
                written.style = Style::Form;
                written.explode = true;
            }
            return Ok((written, value));
        }
        let is_delimited = matches!(style, Style::SpaceDelimited | Style::PipeDelimited);
        if is_delimited && written.explode && value == Value::List {
            self.report_restyled(node, "exploded items are delimited by `&`, which is `style: form`");
            written.style = Style::Form;
            return Ok((written, value));
        }
        self.require_representable(node, written, &forms)?;
        Ok((written, value))
    }

    fn report_restyled(&mut self, node: &Node, message: &str) {
        let at = node.get("style").unwrap_or(node).at;
        self.findings
            .repaired(at, "parameter-style", message, "remove `style`, or write `style: form`");
    }

    fn style(&mut self, node: &Node, place: Place) -> Result<Style, Refused> {
        let fitting = Style::of_place(place);
        let Some(documented) = node.get("style") else {
            return Ok(fitting[0]);
        };
        let name = documented.as_str().unwrap_or_default();
        let style = Style::of(name);
        if let Some(style) = style.filter(|style| fitting.contains(style)) {
            return Ok(style);
        }
        let message = if style.is_some() {
            format!("`style: {name}` does not apply to a parameter in `{}`", place.name())
        } else {
            format!("`style: {}` is not a style of OpenAPI 3.0", documented.to_value())
        };
        let names: Vec<&str> = fitting.iter().map(|style| style.name()).collect();
        let hint = format!("write {}, or remove `style`", names.join(" or "));
        self.findings.refuse(documented.at, "parameter-style", message, hint);
        Err(Refused)
    }

    /// Refuses a style that cannot represent every form of the value.
    fn require_representable(
        &mut self,
        node: &Node,
        written: StyleSettings,
        forms: &BTreeSet<Form>,
    ) -> Result<(), Refused> {
        let name = written.style.name();
        let has_object = forms.iter().any(|form| matches!(form, Form::Object { .. }));
        let keeps_members = written.style == Style::DeepObject || (written.style == Style::Form && written.explode);
        let fault = forms.iter().find_map(|form| match (form, written.style) {
            (Form::Scalar | Form::List { .. }, Style::DeepObject) if !has_object => Some(format!(
                "`style: {name}` is for objects; it cannot represent an array or a single value"
            )),
            (Form::Object { .. }, Style::SpaceDelimited | Style::PipeDelimited) if written.explode => Some(format!(
                "`style: {name}` with `explode: true` cannot represent an object"
            )),
            (Form::List { nested: true }, _) => {
                Some("a parameter cannot represent an array of arrays or objects".to_owned())
            }
            (Form::Object { nested: true }, _) if !keeps_members => Some(format!(
                "`style: {name}` joins the properties of an object; they cannot be arrays or objects"
            )),
            _ => None,
        });
        let Some(message) = fault else {
            if written.style == Style::DeepObject && forms.len() > 1 {
                self.report_beside_object(node);
            }
            return Ok(());
        };
        let at = node.get("style").or(node.get("schema")).unwrap_or(node).at;
        let hint = "choose the style that the server reads: `form` for arrays, `deepObject` for objects; or describe the \
                    parameter by an overlay as `type: string`: then the argument is the string that is sent";
        self.findings.refuse(at, "parameter-style", message, hint);
        Err(Refused)
    }

    /// Reports that a value of `deepObject` may be something else than an object.
    fn report_beside_object(&mut self, node: &Node) {
        let at = node.get("style").unwrap_or(node).at;
        let message = "`style: deepObject` is defined for objects only: a single value is sent as `name=value`, and each item of an array, too";
        let hint =
            "nothing to do, if the server reads that; otherwise describe the parameter as an object by an overlay";
        self.findings.note(at, "parameter-style", message, hint);
    }

    /// Whether a value of this type is a scalar with a text form: not a union.
    pub(super) fn has_text(&self, kind: &Type) -> bool {
        match kind {
            Type::Named(name) => self.is_enum(name) || self.is_id(name),
            Type::String
            | Type::Integer
            | Type::Unsigned
            | Type::Number
            | Type::Narrow(_)
            | Type::Formatted(_)
            | Type::Boolean => true,
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

    /// Returns the forms that a value of this type may have.
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

    /// Whether a value of this type is always a scalar.
    pub(super) fn is_scalar(&self, kind: &Type) -> bool {
        let leaves = self.leaves(kind);
        !leaves.is_empty() && leaves.iter().all(|leaf| matches!(leaf, Leaf::Scalar))
    }

    fn leaves(&self, kind: &Type) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.collect_leaves(kind, &mut BTreeSet::new(), &mut leaves);
        leaves
    }

    /// Follows references and alternatives, but not items and members, since types may be
    /// recursive.
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
                    let additional = node
                        .get("additionalProperties")
                        .filter(|additional| additional.as_object().is_some());
                    let members = node.members("properties").map(|(_, member)| member).chain(additional);
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

/// A form of a value, with the types of its parts.
enum Leaf {
    Scalar,
    List(Type),
    Object(Vec<Type>),
}

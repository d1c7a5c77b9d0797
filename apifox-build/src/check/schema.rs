//! Reduces schemas to the few forms that the types backend supports, or refuses them.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::texts::{describe, nearest};
use crate::combine::union::OPEN;
use crate::model::{Schema, Type};
use crate::name::ascii::Spelling;
use crate::name::order::{Order, Owner};
use crate::node::{At, Kind, Map, Node};
use crate::reference::{schema_name, schema_ref};
use crate::structure::{LOOSE, PARTLY_REQUIRED};
use crate::typed_id;

/// The direction in which values of a type are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

impl Checker<'_> {
    /// Returns the type of a schema at its use, and checks the components it names.
    pub(crate) fn type_of(&mut self, site: &Node, direction: Direction) -> Result<Type, Refused> {
        let sound = self.site(site, direction)?;
        Ok(type_of_sound(&sound))
    }

    /// Reduces a schema at its use to a reference, a scalar, an array, a map, a free-form object or
    /// any JSON.
    fn site(&mut self, site: &Node, direction: Direction) -> Result<Node, Refused> {
        let mut sound = Node::object(site.at, []);
        for key in ["nullable", "deprecated"] {
            if site.is_true(key) {
                sound.insert(key, Node::new(site.at, Kind::Bool(true)));
            }
        }
        if let Some(reference) = site.get("$ref") {
            let name = self.find(reference)?;
            self.reach(&name, reference.at, direction)?;
            sound.insert("$ref", Node::string(reference.at, schema_ref(&name)));
            describe(&mut sound, site);
            return Ok(sound);
        }
        match self.type_name(site)? {
            "array" => {
                let any = Node::object(site.at, []);
                let items = self.site(site.get("items").unwrap_or(&any), direction)?;
                sound.insert("items", items);
                sound.insert("type", Node::string(site.at, "array"));
            }
            "object" => {
                sound.insert("type", Node::string(site.at, "object"));
                if let Some(additional) = site
                    .get("additionalProperties")
                    .filter(|additional| additional.as_object().is_some_and(|members| !members.is_empty()))
                {
                    let additional = self.site(additional, direction)?;
                    sound.insert("additionalProperties", additional);
                }
            }
            "" => {}
            scalar => {
                sound.insert("type", Node::string(site.at, scalar));
                if let Some(example) = site.get("example") {
                    sound.insert("example", example.clone());
                }
                let is_type = |format: &str| match scalar {
                    "string" | "integer" | "number" if self.formats.contains_key(format) => true,
                    _ => format == "uint64",
                };
                if let Some(format) = site.get("format").filter(|format| format.as_str().is_some_and(is_type)) {
                    sound.insert("format", format.clone());
                }
            }
        }
        describe(&mut sound, site);
        Ok(sound)
    }

    /// Returns the name of the component that a reference names.
    fn find(&mut self, reference: &Node) -> Result<String, Refused> {
        let text = reference.as_str().unwrap_or_default();
        let Some(name) = schema_name(text) else {
            let message = format!("`$ref: {text}` is not a reference to a schema of this document");
            let hint =
                "copy the schema to `components.schemas` of this page and refer to it as '#/components/schemas/NAME'";
            self.findings.refuse(reference.at, "external-ref", message, hint);
            return Err(Refused);
        };
        if self.component(&name).is_some() {
            return Ok(name);
        }
        let components = self.named.root.get("components").into_iter();
        let names = components
            .flat_map(|node| node.members("schemas"))
            .map(|(name, _)| name);
        let hint = match nearest(&name, names, name.len().max(4) / 2) {
            Some(other) => format!("did you mean '#/components/schemas/{other}'?"),
            None => "add the component to this page, or by an overlay".to_owned(),
        };
        self.findings.refuse(
            reference.at,
            "dangling-ref",
            format!("there is no component `{name}`"),
            hint,
        );
        Err(Refused)
    }

    pub(super) fn component(&self, name: &str) -> Option<&Node> {
        self.named.root.get("components")?.get("schemas")?.get(name)
    }

    /// Checks a component and everything it reaches, once for each direction.
    fn reach(&mut self, name: &str, at: At, direction: Direction) -> Result<(), Refused> {
        if self.replaced.contains_key(name) {
            let node = self.component(name).ok_or(Refused)?.clone();
            self.schemas.entry(name.to_owned()).or_insert(Schema {
                node,
                in_request: true,
                in_response: true,
                constant: false,
                order: Order::Page,
                spelling: Spelling::Ascii,
            });
            return Ok(());
        }
        if self.refused.contains(name) {
            return Err(Refused);
        }
        let known = self.schemas.get(name).cloned();
        if known.as_ref().is_some_and(|schema| {
            if direction == Direction::Request {
                schema.in_request
            } else {
                schema.in_response
            }
        }) {
            return Ok(());
        }
        let node = self.component(name).ok_or(Refused)?.clone();
        let constant = self.named.constants.contains(name);
        let mut schema = known.unwrap_or(Schema {
            node: Node::default(),
            in_request: false,
            in_response: false,
            constant,
            order: self.named.order(Owner::Type, name),
            spelling: self.named.spelling(Owner::Type, name),
        });
        match direction {
            Direction::Request => schema.in_request = true,
            Direction::Response => schema.in_response = true,
        }
        let directions = (schema.in_request, schema.in_response);
        self.schemas.insert(name.to_owned(), schema); // before its parts are checked, so that recursion ends
        let Ok(sound) = self.component_form(&node, at, direction, directions) else {
            self.refused.insert(name.to_owned());
            return Err(Refused);
        };
        if let Some(schema) = self.schemas.get_mut(name) {
            schema.node = sound;
        }
        Ok(())
    }

    /// Reduces a component to a union, an enum, an id, or an object with properties.
    ///
    /// `directions` are those known so far: whether its values are in requests, and in responses.
    fn component_form(
        &mut self,
        node: &Node,
        at: At,
        direction: Direction,
        directions: (bool, bool),
    ) -> Result<Node, Refused> {
        if node.get("oneOf").is_some() {
            return self.union(node, direction);
        }
        if !node.items("enum").is_empty() {
            return self.enumeration(node);
        }
        if typed_id::of(node).is_some() {
            return Ok(node.clone());
        }
        let Some(Kind::Object(properties)) = node.get("properties").map(|node| &node.kind) else {
            let message = "this component is neither a union, an enum nor an object with properties";
            self.findings.refuse(
                at,
                "unexpected-schema",
                message,
                "write the schema inline where it is used",
            );
            return Err(Refused);
        };
        let mut sound = Node::object(node.at, [("type", Node::string(node.at, "object"))]);
        // All properties are checked before any error is returned, so that one run reports every
        // finding.
        let sites: Vec<(_, Result<Node, Refused>)> = properties
            .iter()
            .map(|(name, property)| (name, self.site(property, direction)))
            .collect();
        let mut members = Map::new();
        for (name, site) in sites {
            members.insert(name.clone(), site?);
        }
        sound.insert("properties", Node::new(node.at, Kind::Object(members)));
        sound.insert("required", required(node, properties, directions));
        if let Some(additional) = node.get("additionalProperties") {
            // `true` allows any further members. So does its absence, but then the page does not
            // document any.
            let any = Node::object(additional.at, []);
            let documented = additional
                .as_object()
                .map(|_| additional)
                .or(additional.as_bool().unwrap_or_default().then_some(&any));
            if let Some(additional) = documented {
                let additional = self.site(additional, direction)?;
                sound.insert("additionalProperties", additional);
            }
        }
        for key in ["description", "deprecated", LOOSE, PARTLY_REQUIRED] {
            if let Some(value) = node.get(key) {
                sound.insert(key, value.clone());
            }
        }
        Ok(sound)
    }

    fn enumeration(&mut self, node: &Node) -> Result<Node, Refused> {
        let values: Vec<&Node> = node.items("enum").iter().filter(|value| !value.is_null()).collect();
        let is_text = values.iter().all(|value| value.as_str().is_some());
        let is_integer = values.iter().all(|value| value.to_value().is_i64());
        let declared = node
            .get_str("type")
            .unwrap_or(if is_text { "string" } else { "integer" });
        if !(is_text && declared == "string" || is_integer && declared == "integer") {
            let message = format!("not all values of this enum have its type `{declared}`");
            let hint = "write strings for a string enum (in quotes), integers for an integer enum, or remove `enum` by an overlay";
            self.findings
                .refuse(node.get("enum").unwrap_or(node).at, "enum-type", message, hint);
            return Err(Refused);
        }
        let notes = self.named.harvest.enum_notes.get(&node.at);
        let mut kept: Vec<Node> = Vec::new();
        let mut texts: Vec<Node> = Vec::new();
        for (index, value) in node
            .items("enum")
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null())
        {
            if kept.contains(value) {
                self.findings.repaired(
                    value.at,
                    "unusual-schema",
                    format!("{} is repeated in this enum", value.to_value()),
                    "remove one of the two",
                );
                continue;
            }
            kept.push(value.clone());
            let text = notes.and_then(|notes| notes.get(index)).map_or("", String::as_str);
            texts.push(Node::string(value.at, text));
        }
        let mut sound = Node::object(node.at, [("type", Node::string(node.at, declared))]);
        sound.insert("enum", Node::new(node.at, Kind::Array(kept)));
        sound.insert("enumDescriptions", Node::new(node.at, Kind::Array(texts)));
        for key in ["description", "deprecated", LOOSE] {
            if let Some(value) = node.get(key) {
                sound.insert(key, value.clone());
            }
        }
        Ok(sound)
    }

    /// Reduces the alternatives of a union. Stage 6 ensured that they can be distinguished.
    fn union(&mut self, node: &Node, direction: Direction) -> Result<Node, Refused> {
        let mut parts = Vec::new();
        for part in node.items("oneOf") {
            let mut part = self.site(part, direction)?;
            part.remove("nullable"); // stage 6 moved it to the uses; an inlined component may still have it
            parts.push(part);
        }
        let mut sound = Node::object(node.at, [("oneOf", Node::new(node.at, Kind::Array(parts)))]);
        for key in ["description", "deprecated", "discriminator", OPEN] {
            if let Some(value) = node.get(key) {
                sound.insert(key, value.clone());
            }
        }
        Ok(sound)
    }

    /// Returns the declared type, or that implied by other keywords; empty for any JSON.
    fn type_name<'n>(&mut self, node: &'n Node) -> Result<&'n str, Refused> {
        let Some(declared) = node.get("type") else {
            let implied = [
                ("properties", "object"),
                ("additionalProperties", "object"),
                ("items", "array"),
            ];
            return Ok(implied
                .iter()
                .find(|(key, _)| node.get(key).is_some())
                .map_or("", |(_, name)| name));
        };
        match declared.as_str() {
            Some(name @ ("array" | "object" | "string" | "integer" | "number" | "boolean")) => Ok(name),
            Some("any") => Ok(""),
            _ => {
                let message = format!("`type: {}` is not a type of OpenAPI 3.0", declared.to_value());
                let hint =
                    "write string, integer, number, boolean, array or object; `nullable: true` beside it allows null";
                self.findings.refuse(declared.at, "unknown-type", message, hint);
                Err(Refused)
            }
        }
    }
}

/// Returns the properties that are required in all directions of a component: a `readOnly` property
/// is required in responses only, a `writeOnly` one in requests only (OpenAPI 3.0.4, "Fixed Fields"
/// of the Schema Object).
fn required(node: &Node, properties: &Map, (in_request, in_response): (bool, bool)) -> Node {
    let is_required = |name: &&Node| {
        let property = name.as_str().and_then(|name| properties.get(name));
        property.is_some_and(|property| {
            !(in_request && property.is_true("readOnly") || in_response && property.is_true("writeOnly"))
        })
    };
    let names: BTreeSet<Node> = node.items("required").iter().filter(is_required).cloned().collect();
    Node::new(node.at, Kind::Array(names.into_iter().collect()))
}

/// Returns the type of a reduced schema.
pub(super) fn type_of_sound(sound: &Node) -> Type {
    if let Some(name) = sound.get_str("$ref").and_then(schema_name) {
        return Type::Named(name);
    }
    let inner = |key| {
        let kind = sound.get(key).map_or(Type::Any, type_of_sound);
        let nullable = sound.get(key).is_some_and(|node| node.is_true("nullable"));
        Box::new(if nullable { kind.or_null() } else { kind })
    };
    match sound.get_str("type") {
        Some("string") => Type::String,
        Some("integer") if sound.get_str("format") == Some("uint64") => Type::Unsigned,
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        Some("array") => Type::List(inner("items")),
        Some("object") if sound.get("additionalProperties").is_some() => Type::Map(inner("additionalProperties")),
        Some("object") => Type::Object,
        _ => Type::Any,
    }
}

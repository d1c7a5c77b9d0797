//! Schemas: converts references, and the constructs that Swagger 2.0 or its usual extensions write
//! differently.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::pointers::locate;
use super::bodies::as_binary;
use super::{Swagger, section};
use crate::grammar::{self, Shape};
use crate::node::{Kind, Map, Node};
use crate::reference::schema_ref;
use crate::source::escaped;

/// The characters that may be unescaped in a step of a pointer.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'$');

impl Swagger<'_> {
    /// Converts all schemas of the document, once they are in their OpenAPI 3 positions.
    pub(super) fn schemas(&mut self, root: &mut Node) {
        self.discriminators(root);
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            if shape == Shape::Schema {
                self.schema(node);
            }
        });
        while let Some((name, mut schema)) = self.moved.next() {
            if schema.get("in").is_some() && schema.get("name").is_some() {
                schema = self.value_schema(&mut schema); // a parameter whose schema was converted
            }
            let message = format!("a reference leads to this schema, so it became the component `{name}`");
            self.findings.note(schema.at, "unusual-reference", message, "");
            grammar::walk(&mut schema, Shape::Schema, &mut |node, shape| {
                if shape == Shape::Schema {
                    self.schema(node);
                }
            });
            let at = schema.at;
            let one = Node::new(at, Kind::Object([(name, schema)].into()));
            section(root, at, "schemas", one);
        }
    }

    fn schema(&mut self, schema: &mut Node) {
        if schema.as_object().is_none() {
            return;
        }
        let at = schema.get("type").unwrap_or(schema).at;
        if as_binary(schema) {
            let message = "`type: file` is read as a string of bytes";
            let hint = "write `type: string` with `format: binary`";
            self.findings.repaired(at, "swagger-file", message, hint);
        }
        schema.remove("collectionFormat");
        for key in ["x-nullable", "x-isnullable"] {
            let flag = schema.remove(key).filter(|flag| flag.as_bool() == Some(true));
            if let Some(flag) = flag.filter(|_| schema.get("nullable").is_none()) {
                schema.insert("nullable", flag);
            }
        }
        if let Some(example) = schema.remove("x-example")
            && schema.get("example").is_none()
        {
            schema.insert("example", example);
        }
        self.reference(schema);
        let extensions = schema.as_object_mut().into_iter().flatten();
        for (_, member) in extensions.filter(|(key, _)| key.starts_with("x-apifox-") || key.starts_with("x-apidog-")) {
            self.references_within(member);
        }
    }

    /// Converts references in Apifox's extensions of a schema.
    fn references_within(&mut self, node: &mut Node) {
        self.reference(node);
        match &mut node.kind {
            Kind::Array(items) => items.iter_mut().for_each(|item| self.references_within(item)),
            Kind::Object(members) => members.values_mut().for_each(|member| self.references_within(member)),
            _ => {}
        }
    }

    fn reference(&mut self, schema: &mut Node) {
        let Some(reference) = schema.get_mut("$ref") else {
            return;
        };
        let Some(text) = reference.as_str().map(str::to_owned) else {
            return;
        };
        let known = self.references.get(&text).cloned();
        let converted = known.unwrap_or_else(|| {
            let converted = self.openapi_reference(&text);
            self.references.insert(text.clone(), converted.clone());
            converted
        });
        let Some(converted) = converted else { return };
        if !text.starts_with("#/") {
            let message = format!("`$ref: {text}` is read as a reference to the definition of this name");
            let hint = format!("write '#/definitions/{text}'");
            self.findings.repaired(reference.at, "unusual-reference", message, hint);
        }
        reference.kind = Kind::String(converted.into());
    }

    /// Returns how OpenAPI 3 writes a reference; `None` if it stays as it is.
    fn openapi_reference(&mut self, text: &str) -> Option<String> {
        let Some((keys, target)) = locate(&self.before, text) else {
            let definition = text.strip_prefix("#/definitions/");
            let is_name = !text.contains(['#', '/', '.', ':']);
            let named = is_name
                && self
                    .before
                    .get("definitions")
                    .is_some_and(|all| all.get(text).is_some());
            // Perhaps a definition of another page; a dangling reference is refused where 3.0
            // refuses it.
            return definition
                .filter(|name| !name.contains('/'))
                .map(|name| format!("#/components/schemas/{name}"))
                .or_else(|| named.then(|| schema_ref(text)));
        };
        let parts: Vec<&str> = keys.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["definitions", name] => Some(schema_ref(name)),
            ["definitions", name, below @ ..] => {
                let steps = below
                    .iter()
                    .map(|key| format!("/{}", utf8_percent_encode(&escaped(key), ESCAPED)));
                Some(schema_ref(name) + &steps.collect::<String>())
            }
            ["components", "schemas", ..] => None,
            _ => {
                let target = target.clone();
                Some(schema_ref(&self.moved.name(&keys, &target)))
            }
        }
    }

    /// Converts discriminators from a property name. The values are the names of the definitions
    /// that extend this one, unless these declare others.
    fn discriminators(&mut self, root: &mut Node) {
        let Some(schemas) = root
            .get_mut("components")
            .and_then(|node| node.get_mut("schemas"))
            .and_then(Node::as_object_mut)
        else {
            return;
        };
        let mut values: Vec<(String, String, Node)> = Vec::new();
        for (name, schema) in &*schemas {
            let value = ["x-discriminator-value", "x-ms-discriminator-value"]
                .iter()
                .find_map(|key| schema.get(key));
            if let Some(value) = value.filter(|value| value.as_str().is_some()) {
                let bases = self.bases(schema).into_iter().chain([name.to_string()]);
                values.extend(bases.map(|base| (base, name.to_string(), value.clone())));
            }
        }
        for (name, schema) in schemas {
            let Some(property) = schema.get("discriminator").filter(|node| node.as_str().is_some()) else {
                continue;
            };
            let mut discriminator = Node::object(property.at, [("propertyName", property.clone())]);
            let own = values.iter().filter(|(base, ..)| base == name.as_str());
            let mapping: Map = own
                .filter_map(|(_, child, value)| Some((value.as_str()?, Node::string(value.at, schema_ref(child)))))
                .collect();
            if !mapping.is_empty() {
                discriminator.insert("mapping", Node::new(property.at, Kind::Object(mapping)));
            }
            schema.insert("discriminator", discriminator);
        }
    }

    /// The definitions that a schema extends, directly or indirectly.
    fn bases(&self, schema: &Node) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut pending: Vec<&Node> = schema.items("allOf").iter().collect();
        while let Some(part) = pending.pop() {
            pending.extend(part.items("allOf"));
            let Some((keys, target)) = part.get_str("$ref").and_then(|text| locate(&self.before, text)) else {
                continue;
            };
            if let ["definitions", name] = keys.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
                && found.insert((*name).to_owned())
            {
                pending.push(target);
            }
        }
        found
    }
}

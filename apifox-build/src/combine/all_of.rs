//! `allOf`: one object with the members of all parts.

use std::collections::BTreeSet;

use super::choice::{Choice, IMPLIED, LeftOut, contradicts, declares_type, has_choice};
use super::exclusion::{conflict, values_of_all};
use super::limits;
use super::merge::is_loose;
use super::parts::{WHOLE, whole};
use super::single_part::lift_only_part;
use super::union::{family, kind};
use super::{Combiner, accepts_any, by_property, is_unrestricted, with_annotations};
use crate::node::{Kind, Map, Node};
use crate::structure::{PARTLY_REQUIRED, structure};

/// The depth to which references are followed to find a type.
const MAX_DEPTH: usize = 4;

impl Combiner<'_> {
    /// Expands `allOf`, and combines several choices into one.
    pub(super) fn all_of(&mut self, schema: &mut Node) {
        let parts = schema.get("allOf").filter(|_| self.keeps()).cloned();
        if self.expand_all_of(schema).is_err() {
            let mut any = with_annotations(Node::object(schema.at, []), schema);
            if let Some(parts) = parts {
                schema.insert("allOf", parts);
            }
            self.keep_documented(&mut any, schema);
            *schema = any;
        }
    }

    /// Expands `allOf`. Fails if it becomes any JSON; an `allOf` of which that is a part does too,
    /// since its other parts do not describe all members.
    fn expand_all_of(&mut self, schema: &mut Node) -> Result<(), LeftOut> {
        lift_only_part(schema);
        let listed = match schema.remove("allOf").map(|node| node.kind) {
            Some(Kind::Array(listed)) => listed,
            _ if schema.get("oneOf").is_some() && schema.get("anyOf").is_some() => Vec::new(),
            _ => return Ok(()),
        };
        let mut parts = Vec::new();
        for part in listed {
            parts.extend(self.part(part)?);
        }
        let index = parts.len();
        parts.push(schema.clone());
        self.settle_only_required(&mut parts);
        let choices = parts.iter_mut().flat_map(Choice::take).collect();
        let choice = self.combine_choices(schema, choices, &mut parts)?;
        parts[index..].rotate_left(1); // the schema itself is last, for its annotations
        if let Some((message, hint)) = conflict(&parts, choice.as_ref()) {
            self.findings.lossy(schema.at, "all-of-conflict", message, hint);
            return Err(LeftOut);
        }
        *schema = self.merged(schema, &parts);
        if let Some(choice) = choice {
            choice.restore(schema);
        }
        Ok(())
    }

    /// Returns a part with its own `allOf` expanded and its reference followed; `None` for a part
    /// that refers back to itself.
    fn part(&mut self, mut part: Node) -> Result<Option<Node>, LeftOut> {
        lift_only_part(&mut part);
        while let Some((name, target)) = self.part_target(&part) {
            if self.expanding[self.chain..].contains(&name) {
                if !self.extends(&name, &name) {
                    return Ok(None); // another part contains it
                }
                let message = format!("`allOf` refers back to `{name}` itself; that part has no effect");
                self.findings
                    .lossy(part.at, "circular-all-of", message, "remove the part by an overlay");
                return Ok(None);
            }
            let is_whole = part.is_true(WHOLE);
            part = with_annotations(target, &part);
            // The title of a base is not that of a component that extends it. A comparison has that of
            // an alternative, as if it were written in the place of the reference.
            if !(is_whole && self.keeps_alternatives) {
                part.remove("title");
            }
            // The alternatives of a base may be the components that extend it: as a part of one of
            // them they have no effect.
            if !is_whole && self.is_extended_by_its_alternatives(&name) {
                for key in ["oneOf", "anyOf", "discriminator"] {
                    part.remove(key);
                }
            }
            self.expanding.push(name);
            lift_only_part(&mut part); // it may be an alias
        }
        self.expand_all_of(&mut part)?;
        Ok(Some(part))
    }

    fn merged(&mut self, schema: &Node, parts: &[Node]) -> Node {
        let mut members = Map::new();
        for part in parts {
            members.extend(
                part.as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
        }
        // Null is allowed only if every part allows it: a part without a type allows any JSON that
        // is not an object.
        let allows_null = |part: &Node| {
            part.is_true("nullable")
                || part.get("type").is_none() && part.get("items").is_none() && part.items("enum").is_empty()
        };
        let is_null = parts.iter().any(|part| part.is_true("nullable")) && parts.iter().all(allows_null);
        if !schema.is_true("nullable") && !is_null {
            members.remove("nullable");
        }
        let properties = self.properties(schema, parts);
        if !properties.is_empty() {
            members.insert("properties".to_owned(), Node::new(schema.at, Kind::Object(properties)));
            members.insert("type".to_owned(), Node::string(schema.at, "object"));
            if parts.iter().any(declares_type) {
                members.remove(IMPLIED);
            } else {
                members.insert(IMPLIED.to_owned(), Node::new(schema.at, Kind::Bool(true)));
            }
        }
        if parts.iter().any(|part| kind(part) == "integer")
            && members.get("type").and_then(Node::as_str) == Some("number")
        {
            members.insert("type".to_owned(), Node::string(schema.at, "integer"));
        }
        if let Some(values) = values_of_all(parts).filter(|values| !values.is_empty()) {
            members.insert("enum".to_owned(), Node::new(schema.at, Kind::Array(values)));
        }
        for key in ["items", "additionalProperties"] {
            // `true` and an empty schema do not limit what another part describes.
            let schemas = parts.iter().filter_map(|part| part.get(key));
            let schemas: Vec<Node> = schemas.filter(|schema| !accepts_any(schema)).cloned().collect();
            if key == "items" && !schemas.is_empty() {
                self.retract_undescribed_items(parts);
            }
            if !schemas.is_empty() && schemas.iter().all(|schema| schema.as_object().is_some()) {
                let each = self.merge_property(key, schemas);
                members.insert(key.to_owned(), each);
            }
        }
        limits::narrow(&mut members, parts, self.findings);
        for key in ["required", PARTLY_REQUIRED] {
            let names: BTreeSet<Node> = parts.iter().flat_map(|part| part.items(key)).cloned().collect();
            if !names.is_empty() {
                let names = Kind::Array(names.into_iter().collect());
                members.insert(key.to_owned(), Node::new(schema.at, names));
            }
        }
        Node::new(schema.at, Kind::Object(members))
    }

    /// Returns each property as all parts together describe it.
    fn properties(&mut self, schema: &Node, parts: &[Node]) -> Map {
        let mut properties = Map::new();
        for (name, mut schemas) in by_property(parts) {
            // `additionalProperties` of one part applies to the properties that only other parts
            // name.
            let rest = |part: &&Node| part.get("properties").is_none_or(|own| own.get(&name).is_none());
            let rest = parts
                .iter()
                .filter(rest)
                .filter_map(|part| part.get("additionalProperties"));
            schemas.extend(
                rest.filter(|rest| rest.as_object().is_some() && !accepts_any(rest))
                    .cloned(),
            );
            let property = if parts.iter().any(|part| is_loose(part, &name)) {
                let mut required = parts.iter().flat_map(|part| part.strings("required"));
                let is_required = required.any(|required| required == name);
                self.partial_property(schema, (&name, is_required), schemas)
            } else {
                self.merge_property(&name, schemas)
            };
            properties.insert(name, property);
        }
        properties
    }

    /// Returns a property that only some of the merged alternatives of a part describe: the others
    /// accept what another part describes. The field of a required one cannot be left empty.
    fn partial_property(&mut self, schema: &Node, (name, is_required): (&str, bool), schemas: Vec<Node>) -> Node {
        let differ = schemas
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if structure(a) != structure(b)));
        if !differ && !is_required {
            return self.merge_property(name, schemas);
        }
        self.undescribed(schema, name, &schemas)
    }

    /// Combines the descriptions of one property: the narrower of two, or both where each restricts
    /// the value further; any JSON if they contradict each other.
    fn merge_property(&mut self, name: &str, schemas: Vec<Node>) -> Node {
        let mut schemas = schemas.into_iter().map(|mut schema| {
            lift_only_part(&mut schema);
            schema
        });
        let Some(mut kept) = schemas.next() else {
            return Node::default();
        };
        while let Some(other) = schemas.next() {
            if are_same(&kept, &other) || is_narrower(&other, &kept) || self.is_child(&other, &kept) {
                self.report_null(&kept, &other);
                kept = with_annotations(with_annotations(other.clone(), &kept), &other);
            } else if is_narrower(&kept, &other) || self.is_child(&kept, &other) {
                self.report_null(&kept, &other);
                kept = with_annotations(kept, &other);
            } else if !self.can_both_match(&kept, &other)
                || self.can_compose() && self.exclude_each_other(&kept, &other)
            {
                let message = format!(
                    "the parts of this `allOf` contradict each other about `{name}`; any JSON is accepted there"
                );
                let hint = "remove one of the two descriptions by an overlay";
                self.findings.lossy(other.at, "all-of-conflict", message, hint);
                self.contradicting.insert(kept.at);
                let mut any = with_annotations(Node::object(kept.at, []), &kept);
                self.keep_parts(&mut any, [kept, other].into_iter().chain(schemas).collect());
                return any;
            } else if self.can_compose() {
                kept = annotated_conjunction(kept, other);
            } else {
                let message = format!(
                    "what the parts of this `allOf` say about `{name}` is nested too deeply; any JSON is accepted there"
                );
                let hint = "describe it in one of the parts only, by an overlay";
                self.findings.lossy(other.at, "merged-alternatives", message, hint);
                for part in std::iter::once(other).chain(schemas) {
                    self.findings.leave_out("part of an `allOf`", part);
                }
                return with_annotations(Node::object(kept.at, []), &kept);
            }
        }
        kept
    }

    /// Reports that null is accepted, although only one of two descriptions allows it.
    fn report_null(&mut self, one: &Node, other: &Node) {
        let forbids = |combiner: &mut Self, node: &Node| {
            !node.is_true("nullable") && !is_unrestricted(node) && !combiner.view(node).is_true("nullable")
        };
        for (allowing, other) in [(one, other), (other, one)] {
            if allowing.is_true("nullable") && forbids(self, other) {
                let message = "only one part of this `allOf` allows null; null is accepted";
                let hint = "write `nullable` in all parts that give the type, or in none, by an overlay";
                self.findings.note(allowing.at, "unusual-schema", message, hint);
            }
        }
    }

    /// Whether a value can match both, as far as that is visible without expanding them.
    fn can_both_match(&self, one: &Node, other: &Node) -> bool {
        let (one, other) = (self.typed_schema(one, 0), self.typed_schema(other, 0));
        let is_open = |node: &Node| has_choice(node) || kind(node) == "any";
        is_open(one) || is_open(other) || !contradicts(one, other) && family(one) == family(other)
    }

    /// Returns the schema that declares the type of another: its target, or the first part of its
    /// `allOf` with a type.
    fn typed_schema<'n>(&'n self, schema: &'n Node, depth: usize) -> &'n Node {
        if let Some((_, target)) = self.target(schema).filter(|_| depth < MAX_DEPTH) {
            return self.typed_schema(target, depth + 1);
        }
        let mut parts = schema
            .items("allOf")
            .iter()
            .filter(|_| depth < MAX_DEPTH && kind(schema) == "any");
        let typed =
            parts.find_map(|part| Some(self.typed_schema(part, depth + 1)).filter(|typed| kind(typed) != "any"));
        typed.unwrap_or(schema)
    }
}

/// Combines two schemas, with the annotations of the one that describes the use.
fn annotated_conjunction(kept: Node, other: Node) -> Node {
    let at = if has_choice(&other) { other.at } else { kept.at };
    let mut conjunction = Node::object(at, []);
    for key in ["description", "title", "deprecated", "readOnly", "writeOnly"] {
        if let Some(value) = other.get(key).or(kept.get(key)) {
            conjunction.insert(key, value.clone());
        }
    }
    let parts = vec![whole(kept), whole(other)];
    conjunction.insert("allOf", Node::new(conjunction.at, Kind::Array(parts)));
    conjunction
}

/// Whether two schemas are the same, or references to one component, be it with null.
fn are_same(one: &Node, other: &Node) -> bool {
    let but_null = |reference: &Node| {
        let mut reference = reference.clone();
        reference.remove("nullable");
        structure(&reference)
    };
    structure(one) == structure(other)
        || one.get("$ref").is_some() && one.get("$ref") == other.get("$ref") && but_null(one) == but_null(other)
}

/// Whether `narrow` accepts a subset of `wide`, as far as that is visible without expanding them.
fn is_narrower(narrow: &Node, wide: &Node) -> bool {
    if is_unrestricted(wide) {
        return wide.items("required").is_empty();
    }
    let same_kind = narrow.get_str("type") == wide.get_str("type") && wide.get_str("type").is_some();
    let same_format = wide.get("format").is_none() || wide.get("format") == narrow.get("format");
    let bare = wide.as_object().is_some_and(|members| {
        members.keys().all(|key| {
            matches!(
                key.as_str(),
                "type" | "description" | "title" | "format" | "nullable" | "example" | "default"
            )
        })
    });
    same_kind && same_format && bare
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn parts_describe_a_property_in_any_order() {
        let types = |first: &str, second: &str| {
            let part = |member: &str| format!("{{type: object, properties: {{p: {member}}}}}");
            let page = format!(
                "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                 {{description: OK, content: {{application/json: {{schema: {{allOf: [{}, {}, {}]}}}}}}}}\n",
                part(first),
                part(second),
                "{type: object, required: [p], properties: {p: {description: D}}}",
            );
            let code = Config::new()
                .page_text("page.yaml", page)
                .generate()
                .code()
                .unwrap()
                .to_owned();
            let field = code.lines().find(|line| line.contains("pub p: ")).unwrap_or_default();
            field.trim().to_owned()
        };
        for (one, other, expected) in [
            ("{type: integer, format: uint64}", "{type: integer}", "u64"),
            ("{type: integer, minimum: 0}", "{type: integer, format: uint64}", "u64"),
            (
                "{type: boolean}",
                "{type: string}",
                "::apifox_client::serde_json::Value",
            ),
            ("{type: integer, minimum: 3}", "{nullable: true}", "Option<i64>"),
            ("{type: integer, nullable: true}", "{nullable: false}", "Option<i64>"),
            (
                "{type: string, nullable: true}",
                "{type: string, nullable: false, maxLength: 3}",
                "Option<String>",
            ),
            (
                "{type: string}",
                "{type: string, nullable: true, maxLength: 3}",
                "Option<String>",
            ),
        ] {
            for (first, second) in [(one, other), (other, one)] {
                assert_eq!(types(first, second), format!("pub p: {expected},"), "{first}, {second}");
            }
        }
    }
}

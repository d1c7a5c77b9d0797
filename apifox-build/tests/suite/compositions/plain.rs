//! The plain JSON Schema of a document, for an independent validator.
//!
//! * `nullable: true` adds null as an alternative, and keywords beside a `$ref` are ignored.
//! * A discriminator only restricts: a value with a listed tag must match the component of that
//!   tag, and no other alternative. The tags of an alternative are those of the mapping, or else
//!   its name, and those of its own enum.
//! * A reference to a base with a discriminator is such a choice, too, except where its extensions
//!   refer to it.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

const PARTS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// The key of the tags of an alternative by the discriminator; values with other tags need not be
/// this alternative.
const OWN: &str = "x-own";

const COMPONENTS: &str = "#/components/schemas/";

/// The components of a document.
#[derive(Debug)]
pub(crate) struct Components<'a>(pub(crate) &'a Map<String, Value>);

/// Returns the component that a reference or a name of a mapping refers to.
pub(crate) fn name_of(target: &str) -> &str {
    target.strip_prefix(COMPONENTS).unwrap_or(target)
}

/// Returns the component that a schema refers to.
pub(crate) fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str().map(name_of)
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema[key].as_array().map_or(&[], Vec::as_slice)
}

impl<'a> Components<'a> {
    pub(crate) fn of(document: &'a Value) -> Self {
        let components = document["components"]["schemas"].as_object();
        Self(components.expect("every document has components"))
    }

    /// Returns the components that this one extends, nearest first.
    pub(crate) fn ancestors(&self, name: &str) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        let mut queue = vec![name];
        while let Some(name) = queue.pop() {
            let Some(schema) = self.0.get(name) else { continue };
            for parent in list(schema, "allOf").iter().filter_map(referred) {
                if !found.contains(&parent) {
                    found.push(parent);
                    queue.push(parent);
                }
            }
        }
        found
    }

    /// Returns the tag of a component, if it or its base has a discriminator, and the extension
    /// that each value names.
    pub(crate) fn heirs(&self, name: &str) -> Option<(&'a str, Vec<(String, &'a str)>)> {
        let mut line = vec![name];
        line.extend(self.ancestors(name));
        let is_base = |name: &&str| {
            let schema = self.0.get(*name);
            schema.is_some_and(|schema| {
                schema.get("discriminator").is_some() && schema.get("oneOf").or(schema.get("anyOf")).is_none()
            })
        };
        let base = line.into_iter().find(is_base)?;
        let discriminator = &self.0[base]["discriminator"];
        let heirs = self.0.keys().filter(|heir| !self.is_another_name(heir));
        let heirs = heirs.filter(|heir| self.ancestors(heir).contains(&name));
        let heirs: Vec<&str> = heirs.map(String::as_str).collect();
        (!heirs.is_empty()).then(|| (property_of(discriminator), listed(discriminator, &heirs)))
    }

    /// Whether a component is only an alias of another one, and no mapping distinguishes them.
    fn is_another_name(&self, name: &str) -> bool {
        let parts = self.0.get(name).map_or(&[][..], |schema| list(schema, "allOf"));
        let says = |key: &String| !matches!(key.as_str(), "allOf" | "nullable");
        let is_bare = self.0[name].as_object().is_some_and(|schema| !schema.keys().any(says));
        let mut mappings = self
            .0
            .values()
            .filter_map(|schema| schema["discriminator"]["mapping"].as_object());
        let is_mapped =
            mappings.any(|mapping| mapping.values().filter_map(Value::as_str).any(|to| name_of(to) == name));
        is_bare && parts.len() == 1 && referred(&parts[0]).is_some() && !is_mapped
    }

    /// Whether a reference makes one component extend the other.
    pub(crate) fn extends(&self, name: Option<&str>, target: &str) -> bool {
        let mut name = name.filter(|name| !self.is_another_name(name)).into_iter();
        name.any(|name| self.ancestors(name).contains(&target)) && self.heirs(target).is_some()
    }

    /// Converts a schema; `own` is the component whose schema it is, if any.
    fn plain(&self, schema: &Value, own: Option<&str>) -> Value {
        if let Some(name) = referred(schema) {
            let is_union = self.heirs(name).is_some() && !self.extends(own, name);
            let folder = if is_union { "unions" } else { "components/schemas" };
            return json!({"$ref": format!("#/{folder}/{name}")});
        }
        let mut plain = Map::new();
        for (key, value) in schema.as_object().into_iter().flatten() {
            let value = match (key.as_str(), value) {
                ("nullable" | "discriminator", _) => continue,
                ("items" | "additionalProperties", Value::Object(_)) => self.plain(value, None),
                ("properties", Value::Object(properties)) => {
                    let plain = |(name, schema): (&String, &Value)| (name.clone(), self.plain(schema, None));
                    properties.iter().map(plain).collect()
                }
                ("allOf", Value::Array(parts)) => parts.iter().map(|part| self.plain_part(part, own)).collect(),
                ("oneOf" | "anyOf", Value::Array(parts)) => {
                    let plain = |part| self.without_other_tags(self.plain(part, None), part, schema);
                    parts.iter().map(plain).collect()
                }
                _ => value.clone(),
            };
            plain.insert(key.clone(), value);
        }
        if plain.contains_key("properties") {
            plain.entry("type").or_insert_with(|| "object".into()); // as generators read it
        }
        let mut plain = Value::Object(plain);
        if let Some((property, listed)) = listed_in(schema) {
            plain = json!({"allOf": [plain, decided(property, &listed)]});
        }
        if schema["nullable"] == true {
            plain = json!({"anyOf": [{"type": "null"}, plain]});
        }
        plain
    }

    /// Excludes values whose tag names another alternative.
    fn without_other_tags(&self, plain: Value, alternative: &Value, choice: &Value) -> Value {
        let (Some((property, mut listed)), Some(own)) = (listed_in(choice), referred(alternative)) else {
            return plain;
        };
        let alternatives = list(choice, "oneOf").iter().chain(list(choice, "anyOf"));
        for name in alternatives.filter_map(referred) {
            let tag = self.0.get(name).map(|schema| &schema["properties"][property]);
            let values = tag.into_iter().flat_map(|tag| list(tag, "enum"));
            listed.extend(values.filter_map(Value::as_str).map(|value| (value.to_owned(), name)));
        }
        let is_own = |value: &str| listed.iter().any(|(other, name)| other == value && *name == own);
        let owned: Vec<&str> = listed
            .iter()
            .map(|(value, _)| value.as_str())
            .filter(|value| is_own(value))
            .collect();
        let others: Vec<&str> = listed.iter().map(|(value, _)| value.as_str()).collect();
        let others: Vec<&str> = others.into_iter().filter(|value| !is_own(value)).collect();
        let other_tags = json!({"type": "object", "required": [property], "properties": {property: {"enum": others}}});
        json!({"allOf": [plain, {"not": other_tags}], OWN: {property: owned}})
    }

    /// Converts a part of an `allOf`. Only a direct reference extends a component.
    fn plain_part(&self, part: &Value, own: Option<&str>) -> Value {
        self.plain(part, own.filter(|_| referred(part).is_some()))
    }
}

/// Returns the values that the discriminator of a choice lists, each with its component.
pub(crate) fn listed_in(schema: &Value) -> Option<(&str, Vec<(String, &str)>)> {
    let discriminator = schema.get("discriminator")?;
    let alternatives = list(schema, "oneOf").iter().chain(list(schema, "anyOf"));
    let names: Vec<&str> = alternatives.filter_map(referred).collect();
    (!names.is_empty()).then(|| (property_of(discriminator), listed(discriminator, &names)))
}

fn property_of(discriminator: &Value) -> &str {
    discriminator["propertyName"].as_str().unwrap_or_default()
}

/// Returns the mapped values, and the names of components that the mapping does not override.
fn listed<'a>(discriminator: &'a Value, names: &[&'a str]) -> Vec<(String, &'a str)> {
    let mapping = discriminator["mapping"].as_object();
    let mapped = mapping.into_iter().flatten();
    let mut listed: Vec<(String, &str)> = mapped
        .filter_map(|(value, target)| Some((value.clone(), name_of(target.as_str()?))))
        .filter(|(_, name)| names.contains(name))
        .collect();
    for name in names {
        if mapping.is_none_or(|mapping| !mapping.contains_key(*name)) {
            listed.push(((*name).to_owned(), name));
        }
    }
    listed
}

/// Requires that a value with a listed tag matches the component of that tag.
fn decided(property: &str, listed: &[(String, &str)]) -> Value {
    let decide = |(value, name): &(String, &str)| {
        json!({
            "if": {"type": "object", "required": [property], "properties": {property: {"enum": [value]}}},
            "then": {"$ref": format!("{COMPONENTS}{name}")},
        })
    };
    json!({"allOf": listed.iter().map(decide).collect::<Vec<_>>()})
}

/// Judges the values of the component `Thing` of a document.
#[derive(Debug)]
pub(crate) struct Judge {
    root: Value,
    validator: Validator,
}

impl Judge {
    /// Creates a judge; `None` if a composition contains itself.
    pub(crate) fn new(document: &Value) -> Option<Self> {
        let components = Components::of(document);
        let mut schemas = Map::new();
        let mut unions = Map::new();
        for (name, schema) in components.0 {
            schemas.insert(name.clone(), components.plain(schema, Some(name)));
            if let Some((property, listed)) = components.heirs(name) {
                let own = json!({"$ref": format!("{COMPONENTS}{name}")});
                unions.insert(name.clone(), json!({"allOf": [own, decided(property, &listed)]}));
            }
        }
        let thing = components.plain(&json!({"$ref": format!("{COMPONENTS}Thing")}), None);
        let root = json!({"allOf": [thing], "components": {"schemas": schemas}, "unions": unions});
        if is_endless(&root, &root, &mut Vec::new()) {
            return None;
        }
        let validator = validator(&root)?;
        Some(Self { root, validator })
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Whether a schema that the value matches names the member at a path, which is lost in the
    /// decoded value.
    pub(crate) fn promises(&self, (value, back): (&Value, &Value), path: &[&str]) -> bool {
        self.promises_in(&self.root["allOf"][0], (value, back), path)
    }

    fn promises_in(&self, schema: &Value, (value, back): (&Value, &Value), path: &[&str]) -> bool {
        let Some((name, rest)) = path.split_first().filter(|_| self.fits(schema, value)) else {
            return false;
        };
        let mut own = schema[OWN].as_object().into_iter().flatten();
        if own.any(|(tag, values)| !values.as_array().is_some_and(|values| values.contains(&value[tag]))) {
            return false;
        }
        if let Some(pointer) = schema["$ref"].as_str() {
            let target = self.root.pointer(pointer.trim_start_matches('#'));
            return target.is_some_and(|target| self.promises_in(target, (value, back), path));
        }
        let further = schema.get("additionalProperties").filter(|rest| **rest != false);
        let described = match *name {
            "[]" => schema.get("items"),
            name => schema["properties"].get(name).or(further),
        };
        let is_promised = |schema: &Value| {
            let is_at = |value: &Value, back: &Value| self.promises_in(schema, (value, back), rest);
            match (*name, value) {
                ("[]", Value::Array(items)) => items.iter().enumerate().any(|(at, item)| is_at(item, &back[at])),
                ("*", Value::Object(members)) => members.iter().any(|(name, member)| is_at(member, &back[name])),
                (name, value) => value.get(name).is_some_and(|member| is_at(member, &back[name])),
            }
        };
        let is_lost = match *name {
            "*" => true,
            name => value.get(name).is_some() && back.get(name).is_none(),
        };
        let then = schema.get("then").filter(|_| self.fits(&schema["if"], value));
        let mut parts = PARTS.into_iter().flat_map(|key| list(schema, key)).chain(then);
        described.is_some_and(|schema| if rest.is_empty() { is_lost } else { is_promised(schema) })
            || parts.any(|part| self.promises_in(part, (value, back), path))
    }

    /// Whether a value matches a schema. A schema that is a part of itself says nothing of a value,
    /// and the validator would never end.
    fn fits(&self, schema: &Value, value: &Value) -> bool {
        if is_endless(&self.root, schema, &mut Vec::new()) {
            return false;
        }
        let mut root = self.root.clone();
        root["allOf"] = json!([schema]);
        validator(&root).is_some_and(|validator| validator.is_valid(value))
    }
}

fn validator(root: &Value) -> Option<Validator> {
    jsonschema::draft7::options().build(root).ok()
}

/// Whether the schemas that apply to one value refer to themselves.
fn is_endless<'a>(root: &'a Value, schema: &'a Value, trail: &mut Vec<&'a str>) -> bool {
    if let Some(pointer) = schema["$ref"].as_str() {
        if trail.contains(&pointer) {
            return true;
        }
        trail.push(pointer);
        let target = root.pointer(pointer.trim_start_matches('#'));
        let found = target.is_none_or(|target| is_endless(root, target, trail));
        trail.pop();
        return found;
    }
    let mut parts = PARTS
        .into_iter()
        .flat_map(|key| list(schema, key))
        .chain(schema.get("then"));
    parts.any(|part| is_endless(root, part, trail))
}

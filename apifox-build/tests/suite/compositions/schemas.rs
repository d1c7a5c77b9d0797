//! Random schemas: objects, leaves, and compositions of them in any nesting.

use serde_json::{Map, Value, json};

use testkit_documents::dice::{Dice, setting};

/// The property that distinguishes alternatives.
pub(crate) const TAG: &str = "kind";

/// The values of the tag.
pub(crate) const TAGS: [&str; 4] = ["a", "b", "c", "d"];

/// The components that are plain objects.
pub(crate) const OBJECTS: [&str; 4] = ["Card", "Bank", "Wallet", "Party"];

/// The names of properties: few, so that parts and alternatives overlap.
const PROPERTIES: [&str; 6] = ["id", "amount", "name", "iban", "items", "meta"];

/// A component that only requires properties of others.
const NEEDS: &str = "Needs";

/// Components that are not objects.
pub(crate) const LABEL: &str = "Label";
pub(crate) const LINES: &str = "Lines";

/// Draws schemas, and keeps the components that they refer to.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    pub(crate) dice: Dice,
    pub(crate) components: Map<String, Value>,
    /// The components that may be parts and alternatives: none is composed of a later one.
    pub(crate) known: Vec<String>,
    /// Whether documents have further kinds of schemas.
    pub(crate) is_wider: bool,
    /// The names of all components, to which properties may refer.
    planned: Vec<&'a str>,
}

/// Whether documents have booleans and integers of one value, aliases, maps beside properties, and
/// components that are not objects.
pub(crate) fn is_wider() -> bool {
    setting("COMPOSITIONS_WIDER", 0) > 0
}

/// Draws an item of a list.
pub(crate) fn one_of<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    dice.pick(from)
}

pub(crate) fn require(schema: &mut Value, name: &str) {
    let required = &mut schema["required"];
    match required.as_array_mut() {
        Some(names) if names.iter().any(|known| known == name) => {}
        Some(names) => names.push(Value::from(name)),
        None => *required = json!([name]),
    }
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(dice: Dice, planned: Vec<&'a str>) -> Self {
        Self {
            dice,
            components: Map::new(),
            known: Vec::new(),
            is_wider: is_wider(),
            planned,
        }
    }

    /// Adds a component that others may be composed of.
    pub(crate) fn define(&mut self, name: &str, schema: Value) {
        self.define_apart(name, schema);
        self.known.push(name.to_owned());
    }

    pub(crate) fn define_apart(&mut self, name: &str, schema: Value) {
        self.components.insert(name.to_owned(), schema);
    }

    /// Defines the components that are not objects.
    pub(crate) fn define_others(&mut self) {
        let (label, lines) = (self.leaf(), self.array(1));
        self.define_apart(LABEL, label);
        self.define_apart(LINES, lines);
    }

    pub(crate) fn define_needs(&mut self, schema: Value) {
        self.define_apart(NEEDS, schema);
    }

    /// Returns the value of a mapping for a component: a reference, or its name.
    pub(crate) fn target(&mut self, name: &str) -> Value {
        let is_name = self.dice.chance(40);
        Value::from(if is_name {
            name.to_owned()
        } else {
            format!("#/components/schemas/{name}")
        })
    }

    /// Draws an object with some of the properties, some of which are required.
    pub(crate) fn object(&mut self, depth: usize, is_tagged: bool) -> Value {
        let mut properties = Map::new();
        for _ in 0..=self.dice.below(3) {
            let name = one_of(&mut self.dice, &PROPERTIES);
            let schema = self.property(name, depth);
            properties.insert(name.to_owned(), schema);
        }
        if self.is_wider && self.dice.chance(12) {
            let (name, schema) = self.state();
            properties.insert(name.to_owned(), schema);
        }
        let mut required: Vec<Value> = Vec::new();
        let is_circular = |schema: &Value| schema.get("$ref").is_some() || schema.get("items").is_some();
        for (name, schema) in &properties {
            if !is_circular(schema) && self.dice.chance(50) {
                required.push(Value::from(name.as_str()));
            }
        }
        if is_tagged && self.dice.chance(70) {
            let tag = self.tag();
            properties.insert(TAG.to_owned(), tag);
            if self.dice.chance(80) {
                required.push(Value::from(TAG));
            }
        }
        let mut object = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            object["required"] = Value::Array(required);
        }
        if self.dice.chance(12) {
            object.as_object_mut().expect("an object was made").remove("type");
        }
        if self.is_wider && self.dice.chance(6) {
            object["additionalProperties"] = self.leaf();
        }
        object
    }

    /// Draws a property whose values are not strings, but may distinguish alternatives.
    fn state(&mut self) -> (&'static str, Value) {
        let start = self.dice.below(2);
        match self.dice.below(6) {
            0..2 => ("paid", json!({"type": "boolean", "enum": [start == 0]})),
            2 => ("paid", json!({"type": "boolean"})),
            3..5 => ("state", json!({"type": "integer", "enum": [start]})),
            _ => ("state", json!({"type": "integer", "enum": [start, start + 1]})),
        }
    }

    fn tag(&mut self) -> Value {
        match self.dice.below(10) {
            0..3 => json!({"type": "string"}),
            3..8 => json!({"type": "string", "enum": [one_of(&mut self.dice, &TAGS)]}),
            _ => json!({"type": "string", "enum": self.some_tags()}),
        }
    }

    fn some_tags(&mut self) -> Vec<&'static str> {
        let start = self.dice.below(TAGS.len() - 1);
        TAGS[start..=start + 1].to_vec()
    }

    /// Draws a property: mostly the same schema for the same name, so that overlapping parts agree.
    fn property(&mut self, name: &str, depth: usize) -> Value {
        let mut schema = match self.dice.below(20) {
            0..13 => match name {
                "id" | "iban" => json!({"type": "string"}),
                "amount" => json!({"type": "integer"}),
                "name" => json!({"type": "string", "enum": self.some_tags()}),
                "items" => self.array(depth),
                _ => self.map(depth),
            },
            13..15 => return to(one_of(&mut self.dice, &self.planned.clone())),
            15 if depth > 1 => self.composition(depth - 1),
            _ => self.leaf(),
        };
        self.perhaps_nullable(&mut schema);
        schema
    }

    fn perhaps_nullable(&mut self, schema: &mut Value) {
        if self.dice.chance(10) && schema.get("$ref").is_none() {
            schema["nullable"] = Value::Bool(true);
        }
    }

    fn leaf(&mut self) -> Value {
        match self.dice.below(if self.is_wider { 8 } else { 7 }) {
            0 => json!({"type": "string"}),
            1 => json!({"type": "integer"}),
            2 => json!({"type": "number"}),
            3 => json!({"type": "boolean"}),
            4 => json!({"type": "object"}),
            5 => json!({"type": "object", "additionalProperties": true}),
            6 if self.is_wider => self.state().1,
            _ => json!({"type": "string", "enum": self.some_tags()}),
        }
    }

    fn array(&mut self, depth: usize) -> Value {
        let items = self.inner(depth);
        json!({"type": "array", "items": items})
    }

    fn map(&mut self, depth: usize) -> Value {
        let values = self.inner(depth);
        json!({"type": "object", "additionalProperties": values})
    }

    fn inner(&mut self, depth: usize) -> Value {
        match self.dice.below(10) {
            0..2 => to(one_of(&mut self.dice, &self.planned.clone())),
            2..4 if depth > 1 => self.composition(depth - 1),
            4 if depth > 0 => self.object(depth - 1, true),
            _ => self.leaf(),
        }
    }

    /// Draws a part that only requires properties of other parts.
    pub(crate) fn only_required(&mut self) -> Value {
        let mut names = vec![one_of(&mut self.dice, &PROPERTIES)];
        if self.dice.chance(30) {
            names.push(TAG);
        }
        let mut part = json!({"required": names});
        if self.dice.chance(50) {
            part["type"] = Value::from("object");
        }
        part
    }

    fn component(&mut self) -> Value {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        to(one_of(&mut self.dice, &known))
    }

    /// Draws parts, alternatives or both, of at most this depth.
    pub(crate) fn composition(&mut self, depth: usize) -> Value {
        let mut schema = match self.dice.below(12) {
            0..4 => json!({"allOf": self.parts(depth)}),
            4..6 => self
                .tagged()
                .unwrap_or_else(|| json!({"oneOf": self.alternatives(depth)})),
            6..8 => json!({"oneOf": self.alternatives(depth)}),
            8 => json!({"anyOf": self.alternatives(depth)}),
            9 => json!({"oneOf": self.objects(depth), "anyOf": self.objects(depth)}),
            10 => json!({"allOf": self.parts(depth), "oneOf": self.objects(depth)}),
            _ => json!({"anyOf": self.objects(depth)}),
        };
        let holds_objects = schema.get("allOf").is_some() || schema.get("discriminator").is_some();
        if holds_objects && self.dice.chance(25) {
            let own = self.object(depth.saturating_sub(1), false);
            let own = own.as_object().cloned().unwrap_or_default();
            schema.as_object_mut().expect("an object was made").extend(own);
        } else if self.dice.chance(10) {
            let needs = self.only_required();
            schema["required"] = needs["required"].clone();
        }
        self.perhaps_nullable(&mut schema);
        schema
    }

    fn parts(&mut self, depth: usize) -> Vec<Value> {
        let mut parts = Vec::new();
        for _ in 0..=self.dice.below(3) {
            let part = match self.dice.below(10) {
                0..3 => self.component(),
                3..6 => self.object(depth.saturating_sub(1), true),
                6 => self.only_required(),
                7 if self.components.contains_key(NEEDS) => to(NEEDS),
                _ if depth > 1 => self.composition(depth - 1),
                _ => self.component(),
            };
            parts.push(part);
        }
        parts
    }

    /// Draws parts that are objects.
    fn objects(&mut self, depth: usize) -> Vec<Value> {
        let count = 2 + self.dice.below(2);
        (0..count).map(|_| self.object_alternative(depth)).collect()
    }

    fn object_alternative(&mut self, depth: usize) -> Value {
        match self.dice.below(10) {
            0..4 => self.component(),
            4..6 if depth > 1 => self.composition(depth - 1),
            6 => self.only_required(),
            _ => {
                let mut object = self.object(depth.saturating_sub(1), true);
                if self.dice.chance(10) {
                    object["additionalProperties"] = Value::Bool(false);
                }
                object
            }
        }
    }

    fn alternatives(&mut self, depth: usize) -> Vec<Value> {
        let mut alternatives = Vec::new();
        for _ in 0..2 + self.dice.below(3) {
            let mut alternative = match self.dice.below(if self.is_wider { 14 } else { 12 }) {
                0..2 => self.leaf(),
                12 if self.components.contains_key(LABEL) => to(LABEL),
                13 if self.components.contains_key(LINES) => to(LINES),
                2 => self.array(depth.saturating_sub(1)),
                3 => self.map(depth.saturating_sub(1)),
                _ => self.object_alternative(depth),
            };
            if self.dice.chance(50) {
                self.perhaps_nullable(&mut alternative);
            }
            alternatives.push(alternative);
        }
        alternatives
    }

    /// Draws a choice among components by their tag; none if fewer than two have it.
    fn tagged(&mut self) -> Option<Value> {
        let mut names: Vec<String> = self.known.clone();
        names.retain(|name| self.components[name]["properties"].get(TAG).is_some());
        names.sort();
        names.dedup();
        if names.len() < 2 {
            return None;
        }
        self.dice.shuffle(&mut names);
        names.truncate(2 + self.dice.below(2));
        let mut discriminator = json!({"propertyName": TAG});
        let style = self.dice.below(4);
        if style > 0 {
            discriminator["mapping"] = self.mapping(&names, style == 1);
        }
        let key = if self.dice.chance(80) { "oneOf" } else { "anyOf" };
        let alternatives: Vec<Value> = names.iter().map(|name| to(name)).collect();
        Some(json!({key: alternatives, "discriminator": discriminator}))
    }

    /// Draws the values of all components, or of all except one.
    fn mapping(&mut self, names: &[String], is_partial: bool) -> Value {
        let mut mapping = Map::new();
        for name in names.iter().skip(usize::from(is_partial)) {
            let tag = &self.components[name]["properties"][TAG];
            let mut values: Vec<String> = match tag["enum"].as_array() {
                Some(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                None => TAGS.iter().map(|tag| (*tag).to_owned()).collect(),
            };
            values.retain(|value| !mapping.contains_key(value));
            values.truncate(1 + self.dice.below(2));
            for value in values {
                let target = self.target(name);
                mapping.insert(value, target);
            }
        }
        Value::Object(mapping)
    }
}

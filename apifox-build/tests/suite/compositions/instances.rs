//! Random values, drawn from all schemas that apply to a value. Most are valid; a validator
//! determines which.

use serde_json::{Map, Value, json};
use testkit_documents::dice::Dice;

use super::plain::{Components, listed_in, referred};

/// The depth below which only required members are drawn.
const DEEP: usize = 4;
const DEEPEST: usize = 9;
const TEXTS: [&str; 5] = ["a", "b", "c", "x", ""];
const OTHER_NAMES: [&str; 3] = ["other", "id", "kind"];

/// Draws values of the schemas of a document.
#[derive(Debug)]
pub(crate) struct Drawer<'a> {
    components: Components<'a>,
    /// The reference to the component `Thing`.
    schema: &'a Value,
    dice: Dice,
}

/// The schemas that apply to one value, with one alternative of each choice.
#[derive(Debug, Default)]
struct Applied<'a> {
    schemas: Vec<&'a Value>,
    /// The values of a member, as required by a discriminator.
    tags: Vec<(&'a str, Vec<Value>)>,
    /// The members of alternatives that were not chosen.
    others: Vec<(&'a str, &'a Value)>,
}

impl<'a> Applied<'a> {
    fn tag(&mut self, property: &'a str, values: Vec<Value>) {
        if !values.is_empty() {
            self.tags.push((property, values));
        }
    }
}

impl<'a> Drawer<'a> {
    pub(crate) fn new(document: &'a Value, dice: Dice) -> Self {
        let body = &document["paths"]["/things"]["post"]["requestBody"];
        Self {
            components: Components::of(document),
            schema: &body["content"]["application/json"]["schema"],
            dice,
        }
    }

    pub(crate) fn value(&mut self) -> Value {
        self.of_all(&[self.schema], None, 0)
    }

    /// Draws a value to which all of these apply, and that is one of `among`, if given.
    fn of_all(&mut self, schemas: &[&'a Value], among: Option<&[Value]>, depth: usize) -> Value {
        let mut applied = Applied::default();
        for schema in schemas {
            self.apply(schema, None, &mut applied);
        }
        let is_nullable = applied.schemas.iter().any(|schema| schema["nullable"] == true);
        if depth > DEEPEST || is_nullable && self.dice.chance(15) {
            return Value::Null;
        }
        if let Some(values) = listed(&applied.schemas, among) {
            let values: Vec<&Value> = values.iter().collect();
            return if values.is_empty() {
                Value::Null
            } else {
                self.dice.pick(&values).clone()
            };
        }
        match self.kind(&applied.schemas) {
            "string" => Value::from(self.dice.pick(&TEXTS)),
            "integer" => Value::from(self.dice.below(4)),
            "number" => json!([0.5, 1.25, -3.75, 2.0][self.dice.below(4)]),
            "boolean" => Value::from(self.dice.chance(50)),
            "array" => self.array(&applied.schemas, depth),
            _ => self.object(&applied, depth),
        }
    }

    /// Applies a schema; `own` is the component whose schema it is, if any.
    fn apply(&mut self, schema: &'a Value, own: Option<&'a str>, applied: &mut Applied<'a>) {
        if let Some(name) = referred(schema) {
            self.apply_component(name, own, applied);
            return;
        }
        applied.schemas.push(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.apply(part, own.filter(|_| referred(part).is_some()), applied);
        }
        for key in ["oneOf", "anyOf"] {
            let Some(alternatives) = schema[key].as_array().filter(|list| !list.is_empty()) else {
                continue;
            };
            let chosen = self.dice.below(alternatives.len());
            for (number, alternative) in alternatives.iter().enumerate() {
                if number == chosen || key == "anyOf" && self.dice.chance(15) {
                    self.apply(alternative, None, applied);
                } else {
                    self.note_others(alternative, applied);
                }
            }
            if let (Some((property, listed)), Some(name)) = (listed_in(schema), referred(&alternatives[chosen])) {
                let values = listed.into_iter().filter(|(_, named)| *named == name);
                let values: Vec<Value> = values.map(|(value, _)| Value::from(value)).collect();
                if self.dice.chance(85) {
                    applied.tag(property, values);
                }
            }
        }
    }

    /// Applies a component; a base is a choice among its extensions.
    fn apply_component(&mut self, name: &str, own: Option<&'a str>, applied: &mut Applied<'a>) {
        let Some((name, schema)) = self.components.0.get_key_value(name) else {
            return;
        };
        let heirs = self
            .components
            .heirs(name)
            .filter(|_| !self.components.extends(own, name));
        if let Some((property, listed)) = heirs.filter(|(_, listed)| !listed.is_empty())
            && self.dice.chance(85)
        {
            let (value, heir) = &listed[self.dice.below(listed.len())];
            applied.tag(property, vec![Value::from(value.as_str())]);
            if let Some((heir, schema)) = self.components.0.get_key_value(*heir) {
                self.apply(schema, Some(heir), applied);
            }
            return;
        }
        self.apply(schema, Some(name), applied);
    }

    /// Adds the members of an alternative that was not chosen.
    fn note_others(&self, alternative: &'a Value, applied: &mut Applied<'a>) {
        let mut queue = vec![alternative];
        let mut known: Vec<&Value> = Vec::new();
        while let Some(schema) = queue.pop() {
            if known.iter().any(|other| std::ptr::eq(*other, schema)) {
                continue;
            }
            known.push(schema);
            queue.extend(referred(schema).and_then(|name| self.components.0.get(name)));
            for key in ["allOf", "oneOf", "anyOf"] {
                queue.extend(schema[key].as_array().into_iter().flatten());
            }
            let properties = schema["properties"].as_object().into_iter().flatten();
            applied
                .others
                .extend(properties.map(|(name, schema)| (name.as_str(), schema)));
        }
    }

    fn kind(&mut self, schemas: &[&'a Value]) -> &'a str {
        let kinds: Vec<&str> = schemas.iter().filter_map(|schema| schema["type"].as_str()).collect();
        if kinds.contains(&"integer") {
            return "integer";
        }
        let has = |key: &str| schemas.iter().any(|schema| schema.get(key).is_some());
        match kinds.first() {
            Some(kind) => kind,
            None if has("properties") || has("required") => "object",
            None => ["string", "integer", "object"][self.dice.below(3)],
        }
    }

    fn array(&mut self, schemas: &[&'a Value], depth: usize) -> Value {
        let items: Vec<&Value> = schemas.iter().filter_map(|schema| schema.get("items")).collect();
        let most = if depth < DEEP { 3 } else { 1 };
        (0..self.dice.below(most))
            .map(|_| self.of_all(&items, None, depth + 1))
            .collect()
    }

    fn object(&mut self, applied: &Applied<'a>, depth: usize) -> Value {
        let mut names: Vec<&str> = Vec::new();
        let often = [60, 50, 30, 15].get(depth).copied().unwrap_or(0);
        for schema in &applied.schemas {
            for (name, _) in schema["properties"].as_object().into_iter().flatten() {
                if self.dice.chance(often) {
                    names.push(name);
                }
            }
            names.extend(
                schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str),
            );
        }
        names.extend(applied.tags.iter().map(|(name, _)| *name));
        let is_open = |schema: &&Value| schema["additionalProperties"].is_object() || schema["properties"].is_null();
        if depth < DEEP && applied.schemas.iter().any(is_open) && self.dice.chance(50) {
            names.push(self.dice.pick(&OTHER_NAMES));
        }
        let mut members = Map::new();
        for name in names {
            if !members.contains_key(name) {
                let value = self.member(name, applied, depth);
                members.insert(name.to_owned(), value);
            }
        }
        if !applied.others.is_empty() && depth < DEEP && self.dice.chance(mixed()) {
            let (name, schema) = applied.others[self.dice.below(applied.others.len())];
            if !members.contains_key(name) {
                let value = self.of_all(&[schema], None, depth + 1);
                members.insert(name.to_owned(), value);
            }
        }
        Value::Object(members)
    }

    fn member(&mut self, name: &str, applied: &Applied<'a>, depth: usize) -> Value {
        let of = |schema: &&'a Value| {
            let further = schema.get("additionalProperties").filter(|rest| rest.is_object());
            schema["properties"].get(name).or(further)
        };
        let mut schemas: Vec<&Value> = applied.schemas.iter().filter_map(of).collect();
        if schemas.is_empty() {
            // Some parts only require the member, and others describe it.
            let others = applied.others.iter().filter(|(other, _)| *other == name);
            schemas.extend(others.map(|(_, schema)| *schema).take(1));
        }
        let mut tags = applied.tags.iter().filter(|(property, _)| *property == name);
        let first = tags.next().map(|(_, values)| values.clone());
        let among = first.map(|mut values| {
            tags.for_each(|(_, others)| values.retain(|value| others.contains(value)));
            values
        });
        self.of_all(&schemas, among.as_deref(), depth + 1)
    }
}

/// The percentage of objects with a member that only an alternative describes which was not chosen.
/// The chosen alternatives allow any value there, so a type that merges alternatives may be too
/// narrow for it.
pub(crate) fn mixed() -> u32 {
    testkit_documents::dice::setting("COMPOSITIONS_MIXED", 0)
        .try_into()
        .unwrap_or(100)
}

fn listed(schemas: &[&Value], among: Option<&[Value]>) -> Option<Vec<Value>> {
    let mut lists = schemas.iter().filter_map(|schema| schema["enum"].as_array());
    let mut values = match among {
        Some(values) => values.to_vec(),
        None => lists.next()?.clone(),
    };
    lists.for_each(|list| values.retain(|value| list.contains(value)));
    Some(values)
}

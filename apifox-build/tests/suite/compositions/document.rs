//! Random documents: a few components that refer to each other, and one operation with a
//! composition as response and as request body.

use serde_json::{Map, Value, json};
use testkit_documents::dice::Dice;

use super::plain::Judge;
use super::schemas::{LABEL, LINES, OBJECTS, Schemas, TAG, TAGS, is_wider, one_of, require};

/// The depth of nested compositions.
const DEEPEST: usize = 4;

/// The components that a document may have: objects, a base with its extensions, and compositions.
const NAMES: [&str; 5] = ["Order", "Refund", "Payout", "Dispute", "Thing"];

/// The extensions of the object with a discriminator. The last one extends the first, which other
/// schemas may refer to.
const HEIRS: [&str; 3] = ["EventPaid", "EventSent", "EventPaidLate"];

/// A component that is another one.
const ALIAS: &str = "Alias";

/// Returns a random document with the operation `POST /things`, and a judge of the values of its
/// component `Thing`.
pub(crate) fn random(dice: &mut Dice) -> (Value, Judge) {
    loop {
        let document = document(dice.clone());
        // A composition of itself has no values; other tests cover it.
        if let Some(judge) = Judge::new(&document) {
            return (document, judge);
        }
        dice.below(2);
    }
}

fn document(mut dice: Dice) -> Value {
    let objects = 2 + dice.below(OBJECTS.len() - 1);
    let compositions = dice.below(3);
    let has_family = dice.chance(40);
    let heirs = 2 + dice.below(2);
    let mut planned: Vec<&str> = OBJECTS[..objects].to_vec();
    planned.extend(&NAMES[..compositions]);
    if has_family {
        planned.extend(["Event", HEIRS[0]]);
    }
    let has_others = is_wider() && dice.chance(25);
    if has_others {
        planned.extend([LABEL, LINES]);
    }
    planned.push("Thing");
    let mut schemas = Schemas::new(dice, planned);
    for name in &OBJECTS[..objects] {
        let object = schemas.object(1, true);
        schemas.define(name, object);
    }
    if has_others {
        schemas.define_others();
    }
    if schemas.is_wider && schemas.dice.chance(15) {
        let reference = json!({"$ref": format!("#/components/schemas/{}", OBJECTS[0])});
        let is_part = schemas.dice.chance(50);
        let alias = if is_part {
            json!({"allOf": [reference]})
        } else {
            reference
        };
        schemas.define(ALIAS, alias);
    }
    if schemas.dice.chance(30) {
        let required = schemas.only_required();
        schemas.define_needs(required);
    }
    if has_family {
        family(&mut schemas, heirs);
    }
    for name in &NAMES[..compositions] {
        let depth = 1 + schemas.dice.below(DEEPEST - 1);
        let composition = schemas.composition(depth);
        schemas.define(name, composition);
    }
    let depth = 2 + schemas.dice.below(DEEPEST - 1);
    let thing = schemas.composition(depth);
    schemas.define("Thing", thing);
    with_operation(&schemas.components)
}

fn with_operation(components: &Map<String, Value>) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    json!({
        "openapi": "3.0.1",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": {
            "operationId": "make_thing",
            "requestBody": {"required": true, "content": content},
            "responses": {"200": {"description": "OK", "content": content}},
        }}},
        "components": {"schemas": components},
    })
}

/// Writes each enum of one value as a constant.
pub(crate) fn with_constants(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match value.as_array().map(Vec::as_slice) {
                Some([only]) if key == "enum" => ("const".to_owned(), only.clone()),
                _ => (key.clone(), with_constants(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(with_constants).collect(),
        _ => schema.clone(),
    }
}

/// Defines an object whose tag selects one of its extensions, on one or two levels.
fn family(schemas: &mut Schemas, count: usize) {
    let mut base = schemas.object(1, true);
    base["properties"][TAG] = json!({"type": "string"});
    if base.get("required").is_none() || schemas.dice.chance(70) {
        require(&mut base, TAG);
    }
    let children = HEIRS;
    base["discriminator"] = json!({"propertyName": TAG});
    if schemas.dice.chance(75) {
        let mut mapping = Map::new();
        for (number, tag) in TAGS.iter().enumerate().take(count + schemas.dice.below(2)) {
            let target = schemas.target(children[number % count]);
            mapping.insert((*tag).to_owned(), target);
        }
        base["discriminator"]["mapping"] = Value::Object(mapping);
    }
    schemas.define_apart("Event", base);
    for (number, name) in children.iter().enumerate().take(count) {
        let parent = if number == 2 { children[0] } else { "Event" };
        let child = child(schemas, parent);
        schemas.define_apart(name, child);
    }
    schemas.known.push("Event".to_owned());
    schemas
        .known
        .push(one_of(&mut schemas.dice, &children[..count]).to_owned());
}

fn child(schemas: &mut Schemas, parent: &str) -> Value {
    let mut parts = vec![json!({"$ref": format!("#/components/schemas/{parent}")})];
    let mut own = schemas.object(1, false);
    if schemas.dice.chance(25) {
        parts.push(schemas.only_required());
    }
    if schemas.dice.chance(25) {
        // Beside `allOf`, as in many documents.
        own["allOf"] = Value::Array(parts);
        return own;
    }
    parts.push(own);
    json!({"allOf": parts})
}

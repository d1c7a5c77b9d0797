//! Random schemas, biased to what Apifox exports hold and to what code generators fail on.

use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::words::{PROPERTY_NAMES, STRINGS, TEXTS, ULID};

/// Makes the schemas of one document.
pub(crate) struct Schemas<'a> {
    pub(crate) dice: &'a mut Dice,
    /// The components there are.
    pub(crate) names: Vec<String>,
    /// Without any `x-*`.
    pub(crate) plain: bool,
}

impl Schemas<'_> {
    /// A schema that holds others up to `depth` deep.
    pub(crate) fn schema(&mut self, depth: usize) -> Value {
        let mut schema = match self.dice.below(100) {
            0..18 if !self.names.is_empty() => return self.reference(),
            18..45 if depth > 0 => self.object(depth - 1),
            45..55 if depth > 0 => self.list(depth - 1),
            55..61 if depth > 0 => json!({"type": "object", "additionalProperties": self.schema(depth - 1)}),
            61..71 if depth > 0 => self.composed(depth - 1),
            71..79 => self.choice(),
            79..84 => self.oddity(depth.saturating_sub(1)),
            _ => self.scalar(),
        };
        self.decorate(&mut schema);
        schema
    }

    /// A component: an object, mostly.
    pub(crate) fn component(&mut self) -> Value {
        let mut schema = match self.dice.below(10) {
            0..6 => self.object(2),
            6 => self.choice(),
            7 => self.composed(2),
            _ => self.schema(3),
        };
        if !self.plain {
            self.set(&mut schema, 70, "x-apifox-folder", json!(""));
        }
        schema
    }

    pub(crate) fn reference(&mut self) -> Value {
        let names = self.names.clone();
        let name = &names[self.dice.below(names.len())];
        let mut reference = json!({"$ref": self.pointer(name)});
        if self.dice.chance(15) {
            match self.dice.below(if self.plain { 3 } else { 4 }) {
                0 => reference["description"] = json!(self.text()),
                1 => reference["nullable"] = json!(true),
                2 => reference["title"] = json!("Money"),
                _ => reference["x-apifox-overrides"] = self.overrides(),
            }
        }
        reference
    }

    fn pointer(&mut self, name: &str) -> String {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        let encoded: String = if self.dice.chance(50) || escaped.contains('%') {
            let parts = escaped.bytes().map(|byte| {
                if keep(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            });
            parts.collect()
        } else {
            escaped
        };
        format!("#/components/schemas/{encoded}")
    }

    fn overrides(&mut self) -> Value {
        let mut overrides = Map::new();
        for _ in 0..self.dice.below(3) {
            let value = if self.dice.chance(60) {
                Value::Null
            } else {
                self.schema(1)
            };
            overrides.insert(self.property_name(), value);
        }
        Value::Object(overrides)
    }

    fn property_name(&mut self) -> String {
        // The first few are what most objects have; so objects share names.
        let end = if self.dice.chance(50) { 9 } else { PROPERTY_NAMES.len() };
        PROPERTY_NAMES[self.dice.below(end)].to_owned()
    }

    pub(crate) fn text(&mut self) -> &'static str {
        self.dice.pick(&TEXTS)
    }

    pub(crate) fn object(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.dice.below(6) {
            properties.insert(self.property_name(), self.schema(depth));
        }
        let mut names: Vec<String> = properties.keys().cloned().collect();
        let mut object = json!({"type": "object", "properties": properties});
        if !self.plain {
            self.set(&mut object, 60, "x-apifox-orders", json!(names));
            self.set(&mut object, 30, "x-apifox-ignore-properties", json!([]));
            if !self.names.is_empty() && self.dice.chance(15) {
                self.refer(&mut object);
            }
        }
        names.retain(|_| self.dice.chance(60));
        if self.dice.chance(8) {
            names.push(self.dice.pick(&[ULID, "absent", "id"]).to_owned());
        }
        self.set(&mut object, 80, "required", json!(names));
        match self.dice.below(20) {
            0 => object["additionalProperties"] = json!(false),
            1 => object["additionalProperties"] = json!(true),
            2 => object["additionalProperties"] = self.schema(depth.saturating_sub(1)),
            3 => object["additionalProperties"] = json!({}),
            4 => drop(object.as_object_mut().map(|members| members.remove("type"))),
            5 => drop(object.as_object_mut().map(|members| members.remove("properties"))),
            _ => {}
        }
        object
    }

    /// `x-apifox-refs`, with what it inherits mostly not expanded here: the names are random.
    fn refer(&mut self, object: &mut Value) {
        let mut entry = self.reference();
        self.set(&mut entry, 60, "x-apifox-overrides", Value::Null);
        if entry["x-apifox-overrides"].is_null() {
            entry["x-apifox-overrides"] = self.overrides();
        }
        if self.dice.chance(10) {
            entry = json!({"type": "object", "properties": {}});
        }
        self.set(&mut entry, 30, "required", json!(["data"]));
        object["x-apifox-refs"] = if self.dice.chance(5) {
            json!({})
        } else {
            json!({ULID: entry})
        };
        let own: Vec<String> = object["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect();
        self.set(object, 50, "x-apifox-ignore-properties", json!(own));
        self.set(object, 80, "x-apifox-orders", json!([ULID]));
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut list = json!({"type": "array", "items": self.schema(depth)});
        if self.dice.chance(4) {
            list.as_object_mut().unwrap().remove("items");
        }
        self.set(&mut list, 10, "minItems", json!(1));
        self.set(&mut list, 5, "uniqueItems", json!(true));
        list
    }

    fn composed(&mut self, depth: usize) -> Value {
        let key = self.dice.pick(&["allOf", "allOf", "oneOf", "anyOf"]);
        let count = self.dice.below(3) + 1;
        let mut parts: Vec<Value> = Vec::new();
        for _ in 0..count {
            let part = match self.dice.below(4) {
                0 | 1 if !self.names.is_empty() => self.reference(),
                2 => self.object(depth),
                _ => self.schema(depth),
            };
            parts.push(part);
        }
        let mut composed = json!({key: parts});
        if self.dice.chance(20) {
            composed["type"] = json!("object");
            composed["properties"] = self.object(depth)["properties"].clone();
            self.set(&mut composed, 50, "required", json!(["id"]));
        }
        if key != "allOf" && self.dice.chance(35) {
            composed["discriminator"] = self.discriminator();
        }
        if self.dice.chance(5) {
            composed["not"] = self.schema(0);
        }
        composed
    }

    fn discriminator(&mut self) -> Value {
        let name = self.property_name();
        let mut discriminator = json!({"propertyName": name});
        if !self.names.is_empty() && self.dice.chance(50) {
            let target = match self.dice.below(3) {
                0 => json!(self.names[self.dice.below(self.names.len())]),
                1 => json!("Nobody"),
                _ => self.reference()["$ref"].clone(),
            };
            discriminator["mapping"] = json!({self.dice.pick(&STRINGS): target});
        }
        discriminator
    }

    /// Enums and constants.
    pub(crate) fn choice(&mut self) -> Value {
        let mut values: Vec<Value> = Vec::new();
        let kind = self.dice.below(8);
        for _ in 0..=self.dice.below(5) {
            values.push(match kind {
                0..5 => json!(self.dice.pick(&STRINGS)),
                5 => [
                    json!(0),
                    json!(1),
                    json!(-1),
                    json!(2),
                    json!(i64::MIN),
                    json!(i64::MAX),
                    json!(u64::MAX),
                ][self.dice.below(7)]
                .clone(),
                6 => [
                    json!(1),
                    json!("1"),
                    json!(null),
                    json!(true),
                    json!(1.5),
                    json!([]),
                    json!({}),
                ][self.dice.below(7)]
                .clone(),
                _ => [json!(true), json!(false), json!(0.5), json!(1)][self.dice.below(4)].clone(),
            });
        }
        let kind = match kind {
            5 => "integer",
            7 => self.dice.pick(&["boolean", "number"]),
            _ => "string",
        };
        let mut choice = json!({"type": kind, "enum": values});
        if self.dice.chance(15) {
            choice = json!({"type": kind, "const": values[0]});
        }
        if self.dice.chance(8) {
            choice.as_object_mut().unwrap().remove("type");
        }
        if !self.plain && self.dice.chance(50) {
            let notes = values
                .iter()
                .map(|value| json!({"value": value, "name": self.text(), "description": self.text()}));
            choice["x-apifox-enum"] = Value::Array(notes.collect());
        }
        self.set(&mut choice, 10, "default", values[0].clone());
        choice
    }

    pub(crate) fn scalar(&mut self) -> Value {
        let mut scalar = match self.dice.below(6) {
            0..3 => json!({"type": "string"}),
            3 => json!({"type": "integer"}),
            4 => json!({"type": "number"}),
            _ => json!({"type": "boolean"}),
        };
        let formats = [
            "uuid", "date-time", "date", "int32", "int64", "uint64", "float", "double", "binary", "byte", "email",
            "uri", "time", "ip", "x",
        ];
        let format = self.dice.pick(&formats);
        self.set(&mut scalar, 30, "format", json!(format));
        let pattern = self.dice.pick(&["^a+$", "/x/", "(", "\\d{3}"]);
        self.set(&mut scalar, 8, "pattern", json!(pattern));
        self.set(&mut scalar, 8, "maxLength", json!(3));
        self.set(&mut scalar, 8, "minimum", json!(1));
        self.set(&mut scalar, 4, "minimum", json!(0));
        self.set(&mut scalar, 4, "exclusiveMinimum", json!(true));
        self.set(&mut scalar, 5, "multipleOf", json!(2));
        scalar
    }

    /// What editors write by accident, and OpenAPI 3.1.
    fn oddity(&mut self, depth: usize) -> Value {
        match self.dice.below(14) {
            0 => json!({}),
            1 => json!({"type": "null"}),
            2 => json!({"type": ["string", "integer", "boolean", "array", "object", "number", "null"]}),
            3 => json!({"type": ["string", "null"]}),
            4 => json!({"type": ["object", "array"], "properties": {"id": self.schema(depth)}}),
            5 => {
                json!({"type": self.dice.pick(&["any", "file", "map", "datetime", "String", "int", "float", "list", "double"])})
            }
            6 => json!({"type": "object", "result": "success"}),
            7 => json!({"type": "string", "additionalProperties": false, "examples": ["a", 1]}),
            8 => json!({"format": "date-time"}),
            9 => json!({"maxLength": 5, "nullable": true}),
            10 => json!({"type": "integer", "format": "date-time", "exclusiveMinimum": 0}),
            11 => json!({"not": self.schema(depth)}),
            12 => json!({"type": "object", "patternProperties": {"^x": self.schema(depth)}}),
            _ => json!({"anyOf": [self.schema(depth), {"type": "null"}]}),
        }
    }

    fn decorate(&mut self, schema: &mut Value) {
        self.set(schema, 10, "nullable", json!(true));
        let title = self.dice.pick(&[
            "Money", "money", "", "!!!", "中文 标题", "Thing", "Get thing response", "Error", "String",
        ]);
        self.set(schema, 7, "title", json!(title));
        let text = self.text();
        self.set(schema, 20, "description", json!(text));
        let default = [
            json!("false"),
            json!(0),
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!("{{x}}"),
        ][self.dice.below(7)]
        .clone();
        self.set(schema, 6, "default", default);
        self.set(schema, 5, "example", json!({"id": "1", "x": [1, null]}));
        self.set(schema, 4, "readOnly", json!(true));
        self.set(schema, 4, "writeOnly", json!(true));
        self.set(schema, 4, "deprecated", json!(true));
        if !self.plain {
            self.set(schema, 3, "x-apifox-mock", json!("1"));
        }
    }

    /// Sets a member in `percent` of a hundred cases.
    pub(crate) fn set(&mut self, object: &mut Value, percent: u32, key: &str, value: Value) {
        if self.dice.chance(percent) {
            object[key] = value;
        }
    }
}

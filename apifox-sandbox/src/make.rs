//! Makes values from schemas. The same seed gives the same values.

use serde_json::{Map, Number, Value, json};

use crate::pattern_string::of_pattern;
use crate::random::drawn;
use crate::schema::{Schema, Schemas};
use crate::string;

/// The depth below which optional properties are left out. Required ones are still made.
const DEPTH: usize = 4;

/// The greatest depth of a value. A schema that needs more has no finite value.
const LIMIT: usize = 24;

/// How many strings of a pattern are tried to get one of the right format.
const TRIES: usize = 200;

/// Makes values, one after the other.
pub(crate) struct Maker<'s> {
    schemas: &'s Schemas,
    seed: u64,
    draws: u64,
    /// Whether an optional property was left out because it cannot be made.
    lacks: bool,
}

impl<'s> Maker<'s> {
    /// `purpose` is what the values are for, such as an operation id. Another purpose gives other
    /// values.
    pub(crate) fn new(schemas: &'s Schemas, seed: u64, purpose: &str) -> Self {
        let salt = purpose.bytes().fold(0, |salt, byte| drawn(salt, u64::from(byte)));
        Self {
            schemas,
            seed: seed ^ salt,
            draws: 0,
            lacks: false,
        }
    }

    /// Makes a value of a schema.
    ///
    /// # Errors
    ///
    /// Why no valid value can be made: a pattern that cannot be followed, or bounds that exclude
    /// every value.
    pub(crate) fn make(&mut self, schema: &Schema) -> Result<Value, String> {
        self.lacks = false;
        let value = self.value(schema.view(), "value", 0);
        // Without any property that can be made, an empty object would not be an example.
        let value = value
            .filter(|value| !(self.lacks && value.as_object().is_some_and(Map::is_empty)))
            .ok_or("its schema has an unsupported pattern, or no finite value")?;
        let mistakes = self.schemas.check(schema, &value, &crate::mistake::Mistake::body());
        match mistakes.first() {
            None => Ok(value),
            Some(mistake) => Err(format!(
                "the value made from its schema is not valid: {}",
                mistake.message()
            )),
        }
    }

    /// Draws a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.draws += 1;
        let drawn = drawn(self.seed, self.draws);
        usize::try_from(drawn % (end.max(1) as u64)).unwrap_or_default()
    }

    /// `name` is the name of the property that gets the value.
    fn value(&mut self, view: &Value, name: &str, depth: usize) -> Option<Value> {
        let schema = self.schemas.resolve(view);
        let may_be_null = [view, schema]
            .iter()
            .any(|one| one.get("nullable") == Some(&Value::Bool(true)));
        if depth > LIMIT {
            return may_be_null.then_some(Value::Null);
        }
        let made = self.present(schema, name, depth);
        made.or(may_be_null.then_some(Value::Null))
    }

    fn present(&mut self, schema: &Value, name: &str, depth: usize) -> Option<Value> {
        if let Some(all) = schema.get("enum").and_then(Value::as_array) {
            let all: Vec<&Value> = all.iter().filter(|one| !one.is_null()).collect();
            let index = self.below(all.len());
            return Some(all.get(index).map_or(Value::Null, |one| (*one).clone()));
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            return self.all_of(schema, all, name, depth);
        }
        if let Some(all) = schema.get("anyOf").and_then(Value::as_array) {
            let first = self.below(all.len());
            let turned = all.iter().skip(first).chain(all.iter().take(first));
            // Prefer non-recursive alternatives.
            let mut ordered: Vec<&Value> = turned.collect();
            if depth > DEPTH {
                ordered.sort_by_key(|one| self.schemas.resolve(one).get("properties").is_some());
            }
            return ordered.into_iter().find_map(|one| self.value(one, name, depth + 1));
        }
        match type_of(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, name, depth),
            "boolean" => Some(Value::Bool(self.below(2) == 1)),
            "integer" => Some(self.integer(schema)),
            "number" => Some(self.number(schema)),
            "null" => Some(Value::Null),
            _ => self.text(schema, name).map(Value::String),
        }
    }

    /// Combines the parts. Objects get the properties of all parts; for other types, the keywords
    /// of all parts are merged.
    fn all_of(&mut self, schema: &Value, all: &[Value], name: &str, depth: usize) -> Option<Value> {
        let mut one = schema.clone();
        let mut properties = Map::new();
        let mut tags = Map::new();
        one.as_object_mut()?.remove("allOf");
        for part in all {
            let part = self.schemas.resolve(part).clone();
            if type_of(&part) == "object" || part.get("anyOf").is_some() || part.get("allOf").is_some() {
                let made = self.value(&part, name, depth + 1)?;
                let is_tag = part.get("properties").is_some_and(|all| {
                    all.as_object()
                        .is_some_and(|all| all.values().all(|one| one.get("enum").is_some()))
                });
                let made = made.as_object().cloned().unwrap_or_default();
                if is_tag {
                    // A nested union has written its own tag. Keep it if this union allows that
                    // value.
                    let is_right = |name: &str| properties.get(name).is_some_and(|own| allows(&part, name, own));
                    tags.extend(made.into_iter().filter(|(name, _)| !is_right(name)));
                } else {
                    properties.extend(made);
                }
            } else if let (Some(one), Some(part)) = (one.as_object_mut(), part.as_object()) {
                one.extend(part.clone());
            }
        }
        if properties.is_empty() && tags.is_empty() && type_of(&one) != "object" {
            return self.present(&one, name, depth);
        }
        if one.get("properties").is_some() {
            properties.extend(self.object(&one, depth)?.as_object().cloned().unwrap_or_default());
        }
        properties.extend(tags);
        Some(Value::Object(properties))
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let most = count(schema, "maxProperties").unwrap_or(usize::MAX);
        let mut room = most.saturating_sub(required.len()); // for optional properties
        let mut object = Map::new();
        for (name, property) in properties.into_iter().flatten() {
            let is_required = required.contains(&name.as_str());
            let is_for_requests = property.get("writeOnly") == Some(&Value::Bool(true));
            if !is_required && (depth >= DEPTH || is_for_requests || room == 0) {
                continue;
            }
            match self.value(property, name, depth + 1) {
                Some(value) => {
                    object.insert(name.clone(), value);
                    room -= usize::from(!is_required);
                }
                None if is_required => return None,
                None => self.lacks = true,
            }
        }
        let further = schema.get("additionalProperties").filter(|one| one.is_object());
        let any = json!({"type": "string"});
        for name in required {
            if !object.contains_key(name) {
                let value = self.value(further.unwrap_or(&any), name, depth + 1)?;
                object.insert(name.to_owned(), value);
            }
        }
        let least = count(schema, "minProperties").unwrap_or(0);
        let is_map = object.is_empty() && further.is_some() && depth < DEPTH;
        let wanted = least.max(usize::from(is_map)).min(most).min(1000);
        let mut number = 0;
        while object.len() < wanted {
            number += 1;
            let value = self.value(further.unwrap_or(&any), "value", depth + 1)?;
            object.entry(format!("key_{number}")).or_insert(value);
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, schema: &Value, name: &str, depth: usize) -> Option<Value> {
        let least = count(schema, "minItems").unwrap_or(0);
        let most = count(schema, "maxItems").unwrap_or(usize::MAX);
        let usual = if depth < DEPTH { 1 + self.below(2) } else { 0 };
        let wanted = usual.max(least).min(most).min(1000);
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let any = json!({"type": "string"});
        let items = schema.get("items").unwrap_or(&any);
        let mut all: Vec<Value> = Vec::new();
        for _ in 0..wanted * 20 {
            if all.len() == wanted {
                break;
            }
            match self.value(items, name, depth + 1) {
                Some(item) if is_set && all.contains(&item) => {}
                Some(item) => all.push(item),
                None if all.len() < least => return None,
                None => break,
            }
        }
        Some(Value::Array(all))
    }

    /// Makes an integer, also of the limits that 64 bits hold only without a sign.
    fn integer(&mut self, schema: &Value) -> Value {
        let step = schema.get("multipleOf").and_then(Value::as_i64);
        let step = i128::from(step.filter(|step| *step > 0).unwrap_or(1));
        let bound = |key: &str, exclusive: &str, inwards: i128| {
            let bound = schema.get(key)?;
            let integer = bound.as_number().and_then(Number::as_i128);
            // Round a bound that is a fraction, or beyond 64 bits, to the next integer inside the
            // range.
            #[allow(clippy::cast_possible_truncation)] // saturates
            let whole = integer.or_else(|| {
                let bound = bound.as_f64()?;
                Some(if inwards > 0 { bound.ceil() } else { bound.floor() } as i128)
            })?;
            let is_exclusive = schema.get(exclusive) == Some(&Value::Bool(true)) && integer.is_some();
            Some(if is_exclusive {
                whole.saturating_add(inwards)
            } else {
                whole
            })
        };
        let least = bound("minimum", "exclusiveMinimum", 1).unwrap_or(i64::MIN.into());
        let most = bound("maximum", "exclusiveMaximum", -1).unwrap_or(i64::MAX.into());
        // Small numbers look like real data.
        let (low, high) = (least.max(0).min(most), most.min(least.max(0).saturating_add(1000)));
        let width = usize::try_from(high.saturating_sub(low))
            .unwrap_or_default()
            .saturating_add(1);
        let drawn = low.saturating_add(i128::try_from(self.below(width)).unwrap_or_default());
        let down = drawn.saturating_sub(drawn.rem_euclid(step));
        let fitting = if down >= least { down } else { down.saturating_add(step) };
        #[allow(clippy::cast_precision_loss)] // beyond 64 bits
        Number::from_i128(fitting).map_or_else(|| (fitting as f64).into(), Value::Number)
    }

    fn number(&mut self, schema: &Value) -> Value {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let is_exclusive =
            ["exclusiveMinimum", "exclusiveMaximum"].map(|key| schema.get(key) == Some(&Value::Bool(true)));
        #[allow(clippy::cast_precision_loss)] // it is below 4000
        let part = (1 + self.below(398)) as f64 / 4.0;
        let value = match (bound("minimum"), bound("maximum"), is_exclusive) {
            (Some(least), Some(most), _) => least + (most - least) * (part / 100.0),
            (Some(least), None, _) => least + part,
            (None, Some(most), _) => most - part,
            (None, None, _) => part,
        };
        let value = match schema
            .get("multipleOf")
            .and_then(Value::as_f64)
            .filter(|step| *step > 0.0)
        {
            Some(step) => {
                let down = (value / step).floor() * step;
                let is_low = bound("minimum").is_some_and(|least| down < least || (is_exclusive[0] && down <= least));
                if is_low { down + step } else { down }
            }
            None => value,
        };
        Number::from_f64(value).map_or(Value::Null, Value::Number)
    }

    /// Returns `None` if the pattern cannot be followed.
    fn text(&mut self, schema: &Value, name: &str) -> Option<String> {
        let keyword = |key: &str| schema.get(key).and_then(Value::as_str);
        let least = count(schema, "minLength").unwrap_or(0);
        let most = count(schema, "maxLength").unwrap_or(usize::MAX);
        let schemas = self.schemas;
        let mut draw = |end: usize| self.below(end);
        let of_format = keyword("format")
            .map(|format| string::of_format(format, &mut draw))
            .unwrap_or_default();
        let Some(pattern) = keyword("pattern") else {
            let usual = of_format.into_iter().next();
            return Some(usual.unwrap_or_else(|| string::named(name, least, most, &mut draw)));
        };
        if of_format.is_empty() {
            return of_pattern(pattern, least, most, &mut draw);
        }
        // The spellings of the format come first: they look like real data.
        let of_pattern = std::iter::repeat_with(|| of_pattern(pattern, least, most, &mut draw));
        let mut tried = of_format
            .into_iter()
            .chain(of_pattern.take(TRIES).map_while(|text| text));
        let whole = Schema::of(schema.clone());
        tried.find(|text| schemas.is_valid(&whole, &Value::from(text.as_str())))
    }
}

/// Returns the type of a schema, as stated or inferred from its keywords.
fn type_of(schema: &Value) -> &str {
    if let Some(name) = schema.get("type").and_then(Value::as_str) {
        return name;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(*key).is_some());
    if has(&[
        "properties", "additionalProperties", "required", "minProperties", "maxProperties",
    ]) {
        "object"
    } else if has(&["items", "minItems", "maxItems", "uniqueItems"]) {
        "array"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else {
        "string"
    }
}

/// Returns whether the schema of an object lists a value for a property.
fn allows(schema: &Value, name: &str, value: &Value) -> bool {
    let listed = schema
        .get("properties")
        .and_then(|all| all.get(name)?.get("enum")?.as_array());
    listed.is_some_and(|listed| listed.contains(value))
}

fn count(schema: &Value, key: &str) -> Option<usize> {
    usize::try_from(schema.get(key)?.as_u64()?).ok()
}

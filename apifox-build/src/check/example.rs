//! Finds the examples of responses that the client could not read; a sandbox does not serve them.
//!
//! This accepts all that lenient decoding accepts (see [`crate::types`]): exactly the examples
//! reported here fail to decode.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::response::examples_of;
use super::schema::type_of_sound;
use crate::discriminator::{SHARED, TagType};
use crate::model::{Content, Operation, Schema, Type};
use crate::node::{At, Map, Node};
use crate::source::escaped;
use crate::typed_id;

/// A mismatch between an example and its schema.
struct Misfit {
    at: At,
    /// A JSON pointer into the example.
    place: String,
    what: String,
}

impl Checker<'_> {
    /// Finds and reports the examples of responses that do not match their schemas.
    pub(super) fn misfits(
        &mut self,
        operations: &[Operation],
        schemas: &BTreeMap<String, Schema>,
    ) -> BTreeMap<At, String> {
        let reader = Reader {
            schemas,
            replaced: self.replaced,
        };
        let mut misfits = BTreeMap::new();
        for operation in operations {
            let keys = ["paths", operation.template.as_str(), &operation.method.to_lowercase()];
            let node = keys.iter().try_fold(&self.named.root, |node, key| node.get(key));
            for response in &operation.responses {
                let Content::Json(kind) = &response.content else {
                    continue;
                };
                let documented = node.and_then(|node| node.get("responses")?.get(&response.status)?.get("content"));
                let Some(content) = documented.and_then(|content| content.get(&response.media_type)) else {
                    continue;
                };
                for example in examples_of(content) {
                    if let Err(misfit) = reader.whole(kind, example) {
                        self.report_misfit(&misfit);
                        misfits.insert(example.at, misfit.place);
                    }
                }
            }
        }
        misfits
    }

    fn report_misfit(&mut self, misfit: &Misfit) {
        let place = match misfit.place.as_str() {
            "" => "it",
            place => &format!("`{place}`"),
        };
        let message = format!(
            "this example does not match its schema: {place} {}; a sandbox serves another response",
            misfit.what
        );
        let hint = "write an example that the server can send, or correct the schema";
        self.findings.note(misfit.at, "wrong-value", message, hint);
    }
}

struct Reader<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    replaced: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    fn whole(&self, kind: &Type, value: &Node) -> Result<(), Misfit> {
        match kind {
            // A missing or empty body.
            Type::List(_) | Type::Map(_) | Type::Object if value.is_null() => Ok(()),
            _ => self.value(kind, value),
        }
    }

    fn value(&self, kind: &Type, value: &Node) -> Result<(), Misfit> {
        match kind {
            Type::Any => Ok(()),
            Type::Nullable(_) if value.is_null() => Ok(()),
            Type::Nullable(inner) => self.value(inner, value),
            Type::Named(name) => self.named(name, value),
            Type::String | Type::Formatted(_) => expect(value, value.as_str().is_some(), "a string"),
            Type::Boolean => expect(value, value.as_bool().is_some(), "a boolean"),
            Type::Number | Type::Narrow(_) => expect(value, value.to_value().is_number(), "a number"),
            Type::Integer => expect(value, integer(value).is_some(), "an integer"),
            Type::Unsigned => {
                let is_unsigned = value.to_value().is_u64() || integer(value).is_some_and(|value| value >= 0);
                expect(value, is_unsigned, "an integer from 0")
            }
            Type::List(inner) => {
                let Some(items) = value.as_array() else {
                    return expect(value, false, "an array");
                };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| within(&index.to_string(), self.value(inner, item)))
            }
            Type::Object => expect(value, value.as_object().is_some(), "an object"),
            Type::Map(inner) => {
                let Some(members) = value.as_object() else {
                    return expect(value, false, "an object");
                };
                let mut members = members.iter();
                members.try_for_each(|(name, member)| within(name, self.value(inner, member)))
            }
        }
    }

    fn named(&self, name: &str, value: &Node) -> Result<(), Misfit> {
        let Some(schema) = self.schemas.get(name).filter(|_| !self.replaced.contains_key(name)) else {
            return Ok(()); // a hand-written type
        };
        let node = &schema.node;
        if node.get("oneOf").is_some() {
            return self.union(node, value);
        }
        if typed_id::of(node).is_some() {
            return self.value(&Type::String, value);
        }
        if node.get("enum").is_some() {
            if schema.constant {
                let [only] = node.items("enum") else { return Ok(()) };
                let is_it = only == value || integer(value).is_some() && integer(only) == integer(value);
                return expect(value, is_it, &format!("`{}`", only.json()));
            }
            return self.value(&type_of_sound(node), value);
        }
        let Some(members) = value.as_object() else {
            return expect(value, false, "an object");
        };
        self.object(schema, value.at, members)
    }

    /// Checks a value of a union. Without a tag that selects an alternative, any value can be read.
    fn union(&self, node: &Node, value: &Node) -> Result<(), Misfit> {
        let Some(tag) = node.get("discriminator").filter(|tag| !tag.is_true(SHARED)) else {
            return Ok(());
        };
        let name = tag.get_str("propertyName").unwrap_or_default();
        let lists = tag
            .items("values")
            .iter()
            .map(|list| list.as_array().unwrap_or_default());
        let meant = value.get(name).and_then(|value| match TagType::of(tag) {
            TagType::Integer => integer(value).map(|integer| integer.to_string()),
            other => other.text(value),
        });
        let is_meant = |list: &[Node]| meant.is_some() && list.iter().any(|value| value.as_str() == meant.as_deref());
        let mut alternatives = lists.clone().zip(node.items("oneOf"));
        match alternatives.find(|(list, _)| is_meant(list)) {
            // An alternative without values takes the values of no other.
            Some((_, alternative)) if lists.clone().all(|list| !list.is_empty()) => {
                self.value(&type_of_sound(alternative), value)
            }
            _ => Ok(()),
        }
    }

    fn object(&self, schema: &Schema, at: At, members: &Map) -> Result<(), Misfit> {
        let required: Vec<&str> = schema.node.strings("required").collect();
        for (name, property) in schema.node.members("properties") {
            let kind = type_of_sound(property);
            let has_empty = matches!(kind, Type::List(_) | Type::Map(_) | Type::Object);
            let is_nullable = property.is_true("nullable");
            let is_required = required.contains(&name);
            match members.get(name) {
                None => {
                    let may_be_absent = !is_required || is_nullable && (!has_empty || schema.in_request);
                    expect_member(at, name, may_be_absent)?;
                }
                Some(member) if member.is_null() && (!is_required || is_nullable || has_empty) => {}
                Some(member) => within(name, self.value(&kind, member))?,
            }
        }
        let Some(additional) = schema.node.get("additionalProperties") else {
            return Ok(());
        };
        let nullable = additional.is_true("nullable");
        let properties = schema.node.get("properties");
        let further = |name: &str| properties.is_none_or(|properties| properties.get(name).is_none());
        for (name, member) in members.iter().filter(|(name, _)| further(name)) {
            if !(nullable && member.is_null()) {
                within(name, self.value(&type_of_sound(additional), member))?;
            }
        }
        Ok(())
    }
}

fn expect(value: &Node, is_so: bool, wanted: &str) -> Result<(), Misfit> {
    if is_so {
        return Ok(());
    }
    let what = match value.as_str() {
        Some(_) if wanted.starts_with('`') => "another value".to_owned(),
        _ => value.kind.name().replace("a list", "an array"),
    };
    Err(Misfit {
        at: value.at,
        place: String::new(),
        what: format!("is {what}, where {wanted} is documented"),
    })
}

fn expect_member(at: At, name: &str, is_so: bool) -> Result<(), Misfit> {
    let missing = || Misfit {
        at,
        place: format!("/{}", escaped(name)),
        what: "is required and missing".to_owned(),
    };
    if is_so { Ok(()) } else { Err(missing()) }
}

/// Moves the place of a mismatch into the member or item of this name.
fn within(name: &str, result: Result<(), Misfit>) -> Result<(), Misfit> {
    result.map_err(|misfit| Misfit {
        place: format!("/{}{}", escaped(name), misfit.place),
        ..misfit
    })
}

/// Returns an integer of 64 bits, which may be written as `1.0`.
fn integer(value: &Node) -> Option<i64> {
    /// Beyond 2⁵³, a float may represent several integers.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = value.to_value();
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and 64 bits hold it")]
    let whole = || {
        let float = value.as_f64().filter(|_| value.is_f64())?;
        (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
    };
    value.as_i64().or_else(whole)
}

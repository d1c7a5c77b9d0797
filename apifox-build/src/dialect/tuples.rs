//! Arrays whose items have schemas by position: `prefixItems`, or an array in `items`.

use super::Dialect;
use crate::node::{Kind, Node};

/// Keywords that say nothing about the values.
const ANNOTATIONS: [&str; 7] = [
    "$comment", "default", "deprecated", "description", "example", "examples", "title",
];

impl Dialect<'_> {
    /// Rewrites an array of schemas by position as an array of the one schema, or of any of them.
    pub(super) fn tuple(&mut self, schema: &mut Node) {
        let has_list = schema.get("items").is_some_and(|items| items.as_array().is_some());
        let (prefix, rest) = if has_list {
            ("items", "additionalItems")
        } else {
            ("prefixItems", "items")
        };
        let Some(prefix) = schema.remove(prefix) else { return };
        let at = prefix.at;
        let rest = schema.remove(rest).or_else(|| schema.remove("unevaluatedItems"));
        let count = u64::try_from(prefix.as_array().unwrap_or_default().len()).unwrap_or(u64::MAX);
        let is_closed = rest.as_ref().is_some_and(|rest| rest.as_bool() == Some(false));
        let most = schema.get("maxItems").and_then(|most| most.to_value().as_u64());
        if is_closed && most.is_none_or(|most| most > count) {
            schema.insert("maxItems", Node::new(at, Kind::Number(count.into())));
        }
        if schema.get("type").is_none() {
            schema.insert("type", Node::string(at, "array"));
        }
        let has_further = !is_closed && most.is_none_or(|most| most > count);
        let further = rest.filter(|rest| has_further && rest.as_object().is_some_and(|rest| !rest.is_empty()));
        let is_undescribed = has_further && further.is_none();
        let mut distinct: Vec<Node> = Vec::new();
        for item in prefix.as_array().unwrap_or_default().iter().chain(&further) {
            let known = distinct.iter_mut().find(|known| values_of(known) == values_of(item));
            match known {
                Some(known) if known != item => *known = values_of(item),
                Some(_) => {}
                None => distinct.push(item.clone()),
            }
        }
        match distinct.as_slice() {
            [only] if !is_undescribed => {
                schema.insert("items", only.clone());
                return self.report_downgraded(at, "the items by position have one schema; it is converted to `items`");
            }
            _ if is_undescribed || distinct.is_empty() => {
                schema.insert("items", Node::object(at, []));
                let message = "the items have schemas by position, and further items may be any JSON; any JSON is accepted as an item";
                let hint = "write `items: false` if there are no further items";
                self.findings.lossy(at, "tuple", message, hint);
            }
            _ => {
                let choice = [("anyOf", Node::new(at, Kind::Array(distinct)))];
                schema.insert("items", Node::object(at, choice));
                let message =
                    "the items have different schemas by position; each of the schemas is accepted for each item";
                let hint = "describe one schema for all items if possible";
                self.findings.lossy(at, "tuple", message, hint);
            }
        }
        self.findings.leave_out("items by position", prefix);
    }
}

/// Returns a schema without what does not describe values.
fn values_of(schema: &Node) -> Node {
    let mut schema = schema.clone();
    for key in ANNOTATIONS {
        schema.remove(key);
    }
    schema
}

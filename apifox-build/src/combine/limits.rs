//! Limits of the parts of an `allOf`: a value satisfies all of them.

use std::cmp::Ordering;

use serde_json::Number;

use crate::decimal::Decimal;
use crate::finding::Findings;
use crate::node::{Kind, Map, Node};

/// Limits of which one implies the other: the keyword, whether it is a lower bound, and the keyword
/// that excludes it.
const BOUNDS: [(&str, bool, Option<&str>); 8] = [
    ("minimum", true, Some("exclusiveMinimum")),
    ("maximum", false, Some("exclusiveMaximum")),
    ("minLength", true, None),
    ("maxLength", false, None),
    ("minItems", true, None),
    ("maxItems", false, None),
    ("minProperties", true, None),
    ("maxProperties", false, None),
];

/// Sets the limits of several parts on the members merged from them. Of two limits that cannot be
/// written as one, one is kept, whatever the order of the parts.
pub(super) fn narrow(members: &mut Map, parts: &[Node], findings: &mut Findings) {
    for (key, is_lower, excludes) in BOUNDS {
        let is_excluded = |part: &Node| excludes.is_some_and(|key| part.is_true(key));
        let bounds = parts.iter().filter_map(|part| match &part.get(key)?.kind {
            Kind::Number(number) => Some((number, is_excluded(part), part)),
            _ => None,
        });
        let narrowest = bounds.max_by(|(a, a_excluded, _), (b, b_excluded, _)| {
            let further = order(a, b);
            let further = if is_lower { further } else { further.reverse() };
            further.then(a_excluded.cmp(b_excluded))
        });
        let Some((_, _, part)) = narrowest else { continue };
        for key in [Some(key), excludes].into_iter().flatten() {
            match part.get(key) {
                Some(value) => members.insert(key, value.clone()),
                None => members.remove(key),
            };
        }
    }
    if let Some(unique) = parts
        .iter()
        .filter(|part| part.is_true("uniqueItems"))
        .find_map(|part| part.get("uniqueItems"))
    {
        members.insert("uniqueItems", unique.clone());
    }
    for key in ["pattern", "multipleOf"] {
        let mut values: Vec<&Node> = parts.iter().filter_map(|part| part.get(key)).collect();
        values.sort_by_key(|value| value.json());
        values.dedup();
        let Some((kept, others)) = values.split_first() else {
            continue;
        };
        members.insert(key, (*kept).clone());
        for other in others {
            findings.leave_out(key, (*other).clone());
        }
    }
}

/// Compares two numbers exactly, or as floats if they are too far apart.
fn order(a: &Number, b: &Number) -> Ordering {
    let exact = Decimal::new(a).zip(Decimal::new(b));
    let ordering = exact.and_then(|(a, b)| a.compare(b));
    let ordering = ordering.or_else(|| a.as_f64().partial_cmp(&b.as_f64()));
    ordering.unwrap_or(Ordering::Equal)
}

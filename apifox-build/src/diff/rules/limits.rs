//! Limits: bounds, lengths, numbers of items, patterns.

use std::cmp::Ordering;

use serde_json::Number;

use crate::diff::pair::Schemas;
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::diff::view::View;
use crate::node::{At, Kind, Node};

table! { Wire:
    "range-narrowed" breaking compatible Schema |schemas, sink| check_bounds(schemas, &RANGE, Ordering::Greater, sink),
        "requests with numbers outside the range are refused; all numbers in responses were possible before",
        "Send only numbers within the range.";
    "range-widened" compatible risky Schema |schemas, sink| check_bounds(schemas, &RANGE, Ordering::Less, sink),
        "generated types accept every number; your program may not",
        "Check how your code handles the newly allowed numbers.";
    "length-narrowed" breaking compatible Schema
        |schemas, sink| check_bounds(schemas, &LENGTH, Ordering::Greater, sink),
        "requests with strings outside these lengths are refused; all strings in responses were possible before",
        "Send only strings of the allowed length.";
    "length-widened" compatible risky Schema |schemas, sink| check_bounds(schemas, &LENGTH, Ordering::Less, sink),
        "generated types accept every string; your program or a database column may not",
        "Check how your code handles longer or shorter strings.";
    "item-count-narrowed" breaking compatible Schema
        |schemas, sink| check_bounds(schemas, &ITEMS, Ordering::Greater, sink),
        "requests with arrays outside these lengths are refused; all arrays in responses were possible before",
        "Send only arrays of the allowed length.";
    "item-count-widened" compatible risky Schema |schemas, sink| check_bounds(schemas, &ITEMS, Ordering::Less, sink),
        "generated types accept every array; your program may not",
        "Check how your code handles longer or shorter arrays.";
    "member-count-narrowed" breaking compatible Schema
        |schemas, sink| check_bounds(schemas, &MEMBERS, Ordering::Greater, sink),
        "requests with objects outside these sizes are refused; all objects in responses were possible before",
        "Send only objects of the allowed size.";
    "member-count-widened" compatible risky Schema
        |schemas, sink| check_bounds(schemas, &MEMBERS, Ordering::Less, sink),
        "generated types accept every object; your program may not",
        "Check how your code handles larger or smaller objects.";
    "multiple-narrowed" breaking compatible Schema check_multiple_narrowed,
        "requests with other numbers are refused; all numbers in responses were possible before",
        "Send only multiples of the new value.";
    "multiple-widened" compatible risky Schema check_multiple_widened,
        "generated types accept every number; your program may not",
        "Check how your code handles numbers that are not multiples of the old value.";
    "pattern-added" breaking compatible Schema check_pattern_added,
        "requests with strings that do not match are refused; all strings in responses were possible before",
        "Send only strings that match.";
    "pattern-removed" compatible risky Schema check_pattern_removed,
        "generated types accept every string; your program may not",
        "Check how your code handles strings that do not match the old pattern.";
    "pattern-changed" breaking risky Schema check_pattern_changed,
        "two patterns cannot be compared in general, so some strings may now be refused",
        "Compare the strings you send and expect with the new pattern.";
    "unique-items-set" breaking compatible Schema
        |it, sink| sink.add_if(it.sets("uniqueItems"), it.at_key("uniqueItems"), "no item may come twice"),
        "requests with duplicate items are refused; all arrays in responses were possible before",
        "Send each item only once.";
    "unique-items-lifted" compatible risky Schema
        |it, sink| sink.add_if(it.lifts("uniqueItems"), it.at_key("uniqueItems"), "an item may come twice"),
        "generated arrays accept duplicate items; your program may rely on unique ones",
        "Expect duplicate items.";
}

/// A bound: the number, and whether it is exclusive.
type Bound<'a> = Option<(&'a Number, bool)>;

fn bound<'a>(view: &View<'a>, key: &str, exclusive: &str) -> Bound<'a> {
    let Kind::Number(number) = &view.get(key)?.kind else {
        return None;
    };
    Some((number, !exclusive.is_empty() && view.is_true(exclusive)))
}

fn order(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    }
}

/// Compares how many values two bounds exclude: `Greater` if the new one excludes more.
fn tighter(old: Bound<'_>, new: Bound<'_>, is_lower: bool) -> Ordering {
    match (old, new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some((before, before_excluded)), Some((after, after_excluded))) => {
            let further = order(after, before);
            let further = if is_lower { further } else { further.reverse() };
            further.then(after_excluded.cmp(&before_excluded))
        }
    }
}

/// The keywords of a pair of bounds: lower, upper, and those that make them exclusive.
struct Bounds {
    lower: &'static str,
    upper: &'static str,
    above: &'static str,
    below: &'static str,
}

const RANGE: Bounds = Bounds {
    lower: "minimum",
    upper: "maximum",
    above: "exclusiveMinimum",
    below: "exclusiveMaximum",
};
const LENGTH: Bounds = counted("minLength", "maxLength");
const ITEMS: Bounds = counted("minItems", "maxItems");
const MEMBERS: Bounds = counted("minProperties", "maxProperties");

const fn counted(lower: &'static str, upper: &'static str) -> Bounds {
    Bounds {
        lower,
        upper,
        above: "",
        below: "",
    }
}

fn check_bounds(schemas: &Schemas<'_>, bounds: &Bounds, asked: Ordering, sink: &mut Sink) {
    let sides = [(bounds.lower, bounds.above, true), (bounds.upper, bounds.below, false)];
    for (key, exclusive, is_lower) in sides {
        let old = bound(&schemas.old, key, exclusive);
        let new = bound(&schemas.new, key, exclusive);
        if tighter(old, new, is_lower) == asked {
            let rendered = |bound: Bound<'_>| match bound {
                None => "none".to_owned(),
                Some((number, true)) => format!("{number} (excluded)"),
                Some((number, false)) => number.to_string(),
            };
            let message = format!("`{key}` is {} instead of {}", rendered(new), rendered(old));
            sink.add_part(&format!(" {key}"), schemas.at_key(key), message);
        }
    }
}

/// Returns whether the new value is a multiple of the old one, the reverse, and a message; `None` if
/// they are equal.
fn multiples(schemas: &Schemas<'_>) -> Option<(bool, bool, String)> {
    let (old, new) = (
        bound(&schemas.old, "multipleOf", ""),
        bound(&schemas.new, "multipleOf", ""),
    );
    let rendered = |bound: Bound<'_>| bound.map_or("none".to_owned(), |(number, _)| number.to_string());
    let message = format!("`multipleOf` is {} instead of {}", rendered(new), rendered(old));
    let (old, new) = (old.map(|(number, _)| number), new.map(|(number, _)| number));
    (old != new).then(|| (divides(old, new), divides(new, old), message))
}

fn divides(factor: Option<&Number>, number: Option<&Number>) -> bool {
    match (factor, number) {
        (None, _) => true,
        (_, None) => false,
        (Some(factor), Some(number)) => match (factor.as_f64(), number.as_f64()) {
            (Some(factor), Some(number)) => (number / factor).fract() == 0.0,
            _ => false,
        },
    }
}

fn check_multiple_narrowed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Some((_, false, message)) = multiples(schemas) {
        sink.add(schemas.at_key("multipleOf"), message);
    }
}

fn check_multiple_widened(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Some((false, _, message)) = multiples(schemas) {
        sink.add(schemas.at_key("multipleOf"), message);
    }
}

type Patterns<'a> = (Option<&'a str>, Option<&'a str>, (At, At));

fn patterns<'a>(schemas: &Schemas<'a>) -> Patterns<'a> {
    let pattern = |view: &View<'a>| view.get("pattern").and_then(Node::as_str);
    (pattern(&schemas.old), pattern(&schemas.new), schemas.at_key("pattern"))
}

fn check_pattern_added(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let (None, Some(pattern), at) = patterns(schemas) {
        sink.add(at, format!("it must match `{pattern}`"));
    }
}

fn check_pattern_removed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let (Some(pattern), None, at) = patterns(schemas) {
        sink.add(at, format!("it need not match `{pattern}` any more"));
    }
}

fn check_pattern_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let (Some(before), Some(after), at) = patterns(schemas)
        && before != after
    {
        sink.add(at, format!("it must match `{after}` instead of `{before}`"));
    }
}

//! Limits: bounds, lengths, numbers of items, patterns.

use std::cmp::Ordering;
use std::sync::LazyLock;

use apifox_build::internals::{At, Decimal, Kind as Tree, Node};
use serde_json::Number;

use crate::pair::Schemas;
use crate::rule::{Sink, table};
use crate::view::{Kind, View};

table! { Wire:
    "range-narrowed" breaking compatible Limits |schemas, sink| check_bounds(schemas, &RANGE, Ordering::Greater, sink),
        "requests with numbers outside the range are refused; all numbers in responses were possible before",
        "Send only numbers within the range.";
    "range-widened" compatible risky Limits |schemas, sink| check_bounds(schemas, &RANGE, Ordering::Less, sink),
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
    "multiple-narrowed" breaking compatible Limits check_multiple_narrowed,
        "requests with other numbers are refused; all numbers in responses were possible before",
        "Send only multiples of the new value.";
    "multiple-widened" compatible risky Limits check_multiple_widened,
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
    let Tree::Number(number) = &view.get(key)?.kind else {
        return None;
    };
    Some((number, !exclusive.is_empty() && view.is_true(exclusive)))
}

/// Returns the bound of an unsigned integer.
fn implied_bound<'a>(view: &View<'a>, key: &str) -> Bound<'a> {
    static ZERO: LazyLock<Number> = LazyLock::new(|| Number::from(0));
    let is_unsigned = matches!(view.get_str("format"), Some("uint64" | "uint32"));
    (key == "minimum" && is_unsigned).then(|| (&*ZERO, false))
}

/// The first or last value that a bound allows: of integers the integer itself, else the number,
/// and whether it is exclusive.
#[derive(Debug, Clone, Copy)]
struct End {
    exact: Option<Decimal>,
    nearly: f64,
    excluded: bool,
}

impl End {
    fn new((number, excluded): (&Number, bool), is_integer: bool, is_lower: bool) -> Self {
        let nearly = number.as_f64().unwrap_or(f64::NAN);
        let exact = Decimal::new(number);
        let Some(whole) = exact
            .filter(|_| is_integer)
            .and_then(|exact| first_integer(exact, excluded, is_lower))
        else {
            return Self {
                exact,
                nearly,
                excluded,
            };
        };
        Self {
            exact: Some(Decimal::integer(whole)),
            nearly,
            excluded: false,
        }
    }

    fn order(self, other: Self) -> Ordering {
        let exact = self.exact.zip(other.exact).and_then(|(one, other)| one.compare(other));
        exact.unwrap_or_else(|| self.nearly.partial_cmp(&other.nearly).unwrap_or(Ordering::Equal))
    }
}

/// Returns the first integer within a bound.
fn first_integer(bound: Decimal, excluded: bool, is_lower: bool) -> Option<i128> {
    let floor = bound.floor()?;
    match (bound.is_integer(), is_lower) {
        (true, true) => floor.checked_add(i128::from(excluded)),
        (true, false) => floor.checked_sub(i128::from(excluded)),
        (false, true) => floor.checked_add(1),
        (false, false) => Some(floor),
    }
}

/// Compares how many values two bounds exclude: `Greater` if the new one excludes more.
fn tighter(old: Option<End>, new: Option<End>, is_lower: bool) -> Ordering {
    match (old, new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(before), Some(after)) => {
            let further = after.order(before);
            let further = if is_lower { further } else { further.reverse() };
            further.then(after.excluded.cmp(&before.excluded))
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

/// Whether one side accepts all values that the other one lists: the limits then exclude none.
fn lists_within(lists: &View<'_>, limits: &View<'_>) -> bool {
    let listed = lists.values();
    !listed.is_empty() && listed.iter().all(|value| accepts(limits, value))
}

fn check_bounds(schemas: &Schemas<'_>, bounds: &Bounds, asked: Ordering, sink: &mut Sink) {
    if lists_within(&schemas.old, &schemas.new) || lists_within(&schemas.new, &schemas.old) {
        return;
    }
    let sides = [(bounds.lower, bounds.above, true), (bounds.upper, bounds.below, false)];
    // No string, array or object has fewer than zero characters, items or members.
    let is_limit = |(number, _): &(&Number, bool)| !bounds.above.is_empty() || number.as_f64() != Some(0.0);
    // Of two integers, a format that only one has is a change of its own.
    let is_implied = schemas.old.kind() != schemas.new.kind() || schemas.old.get("format") == schemas.new.get("format");
    for (key, exclusive, is_lower) in sides {
        let bound = |view| {
            let written = bound(view, key, exclusive).filter(|bound| !is_lower || is_limit(bound));
            written.or_else(|| implied_bound(view, key).filter(|_| is_implied))
        };
        let (old, new) = (bound(&schemas.old), bound(&schemas.new));
        let is_integer = is_of_integers(schemas);
        let end = |bound: Bound<'_>| bound.map(|bound| End::new(bound, is_integer, is_lower));
        if tighter(end(old), end(new), is_lower) == asked {
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

/// Whether a schema accepts a string or a number, as far as its keywords can be checked.
pub(crate) fn accepts(view: &View<'_>, value: &Node) -> bool {
    let listed = view.values();
    if !listed.is_empty() {
        return listed.contains(&value);
    }
    let limit = |bounds: &Bounds| {
        let end = |key, exclusive, is_lower| bound(view, key, exclusive).map(|bound| End::new(bound, false, is_lower));
        (
            end(bounds.lower, bounds.above, true),
            end(bounds.upper, bounds.below, false),
        )
    };
    let is_within = |number: &Number, bounds: &Bounds| {
        let (lower, upper) = limit(bounds);
        let end = |is_lower| Some(End::new((number, false), false, is_lower));
        tighter(lower, end(true), true) != Ordering::Less && tighter(upper, end(false), false) != Ordering::Less
    };
    match (view.kind(), &value.kind) {
        (Kind::Basic("string"), Tree::String(text)) => {
            let is_free = ["format", "pattern"].iter().all(|key| view.get(key).is_none());
            is_free && is_within(&Number::from(text.chars().count()), &LENGTH)
        }
        (Kind::Basic(kind @ ("integer" | "number")), Tree::Number(number)) => {
            let is_of_type = kind == "number" || Decimal::new(number).is_some_and(Decimal::is_integer);
            is_of_type && view.get("multipleOf").is_none() && is_within(number, &RANGE)
        }
        _ => false,
    }
}

/// Whether integers are compared. That a number may have a fraction is reported as its type.
fn is_of_integers(schemas: &Schemas<'_>) -> bool {
    let is_integer = |view: &View<'_>| view.kind() == Kind::Basic("integer");
    is_integer(&schemas.old) || is_integer(&schemas.new)
}

/// Returns whether the new value is a multiple of the old one, the reverse, and a message; both are
/// `false` for values that have nothing in common, and the result is `None` if they are equal.
fn multiples(schemas: &Schemas<'_>) -> Option<(bool, bool, String)> {
    let (old, new) = (
        bound(&schemas.old, "multipleOf", ""),
        bound(&schemas.new, "multipleOf", ""),
    );
    let rendered = |bound: Bound<'_>| bound.map_or("none".to_owned(), |(number, _)| number.to_string());
    let message = format!("`multipleOf` is {} instead of {}", rendered(new), rendered(old));
    let is_integer = is_of_integers(schemas);
    let (old, new) = (factor(old, is_integer), factor(new, is_integer));
    let (is_kept, is_held) = (divides(old, new), divides(new, old));
    (!is_kept || !is_held).then_some((is_kept, is_held, message))
}

/// Returns the number whose multiples are the values: every integer is a multiple of one.
fn factor(bound: Bound<'_>, is_integer: bool) -> Option<Decimal> {
    let factor = Decimal::new(bound?.0)?;
    if !is_integer {
        return Some(factor);
    }
    let integer = factor.least_integer_multiple()?;
    (integer != 1).then(|| Decimal::integer(integer))
}

fn divides(factor: Option<Decimal>, number: Option<Decimal>) -> bool {
    match (factor, number) {
        (None, _) => true,
        (_, None) => false,
        (Some(factor), Some(number)) => factor.divides(number) == Some(true),
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

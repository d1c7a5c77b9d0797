//! Values: enums, constants, defaults.

use apifox_build::internals::Node;

use crate::pair::Schemas;
use crate::rule::{Sink, table};

table! { Wire:
    "enum-value-added" compatible risky Values check_enum_value_added,
        "generated enums are open and keep unknown values; your program may need to handle them",
        "Check how your code handles an unknown value.";
    "enum-value-removed" breaking compatible Values check_enum_value_removed,
        "requests with the value are refused; responses without it were possible before",
        "Stop sending the value.";
    "values-listed" breaking compatible Values check_values_listed,
        "requests with other values are refused; all values in responses were possible before",
        "Send only the listed values.";
    "values-unlisted" compatible risky Values check_values_unlisted,
        "all requests that worked still work; responses may have any value of the type",
        "Check how your code handles an unknown value.";
    "constant-changed" breaking breaking Values check_constant_changed,
        "the client checks the single value of a required property: a response with another value is a decode error",
        "Update before the vendor sends or requires the new value.";
    "constant-widened" compatible breaking Values check_constant_widened,
        "the client checks the single value of a required property: a response with another value is a decode error",
        "Update before the vendor sends the new value.";
    "constant-narrowed" breaking compatible Values check_constant_narrowed,
        "requests with another value are refused; all values in responses were possible before",
        "Send the one remaining value.";
    "default-changed" risky compatible Annotation check_default_changed,
        "a call that omits the value now means a different value",
        "Send the value explicitly where it matters.";
}

/// How two lists of values relate to each other.
#[derive(Debug)]
enum Lists<'a> {
    /// One value on each side, of a required property: generated types check it.
    Constants(&'a Node, &'a Node),
    /// A constant that becomes a list containing it, or the reverse.
    Opened(&'a Node, Vec<&'a Node>),
    Closed(Vec<&'a Node>, &'a Node),
    /// Two lists.
    Both(Vec<&'a Node>, Vec<&'a Node>),
    Listed(Vec<&'a Node>),
    Unlisted(Vec<&'a Node>),
    None,
}

fn lists<'a>(schemas: &Schemas<'a>) -> Lists<'a> {
    // A component with one value is an open enum, which reads other values.
    let is_checked = schemas.checked && schemas.old.component().is_none();
    let is_checked_now = schemas.checked && schemas.new.component().is_none();
    let (old, new) = (schemas.old.values(), schemas.new.values());
    match (old.as_slice(), new.as_slice()) {
        ([], []) => Lists::None,
        ([], _) => Lists::Listed(new),
        ([before], []) if is_checked => Lists::Opened(before, new),
        (_, []) => Lists::Unlisted(old),
        ([before], [after]) if is_checked && before != after => Lists::Constants(before, after),
        ([before], many) if is_checked && many.len() > 1 && many.contains(before) => Lists::Opened(before, new),
        (many, [after]) if is_checked_now && many.len() > 1 && many.contains(after) => Lists::Closed(old, after),
        _ => Lists::Both(old, new),
    }
}

fn check_enum_value_added(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Both(old, new) = lists(schemas) {
        for value in new.iter().filter(|value| !old.contains(value)) {
            let at = (schemas.at_key("enum").0, value.at);
            sink.add_part(&format!(" = {}", value.json()), at, "the value is new");
        }
    }
}

fn check_enum_value_removed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Both(old, new) = lists(schemas) {
        for value in old.iter().filter(|value| !new.contains(value)) {
            let at = (value.at, schemas.at_key("enum").1);
            sink.add_part(&format!(" = {}", value.json()), at, "the value is gone");
        }
    }
}

/// Renders as many values as JSON as fit on a line.
fn rendered(values: &[&Node]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = values.iter().take(MOST).map(|value| value.json()).collect();
    let more = values.len().saturating_sub(MOST);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {more} more", shown.join(", "))
    }
}

fn check_values_listed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Listed(values) = lists(schemas) {
        let message = format!("it has one of these values only: {}", rendered(&values));
        sink.add(schemas.at_key("enum"), message);
    }
}

fn check_values_unlisted(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Unlisted(values) = lists(schemas) {
        let message = format!("it may have other values than {}", rendered(&values));
        sink.add(schemas.at_key("enum"), message);
    }
}

fn check_constant_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Constants(before, after) = lists(schemas) {
        let message = format!("{} instead of {}", after.json(), before.json());
        sink.add(schemas.at_key("enum"), message);
    }
}

fn check_constant_widened(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Opened(before, after) = lists(schemas) {
        let added: Vec<&Node> = after.into_iter().filter(|value| *value != before).collect();
        let message = if added.is_empty() {
            format!("it may have any value; it was always {}", before.json())
        } else {
            format!("it may be {} too; it was always {}", rendered(&added), before.json())
        };
        sink.add(schemas.at_key("enum"), message);
    }
}

fn check_constant_narrowed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if let Lists::Closed(before, after) = lists(schemas) {
        let removed: Vec<&Node> = before.into_iter().filter(|value| *value != after).collect();
        let message = format!("it is always {}; {} is gone", after.json(), rendered(&removed));
        sink.add(schemas.at_key("enum"), message);
    }
}

fn check_default_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    let (old, new) = (schemas.old.get("default"), schemas.new.get("default"));
    if old != new {
        let rendered = |value: Option<&Node>| value.map_or("none".to_owned(), Node::json);
        let message = format!("the default is {} instead of {}", rendered(new), rendered(old));
        sink.add(schemas.at_key("default"), message);
    }
}

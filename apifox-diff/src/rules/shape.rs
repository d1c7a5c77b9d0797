//! The shape of values: types, properties, alternatives.

use apifox_build::internals::{ALTERNATIVES, Node};

use crate::pair::{Pair, Property, Schemas, Serialization};
use crate::rule::{Sink, table};
use crate::view::{Further, Kind, Relation, View};

table! { Wire:
    "type-changed" breaking breaking Kind |schemas, sink| check_kind(schemas, Relation::Changed, sink),
        "values of the old type are not values of the new type",
        "Send or read the value as its new type.";
    "type-widened" compatible breaking Kind |schemas, sink| check_kind(schemas, Relation::Widened, sink),
        "all requests that worked still work; responses may have values of another type",
        "Expect the new type.";
    "type-narrowed" breaking compatible Kind |schemas, sink| check_kind(schemas, Relation::Narrowed, sink),
        "some requests that worked are refused; all values in responses were possible before",
        "Send only values of the new type.";
    "format-changed" breaking breaking Schema |schemas, sink| check_format(schemas, Formats::OtherType, sink),
        "values in the old format are not in the new format, and the Rust type differs",
        "Send or read the value as its new type.";
    "text-format-changed" breaking risky Schema |schemas, sink| check_format(schemas, Formats::Other, sink),
        "values in the old format may be refused; generated types accept every string, but your program may not",
        "Send the value in its new format, and check how your code reads it.";
    "format-widened" compatible risky Schema |schemas, sink| check_format(schemas, Formats::Widened, sink),
        "all requests that worked still work; generated types accept every value, but your program may not",
        "Check how your code handles values of another format.";
    "format-narrowed" risky compatible Schema |schemas, sink| check_format(schemas, Formats::Narrowed, sink),
        "some requests that worked may be refused, unless the format was required all along",
        "Check whether you send values of another format.";
    "became-nullable" compatible breaking Null |schemas, sink| check_nullable(schemas, false, sink),
        "the value may now be null",
        "Expect null.";
    "absent-or-null" compatible compatible Null |schemas, sink| check_nullable(schemas, true, sink),
        "generated types read null like an absent value, and a null array or map as an empty one",
        "None.";
    "became-not-nullable" breaking compatible Null
        |it, sink| sink.add_if(it.lifts("nullable") && !it.is_text(), it.at_key("nullable"), "it is never null"),
        "requests with null are refused; responses without null were possible before",
        "Do not send null.";
    "optional-property-added" compatible compatible Property
        |property, sink| sink.add_if(added(property) == Some(false), property.at(), "the property is new"),
        "requests without it still work, and clients ignore unknown properties of responses",
        "None; you can send or read it now.";
    "required-property-added" breaking compatible Property
        |property, sink| sink.add_if(added(property) == Some(true), property.at(), "the property is new, and required"),
        "requests without it are refused; clients ignore unknown properties of responses",
        "Send it with every request.";
    "optional-property-removed" risky risky Property
        |property, sink| sink.add_if(removed(property) == Some(false), property.at(), "the property is gone"),
        "the server may ignore or refuse it in requests; in responses it was always optional",
        "Stop sending it, and stop relying on it.";
    "required-property-removed" risky breaking Property
        |it, sink| sink.add_if(removed(it) == Some(true), it.at(), "the property is gone, and was required"),
        "the server may ignore or refuse it in requests; a response without it is not the documented object",
        "Stop sending it, and do not expect it in responses.";
    "property-became-required" breaking compatible Property
        |property, sink| sink.add_if(requiredness(property) == Some((false, true)), property.at(), "it is required"),
        "requests without it are refused; responses with it were possible before",
        "Send it with every request.";
    "property-became-optional" compatible breaking Property
        |it, sink| sink.add_if(requiredness(it) == Some((true, false)), it.at(), "it is not required any more"),
        "a response without it is not the object documented before",
        "Expect responses without it.";
    "became-read-only" risky never Property
        |property, sink| sink.add_if(becomes_hidden(property), property.at(), "it is read-only"),
        "the server ignores or refuses it in requests",
        "Stop sending it.";
    "became-write-only" never breaking Property
        |property, sink| sink.add_if(becomes_hidden(property), property.at(), "it is write-only"),
        "it is no longer in responses",
        "Do not expect it in responses.";
    "further-members-forbidden" breaking compatible Schema
        |schemas, sink| check_further(schemas, true, "undocumented properties are forbidden", sink),
        "requests with undocumented properties are refused",
        "Send only documented properties.";
    "further-members-allowed" compatible compatible Schema
        |schemas, sink| check_further(schemas, false, "undocumented properties are allowed", sink),
        "clients ignore unknown properties of responses",
        "None.";
    "alternative-added" compatible risky Alternative |pair, sink| check_alternative(pair, pair.added(), "is new", sink),
        "generated unions are open and keep unknown alternatives; your program may need to handle them",
        "Check how your code handles an unknown alternative.";
    "became-one-of-several" never breaking Unheld
        |pair, sink| check_alternative(pair, pair.added(), "is new; before, there was a single type of value", sink),
        "existing clients have a type for the single value, which cannot hold the alternative: the response is a decode error",
        "Expect the alternative.";
    "alternative-removed" breaking compatible Alternative
        |pair, sink| check_alternative(pair, pair.removed(), "is gone", sink),
        "requests with this alternative are refused; responses with the remaining ones were possible before",
        "Send one of the remaining alternatives.";
    "tag-value-added" compatible risky Tags |tags, sink| check_tags(tags, (tags.new, tags.old), "new", sink),
        "generated unions are open: an unknown tag makes an unknown alternative",
        "Check how your code handles an unknown alternative.";
    "tag-value-removed" breaking compatible Tags |tags, sink| check_tags(tags, (tags.old, tags.new), "gone", sink),
        "requests with this tag are refused; responses with the remaining ones were possible before",
        "Send one of the remaining values.";
    "discriminator-changed" breaking breaking Schema check_discriminator_changed,
        "the alternatives are distinguished by another property, or by none",
        "Send and read the new discriminator property.";
    "xml-changed" breaking breaking Schema check_xml_changed,
        "the elements and attributes of the old form are not those of the new one",
        "Write and read the XML in its new form.";
}

fn check_kind(schemas: &Schemas<'_>, asked: Relation, sink: &mut Sink) {
    let (old, new) = (schemas.old.kind(), schemas.new.kind());
    if schemas.relation() == asked {
        sink.add(schemas.at_key("type"), format!("{new} instead of {old}"));
    }
}

/// How formats stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formats {
    Same,
    Widened,
    Narrowed,
    /// Two formats with the same type in Rust.
    Other,
    /// Two formats with different types in Rust.
    OtherType,
}

fn formats(old: Option<&str>, new: Option<&str>) -> Formats {
    // Bytes differ from strings, whatever their content; unsigned numbers have their own type.
    let of_type = |format: Option<&str>| match format {
        Some("binary") => 1,
        Some("uint64" | "uint32") => 2,
        _ => 0,
    };
    match (old, new) {
        (old, new) if old == new => Formats::Same,
        (old, new) if of_type(old) != of_type(new) => Formats::OtherType,
        (_, None) | (Some("int32"), Some("int64")) | (Some("float"), Some("double")) => Formats::Widened,
        (None, _) | (Some("int64"), Some("int32")) | (Some("double"), Some("float")) => Formats::Narrowed,
        _ => Formats::Other,
    }
}

fn check_format(schemas: &Schemas<'_>, asked: Formats, sink: &mut Sink) {
    // A hint for user interfaces, which does not limit values.
    let format = |view: &View<'_>| {
        view.get_str("format")
            .filter(|format| *format != "password")
            .map(str::to_owned)
    };
    let (old, new) = (format(&schemas.old), format(&schemas.new));
    let (old, new) = (old.as_deref(), new.as_deref());
    if formats(old, new) == asked {
        let rendered =
            |format: Option<&str>| format.map_or("no format".to_owned(), |format| format!("format `{format}`"));
        sink.add(
            schemas.at_key("format"),
            format!("{} instead of {}", rendered(new), rendered(old)),
        );
    }
}

/// Whether null is read as something else by a generated type.
fn null_is_read(schemas: &Schemas<'_>) -> bool {
    let is_map = schemas.new.get("properties").is_none() && matches!(schemas.new.further(), Further::Typed(_));
    !schemas.required || schemas.new.kind() == Kind::Basic("array") || is_map
}

fn check_nullable(schemas: &Schemas<'_>, is_read: bool, sink: &mut Sink) {
    let is_new = schemas.sets("nullable") && !schemas.is_text() && null_is_read(schemas) == is_read;
    sink.add_if(is_new, schemas.at_key("nullable"), "it may be null");
}

/// Whether a property is added as required, or as optional; a property that is no longer hidden
/// counts as added.
fn added(property: &Property<'_>) -> Option<bool> {
    property
        .new
        .as_ref()
        .filter(|_| property.old.is_none())
        .map(|(_, required)| *required)
}

fn removed(property: &Property<'_>) -> Option<bool> {
    let is_there = property
        .old
        .as_ref()
        .filter(|_| property.new.is_none() && !property.hidden.1);
    is_there.map(|(_, required)| *required)
}

fn requiredness(property: &Property<'_>) -> Option<(bool, bool)> {
    Some((property.old.as_ref()?.1, property.new.as_ref()?.1))
}

/// Whether further members become forbidden, or allowed.
fn check_further(schemas: &Schemas<'_>, forbidden: bool, message: &str, sink: &mut Sink) {
    let is_forbidden = |view: &View<'_>| view.further() == Further::Forbidden;
    let is_changed = is_forbidden(&schemas.old) != forbidden && is_forbidden(&schemas.new) == forbidden;
    sink.add_if(is_changed, schemas.at_key("additionalProperties"), message);
}

/// Identifies an alternative that is not a component.
fn with_properties(alternative: &Node) -> String {
    const MOST: usize = 5;
    let names: Vec<String> = alternative
        .members("properties")
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    match names.len() {
        0 => String::new(),
        1..=MOST => format!(" with {}", names.join(", ")),
        count => format!(" with {} and {} more", names[..MOST].join(", "), count - MOST),
    }
}

fn check_alternative(pair: &Pair<'_>, alternative: Option<&Node>, word: &str, sink: &mut Sink) {
    if let Some(node) = alternative {
        sink.add(pair.at(), format!("the alternative{} {word}", with_properties(node)));
    }
}

/// Whether a property that was there is hidden from this direction now.
fn becomes_hidden(property: &Property<'_>) -> bool {
    property.old.is_some() && property.hidden == (false, true)
}

fn check_tags(tags: &Pair<'_>, (list, other): (Option<&Node>, Option<&Node>), word: &str, sink: &mut Sink) {
    for value in beyond(list, other) {
        let part = format!(" = {}", value.json());
        sink.add_part(&part, tags.at(), format!("the tag {} is {word}", value.json()));
    }
}

/// Returns the values of one list that the other does not contain.
fn beyond<'a>(list: Option<&'a Node>, other: Option<&Node>) -> Vec<&'a Node> {
    let items = |list: Option<&'a Node>| list.and_then(Node::as_array).unwrap_or_default();
    let others = other.and_then(Node::as_array).unwrap_or_default();
    items(list).iter().filter(|value| !others.contains(value)).collect()
}

fn check_discriminator_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    let member = |view: &View<'_>| view.get("discriminator")?.get_str("propertyName").map(str::to_owned);
    let (old, new) = (member(&schemas.old), member(&schemas.new));
    let has_alternatives = |view: &View<'_>| view.kind() == Kind::Union || view.get(ALTERNATIVES).is_some();
    // Beside alternatives of other types, the same ones are within a union of their own.
    let is_within = |name: &Option<String>, other: &View<'_>| {
        name.is_some() && member(other).is_none() && other.alternatives().any(|one| member(&one) == *name)
    };
    let is_same = old == new || is_within(&old, &schemas.new) || is_within(&new, &schemas.old);
    if has_alternatives(&schemas.old) && has_alternatives(&schemas.new) && !is_same {
        let rendered = |name: Option<String>| name.map_or("their shape".to_owned(), |name| format!("`{name}`"));
        let message = format!("distinguished by {} instead of {}", rendered(new), rendered(old));
        sink.add(schemas.at_key("discriminator"), message);
    }
}

fn check_xml_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    let (old, new) = (schemas.old.get("xml"), schemas.new.get("xml"));
    if schemas.written == Serialization::Xml && old != new {
        let rendered = |xml: Option<&Node>| xml.map_or("the default".to_owned(), |xml| format!("`{}`", xml.json()));
        let message = format!("its XML is {} instead of {}", rendered(new), rendered(old));
        sink.add(schemas.at_key("xml"), message);
    }
}

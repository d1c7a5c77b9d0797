//! Information for people only: descriptions, examples, deprecation.

use apifox_build::internals::Node;

use crate::pair::{Pair, Schemas};
use crate::rule::{Sink, table};

table! { Wire:
    "operation-text-changed" docs docs Operation |_, pair, sink| check_texts(pair, &["summary", "description"], sink),
        "descriptions are the documentation of the method",
        "None; read it if you use the method.";
    "parameter-text-changed" docs never Parameter |pair, sink| check_texts(pair, &["description"], sink),
        "descriptions are the documentation of the argument",
        "None.";
    "body-text-changed" docs never Body |pair, sink| check_texts(pair, &["description"], sink),
        "descriptions do not change the code",
        "None.";
    "response-text-changed" never docs Response |pair, sink| check_texts(pair, &["description"], sink),
        "descriptions do not change the code",
        "None.";
    "text-changed" docs docs Annotation check_text_changed,
        "descriptions are the documentation of the type or field",
        "None.";
    "example-changed" docs docs Annotation check_example_changed,
        "examples are for readers and for the sandbox",
        "None; tests against the sandbox may see other values.";
    "media-example-changed" docs docs Media check_media_example_changed,
        "examples are for readers and for the sandbox",
        "None; tests against the sandbox may see other values.";
    "property-deprecated" compatible compatible Annotation
        |schemas, sink| sink.add_if(schemas.sets("deprecated"), schemas.at_key("deprecated"), "it is deprecated"),
        "it works as before; the compiler now warns about the use of its field",
        "Find its replacement before it is removed.";
    "property-undeprecated" compatible compatible Annotation
        |it, sink| sink.add_if(it.lifts("deprecated"), it.at_key("deprecated"), "it is not deprecated any more"),
        "the compiler no longer warns about the use of its field",
        "None.";
}

/// Returns the texts that differ; an empty text counts as absent.
fn changed<'a>(
    keys: &'a [&'a str],
    old: impl Fn(&str) -> Option<&'a Node>,
    new: impl Fn(&str) -> Option<&'a Node>,
) -> Option<String> {
    let text = |node: Option<&'a Node>| {
        node.and_then(Node::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let others: Vec<String> = keys
        .iter()
        .filter(|key| text(old(key)) != text(new(key)))
        .map(|key| format!("`{key}`"))
        .collect();
    (!others.is_empty()).then(|| format!("another {}", others.join(", ")))
}

fn check_texts(pair: &Pair<'_>, keys: &[&str], sink: &mut Sink) {
    if let Some((old, new)) = pair.both()
        && let Some(message) = changed(keys, |key| old.get(key), |key| new.get(key))
    {
        sink.add(pair.at(), message);
    }
}

fn check_text_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    let (old, new) = (schemas.old.clone(), schemas.new.clone());
    if let Some(message) = changed(&["title", "description"], |key| old.get(key), |key| new.get(key)) {
        sink.add(schemas.at(), message);
    }
}

fn check_example_changed(schemas: &Schemas<'_>, sink: &mut Sink) {
    if ["example", "examples"]
        .iter()
        .any(|key| schemas.old.get(key) != schemas.new.get(key))
    {
        sink.add(schemas.at_key("example"), "another example");
    }
}

fn check_media_example_changed(media: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = media.both()
        && ["example", "examples"].iter().any(|key| old.get(key) != new.get(key))
    {
        sink.add(media.member("example").at(), "another example");
    }
}

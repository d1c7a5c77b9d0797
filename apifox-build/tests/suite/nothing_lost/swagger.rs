//! A Swagger 2.0 document as a plain reader sees it, by the specification alone: bodies are
//! parameters, media types are lists.

use serde_json::Value;

use super::plain::{Document, Found, Operation, Part, identity};

/// What `consumes` or `produces` says of an operation: its own list, else that of the document.
fn media_types(document: &Document, operation: &Found<'_>, key: &str) -> Vec<Part> {
    let own = operation.below(key);
    let root = document.at_root(key);
    let found = if own.node.is_null() { root } else { own };
    let item = |name: &str, found: &Found<'_>| found.part(name);
    if let Some(name) = found.node.as_str() {
        return vec![item(name, &found)];
    }
    let mut all: Vec<Part> = Vec::new();
    for one in found.items() {
        let name = one.node.as_str().map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| all.iter().all(|known| known.name != *name)) {
            all.push(item(name, &one));
        }
    }
    all
}

/// The parameters of an operation: first its own, then those of the path that it does not declare
/// itself.
fn parameters<'a>(document: &'a Document, item: &Found<'a>, operation: &Found<'a>) -> Vec<(Found<'a>, bool)> {
    let mut all: Vec<(Found<'a>, bool)> = Vec::new();
    for (holder, is_own) in [(operation, true), (item, false)] {
        for parameter in holder.below("parameters").items() {
            let found = document.follow(&parameter);
            let is_same = |other: &Found<'_>| {
                let is_body = |found: &Found<'_>| place(found) == "body";
                if is_body(&found) || is_body(other) {
                    return is_body(&found) && is_body(other);
                }
                name_of(other) == name_of(&found)
            };
            if is_own || !all.iter().any(|(known, known_own)| *known_own && is_same(known)) {
                all.push((found, is_own));
            }
        }
    }
    all
}

fn place(found: &Found<'_>) -> String {
    let place = found.node["in"].as_str().unwrap_or_default().trim().to_lowercase();
    // A parameter with a schema and without a place can be nothing but a body.
    match place.as_str() {
        "" if found.node["schema"].is_object() => "body".to_owned(),
        "form" => "formdata".to_owned(),
        _ => place,
    }
}

fn name_of(found: &Found<'_>) -> String {
    identity(&place(found), found.node["name"].as_str().unwrap_or_default())
}

/// Bodies, media types, responses and servers of an operation of Swagger 2.0.
pub(super) fn operation(document: &Document, made: &mut Operation, (item, operation): (&Found<'_>, &Found<'_>)) {
    let consumes = media_types(document, operation, "consumes");
    let produces = media_types(document, operation, "produces");
    let mut body = Part::default();
    for (found, _) in parameters(document, item, operation) {
        let name = name_of(&found);
        let place = place(&found);
        if place == "body" || place == "formdata" {
            "the body".clone_into(&mut body.name);
            body.pointers.extend(found.pointers.iter().cloned());
            if place == "formdata" {
                made.fields
                    .push(found.part(found.node["name"].as_str().unwrap_or_default().trim()));
            }
        } else {
            let path = item.pointers.first().filter(|_| place == "path").cloned();
            made.parameters.push(Part {
                path,
                ..found.part(name)
            });
        }
    }
    if !body.name.is_empty() {
        made.body_media_types = consumes;
        made.body = Some(body);
    }
    for (status, response) in operation.below("responses").members() {
        if status.starts_with("x-") && !status[2..].starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let response = document.follow(&response);
        let has_body = response.node["schema"].is_object();
        let of_status = if has_body { produces.clone() } else { Vec::new() };
        made.responses.push((response.part(&status), of_status));
        let headers = response.below("headers");
        made.headers.extend(super::plain::headers_of(&status, &headers));
    }
    made.server = server(document, operation);
}

/// The server of an operation that names `schemes` of its own, if it is another than that of the
/// document.
fn server(document: &Document, operation: &Found<'_>) -> Option<Part> {
    let own = operation.below("schemes");
    let preferred = |schemes: &Value| {
        let has = |scheme: &str| {
            schemes
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == scheme))
        };
        ["https", "http"].into_iter().find(|scheme| has(scheme))
    };
    if own.node.as_array().is_none_or(Vec::is_empty) {
        return None;
    }
    let of_all = preferred(document.at_root("schemes").node).unwrap_or("https");
    let goes_there = own
        .node
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one == of_all));
    (!goes_there).then(|| own.part(format!("{}://", preferred(own.node).unwrap_or("?"))))
}

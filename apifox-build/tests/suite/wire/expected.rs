//! Computes the expected request of a call from the document and the values: OpenAPI 3.0.4 ("Style
//! Values"), RFC 3986, RFC 6265, RFC 7578, and the form encoding of the WHATWG. This does not use
//! the generator or the run time crate.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::accept::accept;
use super::case::{Body, Case, Content, Given, Part, text};
use super::document::{Parameter, Place};

/// All except the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters to escape in the text of a template: all except `pchar`, slashes, and escapes
/// (RFC 3986, 3.3).
const NOT_IN_A_PATH: &AsciiSet = &RESERVED
    .remove(b'/')
    .remove(b'%')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The characters to escape under `allowReserved`, which keeps all reserved characters except those
/// that would change the query.
const NOT_EVEN_RESERVED: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'[')
    .remove(b']');

/// The characters to escape in a form; blanks become `+` afterwards (WHATWG URL,
/// "application/x-www-form-urlencoded percent-encode set").
const NOT_IN_A_FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b' ');

fn unreserved(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A request in a normalized order: pairs of a query or form are sorted by name (those of the same
/// name keep their order), headers and parts of a form are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// `name=value`, as in the URL.
    pub(crate) query: Vec<String>,
    /// `name: value`; names in lower case, since HTTP ignores their case.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Sent,
}

/// A body in a normalized form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sent {
    Nothing,
    /// The value, and the length of its shortest text: the order of members is arbitrary, and there
    /// are no blanks.
    Json(Value, usize),
    Form(Vec<String>),
    /// Each part between boundaries, as text.
    Parts(Vec<String>),
    Bytes(Vec<u8>),
}

impl Eq for Sent {}

/// Sorts pairs by name.
pub(crate) fn by_name(mut pairs: Vec<String>) -> Vec<String> {
    pairs.sort_by(|a, b| a.split('=').next().cmp(&b.split('=').next()));
    pairs
}

/// The placeholder for a generated idempotency key.
pub(crate) const MADE_KEY: &str = "UUID";

pub(crate) fn request(case: &Case) -> Request {
    let operation = &case.operation;
    let place = |place: Place| case.given.iter().filter(move |given| given.parameter.place == place);
    let mut headers = vec![
        match case.streamed {
            Some("events") => "accept: text/event-stream".to_owned(),
            _ => format!("accept: {}", accept(operation)),
        },
        format!("user-agent: apifox-client/{}", env!("CARGO_PKG_VERSION")),
        "host: 127.0.0.1:PORT".to_owned(),
    ];
    headers.extend(place(Place::Header).flat_map(header));
    let is_key = |parameter: &Parameter| {
        parameter.place == Place::Header && parameter.name.eq_ignore_ascii_case("idempotency-key")
    };
    let is_write = matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE");
    if is_write && operation.parameters.iter().any(is_key) && !case.given.iter().any(|given| is_key(&given.parameter)) {
        headers.push(format!("idempotency-key: {MADE_KEY}"));
    }
    let cookies: Vec<String> = place(Place::Cookie).flat_map(cookie).collect();
    if !cookies.is_empty() {
        headers.push(format!("cookie: {}", cookies.join("; ")));
    }
    // RFC 2046, 5.1: a multipart body has at least one part, so without parts there is no body.
    let is_empty = |body: &&Body| matches!(&body.content, Content::Parts(groups) if groups.is_empty());
    let sent = case.body.as_ref().filter(|body| !is_empty(body));
    if let Some(body) = sent {
        headers.push(format!("content-type: {}", content_type(body)));
    }
    headers.sort();
    Request {
        method: operation.method.clone(),
        path: path(&operation.template, place(Place::Path)),
        query: by_name(place(Place::Query).flat_map(query).collect()),
        headers,
        body: sent.map_or(Sent::Nothing, body),
    }
}

/// The text of a value: a single text, the items of an array, or the members of an object.
enum Pieces {
    One(String),
    List(Vec<String>),
    Object(Vec<(String, Value)>),
}

fn pieces(given: &Given) -> Pieces {
    match &given.value {
        value if given.parameter.is_json => Pieces::One(value.to_string()),
        Value::Array(items) => Pieces::List(items.iter().map(text).collect()),
        Value::Object(members) => Pieces::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        ),
        value => Pieces::One(text(value)),
    }
}

fn path<'a>(template: &str, given: impl Iterator<Item = &'a Given>) -> String {
    // The template is split before values are inserted, since these may contain braces.
    let given: Vec<&Given> = given.collect();
    let mut path = String::new();
    for (number, piece) in template.split('{').enumerate() {
        let literal = match piece.split_once('}') {
            Some((name, literal)) if number > 0 => {
                let given = given.iter().find(|given| given.parameter.name == name).unwrap();
                path += &path_value(given);
                literal
            }
            _ => piece,
        };
        path += &utf8_percent_encode(literal, NOT_IN_A_PATH).to_string();
    }
    path
}

fn path_value(given: &Given) -> String {
    let (name, explode) = (unreserved(&given.parameter.name), given.parameter.explode);
    let (list_separator, pair_separator, prefix) = match given.parameter.style.as_str() {
        "simple" => (",", ",", String::new()),
        "label" => (
            if explode { "." } else { "," },
            if explode { "." } else { "," },
            ".".to_owned(),
        ),
        "matrix" if explode => (";", ";", ";".to_owned()),
        "matrix" => (",", ",", format!(";{name}=")),
        other => panic!("the style {other} in a path"),
    };
    let named_items = given.parameter.style == "matrix" && explode;
    let between = if explode { "=" } else { "," };
    match pieces(given) {
        Pieces::One(text) if named_items => format!("{prefix}{name}={}", unreserved(&text)),
        Pieces::One(text) => format!("{prefix}{}", unreserved(&text)),
        Pieces::List(items) => {
            let items = items.iter().map(|item| {
                let item = unreserved(item);
                if named_items { format!("{name}={item}") } else { item }
            });
            prefix + &items.collect::<Vec<_>>().join(list_separator)
        }
        Pieces::Object(members) => {
            let pairs = members
                .iter()
                .map(|(key, value)| format!("{}{between}{}", unreserved(key), unreserved(&text(value))));
            prefix + &pairs.collect::<Vec<_>>().join(pair_separator)
        }
    }
}

fn query(given: &Given) -> Vec<String> {
    let parameter = &given.parameter;
    let set = if parameter.allow_reserved {
        NOT_EVEN_RESERVED
    } else {
        RESERVED
    };
    let encode = |text: &str| utf8_percent_encode(text, set).to_string();
    let name = unreserved(&parameter.name);
    let delimiter = match parameter.style.as_str() {
        "spaceDelimited" => "%20",
        "pipeDelimited" => "%7C",
        _ => ",",
    };
    match pieces(given) {
        Pieces::One(text) => vec![format!("{name}={}", encode(&text))],
        Pieces::List(items) if parameter.explode => {
            items.iter().map(|item| format!("{name}={}", encode(item))).collect()
        }
        Pieces::List(items) => {
            let items: Vec<String> = items.iter().map(|item| encode(item)).collect();
            vec![format!("{name}={}", items.join(delimiter))]
        }
        Pieces::Object(members) if parameter.style == "deepObject" || parameter.explode => {
            let mut flat = Vec::new();
            for (key, value) in &members {
                let name = match parameter.style.as_str() {
                    "deepObject" => format!("{}[{key}]", parameter.name),
                    _ => key.clone(),
                };
                flatten(&name, value, &mut flat);
            }
            flat.iter()
                .map(|(name, value)| format!("{}={}", unreserved(name), encode(value)))
                .collect()
        }
        Pieces::Object(members) => {
            let pairs = members
                .iter()
                .flat_map(|(key, value)| [encode(key), encode(&text(value))]);
            vec![format!("{name}={}", pairs.collect::<Vec<_>>().join(delimiter))]
        }
    }
}

fn header(given: &Given) -> Vec<String> {
    let name = given.parameter.name.to_lowercase();
    let between = if given.parameter.explode { "=" } else { "," };
    let value = match pieces(given) {
        Pieces::One(text) => text,
        Pieces::List(items) => items.join(","),
        Pieces::Object(members) => {
            let pairs = members
                .iter()
                .map(|(key, value)| format!("{key}{between}{}", text(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
    };
    vec![format!("{name}: {value}")]
}

fn cookie(given: &Given) -> Vec<String> {
    let (name, explode) = (&given.parameter.name, given.parameter.explode);
    match pieces(given) {
        Pieces::One(text) => vec![format!("{name}={text}")],
        Pieces::List(items) if explode => items.iter().map(|item| format!("{name}={item}")).collect(),
        Pieces::List(items) => vec![format!("{name}={}", items.join(","))],
        Pieces::Object(members) if explode => members
            .iter()
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect(),
        Pieces::Object(members) => {
            let pairs = members.iter().map(|(key, value)| format!("{key},{}", text(value)));
            vec![format!("{name}={}", pairs.collect::<Vec<_>>().join(","))]
        }
    }
}

fn content_type(body: &Body) -> String {
    match &body.content {
        Content::Parts(_) => "multipart/form-data; boundary=BOUNDARY".to_owned(),
        _ => body.media_type.clone(),
    }
}

fn body(body: &Body) -> Sent {
    match &body.content {
        Content::Json(value) => Sent::Json(value.clone(), value.to_string().len()),
        Content::Form(value, encoding) => {
            let (mut flat, mut pairs) = (Vec::new(), Vec::new());
            for (name, value) in value.as_object().into_iter().flatten() {
                match joined(value, &encoding[name]) {
                    Some(items) => pairs.push(format!("{}={items}", unreserved(name))),
                    None => flatten(name, value, &mut flat),
                }
            }
            let encode = |text: &str| utf8_percent_encode(text, NOT_IN_A_FORM).to_string().replace(' ', "+");
            pairs.extend(
                flat.iter()
                    .map(|(name, value)| format!("{}={}", encode(name), encode(value))),
            );
            Sent::Form(by_name(pairs))
        }
        Content::Parts(parts) => {
            let parts = parts.iter().flat_map(|group| &group.parts);
            let mut parts: Vec<String> = parts.map(part).collect();
            parts.sort();
            Sent::Parts(parts)
        }
        Content::Bytes(bytes) => Sent::Bytes(bytes.clone()),
    }
}

/// Joins the items of an array whose field has a delimiting style (OpenAPI 3.0.4, Encoding Object).
fn joined(value: &Value, encoding: &Value) -> Option<String> {
    let delimiter = match encoding["style"].as_str().unwrap_or("form") {
        "form" => ",",
        "spaceDelimited" => "%20",
        "pipeDelimited" => "%7C",
        _ => return None,
    };
    let items = value.as_array().filter(|_| encoding["explode"] == false)?;
    let items: Vec<String> = items.iter().map(|item| unreserved(&text(item))).collect();
    Some(items.join(delimiter))
}

/// Flattens a form: arrays of scalars repeat their name; other arrays and objects use brackets;
/// null is not sent.
fn flatten(name: &str, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (key, value) in members {
                flatten(&format!("{name}[{key}]"), value, flat);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if item.is_object() || item.is_array() {
                    flatten(&format!("{name}[{index}]"), item, flat);
                } else {
                    flatten(name, item, flat);
                }
            }
        }
        scalar => flat.push((name.to_owned(), text(scalar))),
    }
}

/// RFC 7578, 4.2; quotes in names as browsers write them (WHATWG HTML, "multipart/form-data
/// boundary string").
fn part(part: &Part) -> String {
    let quoted = |text: &str| text.replace('"', "%22");
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(&part.name));
    if let Some(file) = &part.file {
        let _ = write!(head, "; filename=\"{}\"", quoted(file));
    }
    if let Some(media_type) = &part.media_type {
        let _ = write!(head, "\r\nContent-Type: {media_type}");
    }
    format!("{head}\r\n\r\n{}", String::from_utf8_lossy(&part.content))
}

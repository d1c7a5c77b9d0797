//! A call to test: an operation, its arguments, the response of the server, and the expected
//! outcome.

use serde_json::Value;

use super::document::{Document, DocumentedResponse, Operation, Parameter, essence, is_json};
use super::parts;
use super::values::{self, Purpose};

/// A parameter and its value.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) parameter: Parameter,
    pub(crate) value: Value,
}

/// A request body.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) media_type: String,
    pub(crate) content: Content,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Json(Value),
    /// The fields, with their encodings.
    Form(Value, Value),
    /// The parts, by property.
    Parts(Vec<Group>),
    Bytes(Vec<u8>),
}

/// The parts of a property of a multipart body: one part, or one for each item of an array.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) parts: Vec<Part>,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// The file name of a file.
    pub(crate) file: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Vec<u8>,
}

/// The response of the server.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) body: Vec<u8>,
}

/// A call to test.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The operation, as in the document.
    pub(crate) title: String,
    pub(crate) operation: Operation,
    /// The resource and method of the generated client.
    pub(crate) call: (String, String),
    pub(crate) given: Vec<Given>,
    pub(crate) body: Option<Body>,
    /// The name of the media type of the body among several; the preferred one has no name.
    pub(crate) among_bodies: Option<String>,
    /// `events` or `stream`, if the response is requested as one.
    pub(crate) streamed: Option<&'static str>,
    pub(crate) reply: Reply,
    /// `ok`, or `api STATUS`.
    pub(crate) outcome: String,
}

/// Finds a documented example of a response that matches its schema, by method, path and status.
pub(crate) type Examples<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Returns the calls of an operation: with all arguments and success, for each media type of the
/// body; then with required arguments only, and failure.
pub(crate) fn cases(document: &Document, generated: &apifox_build::Operation, examples: Examples<'_>) -> Vec<Case> {
    let operation = document.operation(&generated.method, &generated.template);
    let bodies = representations(&operation);
    let of = |full: bool, index: usize| {
        let purpose = Purpose { full, is_request: true };
        let body = bodies.get(index).filter(|_| full || must_have_a_body(&operation));
        let body = body.map(|(media_type, media)| body_of(document, media_type, media, purpose));
        let given = operation
            .parameters
            .iter()
            .filter(|parameter| full || parameter.required);
        let given = given.map(|parameter| Given {
            value: values::parameter(document, parameter),
            parameter: parameter.clone(),
        });
        let (reply, outcome) = if full {
            (success(document, &operation, examples), "ok".to_owned())
        } else {
            let reply = failure(document, &operation, examples);
            let outcome = format!("api {}", reply.status);
            (reply, outcome)
        };
        let what = if full { "everything" } else { "what is required" };
        let media_type = body.as_ref().filter(|_| index > 0).map(|body| body.media_type.clone());
        let suffix = media_type
            .as_ref()
            .map(|name| format!(", as {name}"))
            .unwrap_or_default();
        Case {
            title: format!("{} {} with {what}{suffix}", generated.method, generated.template),
            given: given.collect(),
            among_bodies: body.as_ref().filter(|_| index > 0).map(called),
            body,
            call: generated.call.clone(),
            operation: operation.clone(),
            streamed: None,
            reply,
            outcome,
        }
    };
    let full = (0..bodies.len().max(1)).map(|index| of(true, index));
    let streams = streams(&operation).map(|(method, media_type)| Case {
        title: format!(
            "{} {} with everything, as {method}",
            generated.method, generated.template
        ),
        streamed: Some(method),
        reply: Reply {
            status: 200,
            media_type: media_type.to_owned(),
            body: b"data: 1\n\n".to_vec(),
        },
        ..of(true, 0)
    });
    full.chain(streams).chain([of(false, 0)]).collect()
}

/// Returns the streaming forms of a response, with their media types: events beside JSON, and
/// chunks of bytes.
fn streams(operation: &Operation) -> impl Iterator<Item = (&'static str, &str)> {
    let is_events = |media_type: &str| essence(media_type) == "text/event-stream";
    let responses: Vec<&DocumentedResponse> = operation.successes().map(|(_, response)| response).collect();
    let named = |response: &&DocumentedResponse| response.content.first().map(|(media_type, _)| media_type.clone());
    let firsts: Vec<String> = responses.iter().filter_map(named).collect();
    let beside = responses.iter().flat_map(|response| response.content.iter().skip(1));
    let events = beside
        .map(|(media_type, _)| media_type.as_str())
        .find(|name| is_events(name));
    let is_bytes = firsts.iter().any(|name| !is_json(name) && !is_events(name));
    let bytes = is_bytes.then_some(("stream", "application/octet-stream"));
    let events = events.filter(|_| !is_bytes).map(|name| ("events", name));
    bytes.into_iter().chain(events)
}

/// Whether a body is required: as documented, or else for methods whose meaning is their content
/// (RFC 9110, 9.3).
fn must_have_a_body(operation: &Operation) -> bool {
    let by_method = ["POST", "PUT", "PATCH"].contains(&operation.method.as_str());
    operation.body_required.unwrap_or(by_method)
}

/// Returns the media types of the body that can be sent, the most specific first. JSON of the same
/// schema under another media type is the same body.
fn representations(operation: &Operation) -> Vec<&(String, Value)> {
    let mut all: Vec<&(String, Value)> = operation.bodies.iter().collect();
    all.sort_by_key(|(media_type, _)| (preference(media_type), media_type));
    let mut schemas: Vec<&Value> = Vec::new();
    all.retain(|(media_type, media)| {
        let again = is_json(media_type) && schemas.contains(&&media["schema"]);
        if is_json(media_type) {
            schemas.push(&media["schema"]);
        }
        let essence = essence(media_type);
        !again && (!essence.starts_with("multipart/") || essence == "multipart/form-data")
    });
    all
}

fn preference(media_type: &str) -> usize {
    match essence(media_type).as_str() {
        _ if media_type == "application/json" => 0,
        "*/*" => 6,
        _ if is_json(media_type) => 1,
        "application/x-www-form-urlencoded" => 2,
        "multipart/form-data" => 3,
        essence if is_text(essence) => 4,
        _ => 5,
    }
}

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Returns the name of a body in the documentation of a method.
fn called(body: &Body) -> String {
    match &body.content {
        Content::Json(_) if body.media_type == "application/json" => "JSON".to_owned(),
        Content::Form(..) => "a form".to_owned(),
        Content::Parts(_) => "a form of several parts".to_owned(),
        _ => format!("`{}`", body.media_type),
    }
}

fn body_of(document: &Document, media_type: &str, media: &Value, purpose: Purpose) -> Body {
    let schema = &media["schema"];
    let essence = essence(media_type);
    let is_structured = schema.get("$ref").is_some() || schema["type"] == "object" || schema["type"] == "array";
    let value = |schema| values::body(document, schema, purpose);
    let content = match essence.as_str() {
        "application/x-www-form-urlencoded" => Content::Form(value(schema), media["encoding"].clone()),
        "multipart/form-data" => Content::Parts(parts::groups(document, media, purpose)),
        "*/*" if !is_structured => Content::Bytes(b"\0\r\n\xffbytes".to_vec()),
        _ if is_json(&essence) => Content::Json(value(schema)),
        _ if is_text(&essence) => Content::Bytes("a b\r\n余额".as_bytes().to_vec()),
        _ => Content::Bytes(b"\0\r\n\xffbytes".to_vec()),
    };
    // A range of media types cannot be sent.
    let media_type = match (&content, essence.as_str()) {
        (Content::Json(_), "*/*") => "application/json",
        (_, "text/*") => "text/plain",
        (_, range) if range.contains('*') => "application/octet-stream",
        (Content::Form(..), essence) => essence,
        _ => media_type.trim(),
    };
    let media_type = media_type.to_owned();
    Body { media_type, content }
}

/// Renders a scalar without quotes; anything else as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn success(document: &Document, operation: &Operation, examples: Examples<'_>) -> Reply {
    let documented = operation
        .successes()
        .next()
        .map(|(status, response)| (status.to_owned(), response));
    let Some((status, response)) = documented else {
        let body = b"{\"anything\":1}".to_vec();
        return Reply {
            status: 200,
            media_type: "application/json".to_owned(),
            body,
        };
    };
    reply(document, operation, (&status, response), examples)
}

/// Returns a documented failure, preferably one that clients do not retry.
fn failure(document: &Document, operation: &Operation, examples: Examples<'_>) -> Reply {
    let passing = ["408", "429", "500", "502", "503", "504", "5XX"];
    let documented = operation.failures().min_by_key(|(status, _)| passing.contains(status));
    match documented {
        Some(response) => reply(document, operation, response, examples),
        None => Reply {
            status: 418,
            media_type: String::new(),
            body: Vec::new(),
        },
    }
}

fn reply(
    document: &Document,
    operation: &Operation,
    (documented, response): (&str, &DocumentedResponse),
    examples: Examples<'_>,
) -> Reply {
    let status = documented
        .replace("XX", "42")
        .replace("242", "200")
        .replace("default", "418");
    let status: u16 = status.parse().unwrap();
    let Some((media_type, media)) = response.content.first().filter(|_| status != 204) else {
        return Reply {
            status,
            media_type: String::new(),
            body: Vec::new(),
        };
    };
    let place = format!("{} {} {documented}", operation.method, operation.template);
    let made = || {
        values::body(
            document,
            &media["schema"],
            Purpose {
                full: true,
                is_request: false,
            },
        )
    };
    let body = if is_json(media_type) {
        examples(&place).unwrap_or_else(made).to_string().into_bytes()
    } else {
        "a,b\r\n余额".as_bytes().to_vec()
    };
    let media_type = if media_type == "*/*" {
        "application/json".to_owned()
    } else {
        media_type.clone()
    };
    Reply {
        status,
        media_type,
        body,
    }
}

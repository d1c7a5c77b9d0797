//! The documentation of generated requests: the page's descriptions, escaped, and the HTTP request.

use proc_macro2::{Ident, TokenStream};

use super::Writer;
use super::response_docs::errors;
use super::{named, request_type, resource_type};
use crate::described::DOC_START;
use crate::model::{
    Body, Checked, Content, Data, Media, Operation, Outcome, Parameter, ParameterEncoding, Part, PartContent, Place,
    Representation, Type,
};
use crate::types::docs as safe;

/// Generates doc attributes for our own lines, unescaped.
pub(crate) fn lines<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    safe::attributes(lines)
}

/// Returns the name of the API.
pub(crate) fn title(checked: &Checked) -> String {
    if checked.title.is_empty() {
        "the API".to_owned()
    } else {
        safe::safe(&checked.title).join(" ")
    }
}

/// Documents a resource's module and method. `within` is the path from there to the module, with a
/// trailing `::`.
pub(crate) fn resource(resource: &str, operations: &[&Operation], within: &str) -> TokenStream {
    let kind = resource_type(resource);
    let mut text = vec![format!("The operations of `{resource}`."), String::new()];
    for operation in operations {
        let (call, summary) = (&operation.call, summary(operation));
        text.push(format!(
            "* [`{call}`]({within}{resource}::{kind}::{call}): {summary} (`{} {}`)",
            operation.method, operation.template
        ));
    }
    lines(&text)
}

fn summary(operation: &Operation) -> String {
    let text = safe::safe(&operation.summary).join(" ");
    if text.is_empty() {
        operation.id.replace('_', " ")
    } else {
        text
    }
}

/// Documents a resource's method.
pub(crate) fn operation(operation: &Operation, record: Option<&Ident>, writer: &Writer<'_>) -> TokenStream {
    let summary = summary(operation);
    let mut text = Vec::new();
    if summary != operation.call {
        text.extend([format!("{}.", summary.trim_end_matches('.')), String::new()]);
    }
    if !operation.description.is_empty() {
        text.extend(safe::safe(&operation.description));
        text.push(String::new());
    }
    text.push(format!(
        "`{} {}`, from the page `{}`.",
        operation.method, operation.template, operation.page
    ));
    text.extend(described(operation));
    text.extend(exceptions(operation));
    if let Some(response) = response(operation, writer) {
        text.extend([String::new(), format!("Returns {response}.")]);
    }
    text.extend(events(operation, writer));
    text.extend(required_arguments(operation, record));
    text.extend(omitted(operation));
    text.extend(errors(operation, writer));
    lines(&text)
}

/// Describes unusual properties of an operation: its server, its credentials, its state.
fn exceptions(operation: &Operation) -> Vec<String> {
    let server = operation.server.as_ref().map(|server| {
        format!(
            "Sent to `{}`, a server of its own, unless the client sends everything to its base URL.",
            server.replace('`', "'")
        )
    });
    let credentials =
        (!operation.authenticated).then(|| "Sent without credentials: its page asks for none.".to_owned());
    let stability = operation
        .stability
        .as_ref()
        .map(|state| format!("The page's state is `{}`, not released.", state.replace('`', "'")));
    let sentences = [server, credentials, stability].into_iter().flatten();
    sentences.flat_map(|sentence| [String::new(), sentence]).collect()
}

/// Describes the required arguments of an operation, in one struct if they have one, and its body.
fn required_arguments(operation: &Operation, record: Option<&Ident>) -> Vec<String> {
    let mut required: Vec<String> = named::required(operation).flat_map(argument).collect();
    if let Some(name) = record {
        required = required.into_iter().map(|line| format!("  {line}")).collect();
        required.insert(0, format!("* `arguments`: a [`{name}`], which has"));
    }
    let body = operation.body.as_ref().filter(|body| body.required).map(|body| {
        let docs = safe::safe(&body.docs).join(" ");
        if !docs.is_empty() {
            return format!("* `body`: {docs}");
        }
        let form = body.forms.first();
        let media = form.map_or_else(String::new, |form| media_type(&form.media));
        format!("* `body`: sent as {media}.")
    });
    required.extend(body);
    if required.is_empty() {
        return required;
    }
    let mut text = vec![String::new(), "# Arguments".to_owned(), String::new()];
    text.extend(required);
    text
}

/// Describes the fields of the response's type that the operation does not document.
fn omitted(operation: &Operation) -> Vec<String> {
    let with_fields = operation
        .responses
        .iter()
        .filter(|response| !response.omitted.is_empty());
    let sentences = with_fields.flat_map(|response| {
        let names: Vec<String> = response.omitted.iter().map(|name| safe::code(name)).collect();
        let sentence = format!(
            "The page of this operation does not document the fields {} of its response: expect them to be absent.",
            names.join(" and ")
        );
        [String::new(), sentence]
    });
    sentences.collect()
}

/// States that an operation is described, without a page of its own.
fn described(operation: &Operation) -> Vec<String> {
    let Some(described) = &operation.described else {
        return Vec::new();
    };
    let mut text = safe::safe(&format!(
        "{DOC_START}{}, not from the vendor's page: fields may be missing.",
        described.brackets()
    ));
    for (what, said) in [("Evidence", &described.evidence), ("Not known", &described.unknown)] {
        if let Some(said) = said {
            text.extend(safe::safe(&format!("{what}: {}.", said.trim_end_matches('.'))));
        }
    }
    text.insert(0, String::new());
    text
}

/// Documents an operation's row.
pub(crate) fn row(operation: &Operation) -> TokenStream {
    let mut text = vec![format!("`{} {}`", operation.method, operation.template)];
    if let Some(described) = &operation.described {
        text.push(String::new());
        text.extend(safe::safe(&format!("{DOC_START}{}.", described.brackets())));
    }
    lines(&text)
}

/// Documents the method that sends the body in another media type.
pub(crate) fn other_form(operation: &Operation, form: &Representation) -> TokenStream {
    lines(&[format!(
        "[`{0}`](Self::{0}), with the body as {1}.",
        operation.call,
        media_type(&form.media)
    )])
}

/// Documents the method of an optional body.
pub(crate) fn body(body: &Body, form: &Representation) -> TokenStream {
    let mut text = safe::safe(&body.docs);
    if !text.is_empty() {
        text.push(String::new());
    }
    text.push(format!("Sets the body, as {}.", media_type(&form.media)));
    lines(&text)
}

fn media_type(media: &Media) -> String {
    match media {
        Media::Json => "JSON".to_owned(),
        Media::Form => "a form".to_owned(),
        Media::Multipart => "a form of several parts".to_owned(),
        Media::JsonAs(name) | Media::Text(name) | Media::Bytes(name) => safe::code(name),
    }
}

/// Describes the result of an operation, if the page has a type for it.
fn response(operation: &Operation, writer: &Writer<'_>) -> Option<String> {
    match Outcome::of(&operation.responses) {
        Outcome::Json { kind, optional, .. } => {
            let given = link_to_type(&kind, writer)?;
            Some(if optional {
                format!("{given}, or nothing")
            } else {
                given
            })
        }
        Outcome::OneOf { .. } => {
            let name = request_type(operation);
            Some(format!(
                "[`responses::{name}`]: the status and the media type decide which"
            ))
        }
        Outcome::Events | Outcome::Bytes { .. } | Outcome::Empty => None,
    }
}

/// Links to the type of a value, or of its items. A replaced type is not linked, since it is the
/// user's own.
fn link_to_type(kind: &Type, writer: &Writer<'_>) -> Option<String> {
    match kind {
        Type::Named(name) if !writer.config.replace.contains_key(name) => {
            Some(format!("[`{name}`](super::super::types::{name})"))
        }
        Type::List(item) => Some(format!("a list of {}", link_to_type(item, writer)?)),
        Type::Nullable(inner) => Some(format!("{} or null", link_to_type(inner, writer)?)),
        _ => None,
    }
}

/// Describes the events of a stream.
fn events(operation: &Operation, writer: &Writer<'_>) -> Vec<String> {
    let mut success = operation.responses.iter().filter(|response| response.is_success());
    let named = success.find_map(|response| match (&response.content, &response.events) {
        (Content::Events(Data::Json(Type::Named(name))), _) | (_, Some(Data::Json(Type::Named(name)))) => Some(name),
        _ => None,
    });
    match named.filter(|name| !writer.config.replace.contains_key(*name)) {
        Some(name) => vec![
            String::new(),
            format!("The data of each event is a [`{name}`](super::super::types::{name}), as JSON."),
        ],
        None => Vec::new(),
    }
}

fn argument(parameter: &Parameter) -> Vec<String> {
    let facts = parameter
        .facts
        .iter()
        .map(|fact| format!("  * {}", safe::safe(fact).join(" ")));
    std::iter::once(format!("* `{}`: {}", parameter.rust, sent(parameter)))
        .chain(facts)
        .collect()
}

/// Lists the facts of a parameter after its description, one per line.
fn facts(parameter: &Parameter) -> Vec<String> {
    let lines = parameter
        .facts
        .iter()
        .map(|fact| format!("* {}", safe::safe(fact).join(" ")));
    let first = (!parameter.facts.is_empty()).then(String::new);
    first.into_iter().chain(lines).collect()
}

/// Documents a field of the struct of an operation's arguments.
pub(crate) fn field(parameter: &Parameter) -> TokenStream {
    let mut text = vec![sent(parameter)];
    text.extend(facts(parameter));
    lines(&text)
}

/// Documents that struct.
pub(crate) fn arguments(operation: &Operation) -> TokenStream {
    let (kind, call) = (resource_type(&operation.resource), &operation.call);
    lines(&[format!("What [`{kind}::{call}`] must be given.")])
}

/// Describes a parameter: its name and location in the request, and the page's description.
fn sent(parameter: &Parameter) -> String {
    let docs = safe::safe(&parameter.docs).join(" ");
    let place = match parameter.place {
        Place::Path => "in the path",
        Place::Query => "in the query",
        Place::Header => "a header",
        Place::Cookie => "a cookie",
        Place::Part => match &parameter.sent {
            ParameterEncoding::Part(Part {
                content: PartContent::File,
                many: false,
                ..
            }) => "as a file",
            ParameterEncoding::Part(Part {
                content: PartContent::File,
                many: true,
                ..
            }) => "as files",
            _ => "as a part of the body",
        },
    };
    let docs = if docs.is_empty() {
        String::new()
    } else {
        format!(". {docs}")
    };
    format!("{} {place}{docs}", safe::code(&parameter.name))
}

/// Describes what a request offers besides awaiting it, and a response besides its body.
fn accept_and_headers(operation: &Operation) -> Vec<String> {
    let mut text = Vec::new();
    let mut others: Vec<&String> = operation
        .responses
        .iter()
        .flat_map(|response| &response.others)
        .collect();
    others.sort();
    others.dedup();
    if let Outcome::Json { accept: true, .. } = Outcome::of(&operation.responses) {
        let others: Vec<String> = others.into_iter().map(|name| safe::code(name)).collect();
        text.extend([
            String::new(),
            format!(
                "The same value is there in other media types, for [`accept`](Self::accept): {}.",
                others.join(", ")
            ),
        ]);
    }
    if !operation.headers.is_empty() {
        let name = request_type(operation);
        text.extend([
            String::new(),
            format!("The response is a [`with_headers::{name}`], which has a method for each documented header."),
        ]);
    }
    text
}

/// Documents a request type.
pub(crate) fn request(operation: &Operation, sample: Vec<String>, writer: &Writer<'_>) -> TokenStream {
    let (kind, call) = (resource_type(&operation.resource), &operation.call);
    let response = response(operation, writer).map_or_else(String::new, |response| format!(" for {response}"));
    let mut text = vec![
        format!(
            "The request of `{} {}`: {}.",
            operation.method,
            operation.template,
            summary(operation).trim_end_matches('.')
        ),
        String::new(),
        format!("Made by [`{kind}::{call}`]; await it{response}. What is optional can be set before."),
    ];
    text.extend(accept_and_headers(operation));
    text.extend(omitted(operation));
    // The path of the client is the user's choice, so this code cannot be a doctest.
    text.extend(["", "# Example", "", "```ignore"].map(ToOwned::to_owned));
    text.extend(sample);
    text.push("```".to_owned());
    lines(&text)
}

/// Documents the method of an optional parameter.
pub(crate) fn parameter(parameter: &Parameter) -> TokenStream {
    let mut text = safe::safe(&parameter.docs);
    if !text.is_empty() {
        text.push(String::new());
    }
    let name = safe::code(&parameter.name);
    text.push(match (&parameter.sent, parameter.place) {
        (
            ParameterEncoding::Part(Part {
                content: PartContent::File,
                many,
                ..
            }),
            _,
        ) => {
            format!("Sends the {} {name}.", if *many { "files" } else { "file" })
        }
        (_, Place::Part) => format!("Sets the part {name} of the body."),
        (_, Place::Query) => format!("Sets the parameter {name} of the query string."),
        (_, place) => format!("Sets the {} parameter {name}.", place.name()),
    });
    text.extend(facts(parameter));
    lines(&text)
}

//! The documentation of generated requests: the page's words, made safe, and what HTTP it is.

use proc_macro2::TokenStream;

use super::Writer;
use crate::check::{Answer, Checked, Content, Operation, Parameter, Place, Type};
use crate::types::docs as safe;

/// Lines as they are, for text that is our own.
pub(crate) fn lines<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    safe::attributes(lines)
}

/// What the API is called.
pub(crate) fn title(checked: &Checked) -> String {
    if checked.title.is_empty() {
        "the API".to_owned()
    } else {
        safe::safe(&checked.title).join(" ")
    }
}

/// Of a resource's module and method.
pub(crate) fn resource(resource: &str, operations: &[&Operation]) -> TokenStream {
    let mut text = vec![format!("`{resource}`: operations of this resource."), String::new()];
    for operation in operations {
        let summary = summary(operation);
        text.push(format!(
            "* `{}`: {summary} (`{} {}`)",
            operation.call, operation.method, operation.template
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

/// Of a resource's method.
pub(crate) fn operation(operation: &Operation, writer: &Writer<'_>) -> TokenStream {
    let mut text = vec![format!("{}.", summary(operation).trim_end_matches('.')), String::new()];
    if !operation.description.is_empty() {
        text.extend(safe::safe(&operation.description));
        text.push(String::new());
    }
    text.push(format!(
        "`{} {}`, from the page `{}`.",
        operation.method, operation.template, operation.page
    ));
    if let Some(stability) = &operation.stability {
        text.push(String::new());
        text.push(format!(
            "The page's state is `{}`, not released.",
            stability.replace('`', "'")
        ));
    }
    let required: Vec<String> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(argument)
        .collect();
    if !required.is_empty() || operation.body.is_some() {
        text.extend([String::new(), "# Arguments".to_owned(), String::new()]);
        text.extend(required);
        if let Some(body) = &operation.body {
            let docs = safe::safe(&body.docs).join(" ");
            text.push(format!(
                "* `body`: {}",
                if docs.is_empty() {
                    "the request's body.".to_owned()
                } else {
                    docs
                }
            ));
        }
    }
    for answer in operation.answers.iter().filter(|answer| !answer.omitted.is_empty()) {
        let names = answer
            .omitted
            .iter()
            .map(|name| safe::code(name))
            .collect::<Vec<_>>()
            .join(" and ");
        text.push(String::new());
        text.push(format!(
            "This operation does not document the fields {names} of its answer: do not expect them here."
        ));
    }
    text.extend(errors(operation, writer));
    lines(&text)
}

fn argument(parameter: &Parameter) -> String {
    let docs = safe::safe(&parameter.docs).join(" ");
    let place = match parameter.place {
        Place::Path => "in the path",
        Place::Query => "in the query",
        Place::Header => "a header",
        Place::Cookie => "a cookie",
    };
    let docs = if docs.is_empty() {
        String::new()
    } else {
        format!(". {docs}")
    };
    format!("* `{}`: {} {place}{docs}", parameter.rust, safe::code(&parameter.name))
}

/// Which statuses are documented as failures, and what to read their bodies as.
fn errors(operation: &Operation, writer: &Writer<'_>) -> Vec<String> {
    let failures: Vec<&Answer> = operation.answers.iter().filter(|answer| !answer.is_success()).collect();
    if failures.is_empty() {
        return Vec::new();
    }
    let mut text = vec![
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "Documented failures:".to_owned(),
        String::new(),
    ];
    for answer in failures {
        let status = safe::code(&answer.status);
        let words = safe::safe(&answer.description).join(" ");
        let words = if words.is_empty() {
            String::new()
        } else {
            format!(": {words}")
        };
        let body = match &answer.content {
            Content::Json(Type::Named(name)) if !writer.config.replace.contains_key(name) => {
                format!(" (the error's body as [`{name}`](super::super::types::{name}))")
            }
            _ => String::new(),
        };
        text.push(format!("* {status}{words}{body}"));
    }
    text
}

/// Of a request type.
pub(crate) fn request(operation: &Operation) -> TokenStream {
    lines(&[
        format!(
            "The request of `{} {}`: {}.",
            operation.method,
            operation.template,
            summary(operation).trim_end_matches('.')
        ),
        String::new(),
        "Await it; what is optional can be set before.".to_owned(),
    ])
}

/// Of an optional parameter's method.
pub(crate) fn parameter(parameter: &Parameter) -> TokenStream {
    let place = parameter.place.name();
    let mut text = safe::safe(&parameter.docs);
    if !text.is_empty() {
        text.push(String::new());
    }
    text.push(format!("Sets the {place} parameter {}.", safe::code(&parameter.name)));
    lines(&text)
}

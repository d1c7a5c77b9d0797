//! The documentation of documented responses, their headers, and failures.

use proc_macro2::TokenStream;

use super::reasons::{typed, variant};
use super::{Writer, request_type};
use crate::model::{Answer, Content, Header, Operation, Type};
use crate::types::docs as safe;

/// Which statuses are documented as failures, and what to read their bodies as.
pub(super) fn errors(operation: &Operation, writer: &Writer<'_>) -> Vec<String> {
    let failures: Vec<&Answer> = operation.answers.iter().filter(|answer| answer.is_failure()).collect();
    if failures.is_empty() {
        return Vec::new();
    }
    let name = request_type(operation);
    let variants: Vec<&str> = typed(operation).map(|(answer, _)| answer.status.as_str()).collect();
    let told = if variants.is_empty() {
        "Documented failures:".to_owned()
    } else {
        format!("Documented failures, which [`failures::{name}::of`] reads:")
    };
    let mut text = vec![String::new(), "# Errors".to_owned(), String::new(), told, String::new()];
    for answer in failures {
        let status = safe::code(&answer.status);
        let words = words_of(answer);
        let body = match &answer.content {
            _ if !variants.contains(&answer.status.as_str()) => String::new(),
            Content::Json(Type::Named(kind)) if !writer.config.replace.contains_key(kind) => {
                let variant = variant(&answer.status);
                format!(" ([`{variant}`](failures::{name}::{variant}) with [`{kind}`](super::super::types::{kind}))")
            }
            _ => {
                let variant = variant(&answer.status);
                format!(" ([`{variant}`](failures::{name}::{variant}))")
            }
        };
        text.push(format!("* {status}{words}{body}"));
    }
    text
}

/// The page's description of a response, to follow its status.
fn words_of(answer: &Answer) -> String {
    let words = safe::safe(&answer.description).join(" ");
    if words.is_empty() { words } else { format!(": {words}") }
}

/// The docs of a variant of an operation's failures.
pub(super) fn failure(answer: &Answer) -> TokenStream {
    safe::attributes(&[format!("{}{}", safe::code(&answer.status), words_of(answer))])
}

/// The docs of a variant of an operation's responses.
pub(super) fn response(answer: &Answer) -> TokenStream {
    let media_type = match &answer.content {
        Content::Bytes => format!(", as {}", safe::code(&answer.media_type)),
        _ => String::new(),
    };
    safe::attributes(&[format!(
        "{}{media_type}{}",
        safe::code(&answer.status),
        words_of(answer)
    )])
}

/// The docs of the method of a header.
pub(super) fn header(header: &Header) -> TokenStream {
    let docs = safe::safe(&header.docs).join(" ");
    let docs = if docs.is_empty() {
        ".".to_owned()
    } else {
        format!(": {docs}")
    };
    let mut text = vec![format!("The header {}{docs}", safe::code(&header.name))];
    if !header.statuses.is_empty() {
        let statuses: Vec<String> = header.statuses.iter().map(|status| safe::code(status)).collect();
        text.push(String::new());
        text.push(format!("Documented for {}.", statuses.join(" and ")));
    }
    safe::attributes(&text)
}

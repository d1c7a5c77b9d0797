//! The documentation of documented responses, their headers, and failures.

use proc_macro2::TokenStream;

use super::reasons::{typed, variant};
use super::{Writer, request_type};
use crate::model::{Content, DocumentedResponse, Header, Operation, Type};
use crate::types::docs as safe;

/// Lists the documented failures, with the types of their bodies.
pub(super) fn errors(operation: &Operation, writer: &Writer<'_>) -> Vec<String> {
    let failures: Vec<&DocumentedResponse> = operation
        .responses
        .iter()
        .filter(|response| response.is_failure())
        .collect();
    if failures.is_empty() {
        return Vec::new();
    }
    let name = request_type(operation);
    let variants: Vec<&str> = typed(operation).map(|(response, _)| response.status.as_str()).collect();
    let sentence = if variants.is_empty() {
        "Documented failures:".to_owned()
    } else {
        format!("Documented failures, which [`failures::{name}::of`] reads:")
    };
    let mut text = vec![
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        sentence,
        String::new(),
    ];
    for response in failures {
        let status = safe::code(&response.status);
        let words = words_of(response);
        let kind = match &response.content {
            Content::Json(kind) => Some(kind.present()),
            _ => None,
        };
        let body = match kind {
            _ if !variants.contains(&response.status.as_str()) => String::new(),
            Some(Type::Named(kind)) if !writer.config.replace.contains_key(kind) => {
                let variant = variant(&response.status);
                format!(" ([`{variant}`](failures::{name}::{variant}) with [`{kind}`](super::super::types::{kind}))")
            }
            _ => {
                let variant = variant(&response.status);
                format!(" ([`{variant}`](failures::{name}::{variant}))")
            }
        };
        text.push(format!("* {status}{words}{body}"));
    }
    text
}

/// Returns the page's description of a response, as a suffix of its status.
fn words_of(response: &DocumentedResponse) -> String {
    let words = safe::safe(&response.description).join(" ");
    if words.is_empty() { words } else { format!(": {words}") }
}

/// Documents a variant of an operation's failures.
pub(super) fn failure(response: &DocumentedResponse) -> TokenStream {
    safe::attributes(&[format!("{}{}", safe::code(&response.status), words_of(response))])
}

/// Documents a variant of an operation's responses.
pub(super) fn response(response: &DocumentedResponse) -> TokenStream {
    let media_type = match &response.content {
        Content::Bytes => format!(", as {}", safe::code(&response.media_type)),
        _ => String::new(),
    };
    safe::attributes(&[format!(
        "{}{media_type}{}",
        safe::code(&response.status),
        words_of(response)
    )])
}

/// Documents the method of a header.
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

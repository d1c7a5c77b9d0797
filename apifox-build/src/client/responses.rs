//! Responses: an enum for each operation with different successful responses, and a response with a
//! method per header for each operation that documents headers.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Writer, docs, ident, request_type, response_docs, rust_name};
use crate::model::{Content, DocumentedResponse, Media, Operation, Outcome};
use crate::name::words::{pascal, words};
use crate::status_name::status_name;

impl Writer<'_> {
    /// Generates the macro argument by which the run time decodes the response.
    pub(super) fn response(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let outcome = Outcome::of(&operation.responses);
        let more = outcome.methods().into_iter();
        let more = |left_out: &str| {
            let words = more.filter(|word| *word != left_out).map(ident);
            quote!(#(, #words)*)
        };
        Ok(match &outcome {
            Outcome::Json { kind, optional, .. } => {
                let (kind, more) = (self.rust_type(kind)?, more(""));
                let word = if *optional { quote!(optional) } else { quote!(json) };
                quote!(#word #kind #more)
            }
            Outcome::OneOf { .. } => {
                let (name, more) = (request_type(operation), more(""));
                quote!(one_of responses::#name #more)
            }
            Outcome::Events => quote!(events),
            Outcome::Bytes { .. } => {
                let more = more("stream");
                quote!(bytes #more)
            }
            Outcome::Empty => quote!(empty),
        })
    }

    /// Generates the module of a resource's responses; `None` if each operation has one.
    pub(super) fn responses(&self, operations: &[&Operation]) -> Result<Option<TokenStream>, syn::Error> {
        let enums: Vec<TokenStream> = operations
            .iter()
            .filter(|operation| matches!(Outcome::of(&operation.responses), Outcome::OneOf { .. }))
            .map(|operation| self.responses_of(operation))
            .collect::<Result<_, _>>()?;
        let words =
            ["What these operations give where they succeed in several ways: the status and the media type decide."];
        let (docs, allowed) = (docs::lines(&words), namesake(operations, "responses"));
        Ok((!enums.is_empty()).then(|| quote!(#docs #allowed pub mod responses { #(#enums)* })))
    }

    fn responses_of(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let (runtime, name) = (&self.runtime, request_type(operation));
        let variants = variants(operation).into_iter().map(|(response, variant)| {
            let (status, media_type, docs) = (
                &response.status,
                &response.media_type,
                response_docs::response(response),
            );
            let body = match &response.content {
                Content::Json(kind) => {
                    let kind: syn::Type = syn::parse_str(&rust_name(kind, self.config, "super::super::super::types"))?;
                    quote!((json #kind))
                }
                Content::Bytes => quote!((bytes)),
                Content::Events(_) | Content::Empty => quote!(),
            };
            Ok(quote!(#docs #status #media_type => #variant #body,))
        });
        let variants = variants.collect::<Result<Vec<_>, syn::Error>>()?;
        Ok(quote!(#runtime::responses!(#name, { #(#variants)* });))
    }

    /// Generates the module of the responses with headers; `None` if no operation documents any.
    pub(super) fn with_headers(&self, operations: &[&Operation]) -> Result<Option<TokenStream>, syn::Error> {
        let all: Vec<TokenStream> = operations
            .iter()
            .filter(|operation| !operation.headers.is_empty())
            .map(|operation| self.headers_of(operation))
            .collect::<Result<_, _>>()?;
        let words = ["The responses of operations that document headers: each has a method for each of them."];
        let (docs, allowed) = (docs::lines(&words), namesake(operations, "with_headers"));
        Ok((!all.is_empty()).then(|| quote!(#docs #allowed pub mod with_headers { #(#all)* })))
    }

    fn headers_of(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let (runtime, name) = (&self.runtime, request_type(operation));
        let types = "super::super::super::types";
        let response = match Outcome::of(&operation.responses) {
            Outcome::Json { kind, optional, .. } => {
                let kind: syn::Type = syn::parse_str(&rust_name(&kind, self.config, types))?;
                if optional {
                    quote!(::std::option::Option<#kind>)
                } else {
                    quote!(#kind)
                }
            }
            Outcome::OneOf { .. } => quote!(super::responses::#name),
            Outcome::Events => quote!(#runtime::EventStream),
            Outcome::Bytes { .. } => quote!(#runtime::bytes::Bytes),
            Outcome::Empty => quote!(()),
        };
        let headers = operation.headers.iter().map(|header| {
            let (docs, method, wire) = (response_docs::header(header), ident(&header.rust), &header.name);
            let kind = header.kind.as_deref().map(syn::parse_str::<syn::Type>).transpose()?;
            let kind = kind.map(|kind| quote!(: #kind));
            Ok(quote!(#docs #method #kind = #wire,))
        });
        let headers = headers.collect::<Result<Vec<_>, syn::Error>>()?;
        Ok(quote!(#runtime::headers!(#name, #response, { #(#headers)* });))
    }
}

/// Generates the suffix of a request type that names its response, if that has headers.
pub(super) fn headed(operation: &Operation) -> Option<TokenStream> {
    let name = request_type(operation);
    (!operation.headers.is_empty()).then(|| quote!(as with_headers::#name))
}

/// Allows a resource with the name of the module.
fn namesake(operations: &[&Operation], module: &str) -> Option<TokenStream> {
    let is_namesake = operations.first().is_some_and(|operation| operation.resource == module);
    is_namesake.then(|| quote!(#[allow(clippy::module_inception)]))
}

/// Returns the distinguished successful responses with their variants: a status before its range,
/// and JSON first within a status.
pub(super) fn variants(operation: &Operation) -> Vec<(&DocumentedResponse, Ident)> {
    let success = operation.responses.iter().filter(|response| response.is_success());
    let mut all: Vec<&DocumentedResponse> = success
        .filter(|response| !matches!(response.content, Content::Events(_)))
        .collect();
    all.sort_by_key(|response| response.status.clone()); // `X` comes after all digits
    let mut taken: BTreeSet<String> = BTreeSet::from(["Other".to_owned(), "Self".to_owned()]);
    let mut named = Vec::new();
    for (index, response) in all.iter().enumerate() {
        let status = status_name(&response.status);
        let is_first = index == 0 || all[index - 1].status != response.status;
        let (short, long) = Media::Bytes(response.media_type.clone()).words();
        let [short, long] = [short, long].map(|name| format!("{status}{}", pascal(&words(&name))));
        let candidates = is_first.then(|| status.clone()).into_iter().chain([short, long]);
        let numbered = (2..).map(|number| format!("{status}{number}"));
        if let Some(free) = candidates.chain(numbered).find(|name| !taken.contains(name)) {
            named.push((*response, format_ident!("{free}")));
            taken.insert(free);
        }
    }
    named
}

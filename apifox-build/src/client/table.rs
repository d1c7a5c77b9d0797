//! The operation table.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Writer, docs, ident};
use crate::features::Gate;
use crate::format;
use crate::model::{Content, DocumentedResponse, Operation, Outcome, Type};

/// The value of `Accept` for a row that sets none.
const JSON: &str = "application/json";

/// Returns the name of an operation's row.
pub(crate) fn row_name(operation: &Operation) -> Ident {
    format_ident!("{}", operation.id.trim_end_matches('_').to_uppercase())
}

pub(crate) fn code(writer: &Writer<'_>) -> Result<String, syn::Error> {
    let runtime = &writer.runtime;
    let operations = &writer.checked.operations;
    let mut rows = format::in_module(names_used(writer));
    for operation in operations {
        let (gate, row) = (writer.gate(&operation.resource), row(operation, writer));
        rows += &format::in_module(vec![syn::parse2(quote!(#gate #row))?]);
    }
    let names = operations.iter().map(|operation| {
        let (gate, name) = (writer.gate(&operation.resource), row_name(operation));
        quote!(#gate &#name)
    });
    let all_docs = docs::lines(&["Every operation, by resource and id."]);
    rows += &format::in_module(vec![syn::parse2(quote! {
        #all_docs
        pub static ALL: &[&Operation] = &[#(#names),*];
    })?]);
    let table_docs = docs::lines(&["The operation table: what there is to know of each operation without calling it."]);
    let server_docs = docs::lines(&["The hosts that the pages name."]);
    let servers = writer
        .checked
        .servers
        .iter()
        .map(|(url, description)| quote!(#runtime::operation::Server { url: #url, description: #description }));
    let servers = syn::parse2(quote! {
        #server_docs
        pub static SERVERS: &[#runtime::operation::Server] = &[#(#servers),*];
    })?;
    let table = syn::parse2(quote!(#table_docs pub mod operations {}))?;
    Ok(format::items(vec![servers]) + &format::module(table, &rows))
}

/// Returns the imports from the run time that the rows need.
fn names_used(writer: &Writer<'_>) -> Vec<syn::Item> {
    let runtime = &writer.runtime;
    let rows = writer.checked.operations.iter();
    let gates: Vec<Gate> = rows
        .filter(|operation| !operation.responses.is_empty())
        .map(|operation| writer.gates.of_resource(&operation.resource))
        .collect();
    let has_responses = !gates.is_empty();
    match Gate::any(&gates).unwrap_or_default().attribute() {
        _ if !has_responses => vec![syn::parse_quote!(use #runtime::operation::Operation;)],
        None => vec![syn::parse_quote!(use #runtime::operation::{DocumentedResponse, Operation};)],
        Some(gate) => vec![
            syn::parse_quote!(#gate use #runtime::operation::DocumentedResponse;),
            syn::parse_quote!(use #runtime::operation::Operation;),
        ],
    }
}

fn row(operation: &Operation, writer: &Writer<'_>) -> TokenStream {
    let runtime = &writer.runtime;
    let (name, id, template, resource) = (
        row_name(operation),
        &operation.id,
        &operation.template,
        &operation.resource,
    );
    let method = ident(&operation.method);
    // RFC 9110, 9.2.2
    let idempotent = matches!(
        operation.method.as_str(),
        "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE"
    );
    let settings = [
        idempotent.then(|| quote!(.idempotent(true))),
        operation.idempotency_key.then(|| quote!(.idempotency_key(true))),
        (!operation.authenticated).then(|| quote!(.authenticated(false))),
    ];
    let settings = settings.into_iter().flatten();
    let accept = Some(accept(operation))
        .filter(|accept| accept != JSON)
        .map(|accept| quote!(.accept(#accept)));
    let rows = operation
        .responses
        .iter()
        .map(|response| response_row(response, writer));
    let responses = (!operation.responses.is_empty()).then(|| quote!(.responses(&[#(#rows),*])));
    let docs = docs::row(operation);
    quote! {
        #docs
        pub static #name: Operation = Operation::new(#id, #runtime::Method::#method, #template)
            .resource(#resource) #(#settings)* #accept #responses;
    }
}

/// Returns the media types of the successful responses, JSON first. Within a status, the first one
/// is preferred.
fn accept(operation: &Operation) -> String {
    let outcome = Outcome::of(&operation.responses);
    // If the result has another type, a separate method requests the events.
    let is_asked_for = |response: &&DocumentedResponse| {
        let is_stream = matches!(response.content, Content::Events(_));
        response.is_success()
            && !response.media_type.is_empty()
            && !(is_stream && matches!(outcome, Outcome::Bytes { .. } | Outcome::OneOf { .. }))
    };
    let all: Vec<&DocumentedResponse> = operation.responses.iter().filter(is_asked_for).collect();
    let is_first = |index: usize| index == 0 || all[index - 1].status != all[index].status;
    let mut types: Vec<(&str, bool)> = Vec::new();
    for (index, response) in all.iter().enumerate() {
        let name = response.media_type.as_str();
        match types.iter_mut().find(|(other, _)| *other == name) {
            Some((_, preferred)) => *preferred |= is_first(index),
            None => types.push((name, is_first(index))),
        }
    }
    types.sort_by_key(|(name, preferred)| (!preferred, !name.contains("json")));
    if types.is_empty() && matches!(outcome, Outcome::Bytes { .. }) {
        "*/*".to_owned() // the media type is undocumented
    } else if types.is_empty() {
        JSON.to_owned()
    } else {
        let types = types.into_iter().map(|(name, preferred)| {
            if preferred {
                name.to_owned()
            } else {
                format!("{name};q=0.9")
            }
        });
        types.collect::<Vec<_>>().join(", ")
    }
}

fn response_row(response: &DocumentedResponse, writer: &Writer<'_>) -> TokenStream {
    let (status, media_type) = (&response.status, &response.media_type);
    let name = match &response.content {
        Content::Json(Type::Named(name)) => name.as_str(),
        _ => "",
    };
    let schema = writer
        .checked
        .schemas
        .get(name)
        .filter(|_| !writer.config.replace.contains_key(name))
        .map(|schema| &schema.node);
    let fields: Vec<&str> = schema
        .into_iter()
        .flat_map(|node| node.members("properties"))
        .map(|(name, _)| name)
        .collect();
    let required = schema.is_some_and(|node| {
        node.strings("required").any(|name| {
            node.get("properties")
                .and_then(|all| all.get(name))
                .is_some_and(|property| !property.is_true("nullable"))
        })
    });
    let media_type = (!media_type.is_empty()).then(|| quote!(.media_type(#media_type)));
    let schema = (!name.is_empty()).then(|| quote!(.schema(#name, &[#(#fields),*])));
    let required = required.then(|| quote!(.required(true)));
    quote!(DocumentedResponse::new(#status) #media_type #schema #required)
}

//! Stage 8b, client: [`Checked`] → Rust items. A module for each resource with its requests, the resource methods on the client,
//! the operation table, and what a sandbox serves.
//!
//! Invariants: generated code names only `::std`, its run time and itself, so it needs no other dependency; everything an operation
//! does at run time is in the run time: what is written here per operation is only what differs between operations.

mod docs;
mod table;

use heck::ToPascalCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::check::{Body, Checked, Content, Media, Operation, Outcome, Parameter, Place, Type};
use crate::config::Config;
use crate::write;

/// The whole generated file: types, which are written already, client, resources, table. Each part becomes text as soon as it is
/// made: the syntax of a large API all at once takes more memory, and with it time, than all else.
pub(crate) fn code(checked: &Checked, types: &str, config: &Config) -> Result<String, syn::Error> {
    let writer = Writer {
        checked,
        config,
        runtime: syn::parse_str(&config.runtime)?,
    };
    let type_docs = docs::lines(&[format!("Types of {}.", docs::title(checked))]);
    let resource_docs =
        docs::lines(&["The resources of the client: a module each, with its operations and their requests."]);
    let mut resources = String::new();
    for (resource, operations) in writer.resources() {
        resources += &write::in_module(vec![syn::parse2(writer.resource(&resource, &operations)?)?]);
    }
    let mut code = write::module(syn::parse2(quote!(#type_docs pub mod types {}))?, types);
    code += &write::items(syn::parse2::<syn::File>(writer.client()?)?.items);
    code += &write::module(syn::parse2(quote!(#resource_docs pub mod resources {}))?, &resources);
    code += &table::code(&writer)?;
    Ok(code)
}

/// What was generated, in names: for reports and for tests of the generated code.
pub(crate) fn operations(checked: &Checked, config: &Config) -> Vec<crate::report::Operation> {
    let mut list: Vec<_> = checked
        .operations
        .iter()
        .map(|operation| crate::report::Operation {
            path: operation.documented.clone(),
            template: operation.template.clone(),
            method: operation.method.clone(),
            id: operation.id.clone(),
            call: (operation.resource.clone(), operation.call.clone()),
            body: operation
                .body
                .as_ref()
                .map(|body| rust_name(&body.kind, config, "types")),
            answers: operation
                .answers
                .iter()
                .filter_map(|answer| match &answer.content {
                    Content::Json(kind) => Some((answer.status.clone(), rust_name(kind, config, "types"))),
                    Content::Bytes | Content::Empty => None,
                })
                .collect(),
        })
        .collect();
    list.sort();
    list
}

/// The type of a value, as it is written where the module of types is `types`.
fn rust_name(kind: &Type, config: &Config, types: &str) -> String {
    let runtime = &config.runtime;
    match kind {
        Type::Named(name) => config
            .replace
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("{types}::{name}")),
        Type::String => "::std::string::String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Unsigned => "u64".to_owned(),
        Type::Number => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::List(item) => format!("::std::vec::Vec<{}>", rust_name(item, config, types)),
        Type::Map(value) => format!(
            "::std::collections::BTreeMap<::std::string::String, {}>",
            rust_name(value, config, types)
        ),
        Type::Object => format!("{runtime}::serde_json::Map<::std::string::String, {runtime}::serde_json::Value>"),
        Type::Any => format!("{runtime}::serde_json::Value"),
        Type::Nullable(inner) => format!("::std::option::Option<{}>", rust_name(inner, config, types)),
    }
}

/// What all parts of the generated client need to know.
pub(crate) struct Writer<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) config: &'a Config,
    pub(crate) runtime: syn::Path,
}

impl Writer<'_> {
    /// Operations by resource; they are sorted so already.
    fn resources(&self) -> impl Iterator<Item = (String, Vec<&Operation>)> {
        self.checked
            .operations
            .chunk_by(|a, b| a.resource == b.resource)
            .map(|group| (group[0].resource.clone(), group.iter().collect()))
    }

    /// The client type and its resource methods.
    fn client(&self) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (path, own) = match &self.config.client {
            Some(path) => (syn::parse_str::<syn::Path>(path)?, TokenStream::new()),
            None => (syn::parse_str("Client")?, self.own_client()),
        };
        let methods = self.resources().map(|(resource, operations)| {
            let name = ident(&resource);
            let kind = resource_type(&resource);
            let docs = docs::resource(&resource, &operations);
            quote! {
                #docs
                #[must_use]
                pub fn #name(&self) -> resources::#name::#kind<'_> {
                    ::std::convert::From::from(::std::convert::AsRef::<#runtime::Client>::as_ref(self))
                }
            }
        });
        Ok(quote! {
            #own
            impl #path { #(#methods)* }
        })
    }

    fn own_client(&self) -> TokenStream {
        let runtime = &self.runtime;
        let docs = docs::lines(&[
            format!("A client for {}.", docs::title(self.checked)),
            String::new(),
            "It is made from a client of the run time, which holds the host, the credentials and the limits."
                .to_owned(),
        ]);
        quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct Client {
                inner: #runtime::Client,
            }
            impl ::std::convert::From<#runtime::Client> for Client {
                fn from(inner: #runtime::Client) -> Self {
                    Self { inner }
                }
            }
            impl ::std::convert::AsRef<#runtime::Client> for Client {
                fn as_ref(&self) -> &#runtime::Client {
                    &self.inner
                }
            }
        }
    }

    /// The module of one resource.
    fn resource(&self, resource: &str, operations: &[&Operation]) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (name, kind) = (ident(resource), resource_type(resource));
        let docs = docs::resource(resource, operations);
        let kind_docs = docs::lines(&[format!("The operations of `{resource}`.")]);
        let methods = operations
            .iter()
            .map(|operation| self.method(operation))
            .collect::<Result<Vec<_>, _>>()?;
        let requests = operations
            .iter()
            .map(|operation| self.request(operation))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(quote! {
            #docs
            pub mod #name {
                #kind_docs
                #[derive(Debug, Clone, Copy)]
                pub struct #kind<'a> {
                    client: &'a #runtime::Client,
                }
                impl<'a> ::std::convert::From<&'a #runtime::Client> for #kind<'a> {
                    fn from(client: &'a #runtime::Client) -> Self {
                        Self { client }
                    }
                }
                impl #kind<'_> {
                    #(#methods)*
                }
                #(#requests)*
            }
        })
    }

    /// The resource's method for an operation: what is required are its arguments.
    fn method(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (call, kind, row) = (
            ident(&operation.call),
            request_type(operation),
            table::row_name(operation),
        );
        let mut arguments = Vec::new();
        let mut sends = Vec::new();
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let name = ident(&parameter.rust);
            let argument = self.argument(&parameter.kind)?;
            arguments.push(quote!(#name: #argument));
            sends.push(send(parameter));
        }
        if let Some(Body { media, kind, .. }) = &operation.body {
            let body = self.rust_type(kind)?;
            let (argument, sent) = match media {
                Media::Json => (quote!(&#body), quote!(.json(body))),
                Media::Form => (quote!(&#body), quote!(.form(body))),
                Media::Multipart => (quote!(&#runtime::Multipart), quote!(.multipart(body))),
                Media::Bytes(name) => (
                    quote!(impl ::std::convert::Into<#runtime::bytes::Bytes>),
                    quote!(.content(#name, body)),
                ),
            };
            arguments.push(quote!(body: #argument));
            sends.push(sent);
        }
        let docs = docs::operation(operation, self);
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated = "the page says so"]));
        let many = (arguments.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        Ok(quote! {
            #docs
            #deprecated
            #many
            pub fn #call(&self, #(#arguments),*) -> #kind {
                #kind { call: #runtime::Call::new(self.client, &super::super::operations::#row)#(#sends)* }
            }
        })
    }

    /// The request type of an operation: what is optional are its methods.
    fn request(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let kind = request_type(operation);
        let docs = docs::request(operation);
        let mut setters = Vec::new();
        for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
            let (name, argument, send) = (ident(&parameter.rust), self.argument(&parameter.kind)?, send(parameter));
            let docs = docs::parameter(parameter);
            setters.push(quote! {
                #docs
                pub fn #name(mut self, #name: #argument) -> Self {
                    self.call = self.call #send;
                    self
                }
            });
        }
        let setters = (!setters.is_empty()).then(|| quote!(impl #kind { #(#setters)* }));
        let answer = match Outcome::of(&operation.answers) {
            Outcome::Json(answer) => {
                let answer = self.rust_type(&answer)?;
                quote!(json #answer)
            }
            Outcome::OptionalJson(answer) => {
                let answer = self.rust_type(&answer)?;
                quote!(optional #answer)
            }
            Outcome::Bytes => quote!(bytes),
            Outcome::Empty => quote!(empty),
        };
        Ok(quote! {
            #docs
            #[derive(Debug, Clone)]
            #[must_use = "a request does nothing until it is awaited"]
            pub struct #kind {
                call: #runtime::Call,
            }
            #setters
            #runtime::request!(#kind, #answer);
        })
    }

    /// The type of a value, as it is written in a resource's module.
    pub(crate) fn rust_type(&self, kind: &Type) -> Result<syn::Type, syn::Error> {
        let name = rust_name(kind, self.config, "super::super::types");
        syn::parse_str(&name)
    }

    /// The type of an argument for a parameter.
    fn argument(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        Ok(match kind {
            Type::String => quote!(&str),
            Type::List(_) => quote!(impl ::std::iter::IntoIterator<Item = impl ::std::fmt::Display>),
            other => {
                let name = self.rust_type(other)?;
                quote!(#name)
            }
        })
    }
}

/// How the run time is told of a parameter.
fn send(parameter: &Parameter) -> TokenStream {
    let (name, value) = (&parameter.name, ident(&parameter.rust));
    match (parameter.place, &parameter.kind) {
        (Place::Path, _) => quote!(.path(#name, #value)),
        (Place::Query, Type::List(_)) => quote!(.query_all(#name, #value)),
        (Place::Query, _) => quote!(.query(#name, #value)),
        (Place::Header, _) => quote!(.header(#name, #value)),
        (Place::Cookie, _) => quote!(.cookie(#name, #value)),
    }
}

pub(crate) fn request_type(operation: &Operation) -> Ident {
    format_ident!("{}", operation.id.to_pascal_case())
}

pub(crate) fn resource_type(resource: &str) -> Ident {
    format_ident!("{}Resource", resource.to_pascal_case())
}

/// An identifier; stage 6 made sure that the name is one.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

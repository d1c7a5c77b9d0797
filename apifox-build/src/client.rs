//! Stage 8b, client: [`Checked`] → Rust items: a module for each resource with its requests, the
//! resource methods of the client, the operation table, and the document that a sandbox serves.
//!
//! Invariants: generated code refers only to `::std`, its run time and itself, so it needs no other
//! dependency. Everything an operation does at run time is in the run time crate; the code of an
//! operation contains only what differs between operations.

mod arguments;
mod docs;
mod document;
mod failures;
mod named;
mod paged;
pub(crate) mod parts;
mod reasons;
mod response_docs;
mod responses;
mod samples;
mod table;

use heck::ToPascalCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::config::Config;
use crate::features::Gates;
use crate::format;
use crate::model::{Checked, Content, Media, Operation, Representation, Type};
use crate::types::samples::Samples;

/// Generates the whole file: the types, which are already rendered, the client, resources and
/// table. Each part is rendered as soon as it is generated: the syntax tree of a large API takes
/// more memory, and therefore time, than everything else.
pub(crate) fn code(
    checked: &Checked,
    (types, samples): (&str, &Samples),
    document: &parts::Parts,
    gates: &Gates,
    config: &Config,
) -> Result<String, syn::Error> {
    let writer = Writer {
        checked,
        config,
        gates,
        samples,
        runtime: syn::parse_str(&config.runtime)?,
    };
    let type_docs = docs::lines(&[format!("Types of {}.", docs::title(checked))]);
    let resource_docs =
        docs::lines(&["The resources of the client: a module each, with its operations and their requests."]);
    let mut resources = String::new();
    for (resource, operations) in writer.resources() {
        let (gate, module) = (writer.gate(&resource), writer.resource(&resource, &operations)?);
        resources += &format::in_module(vec![syn::parse2(quote!(#gate #module))?]);
    }
    let mut code = format::module(
        syn::parse2(quote!(#type_docs #[allow(missing_docs)] pub mod types {}))?,
        types,
    );
    code += &format::items(syn::parse2::<syn::File>(writer.client()?)?.items);
    code += &format::module(syn::parse2(quote!(#resource_docs pub mod resources {}))?, &resources);
    code += &table::code(&writer)?;
    // A literal of many lines needs no formatting.
    code += &document::constant(document);
    Ok(code)
}

pub(crate) use document::document;

/// Returns the names of what was generated, for reports and for tests of the generated code.
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
            body: operation.body.as_ref().and_then(|body| {
                let is_json = |form: &&Representation| matches!(form.media, Media::Json | Media::JsonAs(_));
                let form = body.forms.iter().find(is_json).or(body.forms.first())?;
                let kind = if form.nullable {
                    &form.kind.clone().or_null()
                } else {
                    &form.kind
                };
                Some(rust_name(kind, config, "types"))
            }),
            responses: operation
                .responses
                .iter()
                .filter_map(|response| match &response.content {
                    Content::Json(kind) => Some((response.status.clone(), rust_name(kind, config, "types"))),
                    Content::Events(_) | Content::Bytes | Content::Empty => None,
                })
                .collect(),
            endpoint: operation.endpoint.clone(),
            is_described: operation.described.is_some(),
        })
        .collect();
    list.sort();
    list
}

/// Returns the type of a value, with `types` as the path of the module of types.
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
        Type::Narrow(format) => config.formats.get(format).cloned().unwrap_or_default(),
        Type::Formatted(format) => format!(
            "{runtime}::Parsed<{}>",
            config.formats.get(format).map_or("", String::as_str)
        ),
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

/// The state that all parts of the generated client need.
pub(crate) struct Writer<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) config: &'a Config,
    pub(crate) gates: &'a Gates,
    /// How to build values of sent types.
    pub(crate) samples: &'a Samples,
    pub(crate) runtime: syn::Path,
}

impl Writer<'_> {
    /// Operations by resource; they are already sorted that way.
    fn resources(&self) -> impl Iterator<Item = (String, Vec<&Operation>)> {
        self.checked
            .operations
            .chunk_by(|a, b| a.resource == b.resource)
            .map(|group| (group[0].resource.clone(), group.iter().collect()))
    }

    /// Returns the attribute for an item of this resource.
    fn gate(&self, resource: &str) -> Option<TokenStream> {
        self.gates.of_resource(resource).attribute()
    }

    /// Generates the client type and its resource methods.
    fn client(&self) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (path, own) = match &self.config.client {
            Some(path) => (syn::parse_str::<syn::Path>(path)?, TokenStream::new()),
            None => (syn::parse_str("Client")?, self.own_client()),
        };
        let methods = self.resources().map(|(resource, operations)| {
            let name = ident(&resource);
            let kind = resource_type(&resource);
            let docs = docs::resource(&resource, &operations, "resources::");
            let gate = self.gate(&resource);
            quote! {
                #gate
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

    /// Generates the module of a resource.
    fn resource(&self, resource: &str, operations: &[&Operation]) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (name, kind) = (ident(resource), resource_type(resource));
        let docs = docs::resource(resource, operations, "");
        let kind_docs = docs::lines(&[format!("The operations of `{resource}`.")]);
        let methods = operations
            .iter()
            .map(|operation| self.methods(operation))
            .collect::<Result<Vec<_>, _>>()?;
        let requests = operations
            .iter()
            .map(|operation| self.request(operation))
            .collect::<Result<Vec<_>, _>>()?;
        let named = operations
            .iter()
            .map(|operation| Ok(self.arguments(operation)?.map(|(made, _)| made)))
            .collect::<Result<Vec<_>, syn::Error>>()?;
        let (failures, responses) = (self.failures(operations)?, self.responses(operations)?);
        let with_headers = self.with_headers(operations)?;
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
                #(#named)*
                #(#requests)*
                #responses
                #with_headers
                #failures
            }
        })
    }

    /// Generates the resource's methods for an operation: one, and one more for each further media
    /// type of a required body.
    fn methods(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let needed = operation.body.iter().filter(|body| body.required);
        let forms: Vec<&Representation> = needed.flat_map(|body| &body.forms).collect();
        let docs = docs::operation(operation, self.arguments_type(operation)?.as_ref(), self);
        let first = self.method(operation, &operation.call, forms.first().copied())?;
        let others = forms.iter().skip(1).map(|form| {
            let docs = docs::other_form(operation, form);
            let method = self.method(operation, &form.method, Some(form))?;
            Ok(quote!(#docs #method))
        });
        let others = others.collect::<Result<Vec<_>, syn::Error>>()?;
        Ok(quote!(#docs #first #(#others)*))
    }

    /// Generates a method, whose arguments are the required parameters.
    fn method(
        &self,
        operation: &Operation,
        name: &str,
        body: Option<&Representation>,
    ) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let (call, kind, row) = (ident(name), request_type(operation), table::row_name(operation));
        let named = self.arguments(operation)?;
        let mut arguments = Vec::new();
        let mut sends = Vec::new();
        for parameter in named::required(operation) {
            let name = ident(&parameter.rust);
            if named.is_some() {
                sends.push(self.send(parameter, &quote!(arguments.#name)));
            } else {
                let argument = self.argument(parameter)?;
                arguments.push(quote!(#name: #argument));
                sends.push(self.send(parameter, &self.parsed(parameter, &name)?));
            }
        }
        arguments.extend(named.map(|(_, kind)| quote!(arguments: #kind)));
        if let Some(form) = body {
            let (argument, sent) = self.body(form)?;
            arguments.push(quote!(body: #argument));
            sends.push(sent);
        }
        let server = operation.server.iter().map(|url| quote!(.server(#url)));
        let server = server.collect::<TokenStream>();
        let deprecated = operation
            .deprecated
            .then(|| quote!(#[deprecated = "the documentation of the API marks this as deprecated"]));
        let inline = arguments::inline(
            named::required(operation).any(arguments::is_serialised) || body.is_some_and(arguments::is_written),
        );
        Ok(quote! {
            #deprecated
            #inline
            pub fn #call(&self, #(#arguments),*) -> #kind {
                #kind { call: #runtime::Call::new(self.client, &super::super::operations::#row)#server #(#sends)* }
            }
        })
    }

    /// Generates the request type of an operation, whose methods set the optional parameters.
    fn request(&self, operation: &Operation) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let kind = request_type(operation);
        let docs = docs::request(operation, samples::sample(operation, self)?, self);
        let setter = |docs: TokenStream, (name, value): (&str, &str), argument: TokenStream, send: TokenStream| {
            let (name, value) = (ident(name), ident(value));
            quote! {
                #docs
                pub fn #name(mut self, #value: #argument) -> Self {
                    self.call = self.call #send;
                    self
                }
            }
        };
        let mut setters = Vec::new();
        for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
            let (docs, name) = (docs::parameter(parameter), parameter.rust.as_str());
            let inline = arguments::inline(arguments::is_serialised(parameter));
            let value = ident(name);
            setters.push(setter(
                quote!(#docs #inline),
                (name, name),
                self.argument(parameter)?,
                self.send(parameter, &self.parsed(parameter, &value)?),
            ));
        }
        for body in operation.body.iter().filter(|body| !body.required) {
            for (index, form) in body.forms.iter().enumerate() {
                let name = if index == 0 { "body" } else { form.method.as_str() };
                let (argument, send) = self.body(form)?;
                let (docs, inline) = (docs::body(body, form), arguments::inline(arguments::is_written(form)));
                setters.push(setter(quote!(#docs #inline), (name, "body"), argument, send));
            }
        }
        let setters = (!setters.is_empty()).then(|| quote!(impl #kind { #(#setters)* }));
        let response = self.response(operation)?;
        let headed = responses::headed(operation);
        let paged = self.paged(operation)?;
        Ok(quote! {
            #docs
            #[derive(Debug, Clone)]
            #[must_use = "a request does nothing until it is awaited"]
            pub struct #kind {
                call: #runtime::Call,
            }
            #setters
            #runtime::request!(#kind #headed, #response);
            #paged
        })
    }

    /// Returns the type of a value, as written in a resource's module.
    pub(crate) fn rust_type(&self, kind: &Type) -> Result<syn::Type, syn::Error> {
        let name = rust_name(kind, self.config, "super::super::types");
        syn::parse_str(&name)
    }
}

pub(crate) fn request_type(operation: &Operation) -> Ident {
    format_ident!("{}", operation.id.to_pascal_case())
}

pub(crate) fn resource_type(resource: &str) -> Ident {
    format_ident!("{}Resource", resource.to_pascal_case())
}

/// Creates an identifier; stage 6 ensured that the name is valid.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

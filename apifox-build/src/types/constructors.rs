//! What makes a request's value: `new` with what is required, and a by-value setter for each of the rest.
//!
//! Invariant: a struct that is sent can be built without naming a field, and can say absent, null and empty of each property
//! that may be each; setters never share a name with `new` or with one another.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::Field;
use super::shape::{Bare, Component, Shape};
use super::{Pass, docs};

/// Methods that a setter would hide from `Type::method(…)` or `value.method()`.
const RESERVED: [&str; 3] = ["clone", "default", "new"];

/// The inherent `impl` of a struct that is sent.
pub(super) fn constructors(pass: &Pass<'_>, ident: &syn::Ident, fields: &[Field<'_>]) -> TokenStream {
    let names = setter_names(fields);
    let setters = fields
        .iter()
        .zip(&names)
        .filter(|(field, _)| !field.required)
        .map(|(field, name)| setters(pass, field, name));
    let new = new(pass, fields);
    // `new` sets all fields, those that are deprecated too.
    let allow = fields
        .iter()
        .any(|field| field.deprecated().is_some())
        .then(|| quote!(#[allow(deprecated)]));
    quote! { #allow impl #ident { #new #(#setters)* } }
}

fn new(pass: &Pass<'_>, fields: &[Field<'_>]) -> TokenStream {
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    for field in fields {
        let ident = &field.ident;
        if field.wire.is_none() {
            values.push(quote!(#ident: ::std::collections::BTreeMap::new()));
        } else if !field.required {
            values.push(quote!(#ident: None));
        } else if let Some(value) = constant(pass, field).filter(|_| field.presence.options == 0) {
            values.push(quote!(#ident: #value));
        } else if field.presence.options > 0 {
            let (option, bare) = (pass.paths.prelude("Option"), field.bare(pass));
            arguments.push(quote!(#ident: #option<#bare>));
            let boxes = pass.paths.prelude("Box");
            values.push(if field.boxed {
                quote!(#ident: #ident.map(#boxes::new))
            } else {
                quote!(#ident)
            });
        } else {
            let (argument, value) = argument(pass, field);
            arguments.push(argument);
            values.push(value.map_or_else(|| quote!(#ident), |value| quote!(#ident: #value)));
        }
    }
    let all_optional = arguments.is_empty();
    let docs = if all_optional {
        "Nothing set yet."
    } else {
        "What is required; the rest is left out until it is set."
    };
    let docs = docs::attributes(&[docs]);
    quote! { #docs #[must_use] pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } } }
}

/// The one value of a constant, which nobody should have to write.
fn constant(pass: &Pass<'_>, field: &Field<'_>) -> Option<TokenStream> {
    let constant = written(pass, field).is_some_and(|component| component.schema.constant);
    let name = field.bare(pass);
    constant.then(|| quote!(#name::default()))
}

/// The component a field is of, if its type is written here.
fn written<'a>(pass: &'a Pass<'_>, field: &Field<'_>) -> Option<&'a Component<'a>> {
    match &field.site.bare {
        Bare::Named(name) if !pass.paths.is_replaced(name) => pass.component(name),
        _ => None,
    }
}

/// An argument for a field, and the expression that makes its value, if it is more than the argument.
fn argument(pass: &Pass<'_>, field: &Field<'_>) -> (TokenStream, Option<TokenStream>) {
    let (ident, bare) = (&field.ident, field.bare(pass));
    let boxes = pass.paths.prelude("Box");
    let is_union = written(pass, field).is_some_and(|component| matches!(component.shape, Shape::Union { .. }));
    if is_union || matches!(field.site.bare, Bare::Text | Bare::Formatted(_)) {
        let into = pass.paths.prelude("Into");
        let value = quote!(#ident.into());
        let value = if field.boxed {
            quote!(#boxes::new(#value))
        } else {
            value
        };
        return (quote!(#ident: impl #into<#bare>), Some(value));
    }
    (quote!(#ident: #bare), field.boxed.then(|| quote!(#boxes::new(#ident))))
}

/// The names of a field's setter, and of the one that sets null.
struct Names {
    value: syn::Ident,
    null: syn::Ident,
}

fn setter_names(fields: &[Field<'_>]) -> Vec<Names> {
    let mut taken: BTreeSet<String> = RESERVED.iter().map(ToString::to_string).collect();
    let mut free = |ident: &syn::Ident, name: String| {
        let name =
            std::iter::successors(Some(name), |name| Some(format!("{name}_"))).find(|name| taken.insert(name.clone()));
        syn::Ident::new(&name.unwrap_or_else(|| ident.to_string()), ident.span())
    };
    let values: Vec<syn::Ident> = fields
        .iter()
        .map(|field| free(&field.ident, field.ident.to_string()))
        .collect();
    let named = |(field, value): (&Field<'_>, syn::Ident)| {
        let null = format!("{}_null", field.ident.to_string().trim_end_matches('_'));
        Names {
            value,
            null: free(&field.ident, null),
        }
    };
    fields.iter().zip(values).map(named).collect()
}

fn setters(pass: &Pass<'_>, field: &Field<'_>, names: &Names) -> TokenStream {
    let (ident, deprecated) = (&field.ident, field.deprecated());
    let (argument, value) = argument(pass, field);
    let value = value.unwrap_or_else(|| quote!(#ident));
    let value = if field.presence.options > 1 {
        quote!(Some(Some(#value)))
    } else {
        quote!(Some(#value))
    };
    let code = docs::code(field.wire.unwrap_or_default());
    let docs = docs::attributes(&[summary(&code, field.site.node.get_str("description"))]);
    let name = &names.value;
    let null = (field.presence.options > 1).then(|| {
        let name = &names.null;
        let docs = docs::attributes(&[format!(
            "Sends {code} as null, which is not the same as leaving it out."
        )]);
        quote! { #docs #deprecated #[must_use] pub fn #name(mut self) -> Self { self.#ident = Some(None); self } }
    });
    quote! {
        #docs #deprecated #[must_use]
        pub fn #name(mut self, #argument) -> Self { self.#ident = #value; self }
        #null
    }
}

/// One line on a setter; the field has the whole text.
fn summary(code: &str, description: Option<&str>) -> String {
    let lines = description.map(docs::safe).unwrap_or_default();
    match lines.first().filter(|line| line.starts_with(char::is_alphanumeric)) {
        Some(line) => format!("Sets {code}: {line}"),
        None => format!("Sets {code}."),
    }
}

//! Constructors of sent types: `new` with the required fields, and a by-value setter for each of
//! the others.
//!
//! Invariant: a struct that is sent can be built without naming a field, and each property can be
//! absent, null or empty if the page allows it. The names of setters are distinct, and differ from
//! `new`.

mod arguments;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::fields::{Field, Kept};
use super::shape::{Component, Shape, TypeKind};
use super::{Pass, docs};
use crate::positions;
use arguments::{Argument, PassedAs};

/// Methods that a setter of that name would hide from `Type::method(…)` or `value.method()`.
const RESERVED: [&str; 3] = ["clone", "default", "new"];

const REQUIRED: &str = "Takes the required fields; the others are omitted unless they are set.";

/// Generates the inherent `impl` of a struct that is sent.
pub(super) fn constructors(
    pass: &Pass<'_>,
    component: &Component<'_>,
    ident: &syn::Ident,
    (fields, kept): (&[Field<'_>], Option<&Kept>),
) -> TokenStream {
    let names = setter_names(fields);
    let setters = fields
        .iter()
        .zip(&names)
        .filter(|(field, _)| !field.required)
        .map(|(field, name)| setters(pass, field, name));
    let (new, required) = new(pass, component, (fields, kept));
    let allow = allow_deprecated(fields);
    let settable = fields
        .iter()
        .zip(&names)
        .filter(|(field, _)| !field.required && field.wire.is_some());
    let settable =
        settable.map(|(field, names)| sample_argument(pass, field, PassedAs::Setter).given(names.value.to_string()));
    pass.samples
        .borrow_mut()
        .add_setters(component.name, settable.collect());
    quote! { #required #allow impl #ident { #new #(#setters)* } }
}

/// Generates the inherent `impl` of a struct that is only received and does not implement
/// `Default`, so that tests of users can build it.
pub(super) fn only_new(
    pass: &Pass<'_>,
    component: &Component<'_>,
    ident: &syn::Ident,
    (fields, kept): (&[Field<'_>], Option<&Kept>),
) -> TokenStream {
    let (new, required) = new(pass, component, (fields, kept));
    let allow = allow_deprecated(fields);
    quote! { #required #allow impl #ident { #new } }
}

/// Allows deprecated fields in `new`, which sets all fields.
fn allow_deprecated(fields: &[Field<'_>]) -> Option<TokenStream> {
    let is_any = fields.iter().any(|field| field.deprecated().is_some());
    is_any.then(|| quote!(#[allow(deprecated)]))
}

/// A field that `new` takes as an argument.
struct NewArgument<'a> {
    field: &'a Field<'a>,
    /// The type of the argument and the expression for its value: positional, and as a field of a
    /// struct.
    positional: (TokenStream, TokenStream),
    named: (TokenStream, TokenStream),
}

impl NewArgument<'_> {
    /// Generates the initializer of the field.
    fn value(&self, is_named: bool) -> TokenStream {
        let (ident, (_, value)) = (&self.field.ident, if is_named { &self.named } else { &self.positional });
        if *ident == value.to_string() {
            quote!(#ident)
        } else {
            quote!(#ident: #value)
        }
    }
}

/// Generates `new`, and the struct of its arguments if their positions could be confused.
fn new(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (fields, kept): (&[Field<'_>], Option<&Kept>),
) -> (TokenStream, Option<TokenStream>) {
    let all: Vec<Result<NewArgument<'_>, TokenStream>> = fields.iter().map(|field| new_argument(pass, field)).collect();
    let mut new_arguments: Vec<&NewArgument<'_>> = all.iter().filter_map(|one| one.as_ref().ok()).collect();
    let types: Vec<String> = new_arguments
        .iter()
        .map(|new_argument| new_argument.positional.0.to_string())
        .collect();
    let is_named = positions::mislead(&types);
    let values = all.iter().map(|one| match one {
        Ok(new_argument) => new_argument.value(is_named),
        Err(value) => value.clone(),
    });
    let values = values.chain(kept.and_then(Kept::empty));
    let docs = docs::attributes(&[if new_arguments.is_empty() {
        "Creates a value without any field set."
    } else {
        REQUIRED
    }]);
    let (arguments, required) = if is_named {
        let (name, required) = required(pass, component, &new_arguments);
        (quote!(required: #name), Some((name, required)))
    } else {
        component.schema.order.sort(&mut new_arguments, |new_argument| {
            let wire = new_argument.field.wire.unwrap_or_default();
            (wire.to_owned(), new_argument.field.ident.to_string())
        });
        let arguments = new_arguments.iter().map(|new_argument| {
            let (ident, ty) = (&new_argument.field.ident, &new_argument.positional.0);
            quote!(#ident: #ty)
        });
        (quote!(#(#arguments),*), None)
    };
    sample(pass, component, &new_arguments, required.as_ref().map(|(name, _)| name));
    let required = required.map(|(_, code)| code);
    let new = quote! { #docs #[must_use] pub fn new(#arguments) -> Self { Self { #(#values),* } } };
    (new, required)
}

fn sample_argument<'a>(pass: &'a Pass<'a>, field: &'a Field<'a>, given: PassedAs) -> Argument<'a> {
    Argument {
        pass,
        wire: field.wire.unwrap_or_default(),
        site: field.site,
        is_option: field.presence.options > 0,
        is_joined: field.joined.is_some(),
        given,
    }
}

/// Records how a value is built.
fn sample(pass: &Pass<'_>, component: &Component<'_>, new_arguments: &[&NewArgument<'_>], record: Option<&syn::Ident>) {
    let given = if record.is_some() {
        PassedAs::Name
    } else {
        PassedAs::Position
    };
    let arguments = new_arguments
        .iter()
        .map(|argument| sample_argument(pass, argument.field, given).given(argument.field.ident.to_string()));
    let record = record.map(ToString::to_string);
    pass.samples
        .borrow_mut()
        .add(component.name, record, arguments.collect());
}

/// Generates the struct of the required fields of a type, and its name.
fn required(
    pass: &Pass<'_>,
    component: &Component<'_>,
    new_arguments: &[&NewArgument<'_>],
) -> (syn::Ident, TokenStream) {
    let name = positions::struct_name(component.name, "Required", |name| pass.component(name).is_some());
    let name = format_ident!("{name}");
    let fields = new_arguments.iter().map(|new_argument| {
        let docs = match &new_argument.field.joined {
            Some(joined) => joined.docs.clone(),
            None => docs::described(new_argument.field.site.node.get_str("description"), String::new),
        };
        let (docs, ident, ty) = (
            docs::attributes(&docs),
            &new_argument.field.ident,
            &new_argument.named.0,
        );
        quote!(#docs pub #ident: #ty,)
    });
    let docs = docs::attributes(&[format!("The required fields of [`{}`].", component.name)]);
    let made = quote! { #docs #[derive(Clone, Debug, PartialEq)] pub struct #name { #(#fields)* } };
    (name, made)
}

/// Returns the argument of `new` for a field, or the initializer of a field without one.
fn new_argument<'a>(pass: &Pass<'_>, field: &'a Field<'a>) -> Result<NewArgument<'a>, TokenStream> {
    let ident = &field.ident;
    if field.wire.is_none() {
        return Err(quote!(#ident: ::std::collections::BTreeMap::new()));
    }
    let is_option = field.presence.options > 0;
    if !field.required {
        // A field that is only received is empty when absent.
        let absent = if is_option {
            quote!(None)
        } else {
            quote!(::std::default::Default::default())
        };
        return Err(quote!(#ident: #absent));
    }
    if let Some(joined) = &field.joined {
        let value = pass.paths.joined(&joined.rule.rust);
        return Ok(NewArgument {
            field,
            positional: (quote!(#value), quote!(#ident.into())),
            named: (quote!(#value), quote!(required.#ident.into())),
        });
    }
    if let Some(value) = constant(pass, field).filter(|_| !is_option) {
        return Err(quote!(#ident: #value));
    }
    let (bare, boxes, option) = (
        field.bare(pass),
        pass.paths.prelude("Box"),
        pass.paths.prelude("Option"),
    );
    let kept = |value: TokenStream| match (field.boxed, is_option) {
        (true, true) => quote!(#value.map(#boxes::new)),
        (true, false) => quote!(#boxes::new(#value)),
        (false, _) => value,
    };
    let plain = if is_option { quote!(#option<#bare>) } else { bare };
    let positional = if is_option {
        (plain.clone(), kept(quote!(#ident)))
    } else {
        let (argument, value) = argument(pass, field, false);
        (argument, value.unwrap_or_else(|| quote!(#ident)))
    };
    Ok(NewArgument {
        field,
        positional,
        named: (plain, kept(quote!(required.#ident))),
    })
}

/// Generates the value of a constant, which callers need not write.
fn constant(pass: &Pass<'_>, field: &Field<'_>) -> Option<TokenStream> {
    let constant = generated(pass, field).is_some_and(|component| component.schema.constant);
    let name = field.bare(pass);
    constant.then(|| quote!(#name::default()))
}

/// Returns the component of a field, if its type is generated.
fn generated<'a>(pass: &'a Pass<'_>, field: &Field<'_>) -> Option<&'a Component<'a>> {
    match &field.site.bare {
        TypeKind::Named(name) if !pass.paths.is_replaced(name) => pass.component(name),
        _ => None,
    }
}

/// Returns the type of an argument for a field, and the expression for its value, if that is not
/// the argument itself. A positional id has its type, so that ids cannot be confused; a named one
/// can be created from any string.
fn argument(pass: &Pass<'_>, field: &Field<'_>, is_named: bool) -> (TokenStream, Option<TokenStream>) {
    let (ident, bare) = (&field.ident, field.bare(pass));
    let boxes = pass.paths.prelude("Box");
    let is_converted = generated(pass, field).is_some_and(|component| match component.shape {
        Shape::Union { .. } => true,
        Shape::Id => is_named,
        _ => false,
    });
    if is_converted || matches!(field.site.bare, TypeKind::Text | TypeKind::Formatted(_)) {
        let into = pass.paths.prelude("Into");
        let value = quote!(#ident.into());
        let value = if field.boxed {
            quote!(#boxes::new(#value))
        } else {
            value
        };
        return (quote!(impl #into<#bare>), Some(value));
    }
    (bare, field.boxed.then(|| quote!(#boxes::new(#ident))))
}

/// The names of a field's setter, and of the setter for null.
struct Names {
    value: syn::Ident,
    null: syn::Ident,
}

fn setter_names(fields: &[Field<'_>]) -> Vec<Names> {
    let mut used: BTreeSet<String> = RESERVED.iter().map(ToString::to_string).collect();
    let mut free = |ident: &syn::Ident, name: String| {
        let name =
            std::iter::successors(Some(name), |name| Some(format!("{name}_"))).find(|name| used.insert(name.clone()));
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
    if let Some(joined) = &field.joined {
        let (ident, name, value) = (&field.ident, &names.value, pass.paths.joined(&joined.rule.rust));
        let members = joined.rule.members.iter().map(|(name, _)| docs::code(name));
        let docs = docs::attributes(&[format!("Sets {}.", members.collect::<Vec<_>>().join(" and "))]);
        return quote! {
            #docs #[must_use]
            pub fn #name(mut self, #ident: #value) -> Self { self.#ident = #ident.into(); self }
        };
    }
    let (ident, deprecated) = (&field.ident, field.deprecated());
    let (argument, value) = argument(pass, field, true);
    let value = value.unwrap_or_else(|| quote!(#ident));
    let value = if field.presence.options > 1 {
        quote!(Some(Some(#value)))
    } else {
        quote!(Some(#value))
    };
    let code = docs::code(field.wire.unwrap_or_default());
    let name = &names.value;
    let is_named = field.wire.is_some_and(|wire| *name == wire);
    let docs = summary(&code, field.site.node.get_str("description"), is_named).map(|line| docs::attributes(&[line]));
    let null = (field.presence.options > 1).then(|| {
        let name = &names.null;
        let docs = docs::attributes(&[format!("Sends {code} as null, which differs from omitting it.")]);
        quote! { #docs #deprecated #[must_use] pub fn #name(mut self) -> Self { self.#ident = Some(None); self } }
    });
    quote! {
        #docs #deprecated #[must_use]
        pub fn #name(mut self, #ident: #argument) -> Self { self.#ident = #value; self }
        #null
    }
}

/// Returns a line of documentation for a setter; the field has the full description. `None` if it
/// would only repeat the name.
fn summary(code: &str, description: Option<&str>, is_named: bool) -> Option<String> {
    let lines = description.map(docs::safe).unwrap_or_default();
    match lines.first().filter(|line| line.starts_with(char::is_alphanumeric)) {
        Some(line) => Some(format!("Sets {code}: {line}")),
        None if is_named => None,
        None => Some(format!("Sets {code}.")),
    }
}

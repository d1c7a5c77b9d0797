//! Unions: a value of one of several types → an open enum.
//!
//! Invariant: every documented alternative is reachable, and every value selects at most one;
//! otherwise the union is an error. A macro of the run time crate (`union`) generates the `impl`s,
//! so they are not repeated for each union.

mod cycles;
mod dispatch;
mod names;
mod shared;
mod shared_tag;

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::type_docs;
use super::narrow::Wide;
use super::shape::{Component, Tag, TypeKind, TypeUse};
use super::{Pass, backend, docs};
use crate::discriminator::TagType;
use dispatch::{Kind, SchemaView};

/// The variant of undocumented values.
const OPEN: &str = "Unknown";

pub(super) use shared::with_accessors;

/// Generates a union component: its enum, and its decoding.
pub(super) fn union(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (tag, alternatives): (Option<&Tag<'_>>, &[TypeUse<'_>]),
    made: &backend::Structs,
) -> Result<TokenStream, String> {
    if cycles::is_own_alternative(pass, component.name) {
        return Err("it is an alternative of itself".to_owned());
    }
    let names = names::variants(component.name, alternatives, tag, &|text| {
        pass.respelled(component, text)
    });
    let idents = names
        .iter()
        .map(|name| syn::parse_str::<syn::Ident>(name))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("an alternative does not have a valid Rust name: {error}"))?;
    let types: Vec<TokenStream> = alternatives.iter().map(|site| pass.paths.bare(&site.bare)).collect();
    let rules = match tag {
        Some(tag) if tag.is_shared => shared_tag::rules(pass, component, (tag, alternatives)),
        Some(tag) => tagged(pass, tag, alternatives)?,
        None => dispatch::rules(pass, component, (alternatives, &names))?,
    };
    let selectable = alternatives.len() - usize::from(tag.is_some_and(Tag::has_base));
    let fallback = idents.iter().zip(&types).skip(selectable);
    let fallback = fallback.map(|(ident, ty)| quote!(else #ident(#ty)));
    let listed = idents.iter().zip(&types).zip(&rules).take(selectable);
    let listed = listed.map(|((ident, ty), rule)| quote!(#ident(#ty) #rule));
    let variants = alternatives.iter().enumerate().map(|(index, site)| {
        let (ident, ty) = (&idents[index], &types[index]);
        let values = tag.and_then(|tag| Some((tag.wire, tag.values.get(index)?.as_slice())));
        let docs = variant_docs(site, values);
        if cycles::contains(pass, site, component.name) {
            let boxes = pass.paths.prelude("Box");
            quote!(#docs #ident(#boxes<#ty>),)
        } else {
            quote!(#docs #ident(#ty),)
        }
    });
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    let docs = type_docs(pass, component);
    let value = pass.paths.runtime(&quote!(serde_json::Value));
    let union = pass.paths.runtime(&quote!(union));
    let by = tag.filter(|tag| !tag.is_shared).map(|tag| {
        let (wire, name) = (tag.wire, quote::format_ident!("{}", tag.values_type.name()));
        let values_type = (tag.values_type != TagType::Text).then(|| quote!(as #name));
        quote!(: #wire #values_type)
    });
    let from = from(alternatives, &idents, &types);
    let methods = shared::methods(pass, component, (tag, alternatives), (&idents, made))?;
    // A response is decoded once and mostly read in place. A box around each struct would save
    // little, and make pattern matching harder.
    let unboxed = alternatives.iter().any(|site| matches!(site.bare, TypeKind::Named(_)));
    let allow = unboxed.then(|| quote!(#[allow(clippy::large_enum_variant)]));
    Ok(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #allow
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            /// A value that is not documented.
            Unknown(#value),
        }
        #union!(#ident #by { #(#listed),* } #(#fallback)* #from);
        #methods
    })
}

/// Returns the tag's values for each alternative, with the operator for whether the alternative
/// serializes the tag itself.
fn tagged(pass: &Pass<'_>, tag: &Tag<'_>, alternatives: &[TypeUse<'_>]) -> Result<Vec<TokenStream>, String> {
    let mut rules = Vec::new();
    for (site, values) in alternatives.iter().zip(&tag.values) {
        let view = SchemaView::of(pass, site.node);
        let code = docs::code(&values.join(" or "));
        if !matches!(view.pattern.kind, Kind::Object | Kind::Any) {
            return Err(format!("its alternative {code} is not an object"));
        }
        let written = match view.member(pass, tag.wire) {
            None => false,
            Some(member) => {
                let is_text = tag.values_type == TagType::Text;
                let is_readable = match tag.values_type {
                    TagType::Text => matches!(member.pattern.kind, Kind::Text | Kind::Any),
                    TagType::Integer => matches!(member.pattern.kind, Kind::Integer | Kind::Unsigned),
                    TagType::Boolean => member.pattern.kind == Kind::Boolean,
                };
                if !is_readable {
                    let expected = match tag.values_type {
                        TagType::Text => "a string",
                        TagType::Integer => "an integer",
                        TagType::Boolean => "a boolean",
                    };
                    return Err(format!("the tag of its alternative {code} is not {expected}"));
                }
                // Nullable members list no values.
                let is_value = |value: &&str| values.is_empty() || values.contains(value);
                if member.constant && !member.nullable && is_text && !member.pattern.values.iter().any(is_value) {
                    return Err(format!(
                        "the tag of its alternative {code} is a constant with another value"
                    ));
                }
                member.required && !member.nullable
            }
        };
        let replaced = matches!(site.bare, TypeKind::Named(name) if pass.paths.is_replaced(name));
        let values = literals(values, tag.values_type)?;
        rules.push(if written && !replaced {
            quote!(= #(#values)|*)
        } else {
            quote!(+= #(#values)|*)
        });
    }
    Ok(rules)
}

/// The values of a tag as they stand in code.
fn literals(values: &[&str], values_type: TagType) -> Result<Vec<TokenStream>, String> {
    let literal = |value: &&str| match values_type {
        TagType::Text => Some(quote!(#value)),
        TagType::Integer => {
            let digits = proc_macro2::Literal::i64_unsuffixed(value.parse().ok()?);
            Some(quote!(#digits))
        }
        TagType::Boolean => value.parse::<bool>().ok().map(|boolean| quote!(#boolean)),
    };
    let wrong = |value: &&str| {
        let (value, name) = (docs::code(value), values_type.name());
        format!("the value {value} of its tag is not of type {name}")
    };
    let literals = values.iter().map(|value| literal(value).ok_or_else(|| wrong(value)));
    literals.collect()
}

/// Generates conversions from types that only one alternative has.
fn from(alternatives: &[TypeUse<'_>], idents: &[syn::Ident], types: &[TokenStream]) -> Option<TokenStream> {
    let texts: Vec<String> = types.iter().map(ToString::to_string).collect();
    let mut entries = Vec::new();
    for (index, site) in alternatives.iter().enumerate() {
        let (ident, ty) = (&idents[index], &types[index]);
        if texts.iter().filter(|text| **text == texts[index]).count() == 1 {
            entries.push(quote!(#ident(#ty)));
            if matches!(site.bare, TypeKind::Text) {
                entries.push(quote!(#ident(&str)));
            }
        }
    }
    (!entries.is_empty()).then(|| quote!(from { #(#entries),* }))
}

/// Documents an alternative by its description, or by its tag or type.
fn variant_docs(site: &TypeUse<'_>, tag: Option<(&str, &[&str])>) -> TokenStream {
    let mut lines = docs::described(site.node.get_str("description"), || match (tag, &site.bare) {
        (Some((wire, [])), _) => format!("The {} has any other value.", docs::code(wire)),
        (Some((wire, values)), _) => {
            let values: Vec<String> = values.iter().map(|value| docs::code(value)).collect();
            format!("The {} is {}.", docs::code(wire), values.join(" or "))
        }
        (None, TypeKind::Named(_)) => String::new(),
        (None, TypeKind::Text | TypeKind::Formatted(_)) => "A string.".to_owned(),
        (None, TypeKind::Integer | TypeKind::Unsigned | TypeKind::Narrow(_, Wide::Integer | Wide::Unsigned)) => {
            "An integer.".to_owned()
        }
        (None, TypeKind::Number | TypeKind::Narrow(_, Wide::Number)) => "A number.".to_owned(),
        (None, TypeKind::Boolean) => "True or false.".to_owned(),
        (None, TypeKind::List(_)) => "An array.".to_owned(),
        (None, TypeKind::Map(_)) => "An object whose members have any names and one type.".to_owned(),
        (None, TypeKind::Free) => "An object.".to_owned(),
        (None, TypeKind::Any) => "Anything else.".to_owned(),
    });
    if site.node.is_true("deprecated") {
        // As an attribute it would cause warnings in generated code that names the variant.
        docs::paragraph(&mut lines, "**Deprecated** by the API.");
    }
    docs::attributes(&lines)
}

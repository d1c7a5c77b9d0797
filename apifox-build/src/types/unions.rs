//! Unions: a value that is one of several types → an enum of them, open like any other.
//!
//! Invariant: an alternative that the page lists can be reached, and no value can be taken for two of them; a union that cannot
//! promise that is an error. The `impl`s are a macro of the run time crate (`union`), so they are not repeated for each union here.

mod cycles;
mod looks;
mod names;
mod shared;

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::type_docs;
use super::narrow::Wide;
use super::shape::{Bare, Component, Site, Tag};
use super::{Pass, backend, docs};
use looks::{Kind, Surface};

/// The variant that takes what was not documented.
const OPEN: &str = "Unknown";

pub(super) use shared::with_methods;

/// A union component: its enum, and how it is decoded.
pub(super) fn union(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (tag, alternatives): (Option<&Tag<'_>>, &[Site<'_>]),
    made: &backend::Structs,
) -> Result<TokenStream, String> {
    if cycles::is_nothing_but(pass, component.name) {
        return Err("it is an alternative of itself".to_owned());
    }
    let names = names::variants(component.name, alternatives, tag, &|text| {
        pass.respelled(component, text)
    });
    let idents = names
        .iter()
        .map(|name| syn::parse_str::<syn::Ident>(name))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("an alternative has no name in Rust: {error}"))?;
    let types: Vec<TokenStream> = alternatives.iter().map(|site| pass.paths.bare(&site.bare)).collect();
    let rules = match tag {
        Some(tag) => tagged(pass, tag, alternatives)?,
        None => looks::rules(pass, component, (alternatives, &names))?,
    };
    let told = alternatives.len() - usize::from(tag.is_some_and(Tag::has_base));
    let fallback = idents.iter().zip(&types).skip(told);
    let fallback = fallback.map(|(ident, ty)| quote!(else #ident(#ty)));
    let listed = idents.iter().zip(&types).zip(&rules).take(told);
    let listed = listed.map(|((ident, ty), rule)| quote!(#ident(#ty) #rule));
    let variants = alternatives.iter().enumerate().map(|(index, site)| {
        let (ident, ty) = (&idents[index], &types[index]);
        let values = tag.and_then(|tag| Some((tag.wire, tag.values.get(index)?.as_slice())));
        let docs = variant_docs(site, values);
        if cycles::holds(pass, site, component.name) {
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
    let by = tag.map(|tag| tag.wire).map(|wire| quote!(: #wire));
    let from = from(alternatives, &idents, &types);
    let methods = shared::methods(pass, component, (tag, alternatives), (&idents, made))?;
    // A response is decoded once and mostly looked at in its place. A box around each struct would save little, and be in the way of
    // everyone who takes the value apart.
    let unboxed = alternatives.iter().any(|site| matches!(site.bare, Bare::Named(_)));
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

/// The tag's values for each alternative, with the sign that says whether the alternative writes it itself.
fn tagged(pass: &Pass<'_>, tag: &Tag<'_>, alternatives: &[Site<'_>]) -> Result<Vec<TokenStream>, String> {
    let mut rules = Vec::new();
    for (site, values) in alternatives.iter().zip(&tag.values) {
        let surface = Surface::of(pass, site.node);
        let code = docs::code(&values.join(" or "));
        if !matches!(surface.look.kind, Kind::Object | Kind::Any) {
            return Err(format!("its alternative {code} is no object"));
        }
        let written = match surface.member(pass, tag.wire) {
            None => false,
            Some(member) => {
                if !matches!(member.look.kind, Kind::Text | Kind::Any) {
                    return Err(format!("the tag of its alternative {code} is no text"));
                }
                // Of what may be null no values are listed.
                let is_value = |value: &&str| values.is_empty() || values.contains(value);
                if member.constant && !member.nullable && !member.look.values.iter().any(is_value) {
                    return Err(format!("the tag of its alternative {code} can only be another text"));
                }
                member.required && !member.nullable
            }
        };
        let replaced = matches!(site.bare, Bare::Named(name) if pass.paths.is_replaced(name));
        rules.push(if written && !replaced {
            quote!(= #(#values)|*)
        } else {
            quote!(+= #(#values)|*)
        });
    }
    Ok(rules)
}

/// Conversions from the types that only one alternative has.
fn from(alternatives: &[Site<'_>], idents: &[syn::Ident], types: &[TokenStream]) -> Option<TokenStream> {
    let texts: Vec<String> = types.iter().map(ToString::to_string).collect();
    let mut entries = Vec::new();
    for (index, site) in alternatives.iter().enumerate() {
        let (ident, ty) = (&idents[index], &types[index]);
        if texts.iter().filter(|text| **text == texts[index]).count() == 1 {
            entries.push(quote!(#ident(#ty)));
            if matches!(site.bare, Bare::Text) {
                entries.push(quote!(#ident(&str)));
            }
        }
    }
    (!entries.is_empty()).then(|| quote!(from { #(#entries),* }))
}

/// What the page says of an alternative, or else what makes a value one.
fn variant_docs(site: &Site<'_>, tag: Option<(&str, &[&str])>) -> TokenStream {
    let mut lines = docs::described(site.node.get_str("description"), || match (tag, &site.bare) {
        (Some((wire, [])), _) => format!("The {} is none of the others.", docs::code(wire)),
        (Some((wire, values)), _) => {
            let values: Vec<String> = values.iter().map(|value| docs::code(value)).collect();
            format!("The {} is {}.", docs::code(wire), values.join(" or "))
        }
        (None, Bare::Named(_)) => String::new(),
        (None, Bare::Text | Bare::Formatted(_)) => "A string.".to_owned(),
        (None, Bare::Integer | Bare::Unsigned | Bare::Narrow(_, Wide::Integer | Wide::Unsigned)) => {
            "An integer.".to_owned()
        }
        (None, Bare::Number | Bare::Narrow(_, Wide::Number)) => "A number.".to_owned(),
        (None, Bare::Boolean) => "True or false.".to_owned(),
        (None, Bare::List(_)) => "An array.".to_owned(),
        (None, Bare::Map(_)) => "An object whose members have any names and one type.".to_owned(),
        (None, Bare::Free) => "An object.".to_owned(),
        (None, Bare::Any) => "Anything else.".to_owned(),
    });
    if site.node.is_true("deprecated") {
        // As an attribute it would warn where generated code itself names the variant.
        docs::paragraph(&mut lines, "**Deprecated** by the API.");
    }
    docs::attributes(&lines)
}

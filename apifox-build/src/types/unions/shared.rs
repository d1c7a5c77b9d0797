//! What all that extend a base have in common: a method of the union for each field of the base.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::types::fields::{self, Field};
use crate::types::shape::{Bare, Component, Property, Shape, Site, Tag};
use crate::types::{Pass, backend, docs};

/// The components whose fields become methods of unions.
pub(in crate::types) fn with_methods<'a>(components: &[Component<'a>]) -> BTreeSet<&'a str> {
    let of_base = components.iter().filter_map(|component| match &component.shape {
        Shape::Union { tag, alternatives } if tag.as_ref().is_some_and(Tag::has_base) => Some(alternatives),
        _ => None,
    });
    let named = of_base.flatten().filter_map(|site| match site.bare {
        Bare::Named(name) => Some(name),
        _ => None,
    });
    named.collect()
}

/// The methods of a union that is a base and those that extend it; none for other unions.
pub(super) fn methods(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (tag, alternatives): (Option<&Tag<'_>>, &[Site<'_>]),
    (idents, made): (&[syn::Ident], &backend::Structs),
) -> Result<Option<TokenStream>, String> {
    let structs: Option<Vec<_>> = alternatives.iter().map(|site| members(pass, site)).collect();
    let Some(structs) = structs.filter(|_| tag.is_some_and(Tag::has_base)) else {
        return Ok(None);
    };
    let mut all = Vec::new();
    for (component, members) in structs {
        let made = made
            .get(component.name)
            .ok_or("the backend made no struct of this name")?;
        all.push(fields::matched(pass, component, members, made)?);
    }
    let Some((base, others)) = all.split_last() else {
        return Ok(None);
    };
    let methods: Vec<TokenStream> = base
        .iter()
        .filter(|field| field.wire.is_some())
        .filter_map(|field| {
            let of = |fields: &'_ Vec<Field<'_>>| fields.iter().position(|other| other.wire == field.wire);
            let twins = others.iter().map(|fields| fields.get(of(fields)?));
            let twins: Vec<&Field<'_>> = twins.chain([Some(field)]).collect::<Option<_>>()?;
            let ty = field.bare(pass).to_string();
            let is_same = twins.iter().all(|twin| twin.bare(pass).to_string() == ty);
            is_same.then(|| method(pass, field, (&twins, idents)))
        })
        .collect();
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    Ok((!methods.is_empty()).then(|| quote!(impl #ident { #(#methods)* })))
}

type Members<'a> = (&'a [Property<'a>], Option<&'a Site<'a>>);

/// The component that an alternative is, if that is a struct of the backend's.
fn members<'a>(pass: &Pass<'a>, site: &Site<'_>) -> Option<(&'a Component<'a>, Members<'a>)> {
    let Bare::Named(name) = site.bare else { return None };
    let component = pass.component(name).filter(|_| !pass.paths.is_replaced(name))?;
    match &component.shape {
        Shape::Object { properties, rest } => Some((component, (properties, rest.as_ref()))),
        _ => None,
    }
}

fn method(pass: &Pass<'_>, field: &Field<'_>, (twins, idents): (&[&Field<'_>], &[syn::Ident])) -> TokenStream {
    let (ident, option) = (&field.ident, pass.paths.prelude("Option"));
    let wire = field.wire.unwrap_or_default();
    let common = format!(
        "The field {} of each type. `None` if it is absent or null, and for `Unknown`.",
        docs::code(wire)
    );
    let mut lines = field
        .site
        .node
        .get_str("description")
        .map(docs::safe)
        .unwrap_or_default();
    docs::paragraph(&mut lines, &common);
    let (docs, deprecated) = (docs::attributes(&lines), field.deprecated());
    let is_text = matches!(field.site.bare, Bare::Text);
    let ty = if is_text { quote!(str) } else { field.bare(pass) };
    let arms = twins.iter().zip(idents).map(|(twin, variant)| {
        let value = value(pass, twin, is_text);
        quote!(Self::#variant(inner) => #value,)
    });
    let is_deprecated = twins.iter().any(|twin| twin.deprecated().is_some());
    let allow = is_deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #docs
        #deprecated
        #allow
        #[must_use]
        pub fn #ident(&self) -> #option<&#ty> {
            match self {
                #(#arms)*
                Self::Unknown(_) => #option::None,
            }
        }
    }
}

/// A reference to the value of a field, or `None`.
fn value(pass: &Pass<'_>, field: &Field<'_>, is_text: bool) -> TokenStream {
    let (ident, option) = (&field.ident, pass.paths.prelude("Option"));
    let is_deref = field.boxed || is_text;
    match (field.presence.options, is_deref) {
        (0, _) => quote!(#option::Some(&inner.#ident)),
        (1, false) => quote!(inner.#ident.as_ref()),
        (1, true) => quote!(inner.#ident.as_deref()),
        (_, false) => quote!(inner.#ident.as_ref().and_then(#option::as_ref)),
        (_, true) => quote!(inner.#ident.as_ref().and_then(#option::as_deref)),
    }
}

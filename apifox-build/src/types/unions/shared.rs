//! Accessors of unions with a base: a method for each field of the base that all alternatives have.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::types::fields::{self, Field};
use crate::types::shape::{Component, Property, Shape, Tag, TypeKind, TypeUse};
use crate::types::{Pass, backend, docs};

/// Returns the components whose fields become methods of unions.
pub(in crate::types) fn with_accessors<'a>(components: &[Component<'a>]) -> BTreeSet<&'a str> {
    let alternatives_with_base = components.iter().filter_map(|component| match &component.shape {
        Shape::Union { tag, alternatives } if tag.as_ref().is_some_and(Tag::has_base) => Some(alternatives),
        _ => None,
    });
    let named = alternatives_with_base.flatten().filter_map(|site| match site.bare {
        TypeKind::Named(name) => Some(name),
        _ => None,
    });
    named.collect()
}

/// Generates the methods of a union of a base and its extensions; none for other unions.
pub(super) fn methods(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (tag, alternatives): (Option<&Tag<'_>>, &[TypeUse<'_>]),
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
            .ok_or("the backend generated no struct of this name")?;
        all.push(fields::match_fields(pass, component, members, made)?);
    }
    let Some((base, others)) = all.split_last() else {
        return Ok(None);
    };
    let methods: Vec<TokenStream> = base
        .iter()
        .filter(|field| field.wire.is_some())
        .filter_map(|field| {
            let of = |fields: &'_ Vec<Field<'_>>| fields.iter().position(|other| other.wire == field.wire);
            let counterparts = others.iter().map(|fields| fields.get(of(fields)?));
            let counterparts: Vec<&Field<'_>> = counterparts.chain([Some(field)]).collect::<Option<_>>()?;
            let ty = field.bare(pass).to_string();
            let is_same = counterparts
                .iter()
                .all(|counterpart| counterpart.bare(pass).to_string() == ty);
            is_same.then(|| method(pass, field, (&counterparts, idents)))
        })
        .collect();
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    Ok((!methods.is_empty()).then(|| quote!(impl #ident { #(#methods)* })))
}

type Members<'a> = (&'a [Property<'a>], Option<&'a TypeUse<'a>>);

/// Returns the component of an alternative, if the backend generates it as a struct.
fn members<'a>(pass: &Pass<'a>, site: &TypeUse<'_>) -> Option<(&'a Component<'a>, Members<'a>)> {
    let TypeKind::Named(name) = site.bare else { return None };
    let component = pass.component(name).filter(|_| !pass.paths.is_replaced(name))?;
    match &component.shape {
        Shape::Object { properties, additional } => Some((component, (properties, additional.as_ref()))),
        _ => None,
    }
}

fn method(pass: &Pass<'_>, field: &Field<'_>, (counterparts, idents): (&[&Field<'_>], &[syn::Ident])) -> TokenStream {
    let (ident, option) = (&field.ident, pass.paths.prelude("Option"));
    let wire = field.wire.unwrap_or_default();
    let common = format!(
        "Returns the field {} of any variant. `None` if it is absent or null, and for `Unknown`.",
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
    let is_text = matches!(field.site.bare, TypeKind::Text);
    let ty = if is_text { quote!(str) } else { field.bare(pass) };
    let arms = counterparts.iter().zip(idents).map(|(counterpart, variant)| {
        let value = value(pass, counterpart, is_text);
        quote!(Self::#variant(inner) => #value,)
    });
    let is_deprecated = counterparts
        .iter()
        .any(|counterpart| counterpart.deprecated().is_some());
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

/// Generates a reference to the value of a field, or `None`.
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

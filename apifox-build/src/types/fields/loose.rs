//! Structs that combine several alternatives: values of members that an alternative does not
//! describe may have any type, and are kept.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::node::Node;
use crate::structure::LOOSE;
use crate::types::presence::Presence;
use crate::types::shape::{Component, TypeKind, TypeUse};
use crate::types::{Pass, docs};

/// The field with the values of other types.
pub(in crate::types) struct Kept {
    pub(in crate::types) ident: syn::Ident,
    /// Whether it is the map of further members.
    is_further: bool,
}

impl Kept {
    /// Uses the map of further members, which are any JSON.
    pub(super) fn further(ident: &syn::Ident) -> Self {
        Self {
            ident: ident.clone(),
            is_further: true,
        }
    }

    /// Adds a field to these.
    pub(super) fn beside(fields: &[&syn::Ident]) -> Option<Self> {
        let longer = |name: &String| Some(format!("{name}_members"));
        let mut names = std::iter::successors(Some("undescribed".to_owned()), longer);
        let name = names.find(|name| fields.iter().all(|field| *field != name))?;
        Some(Self {
            ident: format_ident!("{name}"),
            is_further: false,
        })
    }

    /// Generates its part of the `object!` call, with the members that the alternatives require.
    pub(super) fn rule(&self, others: &[TokenStream]) -> TokenStream {
        let further = self.is_further.then(|| quote!(further));
        let ident = &self.ident;
        quote!(or #further #ident { #(#others),* })
    }

    /// Generates the declaration of an added field.
    pub(super) fn declaration(&self, pass: &Pass<'_>) -> Option<TokenStream> {
        let docs = "Members whose values do not have the types of their fields. Some of the alternatives that this type combines do \
                    not describe these members, so they may be any JSON.";
        let docs = docs::attributes(&[docs]);
        let (string, value) = (
            pass.paths.prelude("String"),
            pass.paths.runtime(&quote!(serde_json::Value)),
        );
        let ident = &self.ident;
        (!self.is_further)
            .then(|| quote!(#docs #[serde(flatten)] pub #ident: ::std::collections::BTreeMap<#string, #value>,))
    }

    /// Generates its initial value.
    pub(in crate::types) fn empty(&self) -> Option<TokenStream> {
        let ident = &self.ident;
        (!self.is_further).then(|| quote!(#ident: ::std::collections::BTreeMap::new()))
    }
}

/// Returns the decoder of a member whose value may have another type.
pub(super) fn how(component: &Component<'_>, site: &TypeUse<'_>, presence: Presence) -> String {
    match presence.decode {
        Some(how) => format!("loose_{how}"),
        // Requests have null only where it is allowed; in a response null is the same as absent.
        None if component.schema.in_request && !site.nullable => "loose_not_null".to_owned(),
        None => "loose".to_owned(),
    }
}

/// Returns the members required by each alternative that does not describe this member; `None` if
/// its type is any JSON.
pub(super) fn others(
    component: &Component<'_>,
    wire: Option<&str>,
    (site, presence): (&TypeUse<'_>, Presence),
) -> Option<TokenStream> {
    let wire = wire.filter(|_| presence.default && !matches!(site.bare, TypeKind::Any))?;
    let lists = component.schema.node.get(LOOSE)?.items(wire).iter().map(|list| {
        let names = list.as_array().unwrap_or_default().iter().filter_map(Node::as_str);
        quote!([#(#names),*])
    });
    let lists: Vec<TokenStream> = lists.collect();
    if lists.is_empty() {
        return None;
    }
    Some(quote!(#wire: #(#lists)|*))
}

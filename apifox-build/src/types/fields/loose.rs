//! Members of a struct that stands for several alternatives: where one does not describe a member, a value of any type is kept.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::combine::LOOSE;
use crate::node::Node;
use crate::types::presence::Presence;
use crate::types::shape::{Bare, Component, Site};
use crate::types::{Pass, docs};

/// The field that keeps values of other types.
pub(in crate::types) struct Kept {
    pub(in crate::types) ident: syn::Ident,
    /// It is the map of further members anyway.
    is_further: bool,
}

impl Kept {
    /// The map of further members, which are any JSON.
    pub(super) fn further(ident: &syn::Ident) -> Self {
        Self {
            ident: ident.clone(),
            is_further: true,
        }
    }

    /// A field beside these.
    pub(super) fn beside(fields: &[&syn::Ident]) -> Option<Self> {
        let longer = |name: &String| Some(format!("{name}_members"));
        let mut names = std::iter::successors(Some("undescribed".to_owned()), longer);
        let name = names.find(|name| fields.iter().all(|field| *field != name))?;
        Some(Self {
            ident: format_ident!("{name}"),
            is_further: false,
        })
    }

    /// What `object!` has to know of it, with what the alternatives require.
    pub(super) fn rule(&self, others: &[TokenStream]) -> TokenStream {
        let further = self.is_further.then(|| quote!(further));
        let ident = &self.ident;
        quote!(or #further #ident { #(#others),* })
    }

    /// The field, where it is none of the page's.
    pub(super) fn declaration(&self, pass: &Pass<'_>) -> Option<TokenStream> {
        let docs = "Members whose values are of other types than their fields: some of the alternatives that this type stands for do not \
                    describe these, so that they may be any JSON.";
        let docs = docs::attributes(&[docs]);
        let (string, value) = (
            pass.paths.prelude("String"),
            pass.paths.runtime(&quote!(serde_json::Value)),
        );
        let ident = &self.ident;
        (!self.is_further)
            .then(|| quote!(#docs #[serde(flatten)] pub #ident: ::std::collections::BTreeMap<#string, #value>,))
    }

    /// What sets it in a value that is made.
    pub(in crate::types) fn empty(&self) -> Option<TokenStream> {
        let ident = &self.ident;
        (!self.is_further).then(|| quote!(#ident: ::std::collections::BTreeMap::new()))
    }
}

/// How a member is read whose value may be of another type.
pub(super) fn how(component: &Component<'_>, site: &Site<'_>, presence: Presence) -> String {
    match presence.decode {
        Some(how) => format!("loose_{how}"),
        // What is sent has null only where that is meant; in a response it is as good as nothing.
        None if component.schema.in_request && !site.nullable => "loose_not_null".to_owned(),
        None => "loose".to_owned(),
    }
}

/// What the alternatives require that do not describe a member of an object that stands for several. Any JSON fits a member of any JSON.
pub(super) fn others(
    component: &Component<'_>,
    wire: Option<&str>,
    (site, presence): (&Site<'_>, Presence),
) -> Option<TokenStream> {
    let wire = wire.filter(|_| presence.default && !matches!(site.bare, Bare::Any))?;
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

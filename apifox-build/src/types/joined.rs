//! Properties that are one value by the configuration: several fields → one `Joined`.
//!
//! Invariant: the members of the object stay what they are, byte for byte; one that is missing or odd fails no response.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::fields::Field;
use super::presence::Presence;
use super::shape::Component;
use super::{Pass, docs};
use crate::join::{self, Join};
use crate::node::Node;

/// Puts one field in the place of those that are one value.
pub(super) fn join<'a>(pass: &Pass<'a>, component: &Component<'_>, fields: &mut Vec<Field<'a>>) {
    for join in join::of_type(pass.joins, &component.schema.node, pass.schemas) {
        let is_member = |field: &Field<'_>| join.members.iter().any(|(name, _)| field.wire == Some(name));
        let required = fields.iter().any(|field| is_member(field) && field.required);
        let lines = member_docs(join, fields);
        let others: BTreeSet<String> = fields
            .iter()
            .filter(|field| !is_member(field))
            .map(|field| field.ident.to_string())
            .collect();
        let longer = |name: &String| Some(format!("{}_{}", name.trim_end_matches('_'), "value"));
        let mut names = std::iter::successors(Some(join.field()), longer);
        let name = names.find(|name| !others.contains(name)).unwrap_or_default();
        let (first, _) = &join.members[0];
        fields.retain(|field| !is_member(field) || field.wire == Some(first));
        if let Some(field) = fields.iter_mut().find(|field| field.wire == Some(first)) {
            field.ident = format_ident!("{name}");
            field.required = required;
            field.boxed = false;
            field.presence = Presence::default();
            field.joined = Some((join, lines));
        }
    }
}

/// A line a member: its name, and what the page says of it.
fn member_docs(join: &Join, fields: &[Field<'_>]) -> Vec<String> {
    let mut lines = vec![
        "The members of the object that are one value:".to_owned(),
        String::new(),
    ];
    for (name, _) in &join.members {
        let field = fields.iter().find(|field| field.wire == Some(name));
        let text = field.and_then(|field| field.site.node.get_str("description"));
        let text = text.map(docs::safe).unwrap_or_default().join(" ");
        let text = if text.is_empty() { text } else { format!(": {text}") };
        lines.push(format!("* {}{text}", docs::code(name)));
    }
    lines
}

/// The type of a joined field.
pub(super) fn ty(pass: &Pass<'_>, join: &Join) -> TokenStream {
    let (value, members) = (pass.paths.joined(&join.rust), members_type(pass, join));
    pass.paths.runtime(&quote!(Joined<#value, #members>))
}

/// The name of the type that says which members they are, none that a component has.
fn members_type(pass: &Pass<'_>, join: &Join) -> syn::Ident {
    let longer = |name: &String| Some(format!("{name}Names"));
    let mut names = std::iter::successors(Some(join.type_name()), longer);
    format_ident!(
        "{}",
        names.find(|name| pass.component(name).is_none()).unwrap_or_default()
    )
}

/// The types that say which members the values are made of: one a rule that some type meets.
pub(super) fn items(pass: &Pass<'_>) -> Vec<(String, TokenStream)> {
    let mut used: Vec<&Join> = Vec::new();
    for component in pass
        .components
        .iter()
        .filter(|component| !pass.paths.is_replaced(component.name))
    {
        let object: &Node = &component.schema.node;
        let found = join::of_type(pass.joins, object, pass.schemas).into_iter();
        used.extend(found);
    }
    used.sort_by_key(|join| &join.name);
    used.dedup();
    let items = used.into_iter().map(|join| {
        let name = members_type(pass, join);
        let (names, parts): (Vec<&String>, Vec<&String>) = join.members.iter().map(|(name, part)| (name, part)).unzip();
        let members = pass.paths.runtime(&quote!(Members));
        let list = names
            .iter()
            .map(|name| docs::code(name))
            .collect::<Vec<_>>()
            .join(" and ");
        let docs = docs::attributes(&[format!("The members {list} of an object, as one value.")]);
        let code = quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub enum #name {}
            impl #members for #name {
                const NAMES: &'static [&'static str] = &[#(#names),*];
                const PARTS: &'static [&'static str] = &[#(#parts),*];
            }
        };
        (name.to_string(), code)
    });
    items.collect()
}

//! Properties that the configuration joins into one value: several fields → one `Joined`.
//!
//! Invariant: the members of the object are preserved byte for byte; a missing or invalid member
//! does not fail a response.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::shape::Component;
use super::{Pass, docs};
use crate::config::Join;
use crate::join;
use crate::node::Node;

/// A property that may be part of a joined value.
pub(super) struct Member<'a> {
    pub(super) wire: Option<&'a str>,
    pub(super) field: String,
    pub(super) required: bool,
    pub(super) description: Option<&'a str>,
}

/// Several properties joined into one value, in the place of the first.
pub(super) struct Joined<'a> {
    pub(super) rule: &'a Join,
    /// The name of the field.
    pub(super) field: String,
    pub(super) required: bool,
    pub(super) docs: Vec<String>,
    /// The field's type.
    pub(super) ty: TokenStream,
}

impl Joined<'_> {
    pub(super) fn holds(&self, wire: Option<&str>) -> bool {
        self.rule.members.iter().any(|(name, _)| wire == Some(name))
    }

    pub(super) fn is_first(&self, wire: Option<&str>) -> bool {
        self.rule.members.first().is_some_and(|(name, _)| wire == Some(name))
    }
}

/// Returns the joined values of a component.
pub(super) fn joined<'a>(pass: &Pass<'a>, component: &Component<'_>, members: &[Member<'_>]) -> Vec<Joined<'a>> {
    let mut all: Vec<Joined<'a>> = Vec::new();
    for rule in join::of_type(pass.joins, &component.schema.node, pass.schemas) {
        let mut joined = Joined {
            rule,
            field: String::new(),
            required: false,
            docs: member_docs(rule, members),
            ty: ty(pass, rule),
        };
        joined.required = members
            .iter()
            .any(|member| joined.holds(member.wire) && member.required);
        let others = members.iter().filter(|member| {
            let is_joined = all.iter().any(|other| other.holds(member.wire));
            !joined.holds(member.wire) && !is_joined
        });
        let mut used: BTreeSet<&String> = others.map(|member| &member.field).collect();
        used.extend(all.iter().map(|other| &other.field));
        let longer = |name: &String| Some(format!("{}_{}", name.trim_end_matches('_'), "value"));
        let mut names = std::iter::successors(Some(rule.field()), longer);
        joined.field = names.find(|name| !used.contains(name)).unwrap_or_default();
        all.push(joined);
    }
    all
}

/// Returns a line for each member: its name and description.
fn member_docs(rule: &Join, members: &[Member<'_>]) -> Vec<String> {
    let mut lines = vec![
        "The members of the object that this value joins:".to_owned(),
        String::new(),
    ];
    for (name, _) in &rule.members {
        let member = members.iter().find(|member| member.wire == Some(name));
        let text = member.and_then(|member| member.description);
        let text = text.map(docs::safe).unwrap_or_default().join(" ");
        let text = if text.is_empty() { text } else { format!(": {text}") };
        lines.push(format!("* {}{text}", docs::code(name)));
    }
    lines
}

/// Returns the type of a joined field.
fn ty(pass: &Pass<'_>, rule: &Join) -> TokenStream {
    let (value, members) = (pass.paths.joined(&rule.rust), members_type(pass, rule));
    pass.paths.runtime(&quote!(Joined<#value, #members>))
}

/// Returns the name of the type that lists the joined members; no component has it.
fn members_type(pass: &Pass<'_>, join: &Join) -> syn::Ident {
    let longer = |name: &String| Some(format!("{name}Names"));
    let mut names = std::iter::successors(Some(join.type_name()), longer);
    format_ident!(
        "{}",
        names.find(|name| pass.component(name).is_none()).unwrap_or_default()
    )
}

/// Generates the types that list the joined members: one for each rule that applies to a component.
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

//! Rules of a union whose tag may have the values of other alternatives too.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::dispatch::{Kind, Members, Pattern, SchemaView};
use crate::types::Pass;
use crate::types::shape::{Component, Tag, TypeUse};

/// Returns the rules, in the syntax of the run time crate's macro: the values of the tag, without
/// the members that only other alternatives describe.
pub(super) fn rules(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (tag, sites): (&Tag<'_>, &[TypeUse<'_>]),
) -> Vec<TokenStream> {
    let all: Vec<SchemaView<'_>> = sites.iter().map(|site| SchemaView::of(pass, site.node)).collect();
    let described: BTreeSet<&str> = all.iter().flat_map(SchemaView::names).collect();
    let keeps_all = |view: &SchemaView<'_>| view.node.get("additionalProperties").is_some();
    let rule = |(this, values): (&SchemaView<'_>, &Vec<&str>)| {
        let mut members = Members::default();
        let mut add = |name, kind, values| members.0.insert(name, Some(Pattern { kind, values }));
        add(tag.wire, Kind::Text, values.clone());
        for name in described.iter().filter(|name| **name != tag.wire) {
            // In a request, null differs from absent.
            let is_nullable = |view: &SchemaView<'_>| view.member(pass, name).is_some_and(|member| member.nullable);
            let is_null_kept = component.schema.in_request && all.iter().any(is_nullable);
            let kind = match (this.member(pass, name), is_null_kept) {
                (None, _) if keeps_all(this) => continue,
                (None, true) => Kind::Absent,
                (None, false) => Kind::Unset,
                (Some(own), true) if !own.nullable => Kind::NotNull,
                (Some(_), _) => continue,
            };
            add(name, kind, Vec::new());
        }
        let members = members.rule();
        // Another alternative may keep what this one would lose.
        let is_wider = |other: &SchemaView<'_>| !std::ptr::eq(other, this) && keeps_all(other);
        let wider = match (all.iter().any(is_wider), component.schema.in_request) {
            (true, true) => Some(quote!(or exact)),
            (true, false) => Some(quote!(or wider)),
            (false, _) => None,
        };
        quote!(: Object #members #wider)
    };
    all.iter().zip(&tag.values).map(rule).collect()
}

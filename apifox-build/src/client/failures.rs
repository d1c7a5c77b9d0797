//! Failures: an enum for each operation, with the bodies of its documented failures.

use proc_macro2::TokenStream;
use quote::quote;

use super::reasons::{typed, variant};
use super::{Writer, docs, request_type, response_docs, rust_name, table};
use crate::model::Operation;

impl Writer<'_> {
    /// Generates the module of a resource's failures; `None` if no failure is typed.
    pub(super) fn failures(&self, operations: &[&Operation]) -> Result<Option<TokenStream>, syn::Error> {
        let enums: Vec<TokenStream> = operations
            .iter()
            .filter_map(|operation| self.failures_of(operation).transpose())
            .collect::<Result<_, _>>()?;
        let words = ["What the documented failures of these operations say: `of` of each reads an error."];
        let docs = docs::lines(&words);
        // A resource may have this name too.
        let is_namesake = operations
            .first()
            .is_some_and(|operation| operation.resource == "failures");
        let allowed = is_namesake.then(|| quote!(#[allow(clippy::module_inception)]));
        Ok((!enums.is_empty()).then(|| quote!(#docs #allowed pub mod failures { #(#enums)* })))
    }

    fn failures_of(&self, operation: &Operation) -> Result<Option<TokenStream>, syn::Error> {
        let runtime = &self.runtime;
        let mut variants = Vec::new();
        for (response, kind) in typed(operation) {
            let (status, variant) = (&response.status, variant(&response.status));
            let kind: syn::Type = syn::parse_str(&rust_name(kind, self.config, "super::super::super::types"))?;
            let docs = response_docs::failure(response);
            variants.push(quote!(#docs #status => #variant(#kind),));
        }
        if variants.is_empty() {
            return Ok(None);
        }
        let (name, row) = (request_type(operation), table::row_name(operation));
        Ok(Some(quote! {
            #runtime::failures!(#name, &super::super::super::operations::#row, { #(#variants)* });
        }))
    }
}

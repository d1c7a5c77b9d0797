//! Paginated lists: the methods `pages` and `items` of a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Writer, request_type};
use crate::model::{NextPage, Operation, Outcome, PageArgument};

impl Writer<'_> {
    /// Generates the macro call after the request type of a paginated list.
    pub(super) fn paged(&self, operation: &Operation) -> Result<Option<TokenStream>, syn::Error> {
        let Some(paging) = &operation.paging else {
            return Ok(None);
        };
        let Outcome::Json { kind, optional, .. } = Outcome::of(&operation.responses) else {
            return Ok(None);
        };
        let (runtime, name, items) = (&self.runtime, request_type(operation), &paging.items);
        let (page, item) = (self.rust_type(&kind)?, self.rust_type(&paging.item)?);
        let word = if optional { quote!(optional) } else { quote!(json) };
        let argument = match &paging.argument {
            PageArgument::Query(name) => quote!(query(#name, #items)),
            PageArgument::Body(place) => quote!(body(#place, #items)),
        };
        let next = match &paging.next {
            NextPage::LastItem(place) => quote!(after_last_item(#place)),
            NextPage::Cursor(place) => quote!(next_at(#place)),
            NextPage::Number(first) => quote!(numbered_from(#first)),
            NextPage::Offset(first) => quote!(offset_from(#first)),
        };
        let more = paging.more.iter().map(|place| quote!(.more_at(#place)));
        Ok(Some(quote! {
            #runtime::paged!(
                #name, #word #page, [#item] at #items, #runtime::paging::Paging::#argument.#next #(#more)*
            );
        }))
    }
}

//! Typed ids: strings with a type of their own. A macro of the run time crate (`typed_id`)
//! generates the `impl`s.

use proc_macro2::TokenStream;
use quote::quote;

use super::shape::Component;
use super::{Pass, docs};

/// Generates the newtype of an id.
pub(super) fn id(pass: &Pass<'_>, component: &Component<'_>) -> Result<TokenStream, String> {
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    let description = component.description().map(docs::safe).unwrap_or_default();
    let mut lines = if description.is_empty() {
        vec!["An id, with a type that differs from those of other ids.".to_owned()]
    } else {
        description
    };
    docs::paragraph(
        &mut lines,
        "`From` converts any string to it; it is displayed and sent as that string.",
    );
    let (docs, string) = (docs::attributes(&lines), pass.paths.prelude("String"));
    let typed = pass.paths.runtime(&quote!(typed_id));
    Ok(quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #ident(#string);
        #typed!(#ident);
    })
}

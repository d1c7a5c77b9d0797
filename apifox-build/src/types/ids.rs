//! Typed ids: strings that are a type of their own. The `impl`s are a macro of the run time crate (`typed_id`).

use proc_macro2::TokenStream;
use quote::quote;

use super::shape::Component;
use super::{Pass, docs};

/// The struct of one string.
pub(super) fn id(pass: &Pass<'_>, component: &Component<'_>) -> Result<TokenStream, String> {
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    let said = component.description().map(docs::safe).unwrap_or_default();
    let mut lines = if said.is_empty() {
        vec!["An id that no other kind of id can stand for.".to_owned()]
    } else {
        said
    };
    docs::paragraph(
        &mut lines,
        "Made of any text by `From`; it displays as that text, and is sent as it.",
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

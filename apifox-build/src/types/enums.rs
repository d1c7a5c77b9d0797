//! Enums: string and integer enums → open enums, one-value enums that are checked → constants.
//!
//! Invariant: an open enum decodes every string (or integer) and encodes it unchanged; a constant
//! decodes only its one value. A macro of the run time crate (`open_enum`) generates the `impl`s,
//! so they are not repeated for each enum.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::shape::Component;
use super::{Pass, docs, unique_names};

/// The variant of undocumented values.
const OPEN: &str = "Unknown";

/// Generates a string enum, open unless it is a constant.
pub(super) fn strings(pass: &Pass<'_>, component: &Component<'_>, values: &[&str]) -> Result<TokenStream, String> {
    let reserved = (!component.schema.constant).then_some(OPEN);
    let names = unique_names::variants(values, reserved, |text| pass.respelled(component, text));
    for (value, name) in values.iter().zip(&names) {
        pass.note_spelling("value", (value, name), component);
    }
    let variants: Vec<Variant> = names
        .into_iter()
        .zip(values.iter().map(|value| (Literal::string(value), docs::code(value))))
        .collect();
    let string = pass.paths.prelude("String");
    write(
        pass,
        component,
        &variants,
        &Kind {
            name: quote!(str),
            unknown: string,
        },
    )
}

/// Generates an integer enum, open unless it is a constant.
pub(super) fn integers(pass: &Pass<'_>, component: &Component<'_>, values: &[i64]) -> Result<TokenStream, String> {
    let variants: Vec<Variant> = values
        .iter()
        .map(|value| {
            (
                unique_names::integer_variant(*value),
                (Literal::i64_unsuffixed(*value), docs::code(&value.to_string())),
            )
        })
        .collect();
    write(
        pass,
        component,
        &variants,
        &Kind {
            name: quote!(i64),
            unknown: quote!(i64),
        },
    )
}

/// The type of the values.
struct Kind {
    /// The type in the macro call.
    name: TokenStream,
    /// The type in the variant of undocumented values.
    unknown: TokenStream,
}

type Variant = (String, (Literal, String));

fn write(pass: &Pass<'_>, component: &Component<'_>, variants: &[Variant], kind: &Kind) -> Result<TokenStream, String> {
    let names = variants
        .iter()
        .map(|(name, _)| syn::parse_str::<syn::Ident>(name))
        .collect::<Result<Vec<_>, _>>();
    let names = names.map_err(|error| format!("a value does not have a valid Rust name: {error}"))?;
    let literals: Vec<Literal> = variants.iter().map(|(_, (literal, _))| literal.clone()).collect();
    let docs: Vec<TokenStream> = variants
        .iter()
        .enumerate()
        .map(|(index, (name, (_, code)))| variant_docs(component, index, (name, code)))
        .collect();
    let ident = syn::parse_str::<syn::Ident>(component.name).map_err(|error| error.to_string())?;
    let type_docs = super::fields::type_docs(pass, component);
    let (value, unknown) = (&kind.name, &kind.unknown);
    if component.schema.constant {
        let check = pass.paths.runtime(&quote!(constant));
        return Ok(quote! {
            #type_docs
            #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
            pub enum #ident { #(#docs #[default] #names,)* }
            #check!(#ident: #value { #(#names = #literals),* });
        });
    }
    let open = pass.paths.runtime(&quote!(open_enum));
    Ok(quote! {
        #type_docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #ident {
            #(#docs #names,)*
            /// A value that is not documented.
            Unknown(#unknown),
        }
        #open!(#ident: #value { #(#names = #literals),* });
    })
}

/// Documents a value by its description.
fn variant_docs(component: &Component<'_>, index: usize, (name, code): (&str, &str)) -> TokenStream {
    let description = component
        .schema
        .node
        .items("enumDescriptions")
        .get(index)
        .and_then(crate::node::Node::as_str);
    let mut lines = description.map(docs::safe).unwrap_or_default();
    match lines.first_mut() {
        Some(first) if first.starts_with(char::is_alphanumeric) => *first = format!("{code}: {first}"),
        Some(_) => lines
            .splice(0..0, [format!("The value {code}."), String::new()])
            .for_each(drop),
        None if code.trim_matches('`') == name => {} // the variant is called as the value is
        None => lines.push(format!("The value {code}.")),
    }
    docs::attributes(&lines)
}

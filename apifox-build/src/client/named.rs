//! Named arguments: the struct of an operation's required arguments, if their positions could be
//! confused.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Writer, docs, ident, request_type, resource_type};
use crate::model::{Operation, Parameter, ParameterEncoding, PartContent, Type, Value};
use crate::positions;

impl Writer<'_> {
    /// Returns the name of the struct of an operation's arguments; `None` if they are positional.
    pub(super) fn arguments_type(&self, operation: &Operation) -> Result<Option<Ident>, syn::Error> {
        let types = required(operation).map(|parameter| Ok(self.argument(parameter)?.to_string()));
        let types = types.collect::<Result<Vec<_>, syn::Error>>()?;
        if !positions::mislead(&types) {
            return Ok(None);
        }
        let others = self.checked.operations.iter();
        let others = others.filter(|other| other.resource == operation.resource);
        let mut taken: Vec<Ident> = others.map(request_type).collect();
        taken.push(resource_type(&operation.resource));
        let owner = request_type(operation).to_string();
        let name = positions::struct_name(&owner, "Arguments", |name| taken.iter().any(|other| other == name));
        Ok(Some(format_ident!("{name}")))
    }

    /// Generates the struct, and its type as an argument.
    pub(super) fn arguments(&self, operation: &Operation) -> Result<Option<(TokenStream, TokenStream)>, syn::Error> {
        let Some(name) = self.arguments_type(operation)? else {
            return Ok(None);
        };
        let (mut fields, mut borrows) = (Vec::new(), false);
        for parameter in required(operation) {
            let ty = self.field(parameter)?;
            borrows |= ty.to_string().starts_with('&');
            let (docs, field) = (docs::field(parameter), ident(&parameter.rust));
            fields.push(quote!(#docs pub #field: #ty,));
        }
        let (lifetime, elided) = if borrows {
            (quote!(<'a>), quote!(<'_>))
        } else {
            (quote!(), quote!())
        };
        let docs = docs::arguments(operation);
        let made = quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct #name #lifetime { #(#fields)* }
        };
        Ok(Some((made, quote!(#name #elided))))
    }

    /// Returns the type of a parameter's field: the type of the argument, without generics.
    fn field(&self, parameter: &Parameter) -> Result<TokenStream, syn::Error> {
        let (runtime, kind) = (&self.runtime, &parameter.kind);
        match &parameter.sent {
            ParameterEncoding::Styled(_, Value::List) => self.slice(kind),
            ParameterEncoding::Styled(_, Value::Scalar) => self.value(kind),
            ParameterEncoding::Styled(_, Value::Json) => self.borrowed(kind),
            ParameterEncoding::Part(part) => match (part.content, part.many) {
                (PartContent::File, false) => Ok(quote!(#runtime::File)),
                (PartContent::File, true) => Ok(quote!(::std::vec::Vec<#runtime::File>)),
                (PartContent::Text, false) => self.value(kind),
                (PartContent::Text, true) => self.slice(kind),
                (PartContent::Json, _) => self.borrowed(kind),
            },
        }
    }

    /// Returns a slice of one of the page's types, or of strings.
    fn slice(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        let item = self.item(kind)?;
        Ok(item.map_or_else(|| quote!(&'a [&'a str]), |item| quote!(&'a [#item])))
    }

    fn value(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        if *kind == Type::String {
            return Ok(quote!(&'a str));
        }
        let name = self.rust_type(kind)?;
        Ok(if self.is_id(kind) {
            quote!(&'a #name)
        } else {
            quote!(#name)
        })
    }

    fn borrowed(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        if let Type::List(item) = kind {
            let item = self.rust_type(item)?;
            return Ok(quote!(&'a [#item]));
        }
        let name = self.rust_type(kind)?;
        Ok(quote!(&'a #name))
    }
}

/// Returns the parameters that are arguments.
pub(super) fn required(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.required)
}

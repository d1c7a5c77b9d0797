//! Arguments: their types, and the code that passes them to the run time.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Writer;
use crate::model::{
    Media, Parameter, ParameterEncoding, Part, PartContent, Place, Representation, Style, StyleSettings, Type, Value,
};
use crate::typed_id;

impl Writer<'_> {
    /// Returns the type of a parameter's argument.
    pub(super) fn argument(&self, parameter: &Parameter) -> Result<TokenStream, syn::Error> {
        let runtime = &self.runtime;
        let several = |item: TokenStream| quote!(impl ::std::iter::IntoIterator<Item = #item>);
        let text = quote!(impl ::std::fmt::Display);
        let file = quote!(impl ::std::convert::Into<#runtime::File>);
        match &parameter.sent {
            ParameterEncoding::Styled(_, Value::List) => {
                Ok(several(self.item_argument(&parameter.kind)?.unwrap_or(text)))
            }
            ParameterEncoding::Styled(_, Value::Scalar) => self.scalar(&parameter.kind),
            ParameterEncoding::Styled(_, Value::Json) => self.reference(&parameter.kind),
            ParameterEncoding::Part(part) => match (part.content, part.many) {
                (PartContent::File, false) => Ok(file),
                (PartContent::File, true) => Ok(several(file)),
                (PartContent::Text, false) => self.scalar(&parameter.kind),
                (PartContent::Text, true) => Ok(several(self.item_argument(&parameter.kind)?.unwrap_or(text))),
                (PartContent::Json, _) => self.reference(&parameter.kind),
            },
        }
    }

    /// Returns the type in which items of a list are passed; for a format, anything that converts
    /// to its type.
    fn item_argument(&self, kind: &Type) -> Result<Option<TokenStream>, syn::Error> {
        let item = self.item(kind)?;
        let is_formatted = matches!(kind, Type::List(item) if matches!(**item, Type::Formatted(_)));
        Ok(item.map(|item| {
            if is_formatted {
                quote!(impl ::std::convert::Into<#item>)
            } else {
                item
            }
        }))
    }

    /// Returns the expression of the sent value, converting an argument of a format to its type.
    pub(super) fn parsed(&self, parameter: &Parameter, argument: &Ident) -> Result<TokenStream, syn::Error> {
        let is_text = match &parameter.sent {
            ParameterEncoding::Styled(_, value) => !matches!(value, Value::Json),
            ParameterEncoding::Part(part) => part.content == PartContent::Text,
        };
        Ok(match &parameter.kind {
            Type::Formatted(_) if is_text => {
                let name = self.rust_type(&parameter.kind)?;
                quote!(::std::convert::Into::<#name>::into(#argument))
            }
            Type::List(item) if is_text && matches!(**item, Type::Formatted(_)) => {
                let name = self.rust_type(item)?;
                quote!(#argument.into_iter().map(::std::convert::Into::<#name>::into))
            }
            _ => quote!(#argument),
        })
    }

    /// Returns the type of a list's items, if it is a type of the page, an enum, or a configured
    /// type.
    pub(super) fn item(&self, kind: &Type) -> Result<Option<TokenStream>, syn::Error> {
        match kind {
            Type::List(item) if matches!(**item, Type::Named(_) | Type::Narrow(_) | Type::Formatted(_)) => {
                let name = self.rust_type(item)?;
                Ok(Some(quote!(#name)))
            }
            _ => Ok(None),
        }
    }

    fn scalar(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        if *kind == Type::String {
            return Ok(quote!(&str));
        }
        let name = self.rust_type(kind)?;
        Ok(match kind {
            Type::Formatted(_) => quote!(impl ::std::convert::Into<#name>),
            _ if self.is_id(kind) => quote!(&#name),
            _ => quote!(#name),
        })
    }

    /// Whether a value is a typed id, which is borrowed, since a caller has it from a response.
    pub(super) fn is_id(&self, kind: &Type) -> bool {
        let Type::Named(name) = kind else { return false };
        let schema = self.checked.schemas.get(name);
        schema.is_some_and(|schema| typed_id::of(&schema.node).is_some()) && !self.config.replace.contains_key(name)
    }

    /// Returns the type of an argument that is serialized.
    fn reference(&self, kind: &Type) -> Result<TokenStream, syn::Error> {
        if let Type::List(item) = kind {
            let item = self.rust_type(item)?;
            return Ok(quote!(&[#item]));
        }
        let name = self.rust_type(kind)?;
        Ok(quote!(&#name))
    }

    /// Generates the call that passes a parameter to the run time.
    pub(super) fn send(&self, parameter: &Parameter, argument: &TokenStream) -> TokenStream {
        let name = &parameter.name;
        let (written, value) = match &parameter.sent {
            ParameterEncoding::Part(part) => return self.send_part(part, parameter, argument),
            ParameterEncoding::Styled(written, value) => (*written, *value),
        };
        if written.is_default(parameter.place) {
            match (parameter.place, value) {
                (Place::Path, Value::Scalar) => return quote!(.path(#name, #argument)),
                (Place::Query, Value::Scalar) => return quote!(.query(#name, #argument)),
                (Place::Query, Value::List) => return quote!(.query_all(#name, #argument)),
                (Place::Header, Value::Scalar) => return quote!(.header(#name, #argument)),
                (Place::Cookie, Value::Scalar) => return quote!(.cookie(#name, #argument)),
                _ => {}
            }
        }
        let method = match parameter.place {
            Place::Path => quote!(path_as),
            Place::Header => quote!(header_as),
            Place::Cookie => quote!(cookie_as),
            Place::Query | Place::Part => quote!(query_as),
        };
        let runtime = &self.runtime;
        let style = self.style(written);
        let value = match value {
            Value::Scalar => quote!(scalar(#argument)),
            Value::List => quote!(list(#argument)),
            Value::Json => {
                let value = serialised(parameter, argument);
                quote!(json(#value))
            }
        };
        quote!(.#method(#name, #style, #runtime::Value::#value))
    }

    fn style(&self, written: StyleSettings) -> TokenStream {
        let runtime = &self.runtime;
        let name = match written.style {
            Style::Form => quote!(FORM),
            Style::SpaceDelimited => quote!(SPACE_DELIMITED),
            Style::PipeDelimited => quote!(PIPE_DELIMITED),
            Style::DeepObject => quote!(DEEP_OBJECT),
            Style::Simple => quote!(SIMPLE),
            Style::Label => quote!(LABEL),
            Style::Matrix => quote!(MATRIX),
        };
        let explosion = match (written.style.explodes(), written.explode) {
            (true, false) => quote!(.joined()),
            (false, true) => quote!(.exploded()),
            _ => quote!(),
        };
        let reserved = written.reserved.then(|| quote!(.allow_reserved()));
        quote!(#runtime::Style::#name #explosion #reserved)
    }

    fn send_part(&self, part: &Part, parameter: &Parameter, argument: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let name = &parameter.name;
        let content = match part.content {
            PartContent::Text => quote!(text),
            PartContent::Json => quote!(json),
            PartContent::File => quote!(file),
        };
        let media_type = part.media_type.as_ref().map(|name| quote!(.media_type(#name)));
        if !part.many {
            let value = match part.content {
                PartContent::Json => serialised(parameter, argument),
                PartContent::Text | PartContent::File => quote!(#argument),
            };
            return quote!(.part(#name, #runtime::Part::#content(#value) #media_type));
        }
        let items = match part.content {
            PartContent::Json => quote!(#argument.iter()),
            PartContent::Text | PartContent::File => quote!(#argument.into_iter()),
        };
        let each = media_type.map_or_else(
            || quote!(#runtime::Part::#content),
            |media_type| quote!(|item| #runtime::Part::#content(item) #media_type),
        );
        quote!(.parts(#name, #items.map(#each)))
    }

    /// Returns the type of a body's argument, and the expression that passes it to the run time.
    pub(super) fn body(&self, form: &Representation) -> Result<(TokenStream, TokenStream), syn::Error> {
        let runtime = &self.runtime;
        let kind = self.rust_type(&form.kind)?;
        let (json, body) = if form.nullable {
            (quote!(::std::option::Option<&#kind>), quote!(&body))
        } else {
            (quote!(&#kind), quote!(body))
        };
        Ok(match &form.media {
            Media::Json => (json, quote!(.json(#body))),
            Media::JsonAs(name) => (json, quote!(.json_as(#name, #body))),
            Media::Form if form.styles.is_empty() => (quote!(&#kind), quote!(.form(body))),
            Media::Form => {
                let fields = form.styles.iter().map(|(name, written)| {
                    let style = self.style(*written);
                    quote!((#name, #style))
                });
                (quote!(&#kind), quote!(.form_as(body, &[#(#fields),*])))
            }
            Media::Multipart => (quote!(&#runtime::Multipart), quote!(.multipart(body))),
            Media::Text(name) => (
                quote!(impl ::std::convert::Into<::std::string::String>),
                quote!(.text(#name, body)),
            ),
            Media::Bytes(name) => (
                quote!(impl ::std::convert::Into<#runtime::bytes::Bytes>),
                quote!(.content(#name, body)),
            ),
        })
    }
}

/// Returns the attribute of a method that serializes a type: it is compiled where it is called, and
/// not at all if it is never called.
pub(super) fn inline(is_serialised: bool) -> Option<TokenStream> {
    is_serialised.then(|| quote!(#[inline]))
}

/// Whether a parameter's value is serialized by serde.
pub(super) fn is_serialised(parameter: &Parameter) -> bool {
    match &parameter.sent {
        ParameterEncoding::Styled(_, value) => matches!(value, Value::Json),
        ParameterEncoding::Part(part) => matches!(part.content, PartContent::Json),
    }
}

/// Whether a body is serialized by serde.
pub(super) fn is_written(form: &Representation) -> bool {
    matches!(form.media, Media::Json | Media::JsonAs(_) | Media::Form)
}

/// Returns the argument for serde: a slice is unsized, so a reference to it.
fn serialised(parameter: &Parameter, argument: &TokenStream) -> TokenStream {
    if let Type::List(_) = parameter.kind {
        quote!(&#argument)
    } else {
        quote!(#argument)
    }
}

//! The methods of generated code and their arguments, as read from the code.

use std::collections::BTreeMap;

/// The type of an argument, which determines how it is written in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `&str`, `impl Into<String>`, `impl Display`.
    Text,
    /// `String`.
    OwnedText,
    /// A list of displayable values.
    Texts,
    /// A slice of strings.
    TextSlice,
    /// A list of typed items.
    Items,
    /// `impl Into<Bytes>`.
    Bytes,
    /// `impl Into<File>`, or a file.
    File,
    /// A list of files.
    Files,
    /// The multipart form of the run time crate.
    Multipart,
    /// Any other type, decoded from JSON.
    Typed,
    /// A reference to such a type.
    Reference,
    /// A slice of such types.
    Slice,
}

/// An argument of a method.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Whether it is wrapped in `Some`.
    pub(crate) optional: bool,
    /// The struct of arguments that it is a field of, if any.
    pub(crate) field_of: Option<String>,
}

/// A method that creates or configures a request.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
    /// The last word of the return type.
    pub(crate) gives: String,
    pub(crate) docs: Vec<String>,
}

/// The methods of all types of one module, by type.
#[derive(Debug, Default)]
pub(crate) struct Methods(BTreeMap<String, Vec<Method>>);

impl Methods {
    /// Reads the module `resources::<resource>`.
    pub(crate) fn of_resource(file: &syn::File, resource: &str) -> Self {
        let path = ["resources", resource];
        let items = path.iter().try_fold(file.items.as_slice(), |items, name| {
            items.iter().find_map(|item| match item {
                syn::Item::Mod(module) if module.ident == name => Some(module.content.as_ref()?.1.as_slice()),
                _ => None,
            })
        });
        Self::of(items.unwrap_or_else(|| panic!("there is no resource `{resource}`")))
    }

    /// Reads all `impl` blocks among these items.
    pub(crate) fn of(items: &[syn::Item]) -> Self {
        let mut methods: BTreeMap<String, Vec<Method>> = BTreeMap::new();
        for item in items {
            let syn::Item::Impl(block) = item else { continue };
            if block.trait_.is_some() {
                continue;
            }
            let list = methods.entry(last_word(&block.self_ty)).or_default();
            list.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(method(function, items)),
                _ => None,
            }));
        }
        Self(methods)
    }

    /// Returns the method of this name, of any type.
    pub(crate) fn find_anywhere(&self, name: &str) -> Option<&Method> {
        self.0.values().flatten().find(|method| method.name == name)
    }

    /// Returns the method with this line in its documentation.
    pub(crate) fn find_documented(&self, line: &str) -> Option<&Method> {
        let mut all = self.0.values().flatten();
        all.find(|method| method.docs.iter().any(|docs| docs == line))
    }

    pub(crate) fn of_type(&self, kind: &str) -> &[Method] {
        self.0.get(kind).map(Vec::as_slice).unwrap_or_default()
    }
}

fn method(function: &syn::ImplItemFn, items: &[syn::Item]) -> Method {
    let arguments = function.sig.inputs.iter().flat_map(|input| match input {
        syn::FnArg::Typed(typed) => match record(&last_word(&typed.ty), items) {
            Some(record) => fields(record),
            None => vec![argument(&text(&typed.pat), &typed.ty)],
        },
        syn::FnArg::Receiver(_) => Vec::new(),
    });
    let gives = match &function.sig.output {
        syn::ReturnType::Type(_, kind) => last_word(kind),
        syn::ReturnType::Default => String::new(),
    };
    let docs = function.attrs.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    Method {
        name: function.sig.ident.to_string().replace("r#", ""),
        arguments: arguments.collect(),
        gives,
        docs: docs.collect(),
    }
}

/// Returns the struct of arguments of this name; all its fields are public.
fn record<'a>(name: &str, items: &'a [syn::Item]) -> Option<&'a syn::ItemStruct> {
    let mut structs = items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    });
    structs.find(|item| {
        let is_public = |field: &syn::Field| matches!(field.vis, syn::Visibility::Public(_));
        item.ident != "Client" && !item.fields.is_empty() && item.fields.iter().all(is_public)
    })
}

fn fields(record: &syn::ItemStruct) -> Vec<Argument> {
    let named = record.fields.iter().filter_map(|field| {
        let mut argument = argument(&field.ident.as_ref()?.to_string(), &field.ty);
        argument.field_of = Some(record.ident.to_string());
        Some(argument)
    });
    named.collect()
}

fn argument(name: &str, ty: &syn::Type) -> Argument {
    let written = text(ty);
    let inner = written
        .strip_prefix("Option<")
        .or_else(|| written.strip_prefix("::std::option::Option<"));
    Argument {
        name: name.replace("r#", "").replace("mut ", ""),
        kind: kind(inner.map_or(written.as_str(), |inner| inner.trim_end_matches('>'))),
        optional: inner.is_some(),
        field_of: None,
    }
}

/// Returns the kind of a type, from its text without blanks and lifetimes.
fn kind(written: &str) -> Kind {
    let item = written.split("Item=").nth(1);
    match written {
        "&str" => Kind::Text,
        "String" | "::std::string::String" => Kind::OwnedText,
        "B" => Kind::Bytes,
        "&[&str]" => Kind::TextSlice,
        _ if written.starts_with("::std::vec::Vec<") && written.ends_with("::File>") => Kind::Files,
        _ if written.ends_with("apifox_client::File") => Kind::File,
        _ if item.is_some_and(|item| item.contains("::File>")) => Kind::Files,
        _ if item.is_some_and(|item| item.starts_with("impl")) => Kind::Texts,
        _ if item.is_some() => Kind::Items,
        _ if written.starts_with("impl") && written.contains("Bytes") => Kind::Bytes,
        _ if written.starts_with("impl") && written.contains("::File>") => Kind::File,
        _ if written.starts_with("impl") => Kind::Text,
        _ if written.ends_with("Multipart") => Kind::Multipart,
        _ if written.starts_with("&[") => Kind::Slice,
        _ if written.starts_with('&') => Kind::Reference,
        _ => Kind::Typed,
    }
}

/// Renders tokens without blanks and lifetimes.
fn text(tokens: &impl quote::ToTokens) -> String {
    let tokens = tokens.to_token_stream().to_string();
    let words = tokens.split_whitespace().filter(|word| !word.starts_with('\''));
    let text: Vec<&str> = words.collect();
    text.join(" ")
        .replace("impl ", "impl~")
        .replace("mut ", "")
        .replace(' ', "")
        .replace('~', " ")
}

fn last_word(kind: &syn::Type) -> String {
    match kind {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Returns the letters and digits of a name in lower case, which do not depend on its spelling.
pub(crate) fn letters(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

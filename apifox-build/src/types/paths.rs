//! The paths of items that generated code uses but does not define: [`Paths`].
//!
//! Invariant: a path refers to the run time crate, to `::std`, to a prelude name that no component
//! hides, or to a configured replacement; so a user's crate needs no dependency but the run time
//! crate.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::shape::{TypeKind, TypeUse};
use crate::config::Config;
use crate::finding::Findings;
use crate::model::Schema;
use crate::node::At;

/// Prelude types, and their modules.
const PRELUDE: [(&str, &str); 5] = [
    ("Box", "boxed"),
    ("Into", "convert"),
    ("Option", "option"),
    ("String", "string"),
    ("Vec", "vec"),
];

/// The paths of items that generated code uses but does not define.
pub(super) struct Paths {
    runtime: syn::Path,
    replaced: BTreeMap<String, syn::Type>,
    formats: BTreeMap<String, syn::Type>,
    /// The types of joined properties, by their configured path.
    joined: BTreeMap<String, syn::Type>,
    /// Component names that hide a prelude name inside the module.
    hidden: BTreeSet<&'static str>,
}

impl Paths {
    /// Parses the configured paths; `None`, with a finding, if one is not valid.
    pub(super) fn new(schemas: &BTreeMap<String, Schema>, config: &Config, findings: &mut Findings) -> Option<Self> {
        let replace = &config.replace;
        let runtime = parse::<syn::Path>(&config.runtime, At::default(), findings);
        let mut formats = BTreeMap::new();
        for (format, path) in &config.formats {
            let path = parse::<syn::TypePath>(path, At::default(), findings)?;
            formats.insert(format.clone(), syn::Type::Path(path));
        }
        let mut joined = BTreeMap::new();
        for join in &config.joins {
            let path = parse::<syn::TypePath>(&join.rust, At::default(), findings)?;
            joined.insert(join.rust.clone(), syn::Type::Path(path));
        }
        let mut replaced = BTreeMap::new();
        for (name, path) in replace {
            let at = schemas.get(name).map(|schema| schema.node.at).unwrap_or_default();
            let path = parse::<syn::TypePath>(path, at, findings);
            replaced.extend(path.map(|path| (name.clone(), syn::Type::Path(path))));
        }
        let hidden = PRELUDE
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| schemas.contains_key(*name))
            .collect();
        (replaced.len() == replace.len()).then_some(Self {
            runtime: runtime?,
            replaced,
            formats,
            joined,
            hidden,
        })
    }

    /// Returns the type of joined properties.
    pub(super) fn joined(&self, path: &str) -> Option<&syn::Type> {
        self.joined.get(path)
    }

    pub(super) fn is_replaced(&self, name: &str) -> bool {
        self.replaced.contains_key(name)
    }

    /// Returns the hand-written types that replace components.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (&str, &syn::Type)> {
        self.replaced.iter().map(|(name, path)| (name.as_str(), path))
    }

    /// Generates a path within the run time crate.
    pub(super) fn runtime(&self, rest: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        quote!(#runtime::#rest)
    }

    /// Returns the same path as a string for a serde attribute.
    pub(super) fn runtime_text(&self, rest: &TokenStream) -> String {
        text(&self.runtime(rest))
    }

    /// Generates a prelude type, with its full path if a component has its name.
    pub(super) fn prelude(&self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        let hidden = PRELUDE
            .iter()
            .find(|(known, _)| *known == name && self.hidden.contains(known));
        let module = hidden.map(|(_, module)| format_ident!("{module}")).into_iter();
        quote!(#(::std::#module::)* #ident)
    }

    /// Generates the type of a use, with `Option` if null is allowed.
    pub(super) fn site(&self, site: &TypeUse<'_>) -> TokenStream {
        let bare = self.bare(&site.bare);
        let option = self.prelude("Option");
        if site.nullable && !matches!(site.bare, TypeKind::Any) {
            quote!(#option<#bare>)
        } else {
            bare
        }
    }

    pub(super) fn bare(&self, bare: &TypeKind<'_>) -> TokenStream {
        let string = self.prelude("String");
        match bare {
            TypeKind::Named(name) => self.named(name),
            TypeKind::Text => string,
            TypeKind::Formatted(format) => match self.formats.get(*format) {
                Some(ty) => self.runtime(&quote!(Parsed<#ty>)),
                None => string,
            },
            TypeKind::Integer => quote!(i64),
            TypeKind::Unsigned => quote!(u64),
            TypeKind::Number => quote!(f64),
            TypeKind::Narrow(format, wide) => match self.formats.get(*format) {
                Some(ty) => quote!(#ty),
                None => self.bare(&(*wide).into()),
            },
            TypeKind::Boolean => quote!(bool),
            TypeKind::List(items) => {
                let (vec, items) = (self.prelude("Vec"), self.site(items));
                quote!(#vec<#items>)
            }
            TypeKind::Map(values) => {
                let values = self.site(values);
                quote!(::std::collections::BTreeMap<#string, #values>)
            }
            TypeKind::Free => {
                let (map, value) = (
                    self.runtime(&quote!(serde_json::Map)),
                    self.runtime(&quote!(serde_json::Value)),
                );
                quote!(#map<#string, #value>)
            }
            TypeKind::Any => self.runtime(&quote!(serde_json::Value)),
        }
    }

    /// Returns the path of `is_empty` of a list or map, as a string for a serde attribute.
    pub(super) fn is_empty(&self, bare: &TypeKind<'_>) -> Option<String> {
        match bare {
            TypeKind::List(_) => Some(text(&self.prelude("Vec")) + "::is_empty"),
            TypeKind::Map(_) => Some("::std::collections::BTreeMap::is_empty".to_owned()),
            TypeKind::Free => Some(self.runtime_text(&quote!(serde_json::Map::is_empty))),
            _ => None,
        }
    }

    fn named(&self, name: &str) -> TokenStream {
        self.replaced
            .get(name)
            .map_or_else(|| name.parse().unwrap_or_default(), ToTokens::to_token_stream)
    }

    /// Returns the type as progenitor writes it, for comparison with its output.
    pub(super) fn backend_spelling(&self, bare: &TypeKind<'_>) -> TokenStream {
        match bare {
            TypeKind::Named(name) if self.is_replaced(name) => self.named(name),
            TypeKind::Named(name) => backend_name(name).parse().unwrap_or_default(),
            TypeKind::Text | TypeKind::Formatted(_) => quote!(::std::string::String),
            TypeKind::Integer => quote!(i64),
            TypeKind::Unsigned => quote!(u64),
            TypeKind::Number => quote!(f64),
            TypeKind::Narrow(_, wide) => self.backend_spelling(&(*wide).into()),
            TypeKind::Boolean => quote!(bool),
            TypeKind::List(items) => {
                let items = self.backend_spelling(&items.bare);
                quote!(::std::vec::Vec<#items>)
            }
            TypeKind::Map(values) if !matches!(values.bare, TypeKind::Any) => {
                let values = self.backend_spelling(&values.bare);
                quote!(::std::collections::BTreeMap<::std::string::String, #values>)
            }
            TypeKind::Map(_) | TypeKind::Free => quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>),
            TypeKind::Any => quote!(::serde_json::Value),
        }
    }
}

/// Returns the name of a component for progenitor, which normalizes names: `AO` would become `Ao`,
/// and collide with another `Ao`. Names that it would change are encoded as hexadecimal digits, so
/// all names stay distinct.
pub(super) fn backend_name(name: &str) -> String {
    const SPELLED: &str = "Spelled";
    if name.is_ascii() && !name.starts_with(SPELLED) && name.to_upper_camel_case() == name {
        return name.to_owned();
    }
    let digits = name.bytes().map(|byte| format!("{byte:02x}"));
    std::iter::once(SPELLED.to_owned()).chain(digits).collect()
}

/// Renders tokens as a path, without blanks.
fn text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

fn parse<T: syn::parse::Parse>(path: &str, at: At, findings: &mut Findings) -> Option<T> {
    syn::parse_str(path)
        .map_err(|error| {
            let message = format!("`{path}` in the configuration is not a Rust path: {error}");
            findings.fail(
                at,
                "bad-path",
                message,
                "write a path such as `crate::Money` or `::apifox_client`",
            );
        })
        .ok()
}

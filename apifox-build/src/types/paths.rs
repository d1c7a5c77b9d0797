//! How generated code names what it does not define: [`Paths`].
//!
//! Invariant: a path leads into the run time crate, into `::std`, to a prelude name no component hides, or to a configured
//! replacement; so a user's crate needs no dependency but the run time.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::shape::{Bare, Site};
use crate::config::Config;
use crate::finding::Findings;
use crate::model::Schema;
use crate::node::At;

/// Prelude types, and where they live.
const PRELUDE: [(&str, &str); 5] = [
    ("Box", "boxed"),
    ("Into", "convert"),
    ("Option", "option"),
    ("String", "string"),
    ("Vec", "vec"),
];

/// See the module.
pub(super) struct Paths {
    runtime: syn::Path,
    replaced: BTreeMap<String, syn::Type>,
    formats: BTreeMap<String, syn::Type>,
    /// The types of joined properties, by the path in the configuration.
    joined: BTreeMap<String, syn::Type>,
    /// Component names that hide a prelude name inside the module.
    hidden: BTreeSet<&'static str>,
}

impl Paths {
    /// `None`, with a finding, when the configuration holds a path that is none.
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

    /// The type of joined properties.
    pub(super) fn joined(&self, path: &str) -> Option<&syn::Type> {
        self.joined.get(path)
    }

    pub(super) fn is_replaced(&self, name: &str) -> bool {
        self.replaced.contains_key(name)
    }

    /// The hand-written types that stand in for components.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (&str, &syn::Type)> {
        self.replaced.iter().map(|(name, path)| (name.as_str(), path))
    }

    /// `::apifox_client` followed by a path within it.
    pub(super) fn runtime(&self, rest: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        quote!(#runtime::#rest)
    }

    /// The same path as the text of a serde attribute.
    pub(super) fn runtime_text(&self, rest: &TokenStream) -> String {
        text(&self.runtime(rest))
    }

    /// A prelude type: short, unless a component has its name.
    pub(super) fn prelude(&self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        let hidden = PRELUDE
            .iter()
            .find(|(known, _)| *known == name && self.hidden.contains(known));
        let module = hidden.map(|(_, module)| format_ident!("{module}")).into_iter();
        quote!(#(::std::#module::)* #ident)
    }

    /// The type of a use site: its bare type, and `Option` where null is allowed.
    pub(super) fn site(&self, site: &Site<'_>) -> TokenStream {
        let bare = self.bare(&site.bare);
        let option = self.prelude("Option");
        if site.nullable && !matches!(site.bare, Bare::Any) {
            quote!(#option<#bare>)
        } else {
            bare
        }
    }

    pub(super) fn bare(&self, bare: &Bare<'_>) -> TokenStream {
        let string = self.prelude("String");
        match bare {
            Bare::Named(name) => self.named(name),
            Bare::Text => string,
            Bare::Formatted(format) => match self.formats.get(*format) {
                Some(ty) => self.runtime(&quote!(Parsed<#ty>)),
                None => string,
            },
            Bare::Integer => quote!(i64),
            Bare::Unsigned => quote!(u64),
            Bare::Number => quote!(f64),
            Bare::Narrow(format, wide) => match self.formats.get(*format) {
                Some(ty) => quote!(#ty),
                None => self.bare(&(*wide).into()),
            },
            Bare::Boolean => quote!(bool),
            Bare::List(items) => {
                let (vec, items) = (self.prelude("Vec"), self.site(items));
                quote!(#vec<#items>)
            }
            Bare::Map(values) => {
                let values = self.site(values);
                quote!(::std::collections::BTreeMap<#string, #values>)
            }
            Bare::Free => {
                let (map, value) = (
                    self.runtime(&quote!(serde_json::Map)),
                    self.runtime(&quote!(serde_json::Value)),
                );
                quote!(#map<#string, #value>)
            }
            Bare::Any => self.runtime(&quote!(serde_json::Value)),
        }
    }

    /// The empty value's test of a list or map, as the text of a serde attribute.
    pub(super) fn is_empty(&self, bare: &Bare<'_>) -> Option<String> {
        match bare {
            Bare::List(_) => Some(text(&self.prelude("Vec")) + "::is_empty"),
            Bare::Map(_) => Some("::std::collections::BTreeMap::is_empty".to_owned()),
            Bare::Free => Some(self.runtime_text(&quote!(serde_json::Map::is_empty))),
            _ => None,
        }
    }

    fn named(&self, name: &str) -> TokenStream {
        self.replaced
            .get(name)
            .map_or_else(|| name.parse().unwrap_or_default(), ToTokens::to_token_stream)
    }

    /// The type as progenitor spells it, to hold against what it made.
    pub(super) fn backend_spelling(&self, bare: &Bare<'_>) -> TokenStream {
        match bare {
            Bare::Named(name) if self.is_replaced(name) => self.named(name),
            Bare::Named(name) => backend_name(name).parse().unwrap_or_default(),
            Bare::Text | Bare::Formatted(_) => quote!(::std::string::String),
            Bare::Integer => quote!(i64),
            Bare::Unsigned => quote!(u64),
            Bare::Number => quote!(f64),
            Bare::Narrow(_, wide) => self.backend_spelling(&(*wide).into()),
            Bare::Boolean => quote!(bool),
            Bare::List(items) => {
                let items = self.backend_spelling(&items.bare);
                quote!(::std::vec::Vec<#items>)
            }
            Bare::Map(values) if !matches!(values.bare, Bare::Any) => {
                let values = self.backend_spelling(&values.bare);
                quote!(::std::collections::BTreeMap<::std::string::String, #values>)
            }
            Bare::Map(_) | Bare::Free => quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>),
            Bare::Any => quote!(::serde_json::Value),
        }
    }
}

/// What a component is called towards progenitor, which spells names anew: `AO` would come back as `Ao`, and meet another `Ao` there.
/// A name that it would change is handed over as digits that it leaves alone; no two names become one.
pub(super) fn backend_name(name: &str) -> String {
    const SPELLED: &str = "Spelled";
    if name.is_ascii() && !name.starts_with(SPELLED) && name.to_upper_camel_case() == name {
        return name.to_owned();
    }
    let digits = name.bytes().map(|byte| format!("{byte:02x}"));
    std::iter::once(SPELLED.to_owned()).chain(digits).collect()
}

/// Tokens as one would write them in a path: without blanks.
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

//! Runs progenitor over a document of components only: `Component`s → [`Structs`].
//!
//! This is the one file that calls progenitor. Every property is declared required and stripped of everything but its type, so
//! the answer is the bare type of each field; enums and unions go in as a name to refer to only, for what is in them is written
//! by `enums` and `unions`.
//!
//! Invariant: progenitor's panics and errors become findings that name a component; the panic hook of the process is as before.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use serde_json::{Value, json};

use super::REPORT_IT;
use super::paths::{Paths, backend_name};
use super::shape::{Bare, Component, Shape, Site};
use crate::finding::Findings;
use crate::node::At;

/// The structs progenitor made, by name.
pub(super) type Structs = BTreeMap<String, syn::ItemStruct>;

/// One component as progenitor gets it.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) at: At,
    pub(super) schema: Value,
    /// An enum or a union: a name to refer to is all that is needed of it.
    pub(super) is_name: bool,
    pub(super) needs: BTreeSet<&'a str>,
}

/// One struct an object component; `None`, with findings, when progenitor fails.
pub(super) fn structs(components: &[Component<'_>], paths: &Paths, findings: &mut Findings) -> Option<Structs> {
    let parts: Vec<Part<'_>> = components.iter().map(part).collect();
    run(&parts, paths)
        .map_err(|text| attribute(&parts, &text, paths, findings))
        .ok()
}

/// Finds the components that progenitor fails on, each tried with what it refers to.
pub(super) fn attribute(parts: &[Part<'_>], text: &str, paths: &Paths, findings: &mut Findings) {
    let by_name: BTreeMap<&str, &Part<'_>> = parts.iter().map(|part| (part.name, part)).collect();
    let mut guilty: BTreeSet<&str> = BTreeSet::new();
    // Those that need least first: a component that needs a guilty one is not blamed for it.
    let mut closures: Vec<(&Part<'_>, BTreeSet<&str>)> =
        parts.iter().map(|part| (part, closure(part, &by_name))).collect();
    closures.sort_by_key(|(part, needs)| (needs.len(), part.name));
    for (part, needs) in closures {
        let alone = needs.iter().filter_map(|name| by_name.get(name).copied());
        if needs.is_disjoint(&guilty)
            && let Err(text) = run(alone, paths)
        {
            guilty.insert(part.name);
            let message = format!(
                "the types backend cannot make a type of the component `{}`: {text}",
                part.name
            );
            findings.fail(part.at, "backend", message, REPORT_IT);
        }
    }
    if guilty.is_empty() {
        let message = format!("the types backend fails on all components together, though on none alone: {text}");
        findings.fail(At::default(), "backend", message, REPORT_IT);
    }
}

fn closure<'a>(part: &Part<'a>, by_name: &BTreeMap<&'a str, &Part<'a>>) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::new();
    let mut open = vec![part.name];
    while let Some(name) = open.pop() {
        if all.insert(name) {
            open.extend(by_name.get(name).iter().flat_map(|part| part.needs.iter().copied()));
        }
    }
    all
}

fn part<'a>(component: &Component<'a>) -> Part<'a> {
    let mut needs = BTreeSet::new();
    let schema = match &component.shape {
        Shape::Object { properties, rest } => {
            let names: Vec<&str> = properties.iter().map(|property| property.wire).collect();
            let sites: serde_json::Map<String, Value> = properties
                .iter()
                .map(|property| (property.wire.to_owned(), bare(&property.site, &mut needs)))
                .collect();
            let mut object = json!({"type": "object", "properties": sites, "required": names});
            if let Some(rest) = rest {
                object["additionalProperties"] = bare(rest, &mut needs);
            }
            object
        }
        Shape::Strings(_) | Shape::Integers(_) | Shape::Union { .. } => json!({"type": "string", "enum": ["value"]}),
    };
    Part {
        name: component.name,
        at: component.schema.node.at,
        schema,
        is_name: !matches!(component.shape, Shape::Object { .. }),
        needs,
    }
}

fn bare<'a>(site: &Site<'a>, needs: &mut BTreeSet<&'a str>) -> Value {
    match &site.bare {
        Bare::Named(name) => {
            needs.insert(name);
            json!({"$ref": format!("#/components/schemas/{}", backend_name(name))})
        }
        Bare::Text => json!({"type": "string"}),
        Bare::Integer => json!({"type": "integer"}),
        Bare::Unsigned => json!({"type": "integer", "format": "uint64"}),
        Bare::Number => json!({"type": "number"}),
        Bare::Boolean => json!({"type": "boolean"}),
        Bare::List(items) => json!({"type": "array", "items": bare(items, needs)}),
        Bare::Map(values) => json!({"type": "object", "additionalProperties": bare(values, needs)}),
        Bare::Free => json!({"type": "object"}),
        Bare::Any => json!({}),
    }
}

/// Runs progenitor once; the error is its own text, or that of its panic.
fn run<'a>(parts: impl IntoIterator<Item = &'a Part<'a>>, paths: &Paths) -> Result<Structs, String> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut schemas = serde_json::Map::new();
    let mut named_only = Vec::new();
    for part in parts {
        if part.is_name {
            named_only.push(backend_name(part.name));
        }
        names.insert(backend_name(part.name), part.name);
        schemas.insert(backend_name(part.name), part.schema.clone());
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "types", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let document: openapiv3::OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let tokens = caught(&alone(), || {
        let mut settings = progenitor::GenerationSettings::default();
        settings
            .with_derive("PartialEq")
            .with_map_type("::std::collections::BTreeMap");
        for (name, path) in paths.replaced() {
            settings.with_replacement(backend_name(name), quote::quote!(#path), std::iter::empty());
        }
        for name in &named_only {
            settings.with_replacement(name, name, std::iter::empty());
        }
        progenitor::Generator::new(&settings)
            .generate_tokens(&document)
            .map_err(|error| error.to_string())
    })??;
    // Everything else in there (its error module, conversions) is not used.
    // A component whose name is not Rust is not among them.
    let made = struct_items(tokens)?.into_iter().filter_map(|mut item| {
        let name = *names.get(&item.ident.to_string())?;
        item.ident = syn::parse_str(name).ok()?;
        Some((name.to_owned(), item))
    });
    Ok(made.collect())
}

/// The structs of progenitor's module `types`. Its other items are passed over as tokens: parsing them would take longer than all else.
fn struct_items(tokens: TokenStream) -> Result<Vec<syn::ItemStruct>, String> {
    let mut words: (Option<Ident>, Option<Ident>) = (None, None);
    let module = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if matches!(&words, (Some(a), Some(b)) if *a == "mod" && *b == "types") => {
            Some(group.stream())
        }
        TokenTree::Ident(word) => {
            words = (words.1.take(), Some(word));
            None
        }
        _ => None,
    });
    let module = module.ok_or("its output has no module `types`")?;
    let (mut items, mut item, mut is_struct) = (Vec::new(), Vec::new(), false);
    for token in module {
        let is_end = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(sign) => sign.as_char() == ';',
            TokenTree::Ident(word) => {
                is_struct |= *word == "struct";
                false
            }
            TokenTree::Literal(_) => false,
        };
        item.push(token);
        if is_end {
            let item = std::mem::take(&mut item);
            if std::mem::take(&mut is_struct) {
                items.push(syn::parse2(item.into_iter().collect()).map_err(|error| error.to_string())?);
            }
        }
    }
    Ok(items)
}

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>;

/// The panic hook is the process's: who changes it for a while must be alone.
pub(super) fn alone() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work`, turning a panic into its text and printing nothing.
pub(super) fn caught<T>(_alone: &MutexGuard<'static, ()>, work: impl FnOnce() -> T) -> Result<T, String> {
    // The hook cannot be changed while panicking (from a destructor, say): then the panic is printed, but still caught.
    let previous: Option<Arc<Hook>> = (!std::thread::panicking()).then(|| Arc::new(panic::take_hook()));
    if let Some(previous) = previous.clone() {
        let this = std::thread::current().id();
        panic::set_hook(Box::new(move |info| {
            // Another thread's panic is none of our business.
            if std::thread::current().id() != this {
                previous(info);
            }
        }));
    }
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    if let Some(previous) = previous {
        drop(panic::take_hook()); // ours, which held on to the one before
        panic::set_hook(Arc::try_unwrap(previous).unwrap_or_else(|shared| Box::new(move |info| shared(info))));
    }
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "a panic without a text".to_owned())
    })
}

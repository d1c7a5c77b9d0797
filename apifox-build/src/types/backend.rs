//! Runs progenitor over a document of components only: `Component`s → [`Structs`].
//!
//! This is the one file that calls progenitor. Every property is declared required and stripped of everything but its type, so
//! the response is the bare type of each field; enums and unions go in as a name to refer to only, for what is in them is written
//! by `enums` and `unions`.
//!
//! Invariant: progenitor's panics and errors become findings that name a component; the panic hook of the process is as before.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Components, IntegerType, NumberType, ObjectType, OpenAPI,
    ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::REPORT_IT;
use super::narrow::Wide;
use super::paths::{Paths, backend_name};
use super::shape::{Bare, Component, Shape, Site};
use crate::finding::Findings;
use crate::graph::{Dependencies, transitive_closure};
use crate::node::At;

/// The structs progenitor made, by name.
pub(super) type Structs = BTreeMap<String, syn::ItemStruct>;

/// One component as progenitor gets it.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) at: At,
    pub(super) schema: Schema,
    /// A name to refer to is all that is needed of it: it is an enum or a union, or made in another batch.
    pub(super) is_name: bool,
    pub(super) needs: BTreeSet<&'a str>,
}

impl<'a> Part<'a> {
    /// An object component; `None` for others, of which only the name is needed.
    pub(super) fn of(component: &Component<'a>) -> Option<Self> {
        let Shape::Object { properties, rest } = &component.shape else {
            return None;
        };
        let mut needs = BTreeSet::new();
        let sites = properties
            .iter()
            .map(|property| (property.wire.to_owned(), boxed(bare(&property.site, &mut needs))));
        let mut object = ObjectType {
            properties: sites.collect(),
            required: properties.iter().map(|property| property.wire.to_owned()).collect(),
            ..ObjectType::default()
        };
        object.additional_properties = rest.as_ref().map(|rest| values(rest, &mut needs));
        Some(Self {
            name: component.name,
            at: component.schema.node.at,
            schema: schema(Type::Object(object)),
            is_name: false,
            needs,
        })
    }

    /// Something to refer to by this name.
    pub(super) fn stand_in(name: &'a str) -> Self {
        let text = StringType {
            enumeration: vec![Some("value".to_owned())],
            ..StringType::default()
        };
        Self {
            name,
            at: At::default(),
            schema: schema(Type::String(text)),
            is_name: true,
            needs: BTreeSet::new(),
        }
    }
}

/// One struct an object component; `None`, with findings, when progenitor fails.
pub(super) fn structs(parts: &[Part<'_>], paths: &Paths, findings: &mut Findings) -> Option<Structs> {
    run(parts, paths)
        .map_err(|text| attribute(parts, &text, paths, findings))
        .ok()
}

/// Finds the components that progenitor fails on, each tried with what it refers to.
pub(super) fn attribute(parts: &[Part<'_>], text: &str, paths: &Paths, findings: &mut Findings) {
    let by_name: BTreeMap<&str, &Part<'_>> = parts.iter().map(|part| (part.name, part)).collect();
    let mut guilty: BTreeSet<&str> = BTreeSet::new();
    // Those that need least first: a component that needs a guilty one is not blamed for it.
    let needs: Dependencies<'_> = parts.iter().map(|part| (part.name, part.needs.clone())).collect();
    let mut closures: Vec<(&Part<'_>, BTreeSet<&str>)> = parts
        .iter()
        .map(|part| (part, transitive_closure(BTreeSet::from([part.name]), &needs)))
        .collect();
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

/// The type of a field, and nothing else of it.
fn bare<'a>(site: &Site<'a>, needs: &mut BTreeSet<&'a str>) -> ReferenceOr<Schema> {
    let kind = match &site.bare {
        Bare::Named(name) => {
            needs.insert(name);
            return ReferenceOr::Reference {
                reference: format!("#/components/schemas/{}", backend_name(name)),
            };
        }
        Bare::Text | Bare::Formatted(_) => Type::String(StringType::default()),
        Bare::Narrow(_, Wide::Integer) | Bare::Integer => Type::Integer(IntegerType::default()),
        Bare::Narrow(_, Wide::Unsigned) | Bare::Unsigned => Type::Integer(IntegerType {
            format: VariantOrUnknownOrEmpty::Unknown("uint64".to_owned()),
            ..IntegerType::default()
        }),
        Bare::Narrow(_, Wide::Number) | Bare::Number => Type::Number(NumberType::default()),
        Bare::Boolean => Type::Boolean(BooleanType::default()),
        Bare::List(items) => Type::Array(ArrayType {
            items: Some(boxed(bare(items, needs))),
            min_items: None,
            max_items: None,
            unique_items: false,
        }),
        Bare::Map(each) => Type::Object(ObjectType {
            additional_properties: Some(values(each, needs)),
            ..ObjectType::default()
        }),
        Bare::Free => Type::Object(ObjectType::default()),
        Bare::Any => return ReferenceOr::Item(of_kind(SchemaKind::Any(AnySchema::default()))),
    };
    ReferenceOr::Item(schema(kind))
}

/// What the members of a map are.
fn values<'a>(each: &Site<'a>, needs: &mut BTreeSet<&'a str>) -> AdditionalProperties {
    AdditionalProperties::Schema(Box::new(bare(each, needs)))
}

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}

fn schema(kind: Type) -> Schema {
    of_kind(SchemaKind::Type(kind))
}

fn of_kind(schema_kind: SchemaKind) -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind,
    }
}

/// Runs progenitor once; the error is its own text, or that of its panic.
fn run<'a>(parts: impl IntoIterator<Item = &'a Part<'a>>, paths: &Paths) -> Result<Structs, String> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut components = Components::default();
    let mut named_only = Vec::new();
    for part in parts {
        if part.is_name {
            named_only.push(backend_name(part.name));
        }
        names.insert(backend_name(part.name), part.name);
        let schema = ReferenceOr::Item(part.schema.clone());
        components.schemas.insert(backend_name(part.name), schema);
    }
    let document = OpenAPI {
        openapi: "3.0.3".to_owned(),
        components: Some(components),
        ..OpenAPI::default()
    };
    let tokens = caught(&alone(), || {
        let mut settings = progenitor::GenerationSettings::default();
        settings
            .with_derive("PartialEq")
            .with_map_type("::std::collections::BTreeMap");
        for name in &named_only {
            settings.with_replacement(name, name, std::iter::empty());
        }
        for (name, path) in paths.replaced() {
            settings.with_replacement(backend_name(name), quote::quote!(#path), std::iter::empty());
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

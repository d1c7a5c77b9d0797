//! Runs progenitor on a document of components only: `Component`s → [`Structs`].
//!
//! This is the only file that calls progenitor. Every property is declared required and reduced to
//! its type, so the result is the bare type of each field. Enums and unions are placeholders, since
//! `enums` and `unions` generate them.
//!
//! Invariant: progenitor's panics and errors become findings that name a component; the panic hook
//! of the process is restored.

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
use super::shape::{Component, Shape, TypeKind, TypeUse};
use crate::finding::Findings;
use crate::graph::{Dependencies, transitive_closure};
use crate::node::At;

/// The structs that progenitor generated, by name.
pub(super) type Structs = BTreeMap<String, syn::ItemStruct>;

/// A component in the form that progenitor reads.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) at: At,
    pub(super) schema: Schema,
    /// Whether only its name is needed: it is an enum or a union, or generated in another batch.
    pub(super) is_placeholder: bool,
    pub(super) needs: BTreeSet<&'a str>,
}

impl<'a> Part<'a> {
    /// Returns the part of an object component; `None` for others, of which only the name is
    /// needed.
    pub(super) fn of(component: &Component<'a>) -> Option<Self> {
        let Shape::Object { properties, additional } = &component.shape else {
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
        object.additional_properties = additional.as_ref().map(|additional| values(additional, &mut needs));
        Some(Self {
            name: component.name,
            at: component.schema.node.at,
            schema: schema(Type::Object(object)),
            is_placeholder: false,
            needs,
        })
    }

    /// Returns a placeholder of this name.
    pub(super) fn placeholder(name: &'a str) -> Self {
        let text = StringType {
            enumeration: vec![Some("value".to_owned())],
            ..StringType::default()
        };
        Self {
            name,
            at: At::default(),
            schema: schema(Type::String(text)),
            is_placeholder: true,
            needs: BTreeSet::new(),
        }
    }
}

/// Generates one struct for each object component; `None`, with findings, if progenitor fails.
pub(super) fn structs(parts: &[Part<'_>], paths: &Paths, findings: &mut Findings) -> Option<Structs> {
    run(parts, paths)
        .map_err(|text| attribute(parts, &text, paths, findings))
        .ok()
}

/// Reports the components that progenitor fails on, by running it on each with its dependencies.
pub(super) fn attribute(parts: &[Part<'_>], text: &str, paths: &Paths, findings: &mut Findings) {
    let by_name: BTreeMap<&str, &Part<'_>> = parts.iter().map(|part| (part.name, part)).collect();
    let mut faulty: BTreeSet<&str> = BTreeSet::new();
    // In the order of the number of dependencies: a component that needs a faulty one is not
    // reported.
    let needs: Dependencies<'_> = parts.iter().map(|part| (part.name, part.needs.clone())).collect();
    let mut closures: Vec<(&Part<'_>, BTreeSet<&str>)> = parts
        .iter()
        .map(|part| (part, transitive_closure(BTreeSet::from([part.name]), &needs)))
        .collect();
    closures.sort_by_key(|(part, needs)| (needs.len(), part.name));
    for (part, needs) in closures {
        let closure = needs.iter().filter_map(|name| by_name.get(name).copied());
        if needs.is_disjoint(&faulty)
            && let Err(text) = run(closure, paths)
        {
            faulty.insert(part.name);
            let message = format!(
                "the types backend cannot generate a type for the component `{}`: {text}",
                part.name
            );
            findings.fail(part.at, "backend", message, REPORT_IT);
        }
    }
    if faulty.is_empty() {
        let message = format!("the types backend fails on all components together, but not on any single one: {text}");
        findings.fail(At::default(), "backend", message, REPORT_IT);
    }
}

/// Returns the schema of a field, reduced to its type.
fn bare<'a>(site: &TypeUse<'a>, needs: &mut BTreeSet<&'a str>) -> ReferenceOr<Schema> {
    let kind = match &site.bare {
        TypeKind::Named(name) => {
            needs.insert(name);
            return ReferenceOr::Reference {
                reference: format!("#/components/schemas/{}", backend_name(name)),
            };
        }
        TypeKind::Text | TypeKind::Formatted(_) => Type::String(StringType::default()),
        TypeKind::Narrow(_, Wide::Integer) | TypeKind::Integer => Type::Integer(IntegerType::default()),
        TypeKind::Narrow(_, Wide::Unsigned) | TypeKind::Unsigned => Type::Integer(IntegerType {
            format: VariantOrUnknownOrEmpty::Unknown("uint64".to_owned()),
            ..IntegerType::default()
        }),
        TypeKind::Narrow(_, Wide::Number) | TypeKind::Number => Type::Number(NumberType::default()),
        TypeKind::Boolean => Type::Boolean(BooleanType::default()),
        TypeKind::List(items) => Type::Array(ArrayType {
            items: Some(boxed(bare(items, needs))),
            min_items: None,
            max_items: None,
            unique_items: false,
        }),
        TypeKind::Map(each) => Type::Object(ObjectType {
            additional_properties: Some(values(each, needs)),
            ..ObjectType::default()
        }),
        TypeKind::Free => Type::Object(ObjectType::default()),
        TypeKind::Any => return ReferenceOr::Item(of_kind(SchemaKind::Any(AnySchema::default()))),
    };
    ReferenceOr::Item(schema(kind))
}

/// Returns the schema of the values of a map.
fn values<'a>(each: &TypeUse<'a>, needs: &mut BTreeSet<&'a str>) -> AdditionalProperties {
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

/// Runs progenitor once; the error is its message, or that of its panic.
fn run<'a>(parts: impl IntoIterator<Item = &'a Part<'a>>, paths: &Paths) -> Result<Structs, String> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut components = Components::default();
    let mut placeholders = Vec::new();
    for part in parts {
        if part.is_placeholder {
            placeholders.push(backend_name(part.name));
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
    let tokens = catch_panic(&lock_panic_hook(), || {
        let mut settings = progenitor::GenerationSettings::default();
        settings
            .with_derive("PartialEq")
            .with_map_type("::std::collections::BTreeMap");
        for name in &placeholders {
            settings.with_replacement(name, name, std::iter::empty());
        }
        for (name, path) in paths.replaced() {
            settings.with_replacement(backend_name(name), quote::quote!(#path), std::iter::empty());
        }
        progenitor::Generator::new(&settings)
            .generate_tokens(&document)
            .map_err(|error| error.to_string())
    })??;
    // Other items (the error module, conversions) are not used.
    // A component whose name is not a Rust identifier is skipped.
    let made = struct_items(tokens)?.into_iter().filter_map(|mut item| {
        let name = *names.get(&item.ident.to_string())?;
        item.ident = syn::parse_str(name).ok()?;
        Some((name.to_owned(), item))
    });
    Ok(made.collect())
}

/// Returns the structs of progenitor's module `types`. Other items are skipped as tokens, since
/// parsing them would take most of the time.
fn struct_items(tokens: TokenStream) -> Result<Vec<syn::ItemStruct>, String> {
    let mut previous: (Option<Ident>, Option<Ident>) = (None, None);
    let module = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if matches!(&previous, (Some(a), Some(b)) if *a == "mod" && *b == "types") => {
            Some(group.stream())
        }
        TokenTree::Ident(word) => {
            previous = (previous.1.take(), Some(word));
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

/// Locks the panic hook, which is global to the process, while it is replaced.
pub(super) fn lock_panic_hook() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work`, and returns the message of a panic without printing it.
pub(super) fn catch_panic<T>(_lock: &MutexGuard<'static, ()>, work: impl FnOnce() -> T) -> Result<T, String> {
    // The hook cannot be changed while panicking, for example in a destructor: then the panic is
    // printed, but still caught.
    let previous: Option<Arc<Hook>> = (!std::thread::panicking()).then(|| Arc::new(panic::take_hook()));
    if let Some(previous) = previous.clone() {
        let this = std::thread::current().id();
        panic::set_hook(Box::new(move |info| {
            // Panics of other threads are printed as before.
            if std::thread::current().id() != this {
                previous(info);
            }
        }));
    }
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    if let Some(previous) = previous {
        drop(panic::take_hook()); // drops our hook, which holds the previous one
        panic::set_hook(Arc::try_unwrap(previous).unwrap_or_else(|shared| Box::new(move |info| shared(info))));
    }
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "a panic without a message".to_owned())
    })
}

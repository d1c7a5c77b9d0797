//! Stage 8a, types: [`Checked`] → Rust, the content of `pub mod types`.
//!
//! First, the named components are read into [`shape::Component`]s, which represent only what this
//! stage can generate. Then progenitor generates Rust types from a document of components only
//! (`backend`), and the other passes add what it lacks: presence and null tolerance (`fields`,
//! `presence`), open enums and constants (`enums`), unions (`unions`), constructors and setters
//! (`constructors`), documentation without rustdoc warnings (`docs`), unique names (`unique_names`)
//! and paths that refer to the run time crate only (`paths`).
//!
//! Invariant: every component that is not replaced has exactly one type in the result, or a finding
//! explains why not. The result depends on the components only.

mod backend;
mod batches;
mod constructors;
pub(crate) mod docs;
mod enums;
mod fields;
mod ids;
mod joined;
mod narrow;
mod paths;
mod presence;
pub(crate) mod samples;
mod shape;
#[cfg(test)]
mod tests;
mod unions;
mod unique_names;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{Config, Join};
use crate::features::{Gate, Gates};
use crate::finding::Findings;
use crate::format;
use crate::harvest::Places;
use crate::model::{Checked, Content, Operation, Schema};
use crate::name::ascii::{self, Spelling, Spellings};
use crate::node::At;

use paths::Paths;
use samples::Samples;
use shape::{Component, Shape};

/// The hint for unexpected input of the backend or a pass: a fault of the generator, not of the
/// page.
const REPORT_IT: &str = "this is a fault of the generator, not of the page: please report it with the page; until it is fixed, replace \
the component by a hand-written type (`Config::replace`)";

/// Returns the content of `pub mod types`: all components, sorted by name, each type followed by
/// its `impl` blocks and macro calls. Also returns samples that build a value of each type that is
/// sent.
pub(crate) fn types(checked: &Checked, gates: &Gates, config: &Config, findings: &mut Findings) -> (String, Samples) {
    let (schemas, operations) = (&checked.schemas, &checked.operations[..]);
    code((schemas, &checked.places, operations), gates, config, findings)
}

fn code(
    (schemas, places, operations): (&BTreeMap<String, Schema>, &Places, &[Operation]),
    gates: &Gates,
    config: &Config,
    findings: &mut Findings,
) -> (String, Samples) {
    let Some(paths) = Paths::new(schemas, config, findings) else {
        return (String::new(), Samples::default());
    };
    let components = shape::components(schemas, (&config.replace, &config.formats), findings);
    let defaults = presence::with_default(&components);
    let pass = Pass {
        paths: &paths,
        components: &components,
        defaults: &defaults,
        gates,
        places,
        schemas,
        joins: &config.joins,
        spellings: &config.spellings,
        spelled: RefCell::default(),
        samples: RefCell::default(),
        omitted: omitted(operations),
    };
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut write = |component: &Component<'_>, made: &backend::Structs, findings: &mut Findings| {
        if !paths.is_replaced(component.name) {
            let code = format::in_module(pass.items(component, made, findings));
            written.insert(component.name.to_owned(), code);
        }
    };
    let base_alternatives = unions::with_accessors(&components);
    let mut kept = backend::Structs::new();
    let objects = components.iter().filter_map(backend::Part::of).collect();
    for batch in batches::batches(objects) {
        let Some(made) = backend::structs(&batch, &paths, findings) else {
            continue;
        };
        let own = batch.iter().filter(|part| !part.is_placeholder);
        for component in own.filter_map(|part| pass.component(part.name)) {
            write(component, &made, findings);
        }
        kept.extend(
            made.into_iter()
                .filter(|(name, _)| base_alternatives.contains(name.as_str())),
        );
    }
    let others = components
        .iter()
        .filter(|component| !matches!(component.shape, Shape::Object { .. }));
    for component in others {
        write(component, &kept, findings);
    }
    for (name, code) in joined::items(&pass) {
        let items = syn::parse2::<syn::File>(code)
            .map(|file| file.items)
            .unwrap_or_default();
        written.insert(name, format::in_module(items));
    }
    for (at, kind, text, name) in pass.spelled.take() {
        ascii::note(kind, (&text, &name), at, (&config.spellings, findings));
    }
    (written.into_values().collect(), pass.samples.take())
}

/// Returns sentences on the operations that document fewer fields than a type has, by type.
fn omitted(operations: &[Operation]) -> BTreeMap<&str, Vec<String>> {
    let mut omitted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for operation in operations {
        for response in operation
            .responses
            .iter()
            .filter(|response| !response.omitted.is_empty())
        {
            let Content::Json(kind) = &response.content else {
                continue;
            };
            let names: Vec<String> = response.omitted.iter().map(|name| docs::code(name)).collect();
            let (method, template) = (&operation.method, docs::code(&operation.template));
            let sentence = format!("{method} {template} does not document {}.", names.join(" and "));
            omitted
                .entry(kind.name().unwrap_or_default())
                .or_default()
                .push(sentence);
        }
    }
    omitted
}

/// The input of the passes.
struct Pass<'a> {
    paths: &'a Paths,
    components: &'a [Component<'a>],
    /// The components whose type implements `Default`.
    defaults: &'a BTreeSet<&'a str>,
    gates: &'a Gates,
    places: &'a Places,
    schemas: &'a BTreeMap<String, Schema>,
    joins: &'a [Join],
    spellings: &'a Spellings,
    /// ASCII names for other texts: the location, what is named, the text and the name.
    spelled: RefCell<BTreeSet<(At, &'static str, String, String)>>,
    samples: RefCell<Samples>,
    /// Sentences on the fields that operations do not document, by type.
    omitted: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Pass<'a> {
    /// Returns the words for the name of a text that is not ASCII or is respelled by the
    /// configuration; `None` for others, and in a type whose names are published.
    fn respelled(&self, component: &Component<'_>, text: &str) -> Option<Vec<String>> {
        let keeps = component.schema.spelling == Spelling::Published && !self.spellings.contains_key(text);
        if keeps {
            None
        } else {
            ascii::respelled(text, self.spellings)
        }
    }

    /// Records a spelling for the report.
    fn note_spelling(&self, kind: &'static str, (text, name): (&str, &str), component: &Component<'_>) {
        if component.schema.spelling == Spelling::Ascii {
            let (at, text, name) = (component.schema.node.at, text.to_owned(), name.to_owned());
            self.spelled.borrow_mut().insert((at, kind, text, name));
        }
    }

    fn items(&self, component: &Component<'_>, made: &backend::Structs, findings: &mut Findings) -> Vec<syn::Item> {
        let tokens = match &component.shape {
            Shape::Object { properties, additional } => {
                fields::object(self, component, (properties, additional.as_ref()), made)
            }
            Shape::Strings(values) => enums::strings(self, component, values),
            Shape::Integers(values) => enums::integers(self, component, values),
            Shape::Id => ids::id(self, component),
            Shape::Union { tag, alternatives } => unions::union(self, component, (tag.as_ref(), alternatives), made),
        };
        let gate = self.gates.of_type(component.name);
        let items = tokens.and_then(|tokens| gated(tokens, &gate).map_err(|error| error.to_string()));
        items.unwrap_or_else(|message| {
            unexpected(component.schema.node.at, component.name, &message, findings);
            Vec::new()
        })
    }

    fn component(&self, name: &str) -> Option<&'a Component<'a>> {
        let index = self
            .components
            .binary_search_by(|component| component.name.cmp(name))
            .ok()?;
        self.components.get(index)
    }
}

/// Adds the `cfg` attribute of a gate to each item.
fn gated(tokens: TokenStream, gate: &Gate) -> Result<Vec<syn::Item>, syn::Error> {
    let items = syn::parse2::<syn::File>(tokens)?.items;
    let Some(gate) = gate.attribute() else { return Ok(items) };
    let items = items.into_iter();
    items.map(|item| syn::parse2(quote!(#gate #item))).collect()
}

/// Reports a shape that a pass does not expect.
fn unexpected(at: At, name: &str, message: &str, findings: &mut Findings) {
    findings.fail(
        at,
        "unexpected-types",
        format!("cannot generate a Rust type for the component `{name}`: {message}"),
        REPORT_IT,
    );
}

//! Stage 7, check: [`Named`] → [`Checked`]. Repairs or refuses everything that the next two stages
//! cannot generate correctly. Each finding has its location and the fix.
//!
//! Invariant: everything in a [`Checked`] can be generated. Every reference is resolved, the
//! backend supports every type, and every parameter and body has exactly one encoding.

mod body;
mod checker;
mod configured;
pub(crate) mod contradiction;
mod example;
mod header;
pub(crate) mod media;
pub(crate) mod operation;
mod origins;
mod pagination;
pub(crate) mod parameter;
mod part;
mod part_file;
mod part_union;
mod published_failure;
pub(crate) mod response;
pub(crate) mod schema;
mod selection;
mod style;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::endless;
use crate::config::Config;
use crate::finding::Findings;
use crate::grammar::operations;
use crate::model::{Checked, Operation, Schema, reached};
use crate::name::Named;
use crate::node::{Map, Node};
use crate::source::Sources;
use crate::template::shape;
use checker::{Checker, Refused};
use selection::Selection;

/// Checks the whole document. `added` are the names of the pages that the build adds to those of
/// the configuration.
pub(crate) fn check(
    named: &Named,
    added: &BTreeSet<String>,
    config: &Config,
    sources: &Sources,
    findings: &mut Findings,
) -> Checked {
    let root = &named.root;
    let replaced = &config.replace;
    let secured = || operations(root).filter(|(_, _, operation)| !operation.items("security").is_empty());
    let is_added = |at| sources.page_of(at).is_some_and(|page| added.contains(page.name()));
    let mut checker = Checker {
        named,
        sources,
        findings,
        schemas: BTreeMap::new(),
        refused: BTreeSet::new(),
        replaced,
        formats: &config.formats,
        spellings: &config.spellings,
        added,
        has_security: secured().next().is_some(),
        pages_have_security: secured().any(|(_, _, operation)| !is_added(operation.at)),
    };
    let selection = Selection::new(named, added, config, checker.findings);
    let (mut sound, left_out) = checker.selected(root, &selection);
    checker.leave_out_refused(&mut sound);
    checker.note_same_routes(&sound);
    checker.disambiguate_methods(&mut sound);
    checker.check_replaced();
    checker.check_spellings();
    checker.check_joins(&config.joins);
    let mut schemas = std::mem::take(&mut checker.schemas);
    make_endless_optional(&mut schemas, replaced, checker.findings);
    origins::describe_by_use(&mut schemas, named);
    let misfits = checker.misfits(&sound, &schemas);
    let title = root
        .get("info")
        .and_then(|info| info.get_str("title"))
        .unwrap_or_default()
        .to_owned();
    let text = |node: &Node, key| node.get_str(key).unwrap_or_default().to_owned();
    let servers = root
        .items("servers")
        .iter()
        .map(|server| (text(server, "url"), text(server, "description")))
        .collect();
    let hash = crate::hash::sha256(root.json().as_bytes());
    Checked {
        title,
        servers,
        schemas,
        operations: sound,
        left_out,
        misfits,
        places: named.harvest.places.clone(),
        hash,
    }
}

/// Makes properties optional where combined objects directly or indirectly require themselves.
/// Replaced components are skipped.
fn make_endless_optional(
    schemas: &mut BTreeMap<String, Schema>,
    replaced: &BTreeMap<String, String>,
    findings: &mut Findings,
) {
    let own = |name: &String| !replaced.contains_key(name);
    let nodes = schemas.iter_mut().filter(|(name, _)| own(name));
    let mut nodes: Map = nodes
        .map(|(name, schema)| (name.clone(), std::mem::take(&mut schema.node)))
        .collect();
    endless::make_optional(&mut nodes, findings);
    for (name, node) in nodes {
        if let Some(schema) = schemas.get_mut(name.as_str()) {
            schema.node = node;
        }
    }
}

impl Checker<'_> {
    /// The path as the page documents it, before it was normalized.
    pub(crate) fn documented_path<'p>(&'p self, path: &'p str, operation: &Node) -> &'p str {
        self.named
            .harvest
            .documented_path
            .get(&(operation.at, path.to_owned()))
            .map_or(path, String::as_str)
    }

    /// Removes the operations that reach a refused component, and the types that no operation
    /// reaches any more.
    ///
    /// A component may be refused after a component that refers to it was found sound, since they
    /// may refer to each other.
    fn leave_out_refused(&mut self, operations: &mut Vec<Operation>) {
        let mut kept: BTreeSet<String> = BTreeSet::new();
        operations.retain(|operation| {
            let reached = reached(operation, &self.schemas, self.replaced);
            let sound = reached.is_disjoint(&self.refused);
            if sound {
                kept.extend(reached);
            } else {
                self.findings
                    .operation_refused(&operation.method, &operation.documented);
            }
            sound
        });
        self.schemas.retain(|name, _| kept.contains(name));
    }

    /// Reports paths that differ only in the names of their variables: a server, and so a sandbox,
    /// cannot distinguish them.
    fn note_same_routes(&mut self, operations: &[Operation]) {
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for operation in operations {
            let shape = shape(&operation.template);
            if !seen.insert((operation.method.clone(), shape)) {
                let message = format!(
                    "the path of {} {} differs from another one only in the names of its variables",
                    operation.method, operation.template
                );
                self.findings.note(
                    operation.at,
                    "overlapping-pages",
                    message,
                    "use the same variable names, or remove one of the two operations",
                );
            }
        }
    }

    /// Refuses a reference that is left in part of an operation: stage 4 replaced all that it could
    /// resolve.
    fn require_resolved(&mut self, node: &Node, kind: &str) -> Result<(), Refused> {
        let Some(reference) = node.get("$ref") else {
            return Ok(());
        };
        let message = format!(
            "the reference {} cannot be resolved: this page does not have its target",
            reference.to_value()
        );
        let is_swagger_2 = reference
            .as_str()
            .is_some_and(|text| text.starts_with(&format!("#/{kind}/")));
        let section = if is_swagger_2 { "" } else { "components." };
        let hint =
            format!("add the target under `{section}{kind}` of this page, or replace the reference by its content");
        self.findings.refuse(reference.at, "dangling-ref", message, hint);
        Err(Refused)
    }

    /// Makes the names of methods that send a body in another form distinct from the other calls of
    /// the resource.
    fn disambiguate_methods(&self, operations: &mut [Operation]) {
        let calls = self.named.operations.values();
        let mut used: BTreeSet<(String, String)> =
            calls.map(|name| (name.resource.clone(), name.call.clone())).collect();
        operations.sort_by(|a, b| (&a.resource, &a.id).cmp(&(&b.resource, &b.id)));
        for operation in operations {
            let resource = operation.resource.clone();
            let body = operation.body.iter_mut().filter(|body| body.required);
            for form in body.flat_map(|body| body.forms.iter_mut().skip(1)) {
                let plain = form.method.clone();
                let mut number = 2;
                while !used.insert((resource.clone(), form.method.clone())) {
                    form.method = format!("{plain}_{number}");
                    number += 1;
                }
            }
        }
    }
}

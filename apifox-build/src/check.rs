//! Stage 7, check: [`Named`] → [`Checked`]. Everything the next two stages could not do, or would do wrong, is fixed or refused
//! here, with its place and what to do about it.
//!
//! Invariant: what is in a [`Checked`] can be generated: every reference is found, every type is one that the backend makes
//! rightly, every parameter and body has one way to be sent.

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

/// Checks the whole document. The pages that are `added` are those of whoever builds.
pub(crate) fn check(
    named: &Named,
    added: &BTreeSet<String>,
    config: &Config,
    sources: &Sources,
    findings: &mut Findings,
) -> Checked {
    let root = &named.root;
    let replaced = &config.replace;
    let asking = || operations(root).filter(|(_, _, operation)| !operation.items("security").is_empty());
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
        security_is_told: asking().next().is_some(),
        security_was_told: asking().any(|(_, _, operation)| !is_added(operation.at)),
    };
    let selection = Selection::new(named, added, config, checker.findings);
    let (mut sound, left_out) = checker.selected(root, &selection);
    checker.leave_out_refused(&mut sound);
    checker.routes_differ(&sound);
    checker.methods_differ(&mut sound);
    checker.replaced_are_there();
    checker.spelled_are_there();
    checker.joined_are_there(&config.joins);
    let mut schemas = std::mem::take(&mut checker.schemas);
    mend_endless(&mut schemas, replaced, checker.findings);
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

/// Combining may have made objects that require themselves. What a replaced component is made of is not looked at.
fn mend_endless(schemas: &mut BTreeMap<String, Schema>, replaced: &BTreeMap<String, String>, findings: &mut Findings) {
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
    /// The path as the page has it, before it was brought to a form that OpenAPI knows.
    pub(crate) fn documented_path<'p>(&'p self, path: &'p str, operation: &Node) -> &'p str {
        self.named
            .harvest
            .documented_path
            .get(&(operation.at, path.to_owned()))
            .map_or(path, String::as_str)
    }

    /// A component may be refused after something that refers to it was found sound (they may refer to each other). What reaches a
    /// refused one goes, and so do types that no operation reaches any more.
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

    /// Two paths that differ only in the names of their variables are one path to a server, so to a sandbox too.
    fn routes_differ(&mut self, operations: &[Operation]) {
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for operation in operations {
            let shape = shape(&operation.template);
            if !seen.insert((operation.method.clone(), shape)) {
                let message = format!(
                    "another page documents {} {} with other variable names",
                    operation.method, operation.template
                );
                self.findings.note(
                    operation.at,
                    "same-route",
                    message,
                    "name the variables alike, or remove one of the two",
                );
            }
        }
    }

    /// What a reference of an operation's parts names was put in its place by stage 4; one that is left names nothing.
    fn refers_to_something(&mut self, node: &Node, kind: &str) -> Result<(), Refused> {
        let Some(reference) = node.get("$ref") else {
            return Ok(());
        };
        let message = format!("{} names nothing in this page", reference.to_value());
        let is_swagger_2 = reference
            .as_str()
            .is_some_and(|text| text.starts_with(&format!("#/{kind}/")));
        let section = if is_swagger_2 { "" } else { "components." };
        let hint = format!("add it under `{section}{kind}` of this page, or write it out here");
        self.findings.refuse(reference.at, "dangling-ref", message, hint);
        Err(Refused)
    }

    /// The methods that send a body in another form stand beside the calls of the resource.
    fn methods_differ(&self, operations: &mut [Operation]) {
        let calls = self.named.operations.values();
        let mut taken: BTreeSet<(String, String)> =
            calls.map(|name| (name.resource.clone(), name.call.clone())).collect();
        operations.sort_by(|a, b| (&a.resource, &a.id).cmp(&(&b.resource, &b.id)));
        for operation in operations {
            let resource = operation.resource.clone();
            let body = operation.body.iter_mut().filter(|body| body.required);
            for form in body.flat_map(|body| body.forms.iter_mut().skip(1)) {
                let plain = form.method.clone();
                let mut number = 2;
                while !taken.insert((resource.clone(), form.method.clone())) {
                    form.method = format!("{plain}_{number}");
                    number += 1;
                }
            }
        }
    }
}

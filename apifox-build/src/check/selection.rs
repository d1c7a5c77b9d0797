//! Selects the resources to generate: all, or those that [`Config::only`](crate::Config::only)
//! names.
//!
//! This follows stage 6, so that everything has its name in the whole API. Operations that are left
//! out are checked, too, without reporting their findings: they determine whether shared types are
//! sent or received, so that a type does not depend on the selection.

use std::collections::BTreeSet;

use super::checker::Checker;
use super::texts::nearest;
use crate::config::Config;
use crate::finding::Findings;
use crate::grammar::operations;
use crate::model::{LeftOut, Operation};
use crate::name::Named;
use crate::node::{At, Node};

/// The selection of resources to generate.
pub(super) struct Selection<'a> {
    /// The resources; `None` for all.
    only: Option<&'a BTreeSet<String>>,
    /// The names of the pages that the build adds to those of the configuration; all their
    /// operations are generated.
    added: &'a BTreeSet<String>,
}

impl<'a> Selection<'a> {
    /// Returns the configured selection; an unknown resource is a finding.
    pub(super) fn new(named: &Named, added: &'a BTreeSet<String>, config: &'a Config, findings: &mut Findings) -> Self {
        let known: BTreeSet<&str> = named.operations.values().map(|name| name.resource.as_str()).collect();
        let listed: Vec<&str> = known.iter().copied().collect();
        let all = || format!("the resources are: {}", listed.join(", "));
        let code = "unknown-resource";
        if config.only.as_ref().is_some_and(BTreeSet::is_empty) {
            let message = "`only` is empty, so nothing would be generated";
            findings.fail(At::default(), code, message, all());
        }
        for name in config
            .only
            .iter()
            .flatten()
            .filter(|name| !known.contains(name.as_str()))
        {
            let near = nearest(&name.to_lowercase(), known.iter().copied(), name.len().max(4) / 3);
            let hint = near.map_or_else(all, |other| format!("did you mean `{other}`?"));
            let message = format!("`only` names `{name}`, but no resource has this name");
            findings.fail(At::default(), code, message, hint);
        }
        let only = config.only.as_ref();
        Self { only, added }
    }
}

impl Checker<'_> {
    /// Returns the sound operations of the selection, and all that it leaves out. These are checked
    /// last, without findings.
    pub(super) fn selected(&mut self, root: &Node, selection: &Selection<'_>) -> (Vec<Operation>, BTreeSet<LeftOut>) {
        let (mut sound, mut left_out) = (Vec::new(), BTreeSet::new());
        let mut others = Vec::new();
        for (path, method, operation) in operations(root) {
            let route = (method.to_uppercase(), path.to_owned());
            let is_other = |only: &BTreeSet<String>| {
                let name = self.named.operations.get(&route);
                let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
                name.is_some_and(|name| !only.contains(&name.resource)) && !selection.added.contains(page)
            };
            if selection.only.is_some_and(is_other) {
                others.push((path, method, operation));
                left_out.insert(LeftOut {
                    method: route.0,
                    documented: self.documented_path(path, operation).to_owned(),
                    template: route.1,
                });
            } else if let Ok(operation) = self.operation(path, method, operation) {
                sound.push(operation);
            } else {
                let documented = self.documented_path(path, operation).to_owned();
                self.findings.operation_refused(method, &documented);
            }
        }
        // The findings on a type do not depend on its direction, so those on shared types are
        // reported already.
        let findings = std::mem::take(self.findings);
        for (path, method, operation) in others {
            let _ = self.operation(path, method, operation);
        }
        *self.findings = findings;
        (sound, left_out)
    }
}

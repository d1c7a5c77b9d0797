//! The results of a run, and how they are printed.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{TOLERATED, Tolerance, compare};
use super::job::{Check, Job};
use super::reach;

/// The number of groups of failures to print, unless all are requested.
const GROUPS: usize = 60;

/// The results of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) documents: usize,
    pub(crate) schemas: usize,
    pub(crate) instances: usize,
    pub(crate) failed: usize,
    /// The places of properties that no instance has.
    pub(crate) unreached: Vec<String>,
    /// The findings of wider types, by code.
    pub(crate) wider: BTreeMap<String, usize>,
    pub(crate) tolerated: BTreeMap<Tolerance, usize>,
    /// Schemas that have no Rust type, each with the reason.
    pub(crate) skipped: Vec<String>,
    /// The groups of similar failures.
    pub(crate) groups: BTreeMap<Place, Group>,
}

/// The place and reason of a failure.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) schema: String,
    pub(crate) shape: String,
}

/// A group of similar failures.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) count: usize,
    pub(crate) of: usize,
    pub(crate) rust_type: String,
    pub(crate) schema: String,
    pub(crate) shortest: String,
    pub(crate) became: String,
}

impl Outcome {
    pub(crate) fn take_in(&mut self, job: &Job) {
        self.documents += 1;
        self.skipped.extend(job.skipped.iter().cloned());
        for (code, _) in &job.wider {
            *self.wider.entry(code.clone()).or_default() += 1;
        }
        for check in &job.checks {
            self.check(job, check);
        }
    }

    fn check(&mut self, job: &Job, check: &Check) {
        self.schemas += 1;
        let place = job.spec.as_ref().and_then(|spec| spec.place(&check.route, &check.part));
        let (method, path) = &check.route;
        let name = format!("{} {method} {path} {}", job.name, check.part);
        let mut reached = BTreeSet::new();
        for (instance, outcome) in check.instances.iter().zip(&check.outcomes) {
            self.instances += 1;
            let comparison = compare(instance, outcome, &check.part, place.as_ref());
            for tolerance in comparison.tolerated {
                *self.tolerated.entry(tolerance).or_default() += 1;
            }
            if let Some(place) = &place {
                reach::note(instance, place, "", &mut reached);
            }
            let Some(shape) = comparison.failure else { continue };
            self.failed += 1;
            let schema = name.clone();
            let group = self.groups.entry(Place { schema, shape }).or_default();
            group.count += 1;
            let text = instance.to_string();
            if group.shortest.is_empty() || text.len() < group.shortest.len() {
                group.shortest = text;
                group.became = outcome.as_ref().map_or_else(Clone::clone, ToString::to_string);
                group.of = check.instances.len();
                group.rust_type.clone_from(&check.rust_type);
                group.schema = place.as_ref().map(super::spec::Place::excerpt).unwrap_or_default();
            }
        }
        let documented = place.as_ref().map(reach::documented).unwrap_or_default();
        self.unreached
            .extend(documented.difference(&reached).map(|path| format!("{name}: {path}")));
    }

    pub(crate) fn print(&self) {
        let all = std::env::var_os("FIDELITY_ALL").is_some();
        for reason in &self.skipped {
            println!("skipped {reason}");
        }
        for place in self.unreached.iter().take(if all { usize::MAX } else { 20 }) {
            println!("unreached {place}");
        }
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.count));
        for (place, group) in groups.iter().take(if all { usize::MAX } else { GROUPS }) {
            println!(
                "FAILED {} of {}: {}: {}",
                group.count, group.of, place.schema, place.shape
            );
            println!("  instance {}", clipped(&group.shortest));
            println!("  became   {}", clipped(&group.became));
            println!("  type     {}", group.rust_type);
            println!("  schema   {}", group.schema);
        }
        if groups.len() > GROUPS && !all {
            println!(
                "and {} more groups of failures: FIDELITY_ALL=1 prints them",
                groups.len() - GROUPS
            );
        }
        for (tolerance, reason) in &TOLERATED {
            println!(
                "tolerated {:>6}: {reason}",
                self.tolerated.get(tolerance).copied().unwrap_or_default()
            );
        }
        println!(
            "wider types by code: {:?}; {} schemas skipped",
            self.wider,
            self.skipped.len()
        );
        println!("{self}");
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(700).collect()
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            documents,
            schemas,
            instances,
            failed,
            unreached,
            wider,
            ..
        } = self;
        let (unreached, wider) = (unreached.len(), wider.values().sum::<usize>());
        write!(
            f,
            "fidelity: {documents} documents, {schemas} schemas, {instances} instances, {failed} failed, \
             {unreached} properties unreached, {wider} wider types reported"
        )
    }
}

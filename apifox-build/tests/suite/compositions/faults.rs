//! Failures: the smallest of each kind, in a readable form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use apifox_build::{Config, OnRefusal, Severity};
use serde_json::{Map, Value};

use super::Drawn;
use super::plain::Judge;
use crate::fidelity::case::Part;

/// The number of kinds to print.
const MOST: usize = 8;

/// The number of smaller documents to try for each, per round.
const TRIES: usize = 12;

/// The suffix for a lost member that no schema of the value names.
pub(crate) const UNFIT: &str = " that only an alternative names which the value does not fit";

/// A failure of a document.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) seed: u64,
    pub(crate) kind: String,
    pub(crate) document: Value,
    pub(crate) part: Part,
    pub(crate) instance: Option<Value>,
    pub(crate) became: String,
    pub(crate) rust_type: String,
}

/// The smallest failure of each kind, and the seeds of the documents with it.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) BTreeMap<String, (BTreeSet<u64>, Fault)>);

impl Faults {
    pub(crate) fn take_all(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for fault in faults {
            let first = || (BTreeSet::new(), fault.clone());
            let (seeds, smallest) = self.0.entry(fault.kind.clone()).or_insert_with(first);
            seeds.insert(fault.seed);
            if size(&fault) < size(smallest) {
                *smallest = fault;
            }
        }
    }

    /// Returns all kinds, with the number of documents and some of their seeds.
    pub(crate) fn kinds(&self) -> String {
        let kinds = self.0.iter().map(|(kind, (seeds, _))| {
            let some: Vec<u64> = seeds.iter().copied().take(5).collect();
            format!("{:>5} {kind}, such as of seeds {some:?}\n", seeds.len())
        });
        kinds.collect()
    }

    /// Returns the most frequent kinds; those of members that no schema of the value names are
    /// last.
    pub(crate) fn chosen(&self) -> Vec<&(BTreeSet<u64>, Fault)> {
        let mut faults: Vec<_> = self.0.values().collect();
        faults.sort_by_key(|(seeds, fault)| (fault.kind.ends_with(UNFIT), std::cmp::Reverse(seeds.len())));
        faults.truncate(MOST);
        faults
    }
}

pub(crate) fn size(fault: &Fault) -> usize {
    fault.document.to_string().len() + fault.instance.as_ref().map_or(0, |instance| instance.to_string().len())
}

/// Returns the kind of a failure, without its place in the instance.
pub(crate) fn kind_of(shape: &str) -> String {
    let (first, rest) = shape.split_once(" /").unwrap_or((shape, ""));
    let is_inner = if rest.contains('/') { " further in" } else { "" };
    let mut is_quoted = false;
    let mut kind = String::new();
    for character in first.chars().filter(|character| !character.is_ascii_digit()) {
        is_quoted ^= character == '`';
        if !is_quoted || character == '`' {
            kind.push(character);
        }
    }
    kind + is_inner
}

/// Returns why a document is refused.
pub(crate) fn refusal(document: &Value) -> String {
    let text = document.to_string();
    let generate = move || {
        let config = Config::new().on_refusal(OnRefusal::Skip);
        config.page_text("things.json", text).generate()
    };
    let Ok(report) = std::panic::catch_unwind(generate) else {
        return "a panic".to_owned();
    };
    let findings = report.findings().iter();
    let refused = findings.filter(|finding| finding.severity == Severity::Refused);
    refused.map(ToString::to_string).collect()
}

/// Renders the components of a document, and the failure.
pub(crate) fn shown(count: usize, fault: &Fault) -> String {
    let mut text = format!(
        "\n== {}: {count} documents, here of seed {}, {}\n",
        fault.kind, fault.seed, fault.part
    );
    let yaml = serde_yaml::to_string(&fault.document["components"]["schemas"]).unwrap_or_default();
    yaml.lines().for_each(|line| {
        let _ = writeln!(text, "  {line}");
    });
    if let Some(instance) = &fault.instance {
        let _ = writeln!(text, "instance {instance}");
    }
    let _ = writeln!(text, "became   {}\ntype     {}", fault.became, fault.rust_type);
    text
}

/// Returns the documents of a fault without one part each: the smallest new ones for which the
/// instance is still valid.
pub(crate) fn smaller(fault: &Fault, tried: &mut BTreeSet<String>) -> Vec<Drawn> {
    tried.insert(fault.kind.clone() + &fault.document.to_string());
    let mut found = Vec::new();
    for number in 0.. {
        let mut document = fault.document.clone();
        let schemas = document["components"]["schemas"].as_object_mut();
        if !schemas.is_some_and(|schemas| edit_components(schemas, number)) {
            break;
        }
        let instances: Vec<Value> = fault.instance.iter().cloned().collect();
        let is_valid = Judge::new(&document).is_some_and(|judge| instances.iter().all(|value| judge.accepts(value)));
        if is_valid && !tried.contains(&(fault.kind.clone() + &document.to_string())) {
            let seed = fault.seed;
            found.push(Drawn {
                seed,
                document,
                instances,
            });
        }
    }
    found.sort_by_key(|drawn| drawn.document.to_string().len());
    found.truncate(TRIES);
    tried.extend(
        found
            .iter()
            .map(|drawn| fault.kind.clone() + &drawn.document.to_string()),
    );
    found
}

fn edit_components(schemas: &mut Map<String, Value>, mut left: usize) -> bool {
    let names: Vec<String> = schemas.keys().filter(|name| *name != "Thing").cloned().collect();
    if let Some(name) = names.get(left) {
        schemas.remove(name);
        return true;
    }
    left -= names.len();
    schemas.values_mut().any(|schema| edit(schema, &mut left))
}

/// Makes the edit of this number: removes a member or an item, or replaces a node by one of its
/// items.
fn edit(node: &mut Value, left: &mut usize) -> bool {
    let count = match node {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => return false,
    };
    if *left < count {
        match node {
            Value::Array(items) => drop(items.remove(*left)),
            Value::Object(members) => {
                let key = members.keys().nth(*left).cloned().unwrap_or_default();
                if key != "propertyName" {
                    members.remove(&key);
                }
            }
            _ => {}
        }
        return true;
    }
    *left -= count;
    for key in ["allOf", "oneOf", "anyOf"] {
        let parts = node.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        if *left < parts {
            let part = node[key][*left].take();
            *node = part;
            return true;
        }
        *left -= parts;
    }
    match node {
        Value::Array(items) => items.iter_mut().any(|item| edit(item, left)),
        Value::Object(members) => members.values_mut().any(|member| edit(member, left)),
        _ => false,
    }
}

//! Cargo features for resources, between stages 7 and 8: which items exist with which features.
//!
//! Invariant: the items that an item names have the same gate or a wider one, so any set of
//! features compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{Config, ResourceFeatures};
use crate::finding::Findings;
use crate::model::Checked;
use crate::model::reached;
use crate::node::At;
use crate::report::Report;

/// The features of which one must be enabled; empty for an item that always exists.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gate(BTreeSet<String>);

impl Gate {
    fn is_ungated(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the gate of an item that exists if either gate is open.
    pub(crate) fn or(&self, other: &Self) -> Self {
        if self.is_ungated() || other.is_ungated() {
            return Self::default();
        }
        Self(self.0.union(&other.0).cloned().collect())
    }

    /// Returns the gate of an item that exists if any of these gates is open; `None` for no gates.
    pub(crate) fn any<'a>(gates: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        gates.into_iter().cloned().reduce(|a, b| a.or(&b))
    }

    /// Whether the other gate is open wherever this one is.
    fn implies(&self, other: &Self) -> bool {
        other.is_ungated() || (!self.is_ungated() && self.0.is_subset(&other.0))
    }

    /// The predicate inside `cfg(…)`.
    fn predicate(&self) -> String {
        let all: Vec<String> = self.0.iter().map(|name| format!("feature = {name:?}")).collect();
        if all.len() == 1 {
            all.concat()
        } else {
            format!("any({})", all.join(", "))
        }
    }

    /// The attribute before the item.
    pub(crate) fn attribute(&self) -> Option<TokenStream> {
        if self.is_ungated() {
            return None;
        }
        let predicate: TokenStream = self.predicate().parse().ok()?; // it was generated above
        Some(quote!(#[cfg(#predicate)]))
    }
}

/// Gates that must all be open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Condition(BTreeSet<Gate>);

impl Condition {
    pub(crate) fn all<'a>(gates: impl IntoIterator<Item = &'a Gate>) -> Self {
        let gates: BTreeSet<Gate> = gates.into_iter().cloned().collect();
        let is_needed =
            |gate: &&Gate| !gates.iter().any(|other| other != *gate && other.implies(gate)) && !gate.is_ungated();
        Self(gates.iter().filter(is_needed).cloned().collect())
    }

    /// The predicate inside `cfg(…)`; `None` for an item that always exists.
    pub(crate) fn predicate(&self) -> Option<String> {
        let mut all: Vec<String> = self.0.iter().map(Gate::predicate).collect();
        if all.len() > 1 {
            return Some(format!("all({})", all.join(", ")));
        }
        all.pop()
    }
}

#[cfg(test)]
impl Gate {
    /// The gate of these features.
    pub(crate) fn of(features: &[&str]) -> Self {
        Self(features.iter().map(|name| (*name).to_owned()).collect())
    }
}

#[cfg(test)]
impl Condition {
    /// Whether it is met with these features.
    pub(crate) fn is_met(&self, on: &BTreeSet<&str>) -> bool {
        let mut gates = self.0.iter();
        gates.all(|gate| gate.is_ungated() || gate.0.iter().any(|name| on.contains(name.as_str())))
    }
}

/// The gates of the generated items.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    /// The resources that have a feature.
    features: BTreeSet<String>,
    resources: usize,
    /// The resources that use a type, by type.
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Gates {
    /// Creates the configured gates; nothing is gated if there is only one resource.
    pub(crate) fn new(checked: &Checked, config: &Config, report: &mut Report, findings: &mut Findings) -> Self {
        let operations = checked.operations.iter();
        let resources: BTreeSet<String> = operations.map(|operation| operation.resource.clone()).collect();
        let Some(choice) = config.resource_features.filter(|_| resources.len() > 1) else {
            return Self::default();
        };
        let is_documented = |resource: &String| {
            let mut own = checked
                .operations
                .iter()
                .filter(|operation| operation.resource == *resource);
            own.any(|operation| operation.described.is_none())
        };
        let all = resources.len();
        let resources: BTreeSet<String> = resources
            .into_iter()
            .filter(|resource| choice == ResourceFeatures::All || !is_documented(resource))
            .collect();
        let mut gates = Self {
            resources: all,
            features: declared(resources, config, report, findings),
            types: BTreeMap::new(),
        };
        for operation in &checked.operations {
            for name in reached(operation, &checked.schemas, &config.replace) {
                let all = gates.types.entry(name).or_default();
                if !all.contains(&operation.resource) {
                    all.insert(operation.resource.clone());
                }
            }
        }
        gates
    }

    /// Whether anything is gated.
    pub(crate) fn is_any(&self) -> bool {
        !self.features.is_empty()
    }

    /// The gate of an item of one resource.
    pub(crate) fn of_resource(&self, resource: &str) -> Gate {
        let feature = self.features.get(resource).cloned();
        Gate(feature.into_iter().collect())
    }

    /// The gate of an item that several resources share, which is open if one of them always
    /// exists.
    pub(crate) fn of_shared(&self, resources: &BTreeSet<String>) -> Gate {
        if resources.len() == self.resources || !resources.is_subset(&self.features) {
            return Gate::default();
        }
        Gate(resources.clone())
    }

    pub(crate) fn of_type(&self, name: &str) -> Gate {
        self.types
            .get(name)
            .map_or_else(Gate::default, |all| self.of_shared(all))
    }
}

/// The resources for which `Cargo.toml` declares a feature; all of them if there is none.
fn declared(
    mut resources: BTreeSet<String>,
    config: &Config,
    report: &mut Report,
    findings: &mut Findings,
) -> BTreeSet<String> {
    let Some(path) = package(config).filter(|path| path.exists()) else {
        return resources;
    };
    let text = fs::read_to_string(&path).unwrap_or_default(); // cargo will report its errors
    report.watched.push(path);
    let features = features(&text);
    let missing: Vec<String> = resources
        .iter()
        .filter(|name| !features.contains(name.as_str()))
        .cloned()
        .collect();
    resources.retain(|name| features.contains(name.as_str()));
    if !missing.is_empty() {
        let message = format!(
            "Cargo.toml declares no feature for these resources, so they are always compiled: `{}`",
            missing.join("`, `")
        );
        let lines = missing.iter().map(|name| format!("{name} = []\n"));
        let hint = format!(
            "write under `[features]` of Cargo.toml, and in its `default` the resources to enable by default:\n{}",
            lines.collect::<String>().trim_end()
        );
        findings.note(At::default(), "undeclared-feature", message, hint);
    }
    resources
}

/// The folder of the `Cargo.toml` with the features: beside the manifest, or the package of the
/// build script.
fn package(config: &Config) -> Option<PathBuf> {
    config.package.clone().or_else(|| {
        let _is_build_script = std::env::var_os("OUT_DIR")?;
        Some(Path::new(&std::env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
    })
}

/// The keys of the table `[features]`, in the style of cargo's own commands and of people. A
/// complete TOML parser would be one more crate for everyone to compile; features that this one
/// misses count as not declared, and the note lists them.
fn features(cargo_toml: &str) -> BTreeSet<&str> {
    let mut is_inside = false;
    let mut names = BTreeSet::new();
    for line in cargo_toml.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            is_inside = header.split(']').next().is_some_and(|name| name.trim() == "features");
        } else if let Some((key, _)) = line.split_once('=') {
            let name = if is_inside {
                Some(key)
            } else {
                key.strip_prefix("features.")
            };
            names.extend(name.and_then(|name| unquoted(name.trim())));
        }
    }
    names
}

/// Returns an unquoted TOML key; `None` if it is not one.
fn unquoted(key: &str) -> Option<&str> {
    match key.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"'),
        None => (!key.contains(['"', '\'', '#'])).then_some(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_found_in_every_usual_style() {
        let by_hand = "[package]\nname = \"a\"\n\n[features] # switches\ndefault = [\"b\",\n  \"c\"]\nb = []\n\"c\" = [ # more\n  \"x=y\",\n]\n[dependencies]\nd = \"1\"\n";
        assert_eq!(features(by_hand), BTreeSet::from(["b", "c", "default"]));
        assert_eq!(features("features.a = []\n"), BTreeSet::from(["a"]));
        assert_eq!(
            features("[dependencies]\na = { version = \"1\", features = [\"b\"] }\n"),
            BTreeSet::new()
        );
    }

    #[test]
    fn the_narrower_of_two_gates_is_the_condition() {
        let predicate = |gates: [Gate; 2]| Condition::all(&gates).predicate();
        assert_eq!(predicate([Gate::of(&[]), Gate::of(&[])]), None);
        assert_eq!(predicate([Gate::of(&["a"]), Gate::of(&[])]).unwrap(), "feature = \"a\"");
        assert_eq!(
            predicate([Gate::of(&["a"]), Gate::of(&["a", "b"])]).unwrap(),
            "feature = \"a\""
        );
        let both = "all(any(feature = \"a\", feature = \"b\"), feature = \"c\")";
        assert_eq!(predicate([Gate::of(&["c"]), Gate::of(&["a", "b"])]).unwrap(), both);
    }
}

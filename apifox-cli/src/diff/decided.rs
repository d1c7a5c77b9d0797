//! The maintainer's decisions: accepted changes, and classes for codes of changes, each with its
//! reason.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use apifox_diff::{Change, Class, Diff};
use serde_core::Deserialize as _;
use serde_json::Value;

/// The default file, beside the manifest.
const FILE: &str = "apifox-diff.yaml";

#[derive(Debug, Default)]
pub(crate) struct Decided {
    file: String,
    /// Reasons by fingerprint.
    accept: BTreeMap<String, String>,
    /// Classes and reasons by code.
    classes: BTreeMap<String, (Class, String)>,
}

/// The effect of the decisions on a comparison.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) accepted: Vec<(Change, String)>,
    /// A message for each entry that matches no change.
    pub(crate) unused: Vec<String>,
}

impl Decided {
    /// Reads the given file, else the one beside the manifest; without either there are no
    /// decisions.
    pub(crate) fn read(named: Option<&Path>, manifest: Option<&Path>) -> io::Result<Self> {
        let beside = || {
            manifest
                .map(|path| path.with_file_name(FILE))
                .filter(|path| path.exists())
        };
        let Some(path) = named.map(Path::to_owned).or_else(beside) else {
            return Ok(Self::default());
        };
        let fail = |kind, rendered: String| io::Error::new(kind, format!("{}: {rendered}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| fail(error.kind(), error.to_string()))?;
        Self::parse(&path, &text).map_err(|rendered| fail(io::ErrorKind::InvalidData, rendered))
    }

    fn parse(path: &Path, text: &str) -> Result<Self, String> {
        let read = serde_yaml::Deserializer::from_str(text);
        let whole = Value::deserialize(read).map_err(|error| format!("this is not YAML: {error}"))?;
        let mut decided = Self {
            file: crate::pages::slashes(path),
            ..Self::default()
        };
        let nothing = serde_json::Map::new();
        for (key, entries) in whole.as_object().unwrap_or(&nothing) {
            let entries = entries
                .as_object()
                .ok_or_else(|| format!("`{key}` must map entries to reasons"))?;
            for (name, entry) in entries {
                match key.as_str() {
                    "accept" => {
                        decided.accept.insert(name.clone(), reason(name, Some(entry))?);
                    }
                    "classes" => {
                        decided.classes.insert(name.clone(), class(name, entry)?);
                    }
                    _ => {
                        return Err(format!("unknown key `{key}`: the keys are `accept` and `classes`"));
                    }
                }
            }
        }
        Ok(decided)
    }

    /// Sets the decided classes, and removes the accepted changes.
    pub(crate) fn apply(&self, diff: &mut Diff) -> Applied {
        let mut applied = Applied::default();
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for change in &mut diff.changes {
            if let Some((code, (class, _))) = self.classes.get_key_value(change.code) {
                change.class = *class;
                used.insert(code);
            }
        }
        diff.changes.retain(|change| {
            let Some((fingerprint, reason)) = self.accept.get_key_value(&change.fingerprint) else {
                return true;
            };
            used.insert(fingerprint);
            applied.accepted.push((change.clone(), reason.clone()));
            false
        });
        diff.changes.sort_by_key(|change| std::cmp::Reverse(change.class));
        let unused = self.accept.keys().filter(|name| !used.contains(name.as_str()));
        applied.unused = unused
            .map(|name| format!("{} accepts `{name}`, which matches no change", self.file))
            .collect();
        applied
    }

    /// Returns the reason for the class of a code, if the class was decided.
    pub(crate) fn reason(&self, code: &str) -> Option<&str> {
        self.classes.get(code).map(|(_, reason)| reason.as_str())
    }
}

fn reason(name: &str, entry: Option<&Value>) -> Result<String, String> {
    let reason = match entry {
        Some(Value::String(text)) => text.trim(),
        _ => "",
    };
    if reason.is_empty() {
        return Err(format!("`{name}` has no reason"));
    }
    Ok(reason.to_owned())
}

fn class(code: &str, entry: &Value) -> Result<(Class, String), String> {
    if apifox_diff::rule(code).is_none() {
        return Err(format!(
            "unknown code `{code}` of a change: `explain --changes` lists all codes"
        ));
    }
    let named = entry.get("class").and_then(Value::as_str).unwrap_or_default();
    let class = Class::WORST_FIRST.into_iter().find(|class| class.name() == named);
    let class = class.ok_or_else(|| format!("the class of `{code}` must be breaking, risky, compatible or docs"))?;
    Ok((class, reason(code, entry.get("reason"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_decided_has_a_reason_and_concerns_something() {
        let path = Path::new("apifox-diff.yaml");
        for (text, rendered) in [
            ("accept: {0123456789ab: agreed}", None),
            (
                "classes: {header-removed: {class: docs, reason: nobody reads them}}",
                None,
            ),
            ("", None),
            ("accept: {0123456789ab: ''}", Some("no reason")),
            ("classes: {header-removed: {class: docs}}", Some("no reason")),
            (
                "classes: {header-removed: {class: bad, reason: a}}",
                Some("must be breaking"),
            ),
            ("classes: {no-such: {class: docs, reason: a}}", Some("unknown code")),
            ("ignore: {a: b}", Some("unknown key")),
            ("accept: all", Some("must map entries")),
            ("accept: [", Some("not YAML")),
        ] {
            let read = Decided::parse(path, text);
            match rendered {
                None => assert!(read.is_ok(), "{text}: {read:?}"),
                Some(rendered) => assert!(
                    read.as_ref().is_err_and(|error| error.contains(rendered)),
                    "{text}: {read:?}"
                ),
            }
        }
    }
}

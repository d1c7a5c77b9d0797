//! The name and version of the package that a side belongs to.

use std::path::{Path, PathBuf};
use std::process::Command;

use apifox_diff::Version;
use serde_json::Value;

use crate::git::History;

/// Where a `Cargo.toml` is.
#[derive(Debug, Clone)]
pub(crate) enum Package {
    /// In this folder.
    Folder(PathBuf),
    /// In the folder of a Git history, at a revision.
    Revision(History, String),
}

impl Package {
    /// Returns the package in the folder of a manifest.
    pub(crate) fn beside(manifest: &Path) -> Self {
        Self::Folder(manifest.parent().unwrap_or(Path::new("")).to_owned())
    }

    pub(crate) fn at(history: &History, revision: &str) -> Self {
        Self::Revision(history.clone(), revision.to_owned())
    }

    /// Returns the version, as cargo reads it.
    pub(crate) fn version(&self) -> Option<Version> {
        match self {
            Self::Folder(folder) => metadata(folder)?["version"].as_str()?.parse().ok(),
            Self::Revision(history, revision) => {
                let read = |path: &str| {
                    let bytes = history.file(revision, path)?;
                    Some(String::from_utf8_lossy(&bytes).into_owned())
                };
                let own = read("Cargo.toml")?;
                match value(&own, "package", "version") {
                    Some(version) => version.parse().ok(),
                    // The version is inherited from the workspace, whose root is here or above.
                    None => (0..ABOVE).find_map(|up| {
                        let text = read(&format!("{}Cargo.toml", "../".repeat(up)))?;
                        value(&text, "workspace.package", "version")?.parse().ok()
                    }),
                }
            }
        }
    }

    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Folder(folder) => metadata(folder)?["name"].as_str().map(str::to_owned),
            Self::Revision(history, revision) => {
                let text = history.file(revision, "Cargo.toml")?;
                value(&String::from_utf8_lossy(&text), "package", "name")
            }
        }
    }
}

/// How many parent folders are searched for the workspace root.
const ABOVE: usize = 8;

/// Returns a string from a table of a `Cargo.toml`. Other notations, such as a dotted
/// `package.version`, are not found.
fn value(text: &str, table: &str, key: &str) -> Option<String> {
    let mut here = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            here = name.trim();
        } else if here == table
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            let value = value.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next().map(str::to_owned);
        }
    }
    None
}

/// Returns what `cargo metadata` reports about the package in a folder.
fn metadata(folder: &Path) -> Option<Value> {
    let cargo_toml = std::fs::canonicalize(folder.join("Cargo.toml")).ok()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args([
            "metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path",
        ])
        .arg(&cargo_toml)
        .output();
    let mut rendered: Value = serde_json::from_slice(&asked.ok()?.stdout).ok()?;
    let packages = rendered["packages"].as_array_mut()?;
    let is_own = |package: &Value| {
        package["manifest_path"]
            .as_str()
            .is_some_and(|path| std::fs::canonicalize(path).is_ok_and(|path| path == cargo_toml))
    };
    let own = packages.iter().position(is_own)?;
    Some(packages.swap_remove(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_that_of_its_table() {
        let text = "[dependencies]\nversion = \"9\"\n[package]\nname = 'a'\nversion.workspace = true\n[workspace.package]\nversion = \"1.2.3\" # now\n";
        assert_eq!(value(text, "package", "name").as_deref(), Some("a"));
        assert_eq!(value(text, "package", "version"), None);
        assert_eq!(value(text, "workspace.package", "version").as_deref(), Some("1.2.3"));
    }
}

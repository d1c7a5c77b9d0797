//! Which version the changes ask for, and which one there is.

use std::path::Path;
use std::process::Command;

use apifox_build::diff::{Class, Part, Version};
use serde_json::Value;

use super::Compared;
use crate::pages;

/// The version that the changes ask for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) class: Option<Class>,
    /// The version that is compared with; `None` if it is no release.
    pub(crate) released: Option<Version>,
    /// That of Cargo.toml; `None` without one, or when what is compared with is not the working tree.
    pub(crate) current: Option<Version>,
}

impl Asked {
    pub(crate) fn of(compared: &Compared, manifest: Option<&Path>) -> Self {
        let is_now = compared.new.name == super::sides::WORKING_TREE;
        Self {
            class: compared.diff.class(),
            released: compared.old.released,
            current: is_now.then(|| current(manifest)).flatten(),
        }
    }

    /// The least version that will do; `None` before the first release.
    pub(crate) fn at_least(&self) -> Option<Version> {
        self.released.map(|released| released.after(self.class))
    }

    pub(crate) fn part(&self) -> Option<Part> {
        self.released.map(|released| Part::forced(self.class, released))
    }

    pub(crate) fn is_too_low(&self) -> bool {
        matches!((self.current, self.at_least()), (Some(current), Some(least)) if current < least)
    }

    /// What is asked for, in a sentence.
    pub(crate) fn asks(&self) -> String {
        let class = self.class.map_or("nothing", Class::name);
        let Some((released, least)) = self.released.zip(self.at_least()) else {
            return match self.class {
                None => "nothing changed, so no version is asked for".to_owned(),
                Some(Class::Breaking) => "breaking: the next major version, before 1.0 the next minor one".to_owned(),
                Some(Class::Docs) => "docs: the next patch version".to_owned(),
                Some(class) => format!("{class}: the next minor version, before 1.0 the next patch version"),
            };
        };
        if self.class.is_none() {
            return format!("{released}, since nothing changed");
        }
        let part = self.part().map_or("none", Part::name);
        format!("at least {least} ({part}): the worst change since {released} is {class}")
    }

    /// The same, and what there is.
    pub(crate) fn told(&self) -> String {
        let now = match self.current {
            Some(current) if self.is_too_low() => format!("; Cargo.toml says {current}, which is too low"),
            Some(current) => format!("; Cargo.toml says {current}"),
            None => String::new(),
        };
        self.asks() + &now
    }
}

/// The version of the package beside the manifest, as cargo reads it.
fn current(manifest: Option<&Path>) -> Option<Version> {
    let manifest = pages::manifest(manifest).ok()?;
    let folder = manifest.path().parent()?;
    let cargo_toml = std::path::absolute(folder.join("Cargo.toml"))
        .ok()
        .filter(|path| path.exists())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(&cargo_toml)
        .output();
    let told: Value = serde_json::from_slice(&asked.ok()?.stdout).ok()?;
    let packages = told.get("packages")?.as_array()?;
    let is_own = |package: &&Value| {
        package["manifest_path"]
            .as_str()
            .is_some_and(|path| Path::new(path) == cargo_toml)
    };
    let own = packages.iter().find(is_own)?;
    own["version"].as_str()?.parse().ok()
}

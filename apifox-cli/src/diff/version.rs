//! The version that the changes require, and the current version.

use apifox_diff::{Class, Part, Version};

use super::Compared;
use super::package::Package;

/// The version that the changes require.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) class: Option<Class>,
    /// The version that is compared with; `None` if it is no release.
    pub(crate) released: Option<Version>,
    /// The version in Cargo.toml on the new side; `None` without one.
    pub(crate) current: Option<Version>,
}

impl Asked {
    pub(crate) fn of(compared: &Compared) -> Self {
        Self {
            class: compared.class(),
            released: compared.old.released,
            current: compared.new.package.as_ref().and_then(Package::version),
        }
    }

    /// Returns why the version cannot be checked, if so. A check that cannot be made does not pass.
    pub(crate) fn doubt(&self, compared: &Compared, old_is_named: bool) -> Option<String> {
        // Without changes, and before the first release, no version is required.
        let is_asked = self.class.is_some() && (old_is_named || self.released.is_some());
        let what = match (self.released, self.current) {
            _ if !is_asked => return None,
            (None, _) => format!("{} is not a release (a tag such as v0.1.0)", compared.old.name),
            (_, None) => format!("no Cargo.toml states the version of {}", compared.new.name),
            _ => return None,
        };
        Some(format!("--check-version: {what}, so there is no version to check"))
    }

    /// Returns the lowest version that suffices; `None` before the first release.
    pub(crate) fn at_least(&self) -> Option<Version> {
        self.released.map(|released| released.after(self.class))
    }

    pub(crate) fn part(&self) -> Option<Part> {
        self.released.map(|released| Part::forced(self.class, released))
    }

    pub(crate) fn is_too_low(&self) -> bool {
        matches!((self.current, self.at_least()), (Some(current), Some(least)) if current < least)
    }

    /// Describes the required version in a sentence.
    pub(crate) fn requirement(&self) -> String {
        let class = self.class.map_or("nothing", Class::name);
        let Some((released, least)) = self.released.zip(self.at_least()) else {
            return match self.class {
                None => "nothing changed, so no new version is required".to_owned(),
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

    /// Describes the required and the current version.
    pub(crate) fn rendered(&self) -> String {
        let now = match self.current {
            Some(current) if self.is_too_low() => format!("; Cargo.toml says {current}, which is too low"),
            Some(current) => format!("; Cargo.toml says {current}"),
            None => String::new(),
        };
        self.requirement() + &now
    }
}

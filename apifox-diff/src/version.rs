//! The version that a change requires.
//!
//! Follows Semantic Versioning 2.0.0 as cargo interprets it: before 1.0, the minor number marks
//! incompatible changes ("`SemVer` compatibility", The Cargo Book); before 0.1, the patch number
//! does.

use std::fmt;
use std::str::FromStr;

use crate::class::Class;

/// A part of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// No part: nothing changed.
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Part {
    /// Returns the part of the version after `version` that changes of this class require,
    /// including cargo's rules before 1.0.
    #[must_use]
    pub fn forced(class: Option<Class>, version: Version) -> Self {
        match (class, version.major, version.minor) {
            (None, ..) => Self::None,
            (Some(Class::Breaking), 0, 0)
            | (Some(Class::Docs), ..)
            | (Some(Class::Risky | Class::Compatible), 0, _) => Self::Patch,
            (Some(Class::Breaking), 0, _) | (Some(Class::Risky | Class::Compatible), ..) => Self::Minor,
            (Some(Class::Breaking), ..) => Self::Major,
        }
    }

    /// Returns the name, such as `minor`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The three numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// Returns the lowest version after this one that changes of this class allow; the same version
    /// if nothing changed.
    #[must_use]
    pub fn after(self, class: Option<Class>) -> Self {
        let Self { major, minor, patch } = self;
        match Part::forced(class, self) {
            Part::None => self,
            Part::Patch => Self {
                patch: patch + 1,
                ..self
            },
            Part::Minor => Self {
                major,
                minor: minor + 1,
                patch: 0,
            },
            Part::Major => Self {
                major: major + 1,
                minor: 0,
                patch: 0,
            },
        }
    }
}

/// Parses `1.2.3`, with or without a leading `v`; ignores what follows `-` or `+`.
impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .trim_start_matches('v')
            .split(['-', '+'])
            .next()
            .unwrap_or_default();
        let numbers: Option<Vec<u64>> = numbers.split('.').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor, patch]) => Ok(Self {
                major: *major,
                minor: *minor,
                patch: *patch,
            }),
            _ => Err(format!("`{text}` is not a version such as 0.1.0")),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

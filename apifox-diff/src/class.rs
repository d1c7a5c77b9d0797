//! How bad a change is, on which level, and in which direction.

/// How bad a change is for users of the generated client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Only descriptions or examples differ.
    Docs,
    /// Existing code works as before.
    Compatible,
    /// Existing code may behave differently, and should be checked.
    Risky,
    /// Existing code fails, or does not compile.
    Breaking,
}

impl Class {
    /// All classes, the worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Breaking, Self::Risky, Self::Compatible, Self::Docs];

    /// Returns the name, such as `breaking`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl std::fmt::Display for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// The level of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// In requests and responses.
    Wire,
    /// In the public items of the generated code.
    Rust,
}

impl Level {
    /// Returns the name, such as `wire`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Rust => "rust",
        }
    }
}

/// The direction in which a changed part is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the client to the server: accepting less than before breaks existing requests.
    Request,
    /// From the server to the client: sending more than before breaks existing code.
    Response,
}

impl Direction {
    /// Returns the name, such as `request`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

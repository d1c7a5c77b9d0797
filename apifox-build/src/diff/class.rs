//! How bad a change is, where it is seen, and which way it travels.

/// How bad a change is for whoever uses the generated client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing but texts and examples.
    Docs,
    /// What worked works as before.
    Compatible,
    /// What worked may behave differently: somebody should look.
    Risky,
    /// What worked fails, or does not compile.
    Breaking,
}

impl Class {
    /// All classes, the worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Breaking, Self::Risky, Self::Compatible, Self::Docs];

    /// The name, such as `breaking`.
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

/// Where a change is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// In what is sent and answered.
    Wire,
    /// In the public items of the generated code.
    Rust,
}

impl Level {
    /// The name, such as `wire`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Rust => "rust",
        }
    }
}

/// Which way a changed part travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the client to the server: whoever takes less than before breaks what was sent.
    Request,
    /// From the server to the client: whoever gives more than before breaks what was read.
    Response,
}

impl Direction {
    /// The name, such as `request`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

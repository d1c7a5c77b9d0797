//! The stages of the pipeline.

/// A stage of the pipeline, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The documents found in the files, unchanged.
    Page,
    /// The parsed documents, keys sorted.
    Parse,
    /// Plain OpenAPI 3.0, page by page, with Apifox's extensions resolved.
    Clean,
    /// All pages as one document.
    Resolve,
    /// The same, corrected by the overlays.
    Overlay,
    /// The same, with compositions and unions in a form that Rust can express.
    Combine,
    /// The same, with all names assigned and every type a component.
    Name,
    /// What is generated: operations, their parts, types.
    Check,
    /// The types, in Rust.
    Types,
    /// Types and client, in Rust.
    Client,
    /// The generated file.
    Write,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 11] = [
        Self::Page,
        Self::Parse,
        Self::Clean,
        Self::Resolve,
        Self::Overlay,
        Self::Combine,
        Self::Name,
        Self::Check,
        Self::Types,
        Self::Client,
        Self::Write,
    ];

    /// The stage's name, such as `resolve`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Parse => "parse",
            Self::Clean => "clean",
            Self::Resolve => "resolve",
            Self::Overlay => "overlay",
            Self::Combine => "combine",
            Self::Name => "name",
            Self::Check => "check",
            Self::Types => "types",
            Self::Client => "client",
            Self::Write => "write",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

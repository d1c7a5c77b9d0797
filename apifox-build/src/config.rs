//! The configuration: what to read, and how the generated code fits into its crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::stage::Stage;

/// What to generate code from, and how it fits into its crate.
///
/// ```no_run
/// let report = apifox_build::Config::new().pages("spec").write("generated.rs");
/// report.emit_cargo();
/// ```
#[derive(Debug, Clone)]
#[must_use = "a configuration does nothing until `generate` or `write` is called"]
pub struct Config {
    pub(crate) inputs: Vec<Source>,
    pub(crate) replace: BTreeMap<String, String>,
    pub(crate) formats: BTreeMap<String, String>,
    pub(crate) spellings: BTreeMap<String, String>,
    pub(crate) joins: Vec<Join>,
    pub(crate) client: Option<String>,
    pub(crate) reserved: BTreeSet<String>,
    /// The resources to generate; `None` for all.
    pub(crate) only: Option<BTreeSet<String>>,
    pub(crate) resource_features: Option<ResourceFeatures>,
    /// The manifest of the crate that declares the features; `None` if it is unknown.
    pub(crate) package: Option<PathBuf>,
    pub(crate) runtime: String,
    pub(crate) renew: Option<String>,
    pub(crate) source_sums: bool,
    pub(crate) on_refusal: OnRefusal,
    pub(crate) until: Option<Stage>,
    pub(crate) on_stage: Option<fn(Stage)>,
    /// Files to watch in addition to the inputs.
    pub(crate) watched: Vec<PathBuf>,
    /// Problems of the manifest, for which nothing is read.
    pub(crate) faults: Vec<Finding>,
}

/// Properties that are combined into one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Join {
    /// The name of the field.
    pub(crate) name: String,
    /// Each property's name, and its name in the value.
    pub(crate) members: Vec<(String, String)>,
    /// The path of the value's type.
    pub(crate) rust: String,
}

/// What to do about a page or an operation for which no correct code can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnRefusal {
    /// Generate nothing: a build fails with the findings.
    #[default]
    Fail,
    /// Leave out what was refused and generate the rest.
    /// [`Report::refused`](crate::Report::refused) lists what is missing, and each finding is a
    /// warning of the build.
    Skip,
}

/// The resources that get a cargo feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceFeatures {
    All,
    Described,
}

/// A source of pages.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Path(PathBuf),
    Env(String),
    Lock(PathBuf),
    Text { name: String, bytes: Vec<u8> },
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// Creates a configuration without pages and replacements, and with the runtime
    /// `::apifox_client`.
    pub fn new() -> Self {
        Self {
            inputs: Vec::new(),
            replace: BTreeMap::new(),
            formats: BTreeMap::new(),
            spellings: BTreeMap::new(),
            joins: Vec::new(),
            client: None,
            reserved: BTreeSet::new(),
            only: None,
            resource_features: None,
            package: None,
            runtime: "::apifox_client".to_owned(),
            renew: None,
            source_sums: false,
            on_refusal: OnRefusal::Fail,
            until: None,
            on_stage: None,
            watched: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Reads a page, or every page below a folder: files with the extension `.md`, `.yaml`, `.yml`
    /// or `.json`.
    ///
    /// In a Markdown file, every fenced block that is an OpenAPI document is read, whatever its
    /// info string. JSON may contain comments and trailing commas. A page may consist of components
    /// only, to which other pages refer.
    ///
    /// References to other files (`schemas/Pet.yaml`, `common.json#/definitions/Pet`) are resolved
    /// inside the folder, relative to the referring file; for a page that is passed directly, the
    /// folder is its own. Files that are only referred to are not pages. Nothing is fetched from a
    /// URL, and no link is followed out of the folder.
    ///
    /// In a folder, files named `README.md` are skipped. A document with the key `overlay` at its
    /// root is an overlay (OpenAPI Overlay 1.0), whatever its name. May be called repeatedly: all
    /// pages become one client, and their order never matters.
    pub fn pages(mut self, path: impl AsRef<Path>) -> Self {
        self.inputs.push(Source::Path(path.as_ref().to_owned()));
        self
    }

    /// Reads the pages below the folder in the environment variable `name`, if it is set and not
    /// empty.
    pub fn pages_from_env(mut self, name: impl Into<String>) -> Self {
        self.inputs.push(Source::Env(name.into()));
        self
    }

    /// Reads one page from memory; the extension of `name` selects its format, as for a file.
    pub fn page_text(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.inputs.push(Source::Text {
            name: name.into(),
            bytes: bytes.into(),
        });
        self
    }

    /// Replaces a component by a hand-written type: `replace("Money", "crate::Money")`.
    ///
    /// The type needs `serde`'s two traits, `Debug`, `Clone` and `PartialEq`. A component that does
    /// not exist is a finding.
    pub fn replace(mut self, component: impl Into<String>, rust_path: impl Into<String>) -> Self {
        self.replace.insert(component.into(), rust_path.into());
        self
    }

    /// Reads strings of a documented `format` as a Rust type:
    /// `format("date-time", "::jiff::Timestamp")`. Numbers of a format are sent as the type:
    /// `format("int32", "i32")`. The README has a table of formats.
    ///
    /// Fields, array items and map values of such a string become `apifox_client::Parsed<T>`, which
    /// keeps the original string if it is not a valid `T`, so a response never fails because of it.
    /// The type needs `FromStr`, `Display`, `Debug`, `Clone` and `PartialEq`; its crate must be a
    /// dependency of the crate that compiles the generated code. Parameters of such a string take a
    /// `T` or a `Parsed<T>`.
    ///
    /// For an integer or a number, parameters, and fields of types that no response contains, have
    /// the type itself, which needs serde's two traits, `Display`, `Debug`, `Clone` and
    /// `PartialEq`. In a response it stays `i64` or `f64`, as a server may send other values.
    pub fn format(mut self, format: impl Into<String>, rust_path: impl Into<String>) -> Self {
        self.formats.insert(format.into(), rust_path.into());
        self
    }

    /// Names a property, parameter or enum value in other words: `spell("原因", "reason")`.
    ///
    /// Its fields, setters, arguments and variants get names of these words; the name on the wire
    /// stays the same. Otherwise, a non-ASCII name is transliterated (`yuan_yin`), and a note
    /// reports it. Operations and types are renamed by an overlay instead, with `operationId` and
    /// `title`. Words without an ASCII letter, and a string that no page contains, are findings.
    pub fn spell(mut self, text: impl Into<String>, words: impl Into<String>) -> Self {
        self.spellings.insert(text.into(), words.into());
        self
    }

    /// Combines sibling properties into one value:
    /// `join("money", [("amount", "amount"), ("currency", "currency")], "crate::Money")`.
    ///
    /// Wherever an object has all of these properties, each a scalar, it has one field `money`
    /// instead, of the type `apifox_client::Joined<crate::Money, _>`. The second name of each pair
    /// is the name of the property in the value: for `{"total": 5, "total_currency": "EUR"}` the
    /// pairs are `("total", "amount")` and `("total_currency", "currency")`. Missing, null or
    /// unexpected members do not fail a response and are encoded as they were received: the field
    /// then has no `value()`. A request takes one value.
    ///
    /// The type needs serde's two traits for an object of these members, `Debug`, `Clone` and
    /// `PartialEq`. A property is part of one value: the first rule that matches it applies. A rule
    /// that matches no object is a finding.
    pub fn join(
        mut self,
        name: impl Into<String>,
        members: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
        rust_path: impl Into<String>,
    ) -> Self {
        let members = members.into_iter().map(|(name, part)| (name.into(), part.into()));
        self.joins.push(Join {
            name: name.into(),
            members: members.collect(),
            rust: rust_path.into(),
        });
        self
    }

    /// Adds the resource methods to a hand-written type, which must implement
    /// `AsRef<apifox_client::Client>`.
    ///
    /// Otherwise a type `Client` is generated, with `From<apifox_client::Client>`.
    pub fn client(mut self, rust_path: impl Into<String>) -> Self {
        self.client = Some(rust_path.into());
        self
    }

    /// Reserves methods that the type of [`Config::client`] already has; a resource of such a name
    /// gets `_api` appended.
    pub fn reserve(mut self, methods: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.reserved.extend(methods.into_iter().map(Into::into));
        self
    }

    /// Generates only the operations of these resources, and the types that they use:
    /// `only(["payouts", "refunds"])` for `client.payouts()` and `client.refunds()`. Further calls
    /// add resources. Resources do not nest: a folder inside a folder is a separate resource, with
    /// the name of the client's method.
    ///
    /// All names are those of the whole API, so a program that compiles with a part of it compiles
    /// with the whole. [`Report::left_out`](crate::Report::left_out) lists what is left out;
    /// problems in it are ignored, as it is not generated. Problems of a whole page (an unreadable
    /// one, say) are not, since its content is unknown. A name without a resource is a finding. The
    /// pages of [`Config::pages_from_env`] are never left out.
    ///
    /// This choice is made when code is generated. To make it when the code is compiled, see
    /// [`Config::resource_features`].
    pub fn only(mut self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let only = self.only.get_or_insert_default();
        only.extend(resources.into_iter().map(Into::into));
        self
    }

    /// Gives each resource a cargo feature of its name, which selects the resource when the code is
    /// compiled.
    ///
    /// Items of one resource (its operations, their requests, the types that only they use, its
    /// part of the operation table and of the sandbox's document) have
    /// `#[cfg(feature = "payouts")]`; items that several share have `#[cfg(any(feature = "payouts",
    /// feature = "refunds"))]`; items that all share, and the client itself, have none. If the API
    /// has only one resource, no item has one.
    ///
    /// `Cargo.toml` declares the features, one per line:
    ///
    /// ```toml
    /// [features]
    /// default = ["payouts", "refunds"] # or none, and users select what they call
    /// payouts = []
    /// refunds = []
    /// ```
    ///
    /// The declarations are read: a resource without a declared feature is always compiled (a
    /// user's own page must not need a line in somebody else's `Cargo.toml`), and a note lists the
    /// missing lines. A feature of that name which the package uses for something else switches
    /// both. The `Cargo.toml` is the package's in a build script, and the one beside the manifest
    /// otherwise; without one, every resource has its feature. Hand-written code that names
    /// generated items of a resource needs the same `cfg`. On docs.rs,
    /// `#![cfg_attr(docsrs, feature(doc_cfg))]` at the top of the crate shows the feature of each
    /// item.
    pub fn resource_features(mut self) -> Self {
        self.resource_features = Some(ResourceFeatures::All);
        self
    }

    /// Like [`resource_features`](Self::resource_features), only for resources whose operations are
    /// all merely described (`x-described`): documented operations are always compiled. A page that
    /// is added to such a resource at build time enables the whole of it.
    pub fn described_features(mut self) -> Self {
        self.resource_features = Some(ResourceFeatures::Described);
        self
    }

    /// Sets the path of the runtime in generated code; default `::apifox_client`.
    pub fn runtime(mut self, rust_path: impl Into<String>) -> Self {
        self.runtime = rust_path.into();
        self
    }

    /// Sets the command that renews the generated file, for its first lines; default: none.
    pub fn renew_command(mut self, command: impl Into<String>) -> Self {
        self.renew = Some(command.into());
        self
    }

    /// Adds the SHA-256 of each source to the first lines of the generated file, as with a
    /// manifest; default: names only, so that the file depends on nothing but the content of the
    /// pages.
    pub fn source_sums(mut self) -> Self {
        self.source_sums = true;
        self
    }

    /// Sets what to do about a page or an operation that cannot be generated; default
    /// [`OnRefusal::Fail`].
    ///
    /// An error in the configuration or in an overlay always fails.
    pub fn on_refusal(mut self, choice: OnRefusal) -> Self {
        self.on_refusal = choice;
        self
    }

    /// Keeps the published names in this file, which
    /// [`Report::names_lock`](crate::Report::names_lock) writes; a file named `names.lock` in a
    /// folder of pages is read without this.
    ///
    /// A lock never fails a build: new items get names that are not in use, and removed ones keep
    /// theirs reserved. If the vendor renames a path parameter, its argument keeps the published
    /// name. If a range such as `4XX` replaces the status of a documented failure and the type
    /// stays, the variant of that status stays, too.
    pub fn names_lock(mut self, path: impl AsRef<Path>) -> Self {
        self.inputs.push(Source::Lock(path.as_ref().to_owned()));
        self
    }

    /// Ends the run with this stage and keeps its result, for
    /// [`Report::shown`](crate::Report::shown); code is generated only by [`Stage::Write`].
    pub fn until(mut self, stage: Stage) -> Self {
        self.until = Some(stage);
        self
    }

    /// Calls `callback` with each stage when it ends, for progress reporting.
    pub fn on_stage(mut self, callback: fn(Stage)) -> Self {
        self.on_stage = Some(callback);
        self
    }
}

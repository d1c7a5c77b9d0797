//! What to read and how the generated code is to fit into its crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::stage::Stage;

/// What to generate from, and into which surroundings.
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
    /// Where the crate declares its features; `None` where nobody knows.
    pub(crate) package: Option<PathBuf>,
    pub(crate) runtime: String,
    pub(crate) renew: Option<String>,
    pub(crate) source_sums: bool,
    pub(crate) on_refusal: OnRefusal,
    pub(crate) until: Option<Stage>,
    pub(crate) on_stage: Option<fn(Stage)>,
    /// Files to watch beside the inputs.
    pub(crate) watched: Vec<PathBuf>,
    /// What is wrong with the manifest: then nothing is read.
    pub(crate) faults: Vec<Finding>,
}

/// Properties that are one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Join {
    /// What the field is called.
    pub(crate) name: String,
    /// Each property's name, and what it is called in the value.
    pub(crate) members: Vec<(String, String)>,
    /// The path of the value's type.
    pub(crate) rust: String,
}

/// What to do about a page or an operation that cannot be generated rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnRefusal {
    /// Generate nothing: a build fails with the findings.
    #[default]
    Fail,
    /// Leave out what was refused and generate the rest. [`Report::refused`](crate::Report::refused) lists what is missing, and each finding is a warning of
    /// the build.
    Skip,
}

/// Which resources get a cargo feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceFeatures {
    All,
    Described,
}

/// Where pages come from.
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
    /// Nothing to read yet, no replacements, run time `::apifox_client`.
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

    /// Reads a page, or every page below a folder: files that end in `.md`, `.yaml`, `.yml` or `.json`.
    ///
    /// Of a Markdown file every fenced block that is an OpenAPI document is read, whatever stands behind its fence. JSON may hold
    /// comments and commas behind the last member. A page may hold components only, to which other pages refer.
    ///
    /// References to other files (`schemas/Pet.yaml`, `common.json#/definitions/Pet`) are followed within the folder, from the file that
    /// refers; a page that is named by itself has its own folder. Files that are only referred to are no pages of their own. Nothing is
    /// fetched from an address, and no link is followed out of the folder.
    ///
    /// In a folder, files called `README.md` are passed over. A document with the key `overlay` at its root is an overlay
    /// (OpenAPI Overlay 1.0), whatever its name. May be called again: all pages become one client, and their order never matters.
    pub fn pages(mut self, path: impl AsRef<Path>) -> Self {
        self.inputs.push(Source::Path(path.as_ref().to_owned()));
        self
    }

    /// Reads the pages below the folder that the environment variable `name` names, when it is set and not empty.
    pub fn pages_from_env(mut self, name: impl Into<String>) -> Self {
        self.inputs.push(Source::Env(name.into()));
        self
    }

    /// Reads one page from memory; the ending of `name` tells its format, as with a file.
    pub fn page_text(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.inputs.push(Source::Text {
            name: name.into(),
            bytes: bytes.into(),
        });
        self
    }

    /// Puts a hand-written type in the place of a component: `replace("Money", "crate::Money")`.
    ///
    /// The type needs `serde`'s two traits, `Debug`, `Clone` and `PartialEq`. A component that does not exist is a finding.
    pub fn replace(mut self, component: impl Into<String>, rust_path: impl Into<String>) -> Self {
        self.replace.insert(component.into(), rust_path.into());
        self
    }

    /// Reads strings of a documented `format` as a Rust type: `format("date-time", "::jiff::Timestamp")`. Numbers of one are sent as it:
    /// `format("int32", "i32")`. The README has a table of formats.
    ///
    /// Fields, array items and map values of a string of that format become `apifox_client::Parsed<T>`, which keeps the string as it came where it
    /// is no `T`: a response never fails for it. The type needs `FromStr`, `Display`, `Debug`, `Clone` and `PartialEq`; its crate is a
    /// dependency of the crate that compiles the generated code. Parameters of such a string take a `T` or a `Parsed<T>`.
    ///
    /// Of an integer or a number, parameters, and fields of types that no response holds, are of the type itself, which needs serde's two
    /// traits, `Display`, `Debug`, `Clone` and `PartialEq`. In a response it stays `i64` or `f64`: a server may send others.
    pub fn format(mut self, format: impl Into<String>, rust_path: impl Into<String>) -> Self {
        self.formats.insert(format.into(), rust_path.into());
        self
    }

    /// Calls a property, parameter or enum value by other words: `spell("原因", "reason")`.
    ///
    /// Its fields, setters, arguments and variants get names of these words; what is sent stays what the page says. Without it, a name
    /// beyond ASCII is transliterated (`yuan_yin`), and a note says so. Operations and types are renamed by an overlay instead, by
    /// `operationId` and `title`. Words without an ASCII letter, and a text that no page has, are findings.
    pub fn spell(mut self, text: impl Into<String>, words: impl Into<String>) -> Self {
        self.spellings.insert(text.into(), words.into());
        self
    }

    /// Reads properties that stand beside each other as one value:
    /// `join("money", [("amount", "amount"), ("currency", "currency")], "crate::Money")`.
    ///
    /// Wherever an object has all of these properties, each a scalar, it has one field `money` in their place, of the type
    /// `apifox_client::Joined<crate::Money, _>`. The second name of each pair is that of the property within the value: for
    /// `{"total": 5, "total_currency": "EUR"}` the pairs are `("total", "amount")` and `("total_currency", "currency")`. What is missing, null or
    /// odd fails no response and is encoded as it came: the field has no `value()` then. A request takes one value.
    ///
    /// The type needs serde's two traits for an object of these members, `Debug`, `Clone` and `PartialEq`. A property is part of one
    /// value: the rule that was named first counts. A rule that no object meets is a finding.
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

    /// Puts the resource methods on a hand-written type, which must implement `AsRef<apifox_client::Client>`.
    ///
    /// Without it a type `Client` is generated, with `From<apifox_client::Client>`.
    pub fn client(mut self, rust_path: impl Into<String>) -> Self {
        self.client = Some(rust_path.into());
        self
    }

    /// Names of methods that the type of [`Config::client`] has already; a resource of such a name gets `_api` behind it.
    pub fn reserve(mut self, methods: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.reserved.extend(methods.into_iter().map(Into::into));
        self
    }

    /// Generates only the operations of these resources, and the types that they reach: `only(["payouts", "refunds"])` for
    /// `client.payouts()` and `client.refunds()`. Called again, it adds to them. Resources do not nest: a folder within a folder is a
    /// resource of its own, called as the client's method is.
    ///
    /// All names are those of the whole API, so a program that compiles with a part of it compiles with the whole. What is left out is
    /// listed by [`Report::left_out`](crate::Report::left_out), and what is wrong with it stops nothing: it has no part in the code. What is wrong with a page as
    /// a whole (it cannot be read, say) does, since nobody knows what is in it. A name that no resource has is a finding. What stands
    /// on the pages of [`Config::pages_from_env`] is never left out.
    ///
    /// For whoever generates. To leave the choice to whoever compiles, see [`Config::resource_features`].
    pub fn only(mut self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let only = self.only.get_or_insert_default();
        only.extend(resources.into_iter().map(Into::into));
        self
    }

    /// Gives each resource a cargo feature of its name, by which whoever compiles the code chooses what there is of it.
    ///
    /// What belongs to one resource (its operations, their requests, the types that only they reach, its part of the operation table and
    /// of the sandbox's document) carries `#[cfg(feature = "payouts")]`; what several share, `#[cfg(any(feature = "payouts", feature =
    /// "refunds"))]`; what all share, and the client itself, nothing. Where the API has one resource only, nothing carries anything.
    ///
    /// `Cargo.toml` declares the features, a line each:
    ///
    /// ```toml
    /// [features]
    /// default = ["payouts", "refunds"] # or none, and users name what they call
    /// payouts = []
    /// refunds = []
    /// ```
    ///
    /// It is read too: a resource for which it declares no feature is always there (a user's own page must not need a line in somebody
    /// else's `Cargo.toml`), and a note says which lines are missing. A feature of that name which the package has for something else
    /// switches both. In a build script it is the package's own, with a manifest the one
    /// beside it; where there is none, every resource has its feature. Code by hand that names what a resource generates carries its
    /// `cfg` too. On docs.rs, `#![cfg_attr(docsrs, feature(doc_cfg))]` at the top of the crate shows what needs which feature.
    pub fn resource_features(mut self) -> Self {
        self.resource_features = Some(ResourceFeatures::All);
        self
    }

    /// The same, for the resources alone of which every operation is only described (`x-described`): what a page documents is there
    /// always. A page that whoever builds adds to such a resource opens the whole of it.
    pub fn described_features(mut self) -> Self {
        self.resource_features = Some(ResourceFeatures::Described);
        self
    }

    /// The path by which generated code names its run time; default `::apifox_client`.
    pub fn runtime(mut self, rust_path: impl Into<String>) -> Self {
        self.runtime = rust_path.into();
        self
    }

    /// The command that renews the generated file, for its first lines; default: none is named.
    pub fn renew_command(mut self, command: impl Into<String>) -> Self {
        self.renew = Some(command.into());
        self
    }

    /// Names each source in the first lines of the generated file with the SHA-256 of its bytes, as a manifest has it; default: by
    /// its name alone, so that the file depends on nothing but what the pages say.
    pub fn source_sums(mut self) -> Self {
        self.source_sums = true;
        self
    }

    /// What to do about a page or an operation that cannot be generated; default [`OnRefusal::Fail`].
    ///
    /// A fault of the configuration or of an overlay fails in any case.
    pub fn on_refusal(mut self, choice: OnRefusal) -> Self {
        self.on_refusal = choice;
        self
    }

    /// Keeps the published names that this file lists, as [`Report::names_lock`](crate::Report::names_lock) writes them; a file called `names.lock` in a folder
    /// of pages is read without being named here.
    ///
    /// A lock never stops a build: what is new gets a name that is not taken, and what is gone keeps its name from being taken.
    pub fn names_lock(mut self, path: impl AsRef<Path>) -> Self {
        self.inputs.push(Source::Lock(path.as_ref().to_owned()));
        self
    }

    /// Ends the run with this stage and keeps what it made, for [`Report::shown`](crate::Report::shown); code is generated only by [`Stage::Write`].
    pub fn until(mut self, stage: Stage) -> Self {
        self.until = Some(stage);
        self
    }

    /// Calls `tell` at the end of each stage with what was done, for who shows how far a long run is.
    pub fn on_stage(mut self, tell: fn(Stage)) -> Self {
        self.on_stage = Some(tell);
        self
    }
}

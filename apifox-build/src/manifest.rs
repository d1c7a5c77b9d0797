//! The manifest: the configuration of a crate in one file, which its build script and the program
//! `apifox` both read, so that one shows what the other builds.

use std::path::{Path, PathBuf};

use crate::config::{Config, OnRefusal};
use crate::file_name::slashes;
use crate::finding::{Finding, Findings};
use crate::node::{Kind, Map, Node};
use crate::page::Page;
use crate::parse;
use crate::source::Sources;

mod sources;

pub use sources::Tracked;

/// The name of the file, beside `Cargo.toml`.
pub const MANIFEST: &str = "apifox.yaml";

/// The content of `apifox.yaml`; paths in it are relative to its folder. The first lines of the
/// generated file list each source with its SHA-256: [`Config::source_sums`].
///
/// ```yaml
/// pages: spec                          # folder of pages, overlays and names.lock; the one required key
/// pages-from-env: MY_API_SPEC_DIR      # more pages at build time: Config::pages_from_env
/// snapshot: src/generated/my_api.rs    # the committed copy of the generated code; default: none is kept
/// client: crate::Client                # Config::client
/// reserve: [builder, new]              # Config::reserve
/// replace: {Money: crate::Money}       # Config::replace
/// formats: {date-time: ::jiff::Timestamp} # Config::format
/// spell: {原因: reason}                # Config::spell
/// join: # Config::join
/// - {name: money, members: {amount: amount, currency: currency}, type: crate::Money}
/// only: [payouts, refunds]             # Config::only
/// resource-features: true              # Config::resource_features, or `described`: Config::described_features
/// runtime: ::apifox_client             # Config::runtime
/// renew: cargo spec bless              # Config::renew_command
/// on-refusal: fail                     # or `skip`: Config::on_refusal
/// sources: [{site: https://docs.example.com, track: all}] # what `apifox sync` tracks: Tracked
/// ```
#[derive(Debug, Clone)]
pub struct Manifest {
    path: PathBuf,
    pages: PathBuf,
    snapshot: Option<PathBuf>,
    renew: Option<String>,
    variable: Option<String>,
    sources: Vec<Tracked>,
    config: Config,
}

const CODE: &str = "manifest";

impl Manifest {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The problems of the file: it cannot be read, is not YAML, lacks `pages`, or has an unknown
    /// key or value.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Vec<Finding>> {
        let path = path.as_ref();
        match std::fs::read(path) {
            Ok(bytes) => Self::from_bytes(path, &bytes),
            Err(error) => {
                let mut findings = Findings::default();
                let hint = "write it beside Cargo.toml; `pages: FOLDER` is all that is required";
                findings.fail(
                    crate::node::At::default(),
                    "not-read",
                    format!("cannot read {}: {error}", slashes(path)),
                    hint,
                );
                Err(Sources::default().located(findings))
            }
        }
    }

    /// Reads the content of a file at `path`, which need not exist any more.
    ///
    /// # Errors
    ///
    /// Those of [`Manifest::read`], except that the file cannot be read.
    pub fn from_bytes(path: impl AsRef<Path>, bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let mut findings = Findings::default();
        let mut sources = Sources::default();
        let manifest = Self::parse(path.as_ref(), bytes, &mut sources, &mut findings);
        let found = sources.located(findings);
        manifest.filter(|_| found.is_empty()).ok_or(found)
    }

    fn parse(path: &Path, bytes: &[u8], sources: &mut Sources, findings: &mut Findings) -> Option<Self> {
        let page = Page::read(&slashes(path), bytes, findings).into_iter().next()?;
        let document = parse::parse(page, sources, findings)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let manifest = ManifestReader { folder, findings }.manifest(&document.root)?;
        Some(Self {
            path: path.to_owned(),
            ..manifest
        })
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of pages.
    #[must_use]
    pub fn pages(&self) -> &Path {
        &self.pages
    }

    /// The committed copy of the generated code, if one is kept.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Path> {
        self.snapshot.as_deref()
    }

    /// The committed listing of the snapshot's public items: beside it, with the extension
    /// `.api.txt`.
    #[must_use]
    pub fn surface(&self) -> Option<PathBuf> {
        self.snapshot.as_ref().map(|path| path.with_extension("api.txt"))
    }

    /// The published names, inside the folder of pages.
    #[must_use]
    pub fn names_lock(&self) -> PathBuf {
        self.pages.join(crate::file_name::LOCK)
    }

    /// The command that renews the generated code, if the manifest has one.
    #[must_use]
    pub fn renew(&self) -> Option<&str> {
        self.renew.as_deref()
    }

    /// The sites and pages that are tracked.
    #[must_use]
    pub fn sources(&self) -> &[Tracked] {
        &self.sources
    }

    /// The configuration, without the pages that an environment variable adds: those are never
    /// committed.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// The configuration with these files, by their names, instead of the folder of pages; one
    /// named `names.lock` holds the published names.
    pub fn config_of(&self, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Config {
        let mut config = self.config.clone();
        config.inputs.clear();
        files
            .into_iter()
            .fold(config, |config, (name, bytes)| config.page_text(name, bytes))
    }

    /// The configuration with the pages of the environment variable, as a build reads them.
    pub(crate) fn into_build_config(self) -> Config {
        let config = self.config;
        self.variable.into_iter().fold(config, Config::pages_from_env)
    }
}

struct ManifestReader<'a> {
    folder: &'a Path,
    findings: &'a mut Findings,
}

impl ManifestReader<'_> {
    fn manifest(&mut self, root: &Node) -> Option<Manifest> {
        let Some(members) = root.as_object() else {
            self.findings
                .fail(root.at, CODE, "a manifest must be a map", "write `pages: FOLDER`");
            return None;
        };
        let Some(folder) = members.get("pages").and_then(|node| self.text(node)) else {
            self.findings.fail(
                root.at,
                CODE,
                "there is no `pages`",
                "write `pages: FOLDER`, the folder of saved pages",
            );
            return None;
        };
        let pages = self.folder.join(folder);
        let mut config = Config::new().pages(&pages).source_sums();
        config.package = Some(self.folder.join("Cargo.toml"));
        let mut manifest = Manifest {
            path: PathBuf::new(),
            pages,
            snapshot: None,
            renew: None,
            variable: None,
            sources: Vec::new(),
            config,
        };
        for (key, value) in members {
            self.member(key, value, &mut manifest);
        }
        Some(manifest)
    }

    fn member(&mut self, key: &str, value: &Node, manifest: &mut Manifest) {
        let config = std::mem::take(&mut manifest.config);
        manifest.config = match key {
            "sources" => {
                manifest.sources = self.sources(value);
                config
            }
            "reserve" => config.reserve(self.list(value).collect::<Vec<_>>()),
            "only" => config.only(self.list(value).collect::<Vec<_>>()),
            "resource-features" if value.as_str() == Some("described") => config.described_features(),
            "resource-features" if self.flag(value) => config.resource_features(),
            "pages" | "resource-features" => config,
            "replace" => self.each_pair(value, config, Config::replace),
            "formats" => self.each_pair(value, config, Config::format),
            "spell" => self.each_pair(value, config, Config::spell),
            "join" => self.joins(value, config),
            "on-refusal" => self.on_refusal(value, config),
            "client" | "runtime" | "renew" | "snapshot" | "pages-from-env" => match self.text(value) {
                Some(text) => self.path_or_name(key, text, manifest, config),
                None => config,
            },
            _ => {
                let hint = "the keys are pages, pages-from-env, snapshot, client, reserve, replace, formats, spell, join, only, resource-features, runtime, renew, sources and on-refusal";
                self.findings
                    .fail(value.at, CODE, format!("unknown key `{key}` in a manifest"), hint);
                config
            }
        };
    }

    /// Applies a setting that has a pair of strings, for each pair of a map.
    fn each_pair(&mut self, value: &Node, config: Config, set: fn(Config, String, String) -> Config) -> Config {
        let pairs = self.pairs(value).into_iter();
        pairs.fold(config, |config, (from, to)| set(config, from, to))
    }

    fn on_refusal(&mut self, value: &Node, config: Config) -> Config {
        match value.as_str() {
            Some("skip") => config.on_refusal(OnRefusal::Skip),
            Some("fail") => config,
            _ => {
                let message = "`on-refusal` is neither `fail` nor `skip`";
                self.findings.fail(value.at, CODE, message, "write one of them");
                config
            }
        }
    }

    /// Sets a member whose value is a path, a command or a name.
    fn path_or_name(&self, key: &str, text: String, manifest: &mut Manifest, config: Config) -> Config {
        match key {
            "client" => config.client(text),
            "runtime" => config.runtime(text),
            "renew" => {
                manifest.renew = Some(text.clone());
                config.renew_command(text)
            }
            "snapshot" => {
                manifest.snapshot = Some(self.folder.join(text));
                config
            }
            _ => {
                manifest.variable = Some(text);
                config
            }
        }
    }

    fn joins(&mut self, value: &Node, config: Config) -> Config {
        let hint = "write `[{name: money, members: {amount: amount, currency: currency}, type: crate::Money}]`";
        let Some(rules) = value.as_array() else {
            self.findings
                .fail(value.at, CODE, "this must be an array of rules", hint);
            return config;
        };
        rules.iter().fold(config, |config, rule| {
            let keys = rule.as_object().into_iter().flat_map(Map::keys);
            let is_whole = keys
                .filter(|key| ["name", "members", "type"].contains(&key.as_str()))
                .count()
                == 3;
            if !is_whole || rule.as_object().is_none_or(|members| members.len() != 3) {
                self.findings
                    .fail(rule.at, CODE, "a rule has `name`, `members` and `type`", hint);
                return config;
            }
            let texts = ["name", "type"].map(|key| rule.get(key).and_then(|node| self.text(node)));
            let members = rule.get("members").map(|node| self.pairs(node)).unwrap_or_default();
            match texts {
                [Some(name), Some(rust)] => config.join(name, members, rust),
                _ => config,
            }
        })
    }

    fn text(&mut self, value: &Node) -> Option<String> {
        let text = value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        if text.is_none() {
            self.findings.fail(
                value.at,
                CODE,
                "this must be a string",
                "write one, in quotes if it looks like a number",
            );
        }
        text
    }

    fn flag(&mut self, value: &Node) -> bool {
        if !matches!(value.kind, Kind::Bool(_)) {
            let hint = "write one of them, without quotes";
            self.findings
                .fail(value.at, CODE, "this must be `true` or `false`", hint);
        }
        value.kind == Kind::Bool(true)
    }

    fn list(&mut self, value: &Node) -> impl Iterator<Item = String> {
        let items = value.as_array();
        if items.is_none() {
            self.findings
                .fail(value.at, CODE, "this must be an array", "write `[a, b]`");
        }
        let texts: Vec<String> = items
            .unwrap_or_default()
            .iter()
            .filter_map(|item| self.text(item))
            .collect();
        texts.into_iter()
    }

    fn pairs(&mut self, value: &Node) -> Vec<(String, String)> {
        let Kind::Object(members) = &value.kind else {
            self.findings
                .fail(value.at, CODE, "this must be a map", "write `{Component: rust::Path}`");
            return Vec::new();
        };
        let pairs = members
            .iter()
            .filter_map(|(from, to)| Some((from.to_string(), self.text(to)?)));
        pairs.collect()
    }
}

//! Finds the file of a reference: relative to the file that refers to it, inside the folder of the
//! pages, never elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::ids::{id, ids};
use super::origins::Origins;
use super::target::is_page;
use crate::file_name::slashes;
use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::page::Page;
use crate::parse;
use crate::source::Sources;

/// Why a reference cannot be resolved, with the fix.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub(super) message: String,
    pub(super) hint: String,
}

impl Reason {
    pub(super) fn new(message: String, hint: impl Into<String>) -> Self {
        Self {
            message,
            hint: hint.into(),
        }
    }
}

/// A file that was read because of a reference.
#[derive(Debug)]
pub(crate) struct Read {
    /// The path, and its name inside the folder of the page that needs it.
    pub(crate) path: PathBuf,
    pub(crate) short: String,
    pub(crate) bytes: Vec<u8>,
}

/// All files that were read so far, including pages.
pub(super) struct Reach<'a> {
    pub(super) sources: &'a mut Sources,
    pub(super) findings: &'a mut Findings,
    origins: &'a Origins,
    roots: BTreeMap<String, Option<Node>>,
    /// Files that were referred to.
    pub(super) referred: BTreeSet<String>,
    pub(super) read: Vec<Read>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(
        documents: &[parse::Document],
        origins: &'a Origins,
        sources: &'a mut Sources,
        findings: &'a mut Findings,
    ) -> Self {
        let mut roots = BTreeMap::new();
        for document in documents {
            if let Some(page) = sources.page_of(document.root.at).filter(|page| page.is_whole_file()) {
                roots.insert(normal_name(page.name()), Some(document.root.clone()));
            }
        }
        Self {
            sources,
            findings,
            origins,
            roots,
            referred: BTreeSet::new(),
            read: Vec::new(),
        }
    }

    /// The document of a file that was found.
    pub(super) fn root(&self, file: &str) -> Option<&Node> {
        self.roots.get(file)?.as_ref()
    }

    /// Finds and reads the file of a reference; `page` determines the limits.
    pub(super) fn file(&mut self, from: &str, reference: &str, page: &str) -> Result<String, Reason> {
        let named = reference.split('#').next().unwrap_or_default().replace('\\', "/");
        if let Some(file) = self.by_id(from, &named) {
            self.referred.insert(file.clone());
            return Ok(file);
        }
        let is_scheme =
            |scheme: &str| scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if named.starts_with("//") || named.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)) {
            let message = format!("`$ref: {reference}` is a URL; nothing is fetched");
            let hint = "save the file beside this page, and refer to it by its relative path";
            return Err(Reason::new(message, hint));
        }
        let decoded = percent_decode_str(&named).decode_utf8_lossy().into_owned();
        let found = self.named(from, &decoded, page);
        let found = match found {
            Err(_) if decoded != named => self.named(from, &named, page).or(found),
            found => found,
        };
        let file = found.map_err(|fault| fault.into_reason(reference))?;
        self.referred.insert(file.clone());
        match self.roots.get(&file) {
            Some(Some(_)) => Ok(file),
            _ => Err(Reason::new(
                format!("`$ref: {reference}`: {file} cannot be read as YAML or JSON"),
                "fix that file; its own finding has the position",
            )),
        }
    }

    /// Finds a file by its `$id`. A path to a file takes precedence, as the `$id` of a copied file
    /// may be stale.
    fn by_id(&mut self, from: &str, named: &str) -> Option<String> {
        let base = Path::new(from).parent().unwrap_or(Path::new(""));
        let ids = ids(self.root(from), named);
        let has_id = |root: &Node| !is_page(root) && id(root).is_some_and(|id| ids.iter().any(|named| named == id));
        let mut roots = self
            .roots
            .iter()
            .filter_map(|(file, root)| Some((file, root.as_ref()?)));
        let path = slashes(&normal(&base.join(named)));
        let found = roots.find(|(_, root)| has_id(root)).map(|(file, _)| file.clone())?;
        (!self.roots.contains_key(&path) && !Path::new(&path).exists()).then_some(found)
    }

    fn named(&mut self, from: &str, named: &str, page: &str) -> Result<String, FileError> {
        let base = Path::new(from).parent().unwrap_or(Path::new(""));
        let path = normal(&base.join(named));
        let file = slashes(&path);
        if let Some(bytes) = self.origins.texts.get(&file) {
            if !self.roots.contains_key(&file) {
                self.parse(&file, bytes);
            }
            return Ok(file);
        }
        let Some(limit) = self.origins.limits.get(page) else {
            return Err(FileError::OfText(file));
        };
        let limit = normal(limit);
        let is_below = |path: &Path| {
            let rest = path.strip_prefix(&limit).ok();
            rest.is_some_and(|rest| {
                !matches!(
                    rest.components().next(),
                    Some(Component::ParentDir | Component::RootDir)
                )
            })
        };
        if !is_below(&path) {
            return Err(FileError::Above(folder(&limit)));
        }
        let shown = if limit.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &limit
        };
        let missing = |_| FileError::Missing(file.clone());
        let (canonical, top) = (
            path.canonicalize().map_err(missing)?,
            shown.canonicalize().map_err(missing)?,
        );
        if !canonical.starts_with(&top) {
            return Err(FileError::Link(folder(&limit)));
        }
        if !canonical.is_file() {
            return Err(FileError::Missing(file));
        }
        if !self.roots.contains_key(&file) {
            let bytes = std::fs::read(&canonical).map_err(missing)?;
            self.parse(&file, &bytes);
            let short = slashes(path.strip_prefix(&limit).unwrap_or(&path));
            self.read.push(Read { path, short, bytes });
        }
        Ok(file)
    }

    fn parse(&mut self, file: &str, bytes: &[u8]) {
        let is_text = file.to_ascii_lowercase().ends_with(".md");
        let root = if is_text {
            let text = String::from_utf8_lossy(bytes).into_owned();
            Some(Node::new(crate::node::At::default(), Kind::String(text.into())))
        } else {
            Page::file(file, bytes, self.findings)
                .and_then(|page| parse::parse(page, self.sources, self.findings))
                .map(|document| document.root)
        };
        self.roots.insert(file.to_owned(), root);
    }
}

/// Why a file was not found.
#[derive(Debug)]
enum FileError {
    Missing(String),
    Above(String),
    Link(String),
    OfText(String),
}

impl FileError {
    fn into_reason(self, reference: &str) -> Reason {
        let (what, hint) = match self {
            Self::Missing(file) => (
                format!("there is no file {file}"),
                "put the file there, or correct the path: it is relative to the file that refers".to_owned(),
            ),
            Self::Above(folder) => (
                format!("the file is outside of {folder}, the folder of the pages"),
                "copy the file into that folder, or name the folder that holds both".to_owned(),
            ),
            Self::Link(folder) => (
                format!("the file is a link that leaves {folder}, the folder of the pages"),
                "put the file itself there".to_owned(),
            ),
            Self::OfText(file) => (
                format!("there is no page {file}, and a page in memory has no folder"),
                "add that file in memory too, under this name, or configure the folder".to_owned(),
            ),
        };
        Reason::new(format!("`$ref: {reference}`: {what}"), hint)
    }
}

fn folder(limit: &Path) -> String {
    if limit.as_os_str().is_empty() {
        "`.`".to_owned()
    } else {
        format!("`{}`", slashes(limit))
    }
}

/// The normalized name of a file, however its path is written.
pub(crate) fn normal_name(name: &str) -> String {
    slashes(&normal(Path::new(name)))
}

/// A path without `.`, and without `..` where that is known from the path alone.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

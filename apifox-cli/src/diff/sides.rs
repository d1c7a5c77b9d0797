//! The two sides of a comparison: folders, files, Git revisions, or the working tree.

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, MANIFEST, Manifest, is_page};
use apifox_diff::Version;

use super::package::Package;
use crate::git::{self, History};
use crate::pages::{self, slashes};

/// One side of a comparison, with the configuration that generates from it.
#[derive(Debug)]
pub(crate) struct Side {
    /// The name in reports.
    pub(crate) name: String,
    pub(crate) config: Config,
    /// The file that lists the public items, if there is one.
    pub(crate) listing: Option<String>,
    /// The version under which it was released.
    pub(crate) released: Option<Version>,
    /// The package that it belongs to.
    pub(crate) package: Option<Package>,
}

impl Side {
    fn loose(name: &str, config: Config) -> Self {
        Self {
            name: name.to_owned(),
            config,
            listing: None,
            released: None,
            package: None,
        }
    }
}

/// The name of the current pages in reports.
pub(crate) const WORKING_TREE: &str = "working tree";

/// Resolves the two names on the command line to sides.
pub(crate) fn both(old: Option<&str>, new: Option<&str>, named: Option<&Path>) -> io::Result<(Side, Side)> {
    let here = History::of(Path::new(MANIFEST));
    let is_named = |name: &str| !Path::new(name).exists() && here.named(name).is_some();
    let is_loose = |name: &str| is_named(name) || Path::new(name).exists() && !Path::new(name).join(MANIFEST).exists();
    let is_there = |name: &str| Path::new(name).exists() || is_named(name);
    let manifest = match (old, new) {
        // Two folders outside of any crate are unrelated to the crate in this folder.
        (Some(old), Some(new)) if named.is_none() && is_loose(old) && is_loose(new) => None,
        (Some(old), Some(new)) if is_there(old) && is_there(new) => pages::manifest(named).ok(),
        _ => Some(pages::manifest(named)?),
    };
    let new = match (new, &manifest) {
        (Some(new), manifest) => side(new, manifest.as_ref())?,
        (None, Some(manifest)) => working_tree(manifest),
        (None, None) => return Err(nothing(&here)),
    };
    let old = match (old, &manifest) {
        (Some(old), manifest) => side(old, manifest.as_ref())?,
        (None, Some(manifest)) => base(manifest)?.ok_or_else(|| nothing(&History::of(manifest.path())))?,
        (None, None) => return Err(nothing(&here)),
    };
    Ok((old, new))
}

fn nothing(history: &History) -> io::Error {
    let message = "there is no release (a tag such as v0.1.0) and no commit with pages to compare with: name the versions to compare";
    io::Error::new(io::ErrorKind::NotFound, format!("{message}{}", cut_off(history)))
}

/// Returns advice for a shallow clone.
fn cut_off(history: &History) -> &'static str {
    if history.is_shallow() {
        "\nthis clone is shallow: fetch the whole history with its tags, by `fetch-depth: 0` of actions/checkout, or by `git fetch \
         --unshallow --tags`"
    } else {
        ""
    }
}

/// Returns the current pages of a manifest.
pub(crate) fn working_tree(manifest: &Manifest) -> Side {
    Side {
        name: WORKING_TREE.to_owned(),
        config: manifest.config(),
        listing: manifest.surface().map(|path| slashes(&path)),
        released: None,
        package: Some(Package::beside(manifest.path())),
    }
}

/// Returns the last release, else the first commit that has the pages.
pub(crate) fn base(manifest: &Manifest) -> io::Result<Option<Side>> {
    let history = History::of(manifest.path());
    let name = || Package::beside(manifest.path()).name();
    let Some(base) = history.base(&within(manifest, manifest.pages()), name) else {
        return Ok(None);
    };
    let side = revision(&base.revision, manifest, &history)?;
    Ok(Some(Side {
        released: base.released,
        ..side
    }))
}

/// Resolves a name: a path if it exists, else a revision.
fn side(name: &str, manifest: Option<&Manifest>) -> io::Result<Side> {
    let path = Path::new(name);
    if path.join(MANIFEST).exists() {
        let own = pages::manifest(Some(&path.join(MANIFEST)))?;
        let side = working_tree(&own);
        return Ok(Side {
            name: name.to_owned(),
            released: side.package.as_ref().and_then(Package::version),
            ..side
        });
    }
    if path.exists() {
        let config = match manifest {
            Some(manifest) => manifest.config_of(files(path)?),
            None => Config::new().pages(path),
        };
        return Ok(Side::loose(name, config));
    }
    let history = History::of(manifest.map_or(Path::new(MANIFEST), |manifest| manifest.path()));
    if let Some(files) = history.named(name) {
        let config = match manifest {
            Some(manifest) => manifest.config_of(files),
            None => files
                .into_iter()
                .filter(|(name, _)| !name.ends_with("names.lock"))
                .fold(Config::new(), |config, (name, bytes)| config.page_text(name, bytes)),
        };
        return Ok(Side::loose(name, config));
    }
    let Some(manifest) = manifest.filter(|_| history.knows(name)) else {
        let message = format!("{name}: no such file, folder or Git revision");
        return Err(io::Error::new(io::ErrorKind::NotFound, message + cut_off(&history)));
    };
    Ok(Side {
        released: git::release(name).map(|(_, version)| version),
        ..revision(name, manifest, &history)?
    })
}

/// Returns a file, or the pages and published names of a folder, by their paths.
fn files(path: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut paths: Vec<PathBuf> = pages::files(&[path.to_owned()])?.into_iter().collect();
    paths.extend(Some(path.join("names.lock")).filter(|lock| lock.exists()));
    let read = |path: &PathBuf| Ok((slashes(path), std::fs::read(path)?));
    paths.iter().map(read).collect()
}

/// Returns a path relative to the folder of the manifest.
fn within(manifest: &Manifest, path: &Path) -> String {
    let folder = manifest.path().parent().unwrap_or(Path::new(""));
    let path = slashes(path.strip_prefix(folder).unwrap_or(path));
    if path.is_empty() { ".".to_owned() } else { path }
}

/// Returns the pages at a revision, with the manifest of that revision, or the current one if it
/// had none.
fn revision(revision: &str, manifest: &Manifest, history: &History) -> io::Result<Side> {
    let name = manifest
        .path()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let then = history.file(revision, &name);
    let then = then.and_then(|bytes| Manifest::from_bytes(&name, &bytes).ok());
    let then = then.as_ref().unwrap_or(manifest);
    let mut files = Vec::new();
    for path in history.files(revision, &within(then, then.pages()))? {
        let is_names = Path::new(&path).file_name().is_some_and(|name| name == "names.lock");
        if !(is_names || is_page(Path::new(&path))) {
            continue;
        }
        if let Some(bytes) = history.file(revision, &path) {
            files.push((format!("{revision}:{path}"), bytes));
        }
    }
    let listing = then.surface().map(|path| format!("{revision}:{}", within(then, &path)));
    Ok(Side {
        name: revision.to_owned(),
        config: then.config_of(files),
        listing,
        released: None,
        package: Some(Package::at(history, revision)),
    })
}

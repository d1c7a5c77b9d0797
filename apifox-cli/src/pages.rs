//! The pages that a command works on.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, MANIFEST, Manifest, OnRefusal, is_page};
use clap::Args;
use serde_json::Value;

use crate::lock::Lock;
use crate::{documents, findings, transaction};

#[derive(Debug, Args)]
pub(crate) struct Pages {
    /// Leaves out refused operations, and continues with the rest.
    #[arg(long)]
    pub(crate) skip_refused: bool,
    /// Pages, overlays, and folders of them. Default: those of the manifest.
    #[arg(value_name = "PAGE")]
    pub(crate) pages: Vec<PathBuf>,
}

impl Pages {
    pub(crate) fn config(&self, manifest: Option<&Path>) -> io::Result<Config> {
        let config = if self.pages.is_empty() {
            self::manifest(manifest)?.config()
        } else {
            exist(&self.pages)?;
            let start = manifest.map_or_else(|| Ok(Config::new()), |path| read(path).map(|found| found.config()))?;
            self.pages.iter().fold(start, Config::pages)
        };
        Ok(if self.skip_refused {
            config.on_refusal(OnRefusal::Skip)
        } else {
            config
        })
    }
}

/// Fails for a missing path: it is an error of the command line, not of a page.
pub(crate) fn exist(paths: &[PathBuf]) -> io::Result<()> {
    for path in paths {
        std::fs::metadata(path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    }
    Ok(())
}

/// Returns the given manifest, or that of the nearest folder, for a command that only reads.
pub(crate) fn manifest(named: Option<&Path>) -> io::Result<Manifest> {
    let manifest = found(named)?;
    transaction::settled(manifest.pages())?;
    Ok(manifest)
}

/// Returns the same for a command that may write. `writes` is the name of the command if it does:
/// then the lock of the pages is held until it is dropped, and the work of an interrupted run is
/// finished first.
pub(crate) fn manifest_for(named: Option<&Path>, writes: Option<&str>) -> io::Result<(Manifest, Option<Lock>)> {
    let Some(command) = writes else {
        return manifest(named).map(|manifest| (manifest, None));
    };
    let manifest = found(named)?;
    let lock = locked(manifest.pages(), command)?;
    Ok((manifest, Some(lock)))
}

/// Acquires the lock of a folder of pages, and finishes the work of an interrupted run.
pub(crate) fn locked(pages: &Path, command: &str) -> io::Result<Lock> {
    let lock = Lock::take(pages, command)?;
    transaction::recover(pages)?;
    Ok(lock)
}

fn found(named: Option<&Path>) -> io::Result<Manifest> {
    if let Some(path) = named {
        return read(path);
    }
    let here = std::env::current_dir()?;
    if Path::new(MANIFEST).exists() {
        return read(Path::new(MANIFEST));
    }
    let found = here
        .ancestors()
        .map(|folder| folder.join(MANIFEST))
        .find(|path| path.exists());
    found.map_or_else(
        || {
            let hint = format!("no page was given, and there is no {MANIFEST} in this folder or above it; see --help");
            Err(io::Error::new(io::ErrorKind::NotFound, hint))
        },
        |path| read(&path),
    )
}

fn read(path: &Path) -> io::Result<Manifest> {
    Manifest::read(path).map_err(|faults| {
        let rendered: Vec<String> = faults.iter().map(|fault| findings::human(fault, false)).collect();
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the manifest is invalid\n{}", rendered.join("\n")),
        )
    })
}

/// Returns the given files, and all pages below the given folders.
pub(crate) fn files(named: &[PathBuf]) -> io::Result<BTreeSet<PathBuf>> {
    exist(named)?;
    let mut files = BTreeSet::new();
    for path in named {
        if path.is_dir() {
            files.extend(below(path)?);
        } else if is_page(path) {
            files.insert(path.clone());
        } else {
            let message = format!(
                "{}: the name of a page must end in .md, .yaml, .yml or .json",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(files)
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(path) = queue.pop() {
        for entry in std::fs::read_dir(&path)? {
            let path = entry?.path();
            if path.is_dir() {
                queue.push(path);
            } else if is_page(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the names of all pages and overlays of a folder, relative to it.
pub(crate) fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    if !folder.exists() {
        return Ok(BTreeSet::new());
    }
    let files = below(folder)?.into_iter();
    Ok(files
        .map(|path| slashes(path.strip_prefix(folder).unwrap_or(&path)))
        .collect())
}

/// Returns the vendor's files of a folder of pages, by their names relative to it, without the
/// maintainer's overlays.
pub(crate) fn vendored(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut vendored = BTreeMap::new();
    for name in names(folder)? {
        let bytes = std::fs::read(folder.join(&name))?;
        let is_overlay = |all: Vec<Value>| all.iter().any(documents::is_overlay);
        // Parsing a page is slow, and few contain the word.
        let may_be = bytes.windows(7).any(|word| word == b"overlay");
        if !may_be || !documents::read(&name, &bytes).is_some_and(is_overlay) {
            vendored.insert(name, bytes);
        }
    }
    Ok(vendored)
}

/// Renders a path for names and messages with `/`, on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

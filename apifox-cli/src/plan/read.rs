//! Parses saved pages.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, Finding, Stage};

use super::step::Page;
use crate::documents::{self, Operation};
use crate::pages::slashes;
use crate::{findings, pages, refuse};

/// Parses the pages; `None` if one of them is not a page, which is reported.
pub(crate) fn validated(named: &[PathBuf]) -> io::Result<Option<Vec<Page>>> {
    let mut sound = true;
    let mut all = Vec::new();
    let paths = pages::files(named)?;
    let beside = beside(&paths)?;
    for path in &paths {
        if beside.values().any(|files| files.contains_key(path)) {
            continue; // added with the page that refers to it
        }
        let bytes = std::fs::read(path)?;
        let files = beside.get(path).into_iter().flat_map(BTreeMap::values).cloned();
        match read_with(slashes(path), bytes, files.collect(), path) {
            Ok(page) => all.push(page),
            Err(unread) => {
                unread.print()?;
                sound = false;
            }
        }
    }
    Ok(sound.then_some(all))
}

/// A file that a page refers to: its name in the folder of the page, and its content.
type File = (String, Vec<u8>);

/// Returns the files that each page refers to, by their paths.
fn beside(paths: &BTreeSet<PathBuf>) -> io::Result<BTreeMap<PathBuf, BTreeMap<PathBuf, File>>> {
    let mut beside = BTreeMap::new();
    for path in paths {
        let (Some(folder), Some(own)) = (path.parent(), path.file_name()) else {
            continue;
        };
        let report = Config::new().pages(path).until(Stage::Clean).generate();
        let names = report.pages().iter().filter(|name| Path::new(name) != Path::new(own));
        let mut files = BTreeMap::new();
        for name in names {
            let path = folder.join(name);
            let bytes = std::fs::read(&path)?;
            files.insert(path, (name.clone(), bytes));
        }
        if !files.is_empty() {
            beside.insert(path.clone(), files);
        }
    }
    Ok(beside)
}

/// Why a file is not a page: its findings, and a sentence if they do not explain it.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) findings: Vec<Finding>,
    pub(crate) reason: Option<String>,
}

impl Unread {
    pub(crate) fn print(&self) -> io::Result<()> {
        findings::print(self.findings.iter())?;
        refuse(self.reason.clone())?;
        Ok(())
    }
}

/// Parses a page that refers to no other file.
pub(crate) fn read(name: String, bytes: Vec<u8>) -> Result<Page, Unread> {
    let path = PathBuf::from(&name);
    read_with(name, bytes, Vec::new(), &path)
}

/// Parses a page with the files that it refers to, which are beside it at `path`.
fn read_with(name: String, bytes: Vec<u8>, files: Vec<File>, path: &Path) -> Result<Page, Unread> {
    // The name has the extension of a page, so that a build parses the page in the same way.
    let config = if files.is_empty() {
        Config::new().page_text(name.as_str(), bytes.as_slice())
    } else {
        Config::new().pages(path)
    };
    let report = config.until(Stage::Clean).generate();
    if report.is_refused() {
        return Err(Unread {
            findings: findings::refused(&report).cloned().collect(),
            reason: None,
        });
    }
    let documents = if files.is_empty() {
        documents::read(&name, &bytes).unwrap_or_default()
    } else {
        documents::parsed(&report)
    };
    let operations: Vec<Operation> = documents
        .iter()
        .flat_map(documents::operations)
        .map(|(operation, _)| operation)
        .collect();
    if documents.iter().any(documents::is_overlay) || operations.is_empty() {
        let reason = format!("{name} documents no operation; copy an overlay into the folder by hand");
        return Err(Unread {
            findings: Vec::new(),
            reason: Some(reason),
        });
    }
    Ok(Page {
        name,
        bytes,
        operations,
        files,
    })
}

//! What git knows of a folder: revisions, releases, and what stood in files. It is asked by its own program.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use apifox_build::diff::Version;

/// The history of a folder.
#[derive(Debug)]
pub(crate) struct History {
    folder: PathBuf,
}

/// What is compared with when nothing is named.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(crate) revision: String,
    /// The version, if it was a release.
    pub(crate) released: Option<Version>,
}

impl History {
    /// Of the folder in which a manifest stands.
    pub(crate) fn of(manifest: &Path) -> Self {
        let folder = manifest.parent().filter(|folder| !folder.as_os_str().is_empty());
        Self {
            folder: folder.unwrap_or(Path::new(".")).to_owned(),
        }
    }

    fn ask(&self, arguments: &[&str]) -> io::Result<Vec<u8>> {
        let mut git = Command::new("git");
        let asked = git.arg("-C").arg(&self.folder).args(arguments).output();
        let output = asked.map_err(|error| io::Error::new(error.kind(), format!("git: {error}")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let told = String::from_utf8_lossy(&output.stderr);
        let first = told.lines().next().unwrap_or("git said nothing");
        Err(io::Error::new(io::ErrorKind::NotFound, first.to_owned()))
    }

    fn line(&self, arguments: &[&str]) -> Option<String> {
        let text = String::from_utf8(self.ask(arguments).ok()?).ok()?;
        text.lines().next().map(str::to_owned).filter(|line| !line.is_empty())
    }

    /// The last release (a tag such as `v0.1.0`), else the first commit that has the pages. `None` where there is neither, or where
    /// the history is cut off, so that its first commit is not the first.
    pub(crate) fn base(&self, pages: &str) -> Option<Base> {
        if let Some(tag) = self.line(&["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]) {
            let released = tag.parse().ok();
            return Some(Base {
                revision: tag,
                released,
            });
        }
        if self.line(&["rev-parse", "--is-shallow-repository"])? != "false" {
            return None;
        }
        let first = self.line(&["log", "--reverse", "--format=%h", "--", pages])?;
        Some(Base {
            revision: first,
            released: None,
        })
    }

    /// Whether there is such a revision.
    pub(crate) fn knows(&self, revision: &str) -> bool {
        let commit = format!("{revision}^{{commit}}");
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .is_some()
    }

    /// What stood in a file; `None` if it was not there. The path is one within the folder.
    pub(crate) fn file(&self, revision: &str, path: &str) -> Option<Vec<u8>> {
        self.ask(&["show", "--end-of-options", &format!("{revision}:./{path}")])
            .ok()
    }

    /// The files that stood below a folder, by their paths within this one.
    pub(crate) fn files(&self, revision: &str, below: &str) -> io::Result<Vec<String>> {
        let listed = self.ask(&["ls-tree", "-r", "-z", "--name-only", revision, "--", below])?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

//! The Git history of a folder: revisions, releases, and the content of files. Runs the program
//! `git`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use apifox_build::is_page;
use apifox_diff::Version;

/// The history of a folder.
#[derive(Debug, Clone)]
pub(crate) struct History {
    folder: PathBuf,
}

/// The default version to compare with.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(crate) revision: String,
    /// The version, if it was released.
    pub(crate) released: Option<Version>,
}

/// Splits the tag of a release into the package name before the version, if there is one, and the
/// version: `v0.1.0`, `0.1.0`, `app-v0.1.0`, `app/v0.1.0` or `app@0.1.0`. A release candidate is
/// not a release.
pub(crate) fn release(tag: &str) -> Option<(&str, Version)> {
    let tag = tag.strip_prefix("refs/tags/").unwrap_or(tag);
    let (prefix, version) = match tag.rsplit_once(['-', '/', '@', '_']) {
        Some((prefix, version)) => (prefix, version),
        None => ("", tag),
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = version.strip_prefix('v').unwrap_or(version);
    let is_release = numbers.split('.').count() == 3 && numbers.split('.').all(is_number);
    let is_name = prefix.is_empty() || prefix.contains(|c: char| c.is_ascii_alphabetic()) && release(prefix).is_none();
    (is_release && is_name)
        .then(|| Some((prefix, numbers.parse().ok()?)))
        .flatten()
}

impl History {
    /// Returns the history of the folder that holds a manifest.
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
        let stderr = String::from_utf8_lossy(&output.stderr);
        let first = stderr.lines().next().unwrap_or("git said nothing");
        Err(io::Error::new(io::ErrorKind::NotFound, first.to_owned()))
    }

    fn line(&self, arguments: &[&str]) -> Option<String> {
        let text = String::from_utf8(self.ask(arguments).ok()?).ok()?;
        text.lines().next().map(str::to_owned).filter(|line| !line.is_empty())
    }

    /// Returns the last release (a tag such as `v0.1.0`, or `app-v0.1.0`), else the first commit
    /// that has the pages. `None` if there is neither, or if the history is truncated, so that its
    /// first commit is not the real first one. `package` returns the name of the package: if
    /// several are released from this repository, only its tags count.
    pub(crate) fn base(&self, pages: &str, package: impl FnOnce() -> Option<String>) -> Option<Base> {
        if let Some((tag, version)) = self.last_release(package) {
            return Some(Base {
                revision: tag,
                released: Some(version),
            });
        }
        if self.is_cut_off() {
            return None;
        }
        let first = self.line(&["log", "--reverse", "--format=%h", "--", pages])?;
        Some(Base {
            revision: first,
            released: None,
        })
    }

    /// Whether the history is truncated or missing.
    pub(crate) fn is_cut_off(&self) -> bool {
        let is_shallow = self.line(&["rev-parse", "--is-shallow-repository"]);
        is_shallow.is_none_or(|is_shallow| is_shallow != "false")
    }

    /// Whether the history is truncated: a shallow clone.
    pub(crate) fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true")
    }

    fn last_release(&self, package: impl FnOnce() -> Option<String>) -> Option<(String, Version)> {
        let listed = self.ask(&["tag", "--merged", "HEAD"]).ok()?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let mut by_prefix: BTreeMap<&str, (Version, &str)> = BTreeMap::new();
        for tag in listed.lines() {
            if let Some((prefix, version)) = release(tag) {
                let last = by_prefix.entry(prefix).or_insert((version, tag));
                *last = (*last).max((version, tag));
            }
        }
        let found = match by_prefix.get("") {
            None if by_prefix.len() > 1 => by_prefix.get(package()?.as_str()),
            None => by_prefix.values().next(),
            plain => plain,
        };
        found.map(|(version, tag)| ((*tag).to_owned(), *version))
    }

    /// Whether the revision exists.
    pub(crate) fn knows(&self, revision: &str) -> bool {
        let commit = format!("{revision}^{{commit}}");
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .is_some()
    }

    /// Returns the file `REV:FILE`, or the pages and published names of the folder `REV:FOLDER`.
    /// The path is relative to the repository, or, if that does not exist, to this folder.
    pub(crate) fn named(&self, name: &str) -> Option<Vec<(String, Vec<u8>)>> {
        let (revision, path) = name.split_once(':').filter(|(revision, _)| self.knows(revision))?;
        let objects = [name.to_owned(), format!("{revision}:./{path}")];
        objects
            .iter()
            .find_map(|object| match self.line(&["cat-file", "-t", object])?.as_str() {
                "tree" => self.below(object.trim_end_matches('/'), name.trim_end_matches('/')),
                _ => Some(vec![(name.to_owned(), self.ask(&["show", object]).ok()?)]),
            })
    }

    fn below(&self, tree: &str, name: &str) -> Option<Vec<(String, Vec<u8>)>> {
        let listed = self
            .ask(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", tree])
            .ok()?;
        let names = listed.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let is_used = |file: &str| is_page(Path::new(file)) || file == "names.lock";
        let end = if tree.ends_with(':') { "" } else { "/" };
        let read = |file: String| {
            let content = self.ask(&["show", &format!("{tree}{end}{file}")]).ok()?;
            Some((format!("{name}{end}{file}"), content))
        };
        names
            .filter(|file| is_used(file))
            .map(|file| read(file.into_owned()))
            .collect()
    }

    /// Returns the content of a file at a revision; `None` if it did not exist. The path is
    /// relative to the folder.
    pub(crate) fn file(&self, revision: &str, path: &str) -> Option<Vec<u8>> {
        self.ask(&["show", "--end-of-options", &format!("{revision}:./{path}")])
            .ok()
    }

    /// Returns the files below a folder at a revision, with paths relative to this folder.
    pub(crate) fn files(&self, revision: &str, below: &str) -> io::Result<Vec<String>> {
        let listed = self.ask(&["ls-tree", "-r", "-z", "--name-only", revision, "--", below])?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_release_if_it_ends_in_a_version_that_is_final() {
        for (tag, is) in [
            ("v0.1.0", Some("")),
            ("0.1.0", Some("")),
            ("refs/tags/v0.1.0", Some("")),
            ("app-v0.1.0", Some("app")),
            ("my-app/v0.1.0", Some("my-app")),
            ("app@0.1.0", Some("app")),
            ("v0.1.0-rc.1", None),
            ("app-v0.1.0-rc.1", None),
            ("v0.1.0-1.2.3", None),
            ("v0.1.0-3-gabcdef0", None),
            ("v0.1", None),
            ("main", None),
        ] {
            assert_eq!(release(tag).map(|(prefix, _)| prefix), is, "{tag}");
        }
    }
}

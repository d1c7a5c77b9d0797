//! What the configuration names, read: pages, overlays and published names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::{Config, Source};
use crate::finding::{Finding, Findings, Severity};
use crate::name::lock::Lock;
use crate::node::At;
use crate::page::Page;
use crate::report::Report;

/// All that a run starts from.
pub(crate) struct Input {
    pub(crate) pages: Vec<Page>,
    /// Names of the pages that an environment variable adds.
    pub(crate) added: BTreeSet<String>,
    pub(crate) lock: Lock,
}

/// Full name, short name and content of a file.
type File = (String, String, Vec<u8>);

/// The file of published names, wherever it stands below a folder of pages.
pub(crate) const LOCK: &str = "names.lock";

/// Reads everything, sorted by name, so that the order of arguments and of a folder's files never matters.
pub(crate) fn read(config: &Config, report: &mut Report, findings: &mut Findings) -> Input {
    let mut files: Vec<File> = Vec::new();
    let mut locks: Vec<File> = Vec::new();
    let mut added = BTreeSet::new();
    for source in &config.inputs {
        match source {
            Source::Text { name, bytes } => files.push((name.clone(), name.clone(), bytes.clone())),
            Source::Path(path) => read_path(path, report, &mut files),
            // A lock that is not there yet locks nothing.
            Source::Lock(path) if path.exists() => read_path(path, report, &mut locks),
            Source::Lock(_) => {}
            Source::Env(variable) => {
                report.variables.push(variable.clone());
                if let Some(path) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
                    let before = files.len();
                    read_path(&PathBuf::from(path), report, &mut files);
                    added.extend(files[before..].iter().map(|(name, ..)| name.clone()));
                }
            }
        }
    }
    for finding in report.findings.drain(..) {
        findings.fail(At::default(), finding.code, finding.message, finding.hint);
    }
    let (found, mut files): (Vec<File>, Vec<File>) =
        files.into_iter().partition(|(_, short, _)| is_lock(Path::new(short)));
    locks.extend(found);
    for files in [&mut files, &mut locks] {
        files.sort();
        files.dedup();
    }
    let lock = locks.iter().fold(Lock::default(), |lock, (name, _, bytes)| {
        lock.and(name, &String::from_utf8_lossy(bytes), findings)
    });
    report.pages = files.iter().map(|(_, short, _)| short.clone()).collect();
    if config.source_sums {
        report.sums = files.iter().map(|(_, _, bytes)| sha256(bytes)).collect();
    }
    let pages = files
        .iter()
        .flat_map(|(name, _, bytes)| Page::read(name, bytes, findings))
        .collect();
    Input { pages, added, lock }
}

/// Reads a file, or every page below a folder.
fn read_path(root: &Path, report: &mut Report, files: &mut Vec<File>) {
    let mut queue = vec![root.to_owned()];
    let mut failed = Vec::new();
    if root.exists() {
        report.watched.push(root.to_owned()); // a path that does not exist would make cargo run the build script every time
    }
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            match std::fs::read_dir(&path) {
                Ok(entries) => queue.extend(
                    entries
                        .filter_map(Result::ok)
                        .map(|entry| entry.path())
                        .filter(|path| path.is_dir() || is_page(path) || is_lock(path)),
                ),
                Err(error) => failed.push((path, error)),
            }
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) => {
                let short = path.strip_prefix(root).ok().filter(|rest| !rest.as_os_str().is_empty());
                let short = short.or(path.file_name().map(Path::new)).unwrap_or(&path);
                files.push((slashes(&path), slashes(short), bytes));
            }
            Err(error) => failed.push((path, error)),
        }
    }
    report.findings.extend(failed.into_iter().map(|(path, error)| Finding {
        location: None,
        code: "not-read",
        severity: Severity::Refused,
        message: format!("cannot read {}: {error}", slashes(&path)),
        hint: "check the path; a folder is read with all folders below it".to_owned(),
    }));
}

/// The SHA-256 of a text, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes)
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Whether a folder's file is read as a page: by its ending, unless it is called `README.md` or begins with a dot. See
/// [`Config::pages`].
#[must_use]
pub fn is_page(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "md" | "yaml" | "yml" | "json") && name != "readme.md" && !name.starts_with('.')
}

/// A path as it is written in names and messages, on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn is_lock(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == LOCK)
}

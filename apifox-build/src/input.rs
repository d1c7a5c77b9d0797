//! The input of a run: pages, overlays and published names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::{Config, Source};
use crate::file_name::{LOCK, slashes};
use crate::files::{File, Origins, Read, normal_name};
use crate::finding::{Findings, Severity};
use crate::hash::sha256;
use crate::name::lock::Lock;
use crate::node::At;
use crate::page::{self, Page, place};
use crate::report::Report;

/// Everything that a run starts from.
pub(crate) struct Input {
    pub(crate) pages: Vec<Page>,
    /// The names of the pages that an environment variable adds.
    pub(crate) added: BTreeSet<String>,
    pub(crate) lock: Lock,
    pub(crate) origins: Origins,
}

/// Reads all input, sorted by name, so that the order of arguments and of a folder's files never
/// matters.
pub(crate) fn read(config: &Config, report: &mut Report, findings: &mut Findings) -> Input {
    let mut files: Vec<File> = Vec::new();
    let mut locks: Vec<File> = Vec::new();
    let mut added = BTreeSet::new();
    let mut origins = Origins::default();
    for source in &config.inputs {
        match source {
            Source::Text { name, bytes } => {
                origins.texts.insert(normal_name(name), bytes.clone());
                files.push((name.clone(), name.clone(), bytes.clone()));
            }
            Source::Path(path) => {
                let before = files.len();
                read_path(path, report, &mut files, findings);
                origins.limit(path, &files[before..]);
            }
            // A lock that does not exist yet locks nothing.
            Source::Lock(path) if path.exists() => read_path(path, report, &mut locks, findings),
            Source::Lock(_) => {}
            Source::Env(variable) => {
                report.variables.push(variable.clone());
                if let Some(path) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
                    let before = files.len();
                    let path = PathBuf::from(path);
                    read_path(&path, report, &mut files, findings);
                    origins.limit(&path, &files[before..]);
                    added.extend(files[before..].iter().map(|(name, ..)| name.clone()));
                }
            }
        }
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
    Input {
        pages,
        added,
        lock,
        origins,
    }
}

/// Adds the files that pages refer to after the pages, each once.
pub(crate) fn note_files(read: &[Read], config: &Config, report: &mut Report) {
    for file in read {
        report.watched.push(file.path.clone());
        let place = report.pages.binary_search(&file.short).unwrap_or_else(|place| place);
        report.pages.insert(place, file.short.clone());
        if config.source_sums {
            report.sums.insert(place, sha256(&file.bytes));
        }
    }
}

/// Reads a file, or every page below a folder.
fn read_path(root: &Path, report: &mut Report, files: &mut Vec<File>, findings: &mut Findings) {
    let mut queue = vec![root.to_owned()];
    let before = files.len();
    // For a path that does not exist, cargo would run the build script every time.
    if root.exists() {
        report.watched.push(root.to_owned());
    }
    // Some files are old and some new until the program resumes (`transaction.rs` of `apifox`).
    if root.join(".apifox-pending").join("journal").exists() {
        let message = format!(
            "a run of `apifox` was killed while it replaced files of {}",
            slashes(root)
        );
        findings.fail(
            At::default(),
            "not-read",
            message,
            "run `apifox bless`, which completes it",
        );
    }
    let mut failed = |path: &Path, error: std::io::Error| {
        let message = format!("cannot read {}: {error}", slashes(path));
        let hint = "check the path; a folder is read with all folders below it";
        findings.fail(At::default(), "not-read", message, hint);
    };
    let mut others = Vec::new();
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            match std::fs::read_dir(&path) {
                Ok(entries) => {
                    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
                    let is_read = |path: &PathBuf| path.is_dir() || is_page(path) || is_lock(path);
                    let (read, left): (Vec<_>, Vec<_>) = paths.partition(is_read);
                    queue.extend(read);
                    others.extend(left);
                }
                Err(error) => failed(&path, error),
            }
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) => {
                let short = path.strip_prefix(root).ok().filter(|rest| !rest.as_os_str().is_empty());
                let short = short.or(path.file_name().map(Path::new)).unwrap_or(&path);
                files.push((slashes(&path), slashes(short), bytes));
            }
            Err(error) => failed(&path, error),
        }
    }
    others.sort();
    for path in others {
        note_skipped(&path, findings);
    }
    let is_left = |(_, short, _): &File| !is_lock(Path::new(short));
    if root.is_dir() && !files[before..].iter().any(is_left) {
        let place = place(&slashes(root), 1, "");
        let message = "there are no pages in this folder";
        let hint = "put pages into it; their names end in .md, .yaml, .yml or .json";
        findings.refuse_here(place, "no-pages", message, hint);
    }
}

/// Reports a page that was saved with another extension, which would otherwise be ignored silently.
fn note_skipped(path: &Path, findings: &mut Findings) {
    const ENDINGS: [&str; 3] = ["txt", "html", "htm"];
    const MAX_BYTES: u64 = 1 << 24;
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let is_small = std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= MAX_BYTES);
    if !is_small || !ENDINGS.contains(&ending.as_str()) {
        return;
    }
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    if ending == "txt" && !page::holds_document(&text) {
        return;
    }
    let name = slashes(path);
    let message = format!("a file whose name ends in .{ending} is not read as a page");
    let place = place(&name, 1, text.lines().next().unwrap_or_default());
    findings.push_here(place, Severity::Lossy, "page-ending", message, page::how_to_save());
}

/// Whether a file in a folder is read as a page: by its extension, unless its name is `README.md`
/// or begins with a dot. See [`Config::pages`].
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

fn is_lock(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == LOCK)
}

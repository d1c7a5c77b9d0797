//! `apifox add`: takes saved pages in.

mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, Finding, Manifest, Provenance, Record, Stage};
use clap::Args;

pub(crate) use self::plan::{Page, Step, plan};
use crate::documents::{self, Operation};
use crate::intake::{self, Origins};
use crate::pages::slashes;
use crate::{Outcome, findings, pages, print, progress, refuse};

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Saved pages (`.md`, `.yaml`, `.yml`, `.json`), and folders of them.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
}

impl Add {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let manifest = pages::manifest_for(manifest, !self.dry_run)?;
        let folder = manifest.pages();
        let Some(new) = validated(&self.pages)? else {
            return refuse(["nothing is taken in".to_owned()]);
        };
        let old = pages::vendored(folder)?;
        let steps = match plan(new, &old, &manifest)? {
            Ok(steps) => steps,
            Err(reasons) => return refuse(reasons),
        };
        let known = Provenance::read(folder)?;
        let told: String = steps
            .iter()
            .map(|step| step.told(folder, self.dry_run, known.get(&step.target).is_some()))
            .collect();
        if !self.dry_run {
            intake::transaction(&steps, &Origins::new(), &manifest)?.commit(folder)?;
        }
        print(&told)?;
        if !self.dry_run {
            print(&outlook(&manifest))?;
        }
        Ok(Outcome::Well)
    }
}

/// The pages, read; nothing if one of them is no page, which is reported.
pub(crate) fn validated(named: &[PathBuf]) -> io::Result<Option<Vec<Page>>> {
    let mut sound = true;
    let mut all = Vec::new();
    let paths = pages::files(named)?;
    let beside = beside(&paths)?;
    for path in &paths {
        if beside.values().any(|files| files.contains_key(path)) {
            continue; // it goes along with the page that refers to it
        }
        let bytes = std::fs::read(path)?;
        let files = beside.get(path).into_iter().flat_map(BTreeMap::values).cloned();
        match read_with(slashes(path), bytes, files.collect(), path) {
            Ok(page) => all.push(page),
            Err(unread) => {
                unread.tell()?;
                sound = false;
            }
        }
    }
    Ok(sound.then_some(all))
}

/// A file that a page refers to: its name in the folder of the page, and its content.
type File = (String, Vec<u8>);

/// By page: the files that it refers to, by their paths.
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

/// Why a file is no page: what is found in it, and a sentence if that does not say it all.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) findings: Vec<Finding>,
    pub(crate) reason: Option<String>,
}

impl Unread {
    pub(crate) fn tell(&self) -> io::Result<()> {
        findings::tell(self.findings.iter())?;
        refuse(self.reason.clone())?;
        Ok(())
    }
}

/// A page that refers to no other file, read.
pub(crate) fn read(name: String, bytes: Vec<u8>) -> Result<Page, Unread> {
    let path = PathBuf::from(&name);
    read_with(name, bytes, Vec::new(), &path)
}

/// A page, read with the files that it refers to, which stand beside it at `path`.
fn read_with(name: String, bytes: Vec<u8>, files: Vec<File>, path: &Path) -> Result<Page, Unread> {
    // The name ends as one of a page does: what is read here is what a build will read.
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
        let reason = format!("{name} documents no operation; an overlay is put into the folder by hand");
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

impl Step {
    /// What is done, and which operations it is done with.
    pub(crate) fn told(&self, folder: &Path, dry: bool, known: bool) -> String {
        use std::fmt::Write as _;

        let target = slashes(&folder.join(&self.target));
        let word = match (self.unchanged, self.replaced.is_empty()) {
            (true, _) if known => "unchanged",
            (true, _) if dry => "would record",
            (true, _) => "recorded",
            (_, true) if dry => "would add",
            (_, true) => "added",
            (_, false) if dry => "would replace",
            (_, false) => "replaced",
        };
        let others: Vec<&String> = self.replaced.iter().filter(|name| **name != self.target).collect();
        let others = others
            .iter()
            .fold(String::new(), |text, name| text + " (in the place of " + name + ")");
        let mut text = format!("{word} {target}{others}, from {}\n", self.page.name);
        for operation in &self.page.operations {
            let page = operation
                .page
                .as_ref()
                .map(|page| format!(", page {page}"))
                .unwrap_or_default();
            let _ = writeln!(text, "  {operation} {:?}{page}", operation.summary);
        }
        for (name, _) in &self.page.files {
            let _ = writeln!(text, "  with {}, which it refers to", slashes(&folder.join(name)));
        }
        for (name, is_described) in &self.beside {
            let what = if *is_described {
                "which only describes the operation: what it says of it is left out from now on"
            } else {
                "another page of the same operation: remove it if this one takes its place"
            };
            let _ = writeln!(text, "  beside {name}, {what}");
        }
        findings::visible(&text)
    }

    /// What is recorded of it.
    pub(crate) fn record(&self, today: &str) -> Record {
        let pages: Vec<&str> = self
            .page
            .operations
            .iter()
            .filter_map(|operation| operation.page.as_deref())
            .collect();
        let source = self.page.name.rsplit('/').next().unwrap_or_default();
        let named = if pages.is_empty() {
            "-".to_owned()
        } else {
            pages.join(",")
        };
        Record::new(&self.page.bytes, today, &named, source)
    }
}

/// What is to be done next.
pub(crate) fn outlook(manifest: &Manifest) -> String {
    let report = progress::generate(manifest.config());
    match findings::refused(&report).count() {
        0 => "next: `bless`, then review what changed\n".to_owned(),
        count => format!("next: `check`, which refuses {count} times; mend that in the overlay, then `bless`\n"),
    }
}

/// Today in UTC, or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org: seconds since 1970).
pub(crate) fn today() -> io::Result<String> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds = seconds.trim().parse::<i64>().ok();
            let time = seconds.and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok());
            time.ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "SOURCE_DATE_EPOCH is not a number of seconds",
                )
            })?
        }
        Err(_) => time::OffsetDateTime::now_utc(),
    };
    Ok(now.date().to_string())
}

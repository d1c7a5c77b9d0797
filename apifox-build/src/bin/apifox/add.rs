//! `apifox add`: takes saved pages in.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, Manifest, Severity, Stage};
use clap::Args;
use serde_json::Value;

use crate::documents::{self, Operation};
use crate::provenance::{self, Provenance, Record};
use crate::{Outcome, findings, pages, print, progress};

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Saved pages (`.md`, `.yaml`, `.yml`, `.json`), and folders of them.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
}

/// A file and the operations it documents.
struct Page {
    name: String,
    bytes: Vec<u8>,
    operations: Vec<Operation>,
}

/// What becomes of one page.
struct Step {
    page: Page,
    /// The name it gets in the folder.
    target: String,
    /// The files that document what it documents.
    replaced: Vec<String>,
    unchanged: bool,
}

impl Add {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let manifest = pages::manifest(manifest)?;
        let folder = manifest.pages();
        let Some(new) = self.validated()? else {
            print("nothing is taken in: see what was refused\n")?;
            return Ok(Outcome::Refused);
        };
        let old = vendored(folder)?;
        let steps = match plan(new, &old, &manifest) {
            Ok(steps) => steps,
            Err(refusals) => {
                print(
                    &refusals
                        .iter()
                        .fold(String::new(), |text, line| text + "refused: " + line + "\n"),
                )?;
                return Ok(Outcome::Refused);
            }
        };
        let mut provenance = Provenance::read(folder)?;
        for step in &steps {
            print(&step.told(folder, self.dry_run))?;
            if !self.dry_run {
                step.take_in(folder, &mut provenance)?;
            }
        }
        if !self.dry_run {
            provenance.write()?;
            print(&outlook(&manifest))?;
        }
        Ok(Outcome::Well)
    }

    /// The pages, read; nothing if one of them is no page, which is told.
    fn validated(&self) -> io::Result<Option<Vec<Page>>> {
        let mut sound = true;
        let mut all = Vec::new();
        for path in files(&self.pages)? {
            let name = slashes(&path);
            let bytes = std::fs::read(&path)?;
            // The name ends as one of a page does: what is read here is what a build will read.
            let report = Config::new()
                .page_text(name.as_str(), bytes.as_slice())
                .until(Stage::Clean)
                .generate();
            let refused: Vec<_> = report
                .findings()
                .iter()
                .filter(|finding| finding.severity == Severity::Refused)
                .collect();
            if !refused.is_empty() {
                findings::tell(refused.into_iter())?;
                sound = false;
                continue;
            }
            let documents = documents::read(&name, &bytes).unwrap_or_default();
            let operations: Vec<Operation> = documents
                .iter()
                .flat_map(documents::operations)
                .map(|(operation, _)| operation)
                .collect();
            if documents.iter().any(documents::is_overlay) || operations.is_empty() {
                print(&format!(
                    "refused: {name} documents no operation; an overlay is put into the folder by hand\n"
                ))?;
                sound = false;
            }
            all.push(Page {
                name,
                bytes,
                operations,
            });
        }
        Ok(sound.then_some(all))
    }
}

/// The files that are meant: those that are named, and all pages below the folders.
fn files(named: &[PathBuf]) -> io::Result<BTreeSet<PathBuf>> {
    pages::exist(named)?;
    let mut files = BTreeSet::new();
    for path in named {
        if path.is_dir() {
            files.extend(below(path)?);
        } else if is_page(path) {
            files.insert(path.clone());
        } else {
            let message = format!("{}: a page ends in .md, .yaml, .yml or .json", path.display());
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

/// As `Config::pages` tells pages from other files.
fn is_page(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "md" | "yaml" | "yml" | "json") && name != "readme.md" && !name.starts_with('.')
}

/// The vendor's files of a folder of pages, by their names within it; overlays are the maintainer's.
pub(crate) fn vendored(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut vendored = BTreeMap::new();
    if !folder.exists() {
        return Ok(vendored);
    }
    for path in below(folder)? {
        let bytes = std::fs::read(&path)?;
        let name = slashes(path.strip_prefix(folder).unwrap_or(&path));
        let is_overlay = |all: Vec<Value>| all.iter().any(documents::is_overlay);
        if !documents::read(&name, &bytes).is_ok_and(is_overlay) {
            vendored.insert(name, bytes);
        }
    }
    Ok(vendored)
}

/// What becomes of each page, or why nothing can become of them.
fn plan(new: Vec<Page>, old: &BTreeMap<String, Vec<u8>>, manifest: &Manifest) -> Result<Vec<Step>, Vec<String>> {
    let mut refusals = twice(&new);
    let mut documented: BTreeMap<&str, Vec<Operation>> = BTreeMap::new();
    for (name, bytes) in old {
        let documents = documents::read(name, bytes).unwrap_or_default();
        let operations = documents
            .iter()
            .flat_map(documents::operations)
            .map(|(operation, _)| operation);
        documented.insert(name, operations.collect());
    }
    let names = names(&new, manifest);
    let mut taken: BTreeSet<String> = old.keys().cloned().collect();
    let mut steps = Vec::new();
    for page in new {
        let mut replaced = Vec::new();
        for (name, operations) in &documented {
            let has = |operation: &Operation| page.operations.iter().any(|own| own.is_same(operation));
            let lost: Vec<String> = operations
                .iter()
                .filter(|operation| !has(operation))
                .map(ToString::to_string)
                .collect();
            if lost.len() == operations.len() {
                continue;
            }
            if !lost.is_empty() {
                let gone = lost.join(", ");
                refusals.push(format!(
                    "{} documents part of {name}, which also documents {gone}: split the file, or remove it",
                    page.name
                ));
            }
            replaced.push((*name).to_owned());
        }
        let ending = ending(&page.name);
        let target = match replaced.as_slice() {
            [one] => format!(
                "{}.{ending}",
                one.rsplit_once('.').map_or(one.as_str(), |(stem, _)| stem)
            ),
            _ => {
                taken.retain(|name| !replaced.contains(name));
                free(&stem(&page, &names), ending, &taken)
            }
        };
        taken.insert(target.clone());
        let unchanged = replaced == [target.clone()] && old.get(&target).is_some_and(|bytes| *bytes == page.bytes);
        steps.push(Step {
            page,
            target,
            replaced,
            unchanged,
        });
    }
    if refusals.is_empty() { Ok(steps) } else { Err(refusals) }
}

/// Operations that two of the pages document.
fn twice(new: &[Page]) -> Vec<String> {
    let mut refusals = Vec::new();
    for (index, page) in new.iter().enumerate() {
        for other in &new[..index] {
            let shared = page
                .operations
                .iter()
                .find(|own| other.operations.iter().any(|operation| operation.is_same(own)));
            if let Some(operation) = shared {
                refusals.push(format!(
                    "{} and {} both document {operation}: take in the newer one",
                    other.name, page.name
                ));
            }
        }
    }
    refusals
}

/// By method and path: the id that the operation gets beside all that is there already.
fn names(new: &[Page], manifest: &Manifest) -> BTreeMap<(String, String), String> {
    let config = new.iter().enumerate().fold(manifest.config(), |config, (index, page)| {
        config.page_text(format!("{index}/{}", page.name), page.bytes.as_slice())
    });
    let report = config.until(Stage::Name).generate();
    let document: Value = report
        .shown()
        .and_then(|text| serde_yaml::from_str(text).ok())
        .unwrap_or_default();
    let named = documents::operations(&document).filter_map(|(operation, node)| {
        let id = node.get("operationId")?.as_str()?.to_owned();
        Some(((operation.method, operation.path), id))
    });
    named.collect()
}

/// The name of a page's file: that of its operation, or, where it has several, its own.
fn stem(page: &Page, names: &BTreeMap<(String, String), String>) -> String {
    let named = match page.operations.as_slice() {
        [one] => names.get(&(one.method.clone(), one.path.clone())).cloned(),
        _ => None,
    };
    let own = || {
        page.name
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
            .map_or("", |(stem, _)| stem)
            .to_owned()
    };
    let text = named.unwrap_or_else(own).to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "page".to_owned()
    } else {
        words.join("-")
    }
}

fn free(stem: &str, ending: &str, taken: &BTreeSet<String>) -> String {
    let first = format!("{stem}.{ending}");
    if !taken.contains(&first) {
        return first;
    }
    let mut number = 2;
    while taken.contains(&format!("{stem}-{number}.{ending}")) {
        number += 1;
    }
    format!("{stem}-{number}.{ending}")
}

fn ending(name: &str) -> &'static str {
    match name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "json" => "json",
        "yaml" | "yml" => "yaml",
        _ => "md",
    }
}

impl Step {
    fn told(&self, folder: &Path, dry: bool) -> String {
        let target = slashes(&folder.join(&self.target));
        let word = match (self.unchanged, self.replaced.is_empty()) {
            (true, _) => "unchanged",
            (_, true) if dry => "would add",
            (_, true) => "added",
            (_, false) if dry => "would replace",
            (_, false) => "replaced",
        };
        let others: Vec<&String> = self.replaced.iter().filter(|name| **name != self.target).collect();
        let others: String = others.iter().map(|name| format!(" (in the place of {name})")).collect();
        let mut text = format!("{word} {target}{others}, from {}\n", self.page.name);
        for operation in &self.page.operations {
            let page = operation
                .page
                .as_ref()
                .map(|page| format!(", page {page}"))
                .unwrap_or_default();
            text += &format!("  {operation} {:?}{page}\n", operation.summary);
        }
        text
    }

    fn take_in(&self, folder: &Path, provenance: &mut Provenance) -> io::Result<()> {
        if self.unchanged && provenance.records.contains_key(&self.target) {
            return Ok(());
        }
        let path = folder.join(&self.target);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(&path, &self.page.bytes)?;
        for name in self.replaced.iter().filter(|name| **name != self.target) {
            std::fs::remove_file(folder.join(name))?;
            provenance.records.remove(name);
        }
        let pages: Vec<&str> = self
            .page
            .operations
            .iter()
            .filter_map(|operation| operation.page.as_deref())
            .collect();
        let source = self.page.name.rsplit('/').next().unwrap_or_default();
        let record = Record {
            sha256: provenance::sha256(&self.page.bytes),
            date: provenance::today()?,
            page: if pages.is_empty() {
                "-".to_owned()
            } else {
                pages.join(",")
            },
            source: source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        };
        provenance.records.insert(self.target.clone(), record);
        Ok(())
    }
}

/// What is to be done next.
fn outlook(manifest: &Manifest) -> String {
    let report = progress::generate(manifest.config());
    let refused = report
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Refused)
        .count();
    match refused {
        0 => "next: `bless`, then review what changed\n".to_owned(),
        count => format!("next: `check`, which refuses {count} times; mend that in the overlay, then `bless`\n"),
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

//! Plans how pages are added: which file each page is written to, and which files it replaces.

mod read;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use apifox_build::{Config, Manifest, Stage};
use serde_json::Value;

pub(crate) use self::read::{Unread, read, validated};
pub(crate) use self::step::{Page, Step, today};
use crate::documents::{self, Operation};
use crate::pages;

/// Plans a step for each page, or returns why the pages cannot be added.
pub(crate) fn plan(
    new: Vec<Page>,
    old: &BTreeMap<String, Vec<u8>>,
    manifest: &Manifest,
) -> io::Result<Result<Vec<Step>, Vec<String>>> {
    let mut refusals = twice(&new);
    let documented: Vec<(&String, Vec<Operation>)> = old
        .iter()
        .map(|(name, bytes)| (name, operations(manifest.pages(), name, bytes)))
        .collect();
    let ids = ids(&new, manifest);
    // All files count, overlays too: a file is only overwritten by the page that it came from.
    let mut taken = pages::names(manifest.pages())?;
    let mut steps = Vec::new();
    for page in new {
        let (mut replaced, mut beside) = (Vec::new(), Vec::new());
        for (name, operations) in &documented {
            let has = |operation: &&Operation| page.operations.iter().any(|own| own.is_same(operation));
            let (shared, lost): (Vec<_>, Vec<_>) = operations.iter().partition(has);
            if shared.is_empty() {
                let mut others = operations
                    .iter()
                    .filter(|other| page.operations.iter().any(|own| own.is_beside(other)));
                beside.extend(others.next().map(|other| ((*name).clone(), other.is_described())));
                continue;
            }
            if !lost.is_empty() {
                let lost: Vec<String> = lost.iter().map(ToString::to_string).collect();
                let (page, lost) = (&page.name, lost.join(", "));
                refusals.push(format!(
                    "{page} documents part of {name}, which also documents {lost}: split the file, or remove it"
                ));
            }
            replaced.push((*name).clone());
        }
        taken.retain(|name| !replaced.contains(name));
        let target = if !page.files.is_empty() {
            refusals.extend(conflicts(&page, &replaced, manifest.pages()));
            page.own_name().to_owned()
        } else if let [one] = replaced.as_slice() {
            free(without_ending(one), ending(&page.name), &taken)
        } else {
            free(&stem(&page, &ids), ending(&page.name), &taken)
        };
        taken.insert(target.clone());
        let unchanged = replaced == [target.clone()] && old.get(&target).is_some_and(|bytes| *bytes == page.bytes);
        steps.push(Step {
            page,
            target,
            replaced,
            unchanged,
            beside,
        });
    }
    Ok(if refusals.is_empty() { Ok(steps) } else { Err(refusals) })
}

/// Returns the operations of a file; empty if it cannot be read, which `check` reports.
fn operations(folder: &Path, name: &str, bytes: &[u8]) -> Vec<Operation> {
    let of = |documents: &[Value]| {
        let operations = documents.iter().flat_map(documents::operations);
        operations.map(|(operation, _)| operation).collect::<Vec<_>>()
    };
    let documents = documents::read(name, bytes).unwrap_or_default();
    let operations = of(&documents);
    if !operations.is_empty() || documents.iter().all(|document| document.get("paths").is_none()) {
        return operations;
    }
    // All paths of the document are in other files.
    let report = Config::new().pages(folder.join(name)).until(Stage::Clean).generate();
    of(&documents::parsed(&report))
}

/// Returns a message for each other file with the name of a part of a page in several files. The
/// files of a replaced page are replaced with it.
fn conflicts(page: &Page, replaced: &[String], folder: &Path) -> Vec<String> {
    let is_renewed = replaced.iter().any(|name| name == page.own_name());
    let own = (page.own_name(), &page.bytes);
    let files = page
        .files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes))
        .chain([own]);
    let other = files.filter(|(name, bytes)| {
        let is_new = std::fs::read(folder.join(name)).is_ok_and(|old| old != **bytes);
        is_new && !is_renewed
    });
    other
        .map(|(name, _)| {
            let at = pages::slashes(&folder.join(name));
            format!(
                "{} needs {name} beside it, but {at} is a different file: move one of them, with its references",
                page.name
            )
        })
        .collect()
}

/// Returns a message for each operation that two of the pages document.
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
                    "{} and {} both document {operation}: add only the newer one",
                    other.name, page.name
                ));
            }
        }
    }
    refusals
}

/// Returns the ids that the operations get together with all existing ones, by method and path.
fn ids(new: &[Page], manifest: &Manifest) -> BTreeMap<(String, String), String> {
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

/// Returns the stem of a page's file name: the id of its operation, or its own name if it has
/// several.
fn stem(page: &Page, ids: &BTreeMap<(String, String), String>) -> String {
    let id = match page.operations.as_slice() {
        [one] => ids.get(&(one.method.clone(), one.path.clone())),
        _ => None,
    };
    let own = without_ending(page.own_name());
    let text = id.map_or(own, String::as_str).to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.join("-") {
        none if none.is_empty() => "page".to_owned(),
        // Reserved on Windows with any extension: "Naming Files, Paths, and Namespaces".
        device if is_device(&device) => format!("page-{device}"),
        stem => stem,
    }
}

fn is_device(stem: &str) -> bool {
    let is_port = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
    };
    ["con", "prn", "aux", "nul"].contains(&stem) || is_port("com") || is_port("lpt")
}

fn free(stem: &str, ending: &str, taken: &BTreeSet<String>) -> String {
    let first = format!("{stem}.{ending}");
    // A file system can treat `Get.md` and `get.md` as one file.
    let taken: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    if !taken.contains(&first.to_lowercase()) {
        return first;
    }
    let mut number = 2;
    while taken.contains(&format!("{stem}-{number}.{ending}").to_lowercase()) {
        number += 1;
    }
    format!("{stem}-{number}.{ending}")
}

fn without_ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
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

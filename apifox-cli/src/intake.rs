//! Turns fetched pages into pages of the folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use apifox_build::Manifest;
use serde_json::Value;
use url::Url;

use crate::documents;
use crate::pages;
use crate::plan::{self, Page, Step, Unread};
use crate::provenance::{Provenance, Record};
use crate::site::address::shown;
use crate::site::client::Validators;
use crate::transaction::Transaction;

/// A downloaded page.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) at: Url,
    /// The endpoint id that was requested.
    pub(crate) id: Option<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) validators: Validators,
}

impl Arrival {
    /// Returns the file name that a browser would save the page under: letters, digits, `-` and `_`
    /// of the address, with the extension of the content's format.
    pub(crate) fn name(&self) -> String {
        let last = self
            .at
            .path()
            .rsplit('/')
            .find(|part| !part.is_empty())
            .unwrap_or("page");
        let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
        let stem: String = stem
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .take(80)
            .collect();
        let stem = if stem.is_empty() { "page" } else { &stem };
        let ending = match ending {
            "json" | "yaml" | "yml" | "md" => ending,
            _ => self.ending(),
        };
        format!("{stem}.{ending}")
    }

    fn ending(&self) -> &'static str {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') {
            "json"
        } else if text.starts_with("openapi:") || text.starts_with("swagger:") {
            "yaml"
        } else {
            "md"
        }
    }

    /// Parses the page.
    pub(crate) fn page(&self, name: String) -> Result<Page, Unread> {
        let page = plan::read(name, self.bytes.clone())?;
        let documents = documents::read(&page.name, &page.bytes).unwrap_or_default();
        if let Some(file) = documents.iter().find_map(other_file) {
            let reason = format!(
                "{} refers to another file, {file}: save both to one folder with the paths that they have on the site, and add it with `apifox add`",
                shown(&self.at)
            );
            return Err(Unread {
                findings: Vec::new(),
                reason: Some(reason),
            });
        }
        let Some(asked) = &self.id else { return Ok(page) };
        let pages = page.operations.iter().filter_map(|operation| operation.page.as_ref());
        let ids: Vec<&str> = pages.filter_map(|page| Some(page.rsplit_once('/')?.1)).collect();
        if ids.is_empty() || ids.contains(&asked.as_str()) {
            return Ok(page);
        }
        let reason = format!(
            "{} is the page of endpoint {}, but endpoint {asked} was requested: the index of the site is wrong, or the page was replaced; check both",
            shown(&self.at),
            ids.join(", ")
        );
        Err(Unread {
            findings: Vec::new(),
            reason: Some(reason),
        })
    }
}

/// Returns a file that a document refers to, other than itself.
fn other_file(node: &Value) -> Option<&str> {
    match node {
        Value::Object(members) => members.iter().find_map(|(key, value)| match value.as_str() {
            Some(text) if key == "$ref" => {
                let file = text.split('#').next().unwrap_or_default();
                (!file.is_empty() && !file.contains("://")).then_some(file)
            }
            _ => other_file(value),
        }),
        Value::Array(items) => items.iter().find_map(other_file),
        _ => None,
    }
}

/// Downloaded pages with their origins, by page name.
pub(crate) type Origins = BTreeMap<String, Arrival>;

/// A download that is not a page, and why.
pub(crate) type Refusal = (Arrival, Unread);

/// Parses all downloads, each under a unique name, and returns separately those that are not pages.
pub(crate) fn pages(arrivals: Vec<Arrival>) -> (Vec<Page>, Origins, Vec<Refusal>) {
    let (mut pages, mut origins, mut refusals) = (Vec::new(), Origins::new(), Vec::new());
    for arrival in arrivals {
        let first = arrival.name();
        let (stem, ending) = first.rsplit_once('.').unwrap_or((&first, "md"));
        let mut name = first.clone();
        let mut number = 2;
        while origins.contains_key(&name) {
            name = format!("{stem}-{number}.{ending}");
            number += 1;
        }
        match arrival.page(name.clone()) {
            Ok(page) => {
                pages.push(page);
                origins.insert(name, arrival);
            }
            Err(unread) => refusals.push((arrival, unread)),
        }
    }
    (pages, origins, refusals)
}

/// Returns the record of a step: the previous one if nothing is new.
fn record(step: &Step, origins: &Origins, known: Option<&Record>, today: &str) -> Record {
    let same = known.filter(|_| step.unchanged);
    let record = step.record(same.map_or(today, Record::date));
    match (origins.get(&step.page.name), same, known.and_then(Record::address)) {
        (Some(arrival), ..) => record.fetched(
            arrival.at.as_str(),
            arrival.validators.etag.as_deref(),
            arrival.validators.last_modified.as_deref(),
        ),
        (None, Some(known), _) => known.clone(),
        // A page saved by hand replaces a fetched one: it stays tracked, and the site's validators
        // of the old bytes are dropped.
        (None, None, Some(address)) => record.fetched(address, None, None),
        (None, None, None) => record,
    }
}

/// Plans the steps as file operations, those of the records last.
pub(crate) fn transaction(steps: &[Step], origins: &Origins, manifest: &Manifest) -> io::Result<Transaction> {
    let folder = manifest.pages();
    let mut provenance = Provenance::read(folder)?;
    let before = provenance.clone();
    let today = plan::today()?;
    let mut transaction = Transaction::default();
    for step in steps {
        beside(step, folder, &today, (&mut transaction, &mut provenance));
        let known = step
            .replaced
            .iter()
            .chain([&step.target])
            .find_map(|name| provenance.get(name));
        let record = record(step, origins, known, &today);
        if !step.unchanged {
            transaction.write(folder.join(&step.target), step.page.bytes.clone());
            for name in step.replaced.iter().filter(|name| **name != step.target) {
                transaction.remove(folder.join(name));
                provenance.remove(name);
            }
        }
        provenance.insert(&step.target, record);
    }
    if provenance != before {
        transaction.record(&provenance);
    }
    Ok(transaction)
}

/// Adds the files that a page refers to.
fn beside(step: &Step, folder: &Path, today: &str, (transaction, provenance): (&mut Transaction, &mut Provenance)) {
    for (name, bytes) in &step.page.files {
        let path = folder.join(name);
        let is_there = std::fs::read(&path).is_ok_and(|old| old == *bytes);
        if !is_there {
            transaction.write(path, bytes.clone());
        }
        if !is_there || provenance.get(name).is_none() {
            provenance.insert(name, Record::new(bytes, today, "-", name));
        }
    }
}

/// Plans as `add` does, against the current content of the folder.
pub(crate) fn plan(pages: Vec<Page>, manifest: &Manifest) -> io::Result<Result<Vec<Step>, Vec<String>>> {
    let old = pages::vendored(manifest.pages())?;
    plan::plan(pages, &old, manifest)
}

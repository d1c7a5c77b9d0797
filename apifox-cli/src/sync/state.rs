//! Computes the new state of the folder of pages: which new pages are accepted, and what is
//! generated from them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use apifox_build::{Finding, Manifest, Report};

use super::config_of;
use super::outcome::{Kind, Row};
use crate::diff::decided::Decided;
use crate::diff::package::Package;
use crate::diff::sides::{self, Side};
use crate::diff::version::Asked;
use crate::diff::{Compared, compare};
use crate::intake::{self, Origins};
use crate::pages::slashes;
use crate::plan::{Page, Step, plan};
use crate::provenance::Provenance;
use crate::site::address::shown;
use crate::transaction::Transaction;
use crate::{bless, changelog, documents, findings, pages, progress};

/// Every page, overlay and list of names, by its name within the folder.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The report and the changes of a run.
pub(crate) struct Done {
    pub(crate) rows: Vec<Row>,
    /// What the accepted pages change; `None` if no page is accepted.
    pub(crate) compared: Option<Compared>,
    pub(crate) asked: Option<Asked>,
    /// The files beside the pages that are updated.
    pub(crate) renewed: Vec<String>,
    pub(crate) transaction: Transaction,
}

impl Done {
    /// Sorts the rows, the worst first; nothing is to be written yet.
    fn of(mut rows: Vec<Row>) -> Self {
        rows.sort_by(|a, b| (a.kind, a.name()).cmp(&(b.kind, b.name())));
        Self {
            rows,
            compared: None,
            asked: None,
            renewed: Vec::new(),
            transaction: Transaction::default(),
        }
    }
}

/// Decides which pages are accepted, and prepares the changes.
pub(crate) fn settle(new: Vec<Page>, origins: &Origins, manifest: &Manifest, mut rows: Vec<Row>) -> io::Result<Done> {
    if new.is_empty() {
        return Ok(Done::of(rows));
    }
    let (steps, refusals) = planned(new, manifest)?;
    rows.extend(
        refusals
            .into_iter()
            .map(|(page, reason)| refused(&page, None, origins, reason, Vec::new())),
    );
    let before = files(manifest)?;
    let known = Provenance::read(manifest.pages())?;
    let (same, changed): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| step.unchanged);
    let (accepted_steps, report) = accepted(changed, &before, manifest, origins, &mut rows);
    rows.extend(same.iter().map(|step| moved(step, origins, &known)));
    rows.extend(
        accepted_steps
            .iter()
            .map(|step| rendered(step, &before, origins, &known)),
    );
    let mut done = Done::of(rows);
    if let Some(report) = report.filter(|_| !accepted_steps.is_empty()) {
        let after = applied(&before, &accepted_steps);
        let side = |files: &Files, name: &str| Side {
            name: name.to_owned(),
            config: config_of(manifest, files),
            listing: manifest.surface().map(|path| slashes(&path)),
            released: None,
            package: Some(Package::beside(manifest.path())),
        };
        let decided = || Decided::read(None, Some(manifest.path()));
        renew(&report, manifest, side(&after, sides::WORKING_TREE), &mut done)?;
        let compared = compare(
            side(&before, "the current pages"),
            side(&after, "the vendor's pages"),
            decided()?,
        )
        .ok();
        done.asked = match sides::base(manifest)?.filter(|base| base.released.is_some()) {
            Some(base) => compare(base, side(&after, sides::WORKING_TREE), decided()?).ok(),
            None => None,
        }
        .as_ref()
        .or(compared.as_ref())
        .map(Asked::of);
        done.compared = compared;
    }
    let steps: Vec<Step> = same.into_iter().chain(accepted_steps).collect();
    let records = intake::transaction(&steps, origins, manifest)?;
    done.transaction.extend(records);
    Ok(done)
}

/// A page that cannot be planned, and why.
type Unplanned = (Page, String);

/// Plans the steps, and returns the pages that cannot be planned.
fn planned(mut new: Vec<Page>, manifest: &Manifest) -> io::Result<(Vec<Step>, Vec<Unplanned>)> {
    let old = pages::vendored(manifest.pages())?;
    let mut refusals = Vec::new();
    if let Ok(steps) = plan(new.clone(), &old, manifest)? {
        return Ok((steps, refusals));
    }
    // One page conflicts with others: try each page together with the accepted ones before it.
    let mut sound: Vec<Page> = Vec::new();
    for page in new.drain(..) {
        sound.push(page);
        if let Err(reasons) = plan(sound.clone(), &old, manifest)?
            && let Some(page) = sound.pop()
        {
            refusals.push((page, reasons.join("; ")));
        }
    }
    Ok((plan(sound, &old, manifest)?.unwrap_or_default(), refusals))
}

fn files(manifest: &Manifest) -> io::Result<Files> {
    let folder = manifest.pages();
    let mut names = pages::names(folder)?;
    if manifest.names_lock().exists() {
        names.insert("names.lock".to_owned());
    }
    names
        .into_iter()
        .map(|name| Ok((name.clone(), std::fs::read(folder.join(&name))?)))
        .collect()
}

fn applied(before: &Files, steps: &[Step]) -> Files {
    let mut files = before.clone();
    for step in steps {
        for name in &step.replaced {
            files.remove(name);
        }
        files.extend(step.page.files.iter().cloned());
        files.insert(step.target.clone(), step.page.bytes.clone());
    }
    files
}

/// Rejects pages until the generator accepts the rest; returns their report.
pub(crate) fn accepted(
    mut steps: Vec<Step>,
    before: &Files,
    manifest: &Manifest,
    origins: &Origins,
    rows: &mut Vec<Row>,
) -> (Vec<Step>, Option<Report>) {
    if steps.is_empty() {
        return (steps, None);
    }
    let known = by_page(&generated(before, &[], manifest));
    loop {
        let report = generated(before, &steps, manifest);
        let found = by_page(&report);
        let is_at_fault = |step: &Step| found.contains_key(&step.target) && !known.contains_key(&step.target);
        let (out, kept): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(is_at_fault);
        steps = kept;
        for step in &out {
            let own = found.get(&step.target).cloned().unwrap_or_default();
            rows.push(refused(&step.page, file(step), origins, String::new(), own));
        }
        if !out.is_empty() {
            if steps.is_empty() {
                return (steps, None);
            }
            continue;
        }
        if report.code().is_some() {
            return (steps, Some(report));
        }
        // No new page is at fault: an overlay may no longer match a page, or an existing page is
        // refused.
        let all: Vec<Finding> = found.into_values().flatten().collect();
        let Some(step) = steps.pop() else { return (steps, None) };
        let note = "the generator refuses the pages with this one".to_owned();
        rows.push(refused(&step.page, file(&step), origins, note, all));
        if steps.is_empty() {
            return (steps, None);
        }
    }
}

fn generated(before: &Files, steps: &[Step], manifest: &Manifest) -> Report {
    progress::generate(config_of(manifest, &applied(before, steps)))
}

/// Returns the refusals by page; those without a location are under the empty name.
fn by_page(report: &Report) -> BTreeMap<String, Vec<Finding>> {
    let mut pages: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in findings::refused(report) {
        let page = finding.location.as_ref().map(|place| place.page.clone());
        pages.entry(page.unwrap_or_default()).or_default().push(finding.clone());
    }
    pages
}

/// Adds the updates that `bless` would write.
fn renew(report: &Report, manifest: &Manifest, side: Side, done: &mut Done) -> io::Result<()> {
    let (Some(code), Some(lock)) = (report.code(), report.names_lock()) else {
        return Ok(());
    };
    let mut all: Vec<_> = bless::files(manifest, code, lock)?
        .into_iter()
        .map(|(path, text, _)| (path, text))
        .collect();
    all.extend(changelog::renewed_with(manifest, side)?.map(|log| (log.path, log.text)));
    for (path, text) in all {
        if std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        done.renewed.push(slashes(&path));
        done.transaction.write(path, text.into_bytes());
    }
    Ok(())
}

fn file(step: &Step) -> Option<String> {
    step.replaced.first().cloned()
}

fn row(page: &Page, kind: Kind, origins: &Origins) -> Row {
    let arrival = origins.get(&page.name);
    let operation = page.operations.first();
    let own = operation.and_then(|operation| Some(operation.page.as_ref()?.rsplit_once('/')?.1.to_owned()));
    Row {
        kind,
        file: None,
        id: arrival.and_then(|arrival| arrival.id.clone()).or(own),
        address: arrival.map_or_else(|| page.name.clone(), |arrival| shown(&arrival.at)),
        note: String::new(),
        findings: Vec::new(),
    }
}

fn refused(page: &Page, file: Option<String>, origins: &Origins, note: String, findings: Vec<Finding>) -> Row {
    Row {
        file,
        note,
        findings,
        ..row(page, Kind::Refused, origins)
    }
}

/// Returns the row of a page whose content is unchanged.
fn moved(step: &Step, origins: &Origins, known: &Provenance) -> Row {
    let from = from(step, &step.target, origins, known);
    Row {
        kind: if from.is_some() { Kind::Moved } else { Kind::Unchanged },
        file: Some(step.target.clone()),
        note: from.map(|from| format!("from {from}")).unwrap_or_default(),
        ..row(&step.page, Kind::Unchanged, origins)
    }
}

/// Returns the previous address of a page, if it has another one now.
fn from(step: &Step, file: &str, origins: &Origins, known: &Provenance) -> Option<String> {
    let old = known.get(file)?.address()?;
    let new = origins.get(&step.page.name)?.at.as_str();
    (old != new).then(|| old.to_owned())
}

/// Returns the row of an accepted page.
fn rendered(step: &Step, before: &Files, origins: &Origins, known: &Provenance) -> Row {
    let Some(replaced) = step.replaced.first() else {
        return Row {
            file: Some(step.target.clone()),
            note: titles(&step.page.name, &step.page.bytes)
                .into_iter()
                .map(|(title, _)| title)
                .collect::<Vec<_>>()
                .join(", "),
            ..row(&step.page, Kind::New, origins)
        };
    };
    let old = before
        .get(replaced)
        .map(|bytes| titles(replaced, bytes))
        .unwrap_or_default();
    let new = titles(&step.page.name, &step.page.bytes);
    let mut notes = BTreeSet::new();
    for ((old_title, old_folder), (title, folder)) in old.iter().zip(&new).filter(|_| old.len() == new.len()) {
        if old_title != title {
            notes.insert(format!("`{old_title}` is now `{title}`"));
        }
        if old_folder != folder {
            notes.insert(format!("folder `{old_folder}` is now `{folder}`"));
        }
    }
    let kind = if notes.is_empty() { Kind::Changed } else { Kind::Renamed };
    notes.extend(from(step, replaced, origins, known).map(|from| format!("moved from {from}")));
    Row {
        file: Some(step.target.clone()),
        note: notes.into_iter().collect::<Vec<_>>().join("; "),
        ..row(&step.page, kind, origins)
    }
}

/// Returns the summary and folder of each operation of a page.
fn titles(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let documents = documents::read(name, bytes).unwrap_or_default();
    let operations = documents.iter().flat_map(documents::operations);
    operations
        .map(|(operation, node)| {
            let folder = ["x-apifox-folder", "x-apidog-folder"]
                .iter()
                .find_map(|key| node.get(*key)?.as_str());
            (operation.summary, folder.unwrap_or_default().to_owned())
        })
        .collect()
}

//! `apifox bless`: updates the committed output of a generation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::Manifest;
use apifox_diff::public_items;
use clap::Args;

use crate::pages::slashes;
use crate::provenance::{Provenance, Record};
use crate::transaction::Transaction;
use crate::{Outcome, changelog, documents, findings, pages, plan, print, progress, refuse};

#[derive(Debug, Args)]
pub(crate) struct Bless {
    /// Changes nothing; exits with 1 if a file is out of date.
    #[arg(long)]
    check: bool,
}

impl Bless {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        if !self.check && std::env::var_os("CI").is_some() {
            return Err(io::Error::other(
                "`bless` changes no file where the variable CI is set: use `bless --check`",
            ));
        }
        let (manifest, _lock) = pages::manifest_for(manifest, (!self.check).then_some("bless"))?;
        let vendored = pages::vendored(manifest.pages())?;
        let mut provenance = Provenance::read(manifest.pages())?;
        let first = Self::record(&manifest, &vendored, &mut provenance)?;
        let described = Self::described(&vendored, &mut provenance)?;
        let edited = provenance.differences(&vendored);
        if !edited.is_empty() {
            return refuse(edited);
        }
        let report = progress::generate(manifest.config());
        let (Some(code), Some(lock)) = (report.code(), report.names_lock()) else {
            findings::print(findings::refused(&report))?;
            return refuse(["no file was updated".to_owned()]);
        };
        // These findings appear in none of the updated files.
        findings::print(findings::of(&report, "undeclared-feature"))?;
        let mut output = match report.left_out().len() {
            0 => String::new(),
            count => format!("left out {count} operations\n"),
        };
        let mut transaction = Transaction::default();
        let word = if self.check { "would record" } else { "recorded" };
        if first > 0 {
            let _ = writeln!(output, "{word} {first} pages that existed before the first `bless`");
        }
        if described > 0 {
            let _ = writeln!(output, "{word} {described} described pages as they are now");
        }
        let mut changed = first + described > 0;
        if changed {
            transaction.record(&provenance);
        }
        for (path, text, shown) in files(&manifest, code, lock)? {
            let old = read(&path)?;
            if old.as_deref() == Some(text.as_str()) {
                let _ = writeln!(output, "unchanged {}", slashes(&path));
                continue;
            }
            changed = true;
            let word = self.word(old.is_none());
            let _ = writeln!(output, "{word} {}: {}", slashes(&path), lines(old.as_deref(), &text));
            if shown {
                output += &changes(old.as_deref().unwrap_or_default(), &text);
            }
            transaction.write(path, text.into_bytes());
        }
        changed |= self.change_log(&manifest, &mut output, &mut transaction)?;
        if !self.check {
            transaction.commit(manifest.pages())?;
        }
        print(&output)?;
        Ok(if self.check && changed {
            Outcome::Refused
        } else {
            Outcome::Success
        })
    }

    /// Records unrecorded pages as they are now, before the first `bless`, if other pages are
    /// recorded already. Returns their number.
    fn record(
        manifest: &Manifest,
        pages: &BTreeMap<String, Vec<u8>>,
        provenance: &mut Provenance,
    ) -> io::Result<usize> {
        let unrecorded = provenance.unrecorded(pages);
        if manifest.names_lock().exists() || unrecorded.len() == pages.len() {
            return Ok(0);
        }
        let today = plan::today()?;
        for name in &unrecorded {
            let source = name.rsplit('/').next().unwrap_or_default();
            provenance.insert(*name, Record::new(&pages[*name], &today, "-", source));
        }
        Ok(unrecorded.len())
    }

    /// Records described pages as they are now: they belong to the maintainer, who may edit them.
    /// Returns how many records are new.
    fn described(pages: &BTreeMap<String, Vec<u8>>, provenance: &mut Provenance) -> io::Result<usize> {
        let today = plan::today()?;
        let mut renewed = 0;
        for (name, bytes) in pages {
            let old = provenance
                .get(name)
                .map(|record| (record.sha256().to_owned(), record.is_described()));
            let documents = documents::read(name, bytes).unwrap_or_default();
            let operations = documents.iter().flat_map(documents::operations);
            let ids: Vec<String> = operations.filter_map(|(operation, _)| operation.page).collect();
            let source = name.rsplit('/').next().unwrap_or_default();
            let record = Record::new(bytes, &today, &ids.join(","), source);
            let is_known = old.is_some_and(|(sum, is_described)| is_described && sum == record.sha256());
            if record.is_described() && !is_known {
                provenance.insert(name.as_str(), record);
                renewed += 1;
            }
        }
        Ok(renewed)
    }

    /// Updates the pages' block in the change log, if there is a change log. Returns whether it
    /// changed.
    fn change_log(&self, manifest: &Manifest, output: &mut String, transaction: &mut Transaction) -> io::Result<bool> {
        let Some(log) = changelog::renewed(manifest)? else {
            return Ok(false);
        };
        let old = read(&log.path)?.unwrap_or_default();
        let changed = old != log.text;
        if changed {
            let _ = writeln!(
                output,
                "{} {}: {}",
                self.word(false),
                slashes(&log.path),
                lines(Some(&old), &log.text)
            );
            transaction.write(log.path, log.text.into_bytes());
        } else {
            let _ = writeln!(output, "unchanged {}", slashes(&log.path));
        }
        let _ = writeln!(output, "version: {}", log.version);
        Ok(changed)
    }

    fn word(&self, new: bool) -> &'static str {
        match (self.check, new) {
            (true, _) => "would change",
            (false, true) => "wrote",
            (false, false) => "renewed",
        }
    }
}

/// Returns each file, its new content, and whether its changes are shown line by line.
pub(crate) fn files(manifest: &Manifest, code: &str, lock: String) -> io::Result<Vec<(PathBuf, String, bool)>> {
    let mut files = vec![(manifest.names_lock(), lock, false)];
    if let (Some(snapshot), Some(list)) = (manifest.snapshot(), manifest.surface()) {
        let items = public_items(code, manifest.renew()).map_err(io::Error::other)?;
        files.push((snapshot.to_owned(), code.to_owned(), false));
        files.push((list, items, true));
    }
    Ok(files)
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    }
}

/// Counts the added and removed lines, wherever they are in the file.
fn lines(old: Option<&str>, new: &str) -> String {
    let (added, removed) = difference(old.unwrap_or_default(), new);
    match (added.len(), removed.len()) {
        (0, 0) => "lines moved".to_owned(),
        (added, removed) => format!("+{added} -{removed} lines"),
    }
}

/// Renders the removed and added lines in the order of the listing, each removed line before the
/// line that replaces it.
fn changes(old: &str, new: &str) -> String {
    let (added, removed) = difference(old, new);
    let mut all: Vec<(&str, &str)> = removed.into_iter().map(|line| (line, "-")).collect();
    all.extend(added.into_iter().map(|line| (line, "+")));
    all.sort_unstable();
    all.iter()
        .filter(|(line, _)| !line.starts_with('#'))
        .fold(String::new(), |text, (line, sign)| {
            text + "  " + sign + " " + line + "\n"
        })
}

fn difference<'a>(old: &'a str, new: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
    new.lines().for_each(|line| *balance.entry(line).or_default() += 1);
    old.lines().for_each(|line| *balance.entry(line).or_default() -= 1);
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for (line, count) in balance {
        let side = if count > 0 { &mut added } else { &mut removed };
        side.extend((0..count.unsigned_abs()).map(|_| line));
    }
    (added, removed)
}

//! Where the pages of a folder came from: `provenance.tsv`, one line a page, columns separated by tabs.
//!
//! Sorted by file, so two branches merge line by line, as with `names.lock`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::input::sha256;

const FILE: &str = "provenance.tsv";

const HEADER: &str = "\
# Where the pages came from, as `apifox add` took them in, byte for byte. Columns are separated by tabs:
# file, SHA-256, day (UTC), Apifox's project/endpoint, name under which it was saved
";

/// The records of a folder of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    path: PathBuf,
    records: BTreeMap<String, Record>,
}

/// Where one page came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    sha256: String,
    date: String,
    page: String,
    source: String,
}

impl Record {
    /// Of the bytes of a page, the day on which it was taken in (`2026-11-23`), Apifox's project and endpoint (`1296482/42628037`;
    /// `-` where the page names none), and the name under which it was saved.
    #[must_use]
    pub fn new(bytes: &[u8], date: &str, page: &str, source: &str) -> Self {
        // A tab or a line break would be another column or line.
        let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self {
            sha256: sha256(bytes),
            date: plain(date),
            page: plain(page),
            source: plain(source),
        }
    }

    /// SHA-256 of the file, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl Provenance {
    /// Reads the records of a folder; there are none yet where the file is not there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or a line has not five columns.
    pub fn read(folder: impl AsRef<Path>) -> io::Result<Self> {
        let path = folder.as_ref().join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut records = BTreeMap::new();
        let lines = text.lines().enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let [file, sha256, date, page, source] = columns.try_into().map_err(|_| {
                let message = format!("{}:{}: a line has five columns", path.display(), number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            let record = Record {
                sha256,
                date,
                page,
                source,
            };
            records.insert(file, record);
        }
        Ok(Self { path, records })
    }

    /// Writes them back.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self) -> io::Result<()> {
        let mut text = HEADER.to_owned();
        for (file, record) in &self.records {
            let Record {
                sha256,
                date,
                page,
                source,
            } = record;
            let _ = writeln!(text, "{file}\t{sha256}\t{date}\t{page}\t{source}");
        }
        std::fs::write(&self.path, text)
    }

    /// The record of a file, by its name within the folder.
    #[must_use]
    pub fn get(&self, file: &str) -> Option<&Record> {
        self.records.get(file)
    }

    /// Records a file, in the place of what was recorded of it.
    pub fn insert(&mut self, file: impl Into<String>, record: Record) {
        self.records.insert(file.into(), record);
    }

    /// Forgets a file.
    pub fn remove(&mut self, file: &str) {
        self.records.remove(file);
    }

    /// The files that nobody recorded.
    #[must_use]
    pub fn unrecorded<'p>(&self, pages: &'p BTreeMap<String, Vec<u8>>) -> Vec<&'p str> {
        let names = pages.keys().map(String::as_str);
        names.filter(|name| !self.records.contains_key(*name)).collect()
    }

    /// What is not as it was recorded, in a sentence each: files that were edited, that nobody recorded, or that are gone. Nothing
    /// while nothing at all is recorded.
    #[must_use]
    pub fn differences(&self, pages: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        if self.records.is_empty() {
            return Vec::new();
        }
        let mut told = Vec::new();
        for (file, bytes) in pages {
            match self.records.get(file) {
                Some(record) if record.sha256 != sha256(bytes) => told.push(format!(
                    "{file} is not what was taken in: restore it, and mend the vendor's mistake in the overlay"
                )),
                Some(_) | None => {}
            }
        }
        match self.unrecorded(pages).as_slice() {
            [] => {}
            [file] => told.push(format!("{file} is not recorded in {FILE}: take it in with `add`")),
            [first, others @ ..] => {
                let folder = self.path.parent().unwrap_or(Path::new("."));
                told.push(format!(
                    "{first} and {} more are not recorded in {FILE}: take them in, as they are now, with `add {}`",
                    others.len(),
                    folder.display()
                ));
            }
        }
        let gone = self.records.keys().filter(|file| !pages.contains_key(*file));
        told.extend(gone.map(|file| format!("{file} is recorded in {FILE} and is not there: remove its line")));
        told
    }
}

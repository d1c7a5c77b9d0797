//! The origin of the pages in a folder: `provenance.tsv`, one line per page, columns separated by
//! tabs.
//!
//! It is sorted by file, so branches merge line by line, as with `names.lock`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::internals::sha256;

/// The name of the file.
const FILE: &str = "provenance.tsv";

/// The prefix of the endpoint's number in place of the project, for a page that only describes it.
const DESCRIBED: &str = "described/";

const HEADER: &str = "\
# Where the pages came from, as `apifox` took them in, byte for byte. Columns are separated by tabs; `-` is nothing:
# file, SHA-256, day (UTC), Apifox's project/endpoint, name under which it was saved, address, ETag, Last-Modified
";

/// The records of a folder of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Provenance {
    path: PathBuf,
    records: BTreeMap<String, Record>,
}

/// The origin of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    sha256: String,
    date: String,
    page: String,
    source: String,
    address: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Record {
    /// Creates the record of a page from its bytes, the day on which it was added (`2026-11-23`),
    /// Apifox's project and endpoint (`1296482/42628037`; `-` if the page has none), and the name
    /// under which it was saved.
    pub(crate) fn new(bytes: &[u8], date: &str, page: &str, source: &str) -> Self {
        Self {
            sha256: sha256(bytes),
            date: plain(date),
            page: plain(page),
            source: plain(source),
            address: None,
            etag: None,
            last_modified: None,
        }
    }

    /// Adds the origin of a fetched page: its address, and the site's `ETag` and `Last-Modified`.
    pub(crate) fn fetched(self, address: &str, etag: Option<&str>, last_modified: Option<&str>) -> Self {
        let known = |text: &str| Some(plain(text)).filter(|text| text != "-" && !text.is_empty());
        Self {
            address: known(address),
            etag: etag.and_then(known),
            last_modified: last_modified.and_then(known),
            ..self
        }
    }

    /// The address it was fetched from; `None` for a page that was saved by hand.
    pub(crate) fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// The `ETag` of the fetched page.
    pub(crate) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// The `Last-Modified` of the fetched page.
    pub(crate) fn last_modified(&self) -> Option<&str> {
        self.last_modified.as_deref()
    }

    /// The numbers of the endpoints in the page: of `1296482/42628037`, the second.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &str> {
        self.page.split(',').filter_map(|page| Some(page.rsplit_once('/')?.1))
    }

    /// Whether the page is not the vendor's, but describes operations of pages that are not
    /// available (`x-described`): it may be edited.
    pub(crate) fn is_described(&self) -> bool {
        self.page.starts_with(DESCRIBED)
    }

    /// The day on which it was added, such as `2026-11-23`.
    pub(crate) fn date(&self) -> &str {
        &self.date
    }

    /// Renders a line of the file.
    fn line(&self, file: &str) -> String {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (address, etag, last_modified) = (
            or_none(&self.address),
            or_none(&self.etag),
            or_none(&self.last_modified),
        );
        let Self {
            sha256,
            date,
            page,
            source,
            ..
        } = self;
        format!("{file}\t{sha256}\t{date}\t{page}\t{source}\t{address}\t{etag}\t{last_modified}\n")
    }

    /// SHA-256 of the file, in hexadecimal.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl Provenance {
    /// Reads the records of a folder; a missing file has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or a line has neither eight columns nor the five of versions
    /// before 0.2, which had no addresses.
    pub(crate) fn read(folder: impl AsRef<Path>) -> io::Result<Self> {
        let path = folder.as_ref().join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut records = BTreeMap::new();
        let lines = text.lines().enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            let (file, record) = columns(line).ok_or_else(|| {
                let message = format!("{}:{}: a line has eight columns", path.display(), number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            records.insert(file, record);
        }
        Ok(Self { path, records })
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The content of the file.
    pub(crate) fn text(&self) -> String {
        let lines = self.records.iter().map(|(file, record)| record.line(file));
        lines.fold(HEADER.to_owned(), |text, line| text + &line)
    }

    /// Every file and its record, sorted by file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Record)> {
        self.records.iter().map(|(file, record)| (file.as_str(), record))
    }

    /// The record of a file, by its name inside the folder.
    pub(crate) fn get(&self, file: &str) -> Option<&Record> {
        self.records.get(file)
    }

    /// Records a file, replacing its previous record.
    pub(crate) fn insert(&mut self, file: impl Into<String>, record: Record) {
        self.records.insert(file.into(), record);
    }

    /// Removes the record of a file.
    pub(crate) fn remove(&mut self, file: &str) {
        self.records.remove(file);
    }

    /// The files without a record.
    pub(crate) fn unrecorded<'p>(&self, pages: &'p BTreeMap<String, Vec<u8>>) -> Vec<&'p str> {
        let names = pages.keys().map(String::as_str);
        names.filter(|name| !self.records.contains_key(*name)).collect()
    }

    /// Describes the differences from the records, in a sentence each: files that were edited, have
    /// no record, or are missing. Empty if there are no records at all.
    pub(crate) fn differences(&self, pages: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        if self.records.is_empty() {
            return Vec::new();
        }
        let mut differences = Vec::new();
        for (file, bytes) in pages {
            match self.records.get(file) {
                Some(record) if record.sha256 != sha256(bytes) && !record.is_described() => differences.push(format!(
                    "{file} differs from what was added: restore it, and fix the vendor's mistake in the overlay"
                )),
                Some(_) | None => {}
            }
        }
        match self.unrecorded(pages).as_slice() {
            [] => {}
            [file] => differences.push(format!("{file} is not recorded in {FILE}: add it with `add`")),
            [first, others @ ..] => {
                let folder = self.path.parent().unwrap_or(Path::new("."));
                differences.push(format!(
                    "{first} and {} more are not recorded in {FILE}: add them, as they are now, with `add {}`",
                    others.len(),
                    folder.display()
                ));
            }
        }
        let gone = self.records.keys().filter(|file| !pages.contains_key(*file));
        differences.extend(gone.map(|file| format!("{file} is recorded in {FILE} but is missing: remove its line")));
        differences
    }
}

/// Parses a line of eight columns, or of the five that it had before pages were fetched.
fn columns(line: &str) -> Option<(String, Record)> {
    let columns: Vec<&str> = line.split('\t').collect();
    let (file, sha256, date, page, source, rest) = match columns.as_slice() {
        [file, sha256, date, page, source] => (file, sha256, date, page, source, None),
        [file, sha256, date, page, source, address, etag, last_modified] => (
            file,
            sha256,
            date,
            page,
            source,
            Some((*address, *etag, *last_modified)),
        ),
        _ => return None,
    };
    let record = Record {
        sha256: (*sha256).to_owned(),
        date: (*date).to_owned(),
        page: (*page).to_owned(),
        source: (*source).to_owned(),
        address: None,
        etag: None,
        last_modified: None,
    };
    let record = match rest {
        Some((address, etag, last_modified)) => record.fetched(address, Some(etag), Some(last_modified)),
        None => record,
    };
    Some(((*file).to_owned(), record))
}

/// Replaces control characters, as a tab or a line break would start another column or line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

//! Where the pages of a folder came from: `provenance.tsv`, one line a page, columns separated by tabs.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Of one page, by the name of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Of the file as it stands, in hexadecimal.
    pub(crate) sha256: String,
    /// The day on which it was taken in, in UTC: `2026-11-23`.
    pub(crate) date: String,
    /// Apifox's project and endpoints, `1296482/42628037`; `-` where the page names none.
    pub(crate) page: String,
    /// The name under which it was saved.
    pub(crate) source: String,
}

const FILE: &str = "provenance.tsv";

const HEADER: &str = "\
# Where the pages came from, as `apifox add` took them in, byte for byte. Columns are separated by tabs:
# file, SHA-256, day (UTC), Apifox's project/endpoint, name under which it was saved
";

/// The records of a folder of pages.
#[derive(Debug, Default)]
pub(crate) struct Provenance {
    path: PathBuf,
    pub(crate) records: BTreeMap<String, Record>,
}

impl Provenance {
    /// Of this folder; empty if nothing is recorded yet.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut records = BTreeMap::new();
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
        {
            let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let [file, sha256, date, page, source] = columns.try_into().map_err(|_| {
                let message = format!("{}:{}: a line has five columns", path.display(), number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            records.insert(
                file,
                Record {
                    sha256,
                    date,
                    page,
                    source,
                },
            );
        }
        Ok(Self { path, records })
    }

    pub(crate) fn write(&self) -> io::Result<()> {
        let mut text = HEADER.to_owned();
        for (file, record) in &self.records {
            let Record {
                sha256,
                date,
                page,
                source,
            } = record;
            text += &format!("{file}\t{sha256}\t{date}\t{page}\t{source}\n");
        }
        std::fs::write(&self.path, text)
    }

    /// What is not as it was recorded: files that were edited, that nobody recorded, or that are gone. Nothing while nothing at all
    /// is recorded.
    pub(crate) fn differences(&self, pages: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        if self.records.is_empty() {
            return Vec::new();
        }
        let mut told = Vec::new();
        for (file, bytes) in pages {
            match self.records.get(file) {
                None => told.push(format!("{file} is not recorded in {FILE}: take it in with `add`")),
                Some(record) if record.sha256 != sha256(bytes) => {
                    told.push(format!(
                        "{file} is not what was taken in: restore it, and mend the vendor's mistake in the overlay"
                    ));
                }
                Some(_) => {}
            }
        }
        let gone = self.records.keys().filter(|file| !pages.contains_key(*file));
        told.extend(gone.map(|file| format!("{file} is recorded in {FILE} and is not there: remove its line")));
        told
    }
}

/// In hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let hash = hmac_sha256::Hash::hash(bytes);
    hash.iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Today in UTC, or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org: seconds since 1970).
pub(crate) fn today() -> io::Result<String> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds = seconds.trim().parse::<i64>().ok();
            let day = seconds.and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok());
            day.ok_or_else(|| {
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

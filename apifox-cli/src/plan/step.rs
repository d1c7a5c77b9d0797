//! A page to add: the file it is written to, its report and its record.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::documents::Operation;
use crate::findings;
use crate::pages::slashes;
use crate::provenance::Record;

/// A page and the operations that it documents.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) operations: Vec<Operation>,
    /// The files that it refers to: they keep their paths relative to it, and it keeps its name,
    /// since they may refer to it.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Page {
    /// Returns the name of the file without its folders.
    pub(super) fn own_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

/// How one page is added.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) page: Page,
    /// The file name in the folder.
    pub(crate) target: String,
    /// The files that document the same operations, which it replaces.
    pub(crate) replaced: Vec<String>,
    pub(crate) unchanged: bool,
    /// Other files that document one of its operations on another page, and whether they only
    /// describe it.
    pub(crate) beside: Vec<(String, bool)>,
}

impl Step {
    /// Renders the step and the operations of the page.
    pub(crate) fn rendered(&self, folder: &Path, dry: bool, known: bool) -> String {
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
            .fold(String::new(), |text, name| text + " (formerly " + name + ")");
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
                "which only describes the operation: its description is ignored from now on"
            } else {
                "another page of the same operation: remove it if this one replaces it"
            };
            let _ = writeln!(text, "  beside {name}, {what}");
        }
        findings::visible(&text)
    }

    /// Returns the record of the page.
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

/// Returns today's date in UTC, or that of `SOURCE_DATE_EPOCH` (reproducible-builds.org: seconds
/// since 1970), as `YYYY-MM-DD`.
pub(crate) fn today() -> io::Result<String> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds.trim().parse().ok(),
        Err(_) => Some(
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_secs(),
        ),
    };
    seconds.and_then(day_of).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "SOURCE_DATE_EPOCH is not a number of seconds",
        )
    })
}

/// Returns the day of so many seconds since 1970, up to the year 9999.
fn day_of(seconds: u64) -> Option<String> {
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
    let mut text = String::new();
    write!(text, "{}", humantime::format_rfc3339_seconds(time)).ok()?;
    text.split_once('T').map(|(day, _)| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn a_day_has_four_digits_of_the_year() {
        assert_eq!(day_of(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day_of(1_709_164_800).as_deref(), Some("2024-02-29"));
        assert_eq!(day_of(253_402_300_799).as_deref(), Some("9999-12-31"));
        assert_eq!(day_of(253_402_300_800), None);
        assert_eq!(day_of(u64::MAX), None);
    }
}

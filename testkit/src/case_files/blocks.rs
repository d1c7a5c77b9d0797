//! Compares the blocks of case files with the actual output.

use std::ops::Range;
use std::path::Path;

use crate::case_files::{Case, lock, parse};
use crate::expected;

impl Case {
    /// Compares `actual` with the block of this info string, byte for byte. `UPDATE_SNAPSHOTS=1`
    /// replaces the content of the block instead, and leaves the rest of the file as it is.
    pub fn assert_equals(&self, info: &str, actual: &str) {
        let place = format!("{}: case `{}`, block `{info}`", self.file.display(), self.name);
        assert!(
            actual.is_empty() || actual.ends_with('\n'),
            "{place}: no line break at the end"
        );
        let lock = lock();
        // Another block of the file may have been renewed since the case was read.
        let text = std::fs::read_to_string(&self.file).expect("a case file can be read");
        let content = content(&text, &self.name, info).unwrap_or_else(|error| panic!("{place}: {error}"));
        if expected::are_renewed() {
            let renewed = renewed(&text, content, actual);
            if renewed != text {
                std::fs::write(&self.file, renewed).expect("a case file can be written");
            }
            return;
        }
        drop(lock);
        let lines_before = text[..content.start].matches('\n').count();
        expected::assert_equals(&place, lines_before, &text[content], actual);
    }
}

/// Returns the location of the content of a block.
pub(crate) fn content(text: &str, case: &str, info: &str) -> Result<Range<usize>, String> {
    let cases = parse(Path::new(""), text)?;
    let case = cases.iter().find(|one| one.name == case);
    let content = case.and_then(|case| case.content(info));
    content.ok_or("it is missing: add an empty block, and renew it".to_owned())
}

/// Returns the text of a file with other content of one block. Its fences grow if the content needs
/// it.
pub(crate) fn renewed(text: &str, content: Range<usize>, actual: &str) -> String {
    let opening = text[..content.start - 1].rfind('\n').map_or(0, |at| at + 1);
    let closing = text[content.end..].find('\n').map_or(text.len(), |at| content.end + at);
    let backticks = |line: &str| line.len() - line.trim_start_matches('`').len();
    let (there, needed) = (
        backticks(&text[opening..]),
        actual.lines().map(|line| backticks(line.trim_start()) + 1).max(),
    );
    match needed {
        Some(needed) if needed > there => {
            let fence = "`".repeat(needed);
            let info = &text[opening + there..content.start];
            [&text[..opening], &fence, info, actual, &fence, &text[closing..]].concat()
        }
        _ => [&text[..content.start], actual, &text[content.end..]].concat(),
    }
}

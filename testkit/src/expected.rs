//! Comparing with files that hold the expected output, side by side with the input.

use std::path::Path;

/// Whether expected output is written instead of compared: `UPDATE_SNAPSHOTS=1` asks for it, but
/// never where `CI` is set.
#[must_use]
pub fn are_renewed() -> bool {
    let is_asked_for = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    assert!(
        !is_asked_for || std::env::var_os("CI").is_none(),
        "expected files are renewed by a person, not by CI"
    );
    is_asked_for
}

/// Compares `actual` with the file, byte for byte. `UPDATE_SNAPSHOTS=1` writes the file instead.
pub fn assert_equals_file(path: &Path, actual: &str) {
    if are_renewed() {
        std::fs::write(path, actual).expect("a fixture can be written");
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_equals(&path.display().to_string(), 0, &expected, actual);
}

/// Compares two texts byte for byte. The expected one is at `place`, below so many lines.
pub fn assert_equals(place: &str, lines_before: usize, expected: &str, actual: &str) {
    let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    let line = first.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    assert!(
        expected == actual,
        "{place} differs from line {}:\n  expected: {}\n    actual: {}\nSet UPDATE_SNAPSHOTS=1 to renew it, and read the difference.",
        lines_before + line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}

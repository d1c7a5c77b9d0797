//! Comparing with files that hold the expected output, side by side with the input.

use std::path::Path;

/// Compares `actual` with the file, byte for byte. `UPDATE_SNAPSHOTS=1` writes the file instead, but never where `CI` is set.
pub fn assert_equals_file(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        assert!(
            std::env::var_os("CI").is_none(),
            "expected files are renewed by a person, not by CI"
        );
        std::fs::write(path, actual).expect("a fixture can be written");
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    let line = first.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    assert!(
        expected == actual,
        "{} differs from line {}:\n  expected: {}\n    actual: {}\nSet UPDATE_SNAPSHOTS=1 to renew it, and read the difference.",
        path.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}

//! Expected outputs as files, compared byte for byte.

use std::path::Path;

/// Compares `actual` with a file of the package. If `UPDATE_SNAPSHOTS` is set, writes the file
/// instead.
///
/// In continuous integration nothing is renewed: a difference must fail there.
pub(crate) fn assert_is(file: &str, actual: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let expected = std::fs::read(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        assert!(
            std::env::var_os("CI").is_none(),
            "UPDATE_SNAPSHOTS is refused where CI is set: {file}"
        );
        std::fs::write(&path, actual).expect("a file of the package can be written");
        return;
    }
    panic!(
        "{file} differs; review, then renew with UPDATE_SNAPSHOTS=1\n{}",
        first_difference(&expected, actual)
    );
}

/// Shows the first line that differs; whole files of generated code would hide it.
fn first_difference(expected: &[u8], actual: &[u8]) -> String {
    let [expected, actual] = [expected, actual].map(String::from_utf8_lossy);
    let mut lines = expected.lines().zip(actual.lines()).enumerate();
    match lines.find(|(_, (left, right))| left != right) {
        Some((index, (left, right))) => format!("line {}\n- {left}\n+ {right}", index + 1),
        None => format!(
            "one ends earlier, or the line ends differ: {} and {} bytes",
            expected.len(),
            actual.len()
        ),
    }
}

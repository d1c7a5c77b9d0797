//! Expected outputs as files beside this one, compared byte for byte.

use std::path::Path;

/// Compares `actual` with the file `name`; `UPDATE_SNAPSHOTS=1` writes the file instead, unless
/// `CI` is set.
pub(crate) fn assert_is(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/wire/golden")
        .join(name);
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        assert!(
            std::env::var_os("CI").is_none(),
            "UPDATE_SNAPSHOTS is refused where CI is set: {name}"
        );
        std::fs::write(&path, actual).expect("a golden file can be written");
        return;
    }
    let lines = expected.lines().zip(actual.lines()).enumerate();
    let differing: Vec<_> = lines
        .filter(|(_, (left, right))| left != right)
        .map(|(index, (left, right))| format!("line {}\n- {left}\n+ {right}", index + 1))
        .collect();
    panic!(
        "{name} differs; review, then renew with UPDATE_SNAPSHOTS=1\n{}",
        differing.join("\n")
    );
}

//! The README agrees with Cargo.toml.

const README: &str = include_str!("../../README.md");
const MANIFEST: &str = include_str!("../../Cargo.toml");

/// Returns the lines of `[section]`, up to the next section.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let header = format!("[{name}]");
    let lines = MANIFEST.lines().skip_while(move |line| line.trim() != header);
    lines.skip(1).take_while(|line| !line.starts_with('['))
}

/// Returns the features of the manifest and what they enable. A value may span several lines, as it
/// does in a published package.
fn features() -> Vec<(&'static str, String)> {
    let mut features: Vec<(&str, String)> = Vec::new();
    for line in section("features") {
        match (line.split_once(" = "), features.last_mut()) {
            (Some((name, value)), _) if !line.starts_with('#') => features.push((name, value.to_owned())),
            (None, Some((_, value))) => value.push_str(line),
            _ => {}
        }
    }
    features
}

#[test]
fn every_feature_has_its_row_and_no_row_is_without_a_feature() {
    let table = README.split("## Features").nth(1).expect("a section on features");
    let table = table.split("\n## ").next().expect("the text up to the next section");
    let mut rows: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let mut names: Vec<&str> = features()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| *name != "default")
        .collect();
    rows.sort_unstable();
    names.sort_unstable();
    assert_eq!(rows, names);

    let (_, default) = features()
        .into_iter()
        .find(|(name, _)| *name == "default")
        .expect("default features");
    for name in names {
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}`")))
            .expect("its row");
        let says = row.contains("(default)");
        assert_eq!(says, default.contains(&format!("\"{name}\"")), "{row}");
    }
}

#[test]
fn the_minimum_rust_version_is_the_manifest_s() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(
        README.contains(&format!("Rust {version}")),
        "the README does not say Rust {version}"
    );
}

#[test]
fn the_version_to_depend_on_is_this_one() {
    let (minor, _) = env!("CARGO_PKG_VERSION").rsplit_once('.').expect("three numbers");
    for line in README.lines().filter(|line| line.starts_with("wooshpay = ")) {
        assert!(line.contains(&format!("\"{minor}\"")), "{line}");
    }
    assert!(
        README.contains(&format!("wooshpay = \"{minor}\"")),
        "no line to paste into Cargo.toml"
    );
}

#[test]
fn the_paths_the_readme_names_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in [
        "spec/overlay.yaml", "examples/balance.rs", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE",
    ] {
        assert!(README.contains(path), "the README does not name {path}");
        assert!(root.join(path).exists(), "{path} does not exist");
    }
}

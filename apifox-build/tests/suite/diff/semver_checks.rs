//! What cargo-semver-checks finds in the code of both sides of an edit, beside what we say of the
//! edit in Rust.
//!
//! `SEMVER_CHECKS=cargo-semver-checks cargo test -p apifox-build --test suite diff::semver --
//! --nocapture`. Without the variable, which names the program, it says that it was skipped.
//! `semver-checks.md` beside the table tells how to read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use apifox_build::Config;
use apifox_diff::{Class, Level};
use testkit::expected;

use super::{compare, matrix};

/// The release with which the table was made; another has other lints.
const VERSION: &str = "cargo-semver-checks 0.51.0";

/// Ids of lints, by what they found them in.
type Lints = BTreeMap<String, BTreeSet<String>>;

/// One direction of an edit; each of its two sides is a module.
struct Comparison {
    module: String,
    edit: String,
    documents: [String; 2],
}

fn comparisons() -> Vec<Comparison> {
    let mut comparisons = Vec::new();
    for (edit, [old, new]) in matrix::edits() {
        for (order, documents) in [("there", [&old, &new]), ("back", [&new, &old])] {
            comparisons.push(Comparison {
                module: format!("edit_{:03}", comparisons.len()),
                edit: format!("{edit}\t{order}"),
                documents: documents.map(String::clone),
            });
        }
    }
    comparisons
}

/// A crate of the old sides and one of the new, which keeps the names of the old, as `apifox bless`
/// does.
fn write_crates(comparisons: &[Comparison]) -> [PathBuf; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["old", "new"].map(|side| Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver-checks").join(side));
    let modules = comparisons
        .iter()
        .map(|comparison| format!("pub mod {};\n", comparison.module));
    let modules = "#![recursion_limit = \"512\"]\n".to_owned() + &modules.collect::<String>();
    let manifest = format!(
        "[package]\nname = \"edits\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
        apifox-client = {{ path = {:?}, default-features = false }}\n",
        root.join("apifox-client").to_str().unwrap()
    );
    for folder in &folders {
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::write(folder.join("Cargo.toml"), &manifest).unwrap();
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        std::fs::write(folder.join("src/lib.rs"), &modules).unwrap();
    }
    let lock = folders[0].join("names.lock");
    for Comparison { module, documents, .. } in comparisons {
        let [old, new] = [0, 1].map(|side| Config::new().page_text("page.yaml", documents[side].as_str()));
        let old = old.generate();
        std::fs::write(&lock, old.names_lock().unwrap()).unwrap();
        let new = new.names_lock(&lock).generate();
        for (folder, report) in folders.iter().zip([old, new]) {
            std::fs::write(folder.join(format!("src/{module}.rs")), report.code().unwrap()).unwrap();
        }
    }
    folders
}

fn output(program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    let output = command.arg("semver-checks").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert!(!output.stdout.is_empty(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The lints that ask for a major version; the others ask for a minor one.
fn major_lints(program: &str) -> BTreeSet<String> {
    let listed = output(program, &["--list"]);
    let lines = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let major = lines.filter(|words| words.get(1) == Some(&"major"));
    major.map(|words| words[0].to_owned()).collect()
}

/// Which lints found something, by module.
fn found(report: &str) -> Lints {
    let mut found = Lints::new();
    let (mut lint, mut is_listed) = ("", false);
    for line in report.lines() {
        if let Some(rest) = line.strip_prefix("--- failure ") {
            (lint, is_listed) = (rest.split(':').next().unwrap(), false);
        } else if line.starts_with("Failed in:") || line.is_empty() {
            is_listed = !line.is_empty();
        } else if is_listed {
            let (_, rest) = line.split_once("edit_").unwrap_or_else(|| panic!("no module: {line}"));
            let module = format!("edit_{}", &rest[..3]);
            found.entry(module).or_default().insert(lint.to_owned());
        }
    }
    found
}

/// The table is of this release alone.
fn assert_version(program: &str) {
    let version = Command::new(program).arg("--version").output().unwrap();
    assert_eq!(String::from_utf8(version.stdout).unwrap().trim(), VERSION);
}

/// The part of the version that lints ask for.
fn asks_for(lints: &BTreeSet<String>, major: &BTreeSet<String>) -> &'static str {
    if lints.is_empty() {
        "-"
    } else if lints.is_disjoint(major) {
        "minor"
    } else {
        "major"
    }
}

/// Our worst class in Rust, and the codes of it. A removed operation is one change on the wire,
/// which includes its items in Rust.
fn ours(comparison: &Comparison) -> (Option<Class>, BTreeSet<&'static str>) {
    let diff = compare(&comparison.documents[0], &comparison.documents[1]);
    let in_rust = || {
        let changes = diff.changes.iter();
        changes.filter(|change| change.level == Level::Rust || change.code == "operation-removed")
    };
    let worst = in_rust().map(|change| change.class).max();
    let of_it = in_rust().filter(|change| Some(change.class) == worst);
    (worst, of_it.map(|change| change.code).collect())
}

#[test]
fn every_finding_of_cargo_semver_checks_is_one_of_ours() {
    let Ok(program) = std::env::var("SEMVER_CHECKS") else {
        println!("skipped: SEMVER_CHECKS=cargo-semver-checks asks for it");
        return;
    };
    assert_version(&program);
    let comparisons = comparisons();
    let [old, new] = write_crates(&comparisons).map(|folder| folder.to_str().unwrap().to_owned());
    let manifest = format!("{new}/Cargo.toml");
    let report = output(
        &program,
        &[
            "check-release", "--baseline-root", &old, "--manifest-path", &manifest, "--release-type", "patch",
            "--color", "never",
        ],
    );
    let (major, found) = (major_lints(&program), found(&report));
    let mut table = format!(
        "# {VERSION} beside the changes in Rust that `apifox diff` tells; how it was made, and what it says: semver-checks.md.\n\
        # The edit, which way, the version that it asks for, our worst class in Rust, its lints, our codes of that class.\n"
    );
    let (mut counts, mut unsaid) = (BTreeMap::new(), Vec::new());
    for comparison in &comparisons {
        let lints = found.get(&comparison.module).cloned().unwrap_or_default();
        let theirs = asks_for(&lints, &major);
        let (class, codes) = ours(comparison);
        let class = class.map_or("-", Class::name);
        *counts.entry((theirs, class)).or_insert(0) += 1;
        if theirs == "major" && class != "breaking" {
            unsaid.push(comparison.edit.as_str());
        }
        let list = |names: Vec<&str>| {
            if names.is_empty() {
                "-".to_owned()
            } else {
                names.join(" ")
            }
        };
        let (lints, codes) = (
            list(lints.iter().map(String::as_str).collect()),
            list(codes.into_iter().collect()),
        );
        let _ = writeln!(table, "{}\t{theirs}\t{class}\t{lints}\t{codes}", comparison.edit);
    }
    println!("cargo-semver-checks and we: {counts:?}");
    assert!(comparisons.len() >= 380);
    assert_eq!(
        unsaid,
        Vec::<&str>::new(),
        "it finds what breaks, and we say nothing of it"
    );
    expected::assert_equals_file(Path::new("tests/fixtures/diff/semver-checks.tsv"), &table);
}

//! Compiles generated code against the real run time: many documents as modules of one crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the compiler says of each document that it does not take, by seed; or what rustdoc says of its words.
pub(crate) fn faults(codes: &BTreeMap<u64, String>, of_words: bool) -> BTreeMap<u64, String> {
    let workspace = prepare(codes);
    let command: &[&str] = if of_words { &["doc", "--no-deps"] } else { &["check"] };
    let output = Command::new(env!("CARGO"))
        .current_dir(&workspace)
        .args(command)
        .args(["--quiet", "--message-format=short"])
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut faults: BTreeMap<u64, String> = BTreeMap::new();
    for line in text
        .lines()
        .filter(|line| line.contains(": error") || line.contains(": warning"))
    {
        let seed = line
            .split("src/seed")
            .nth(1)
            .and_then(|rest| rest.split('.').next()?.parse().ok());
        if let Some(fault) = seed
            .map(|seed| faults.entry(seed).or_default())
            .filter(|fault| fault.len() < 1000)
        {
            let _ = writeln!(fault, "  {line}");
        }
    }
    assert!(
        output.status.success() || !faults.is_empty(),
        "the crate of the sample does not build:\n{text}"
    );
    faults
}

/// A crate of its own beside the project's build, with the project's lock file.
fn prepare(codes: &BTreeMap<u64, String>) -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("properties").join("crate");
    let source = workspace.join("src");
    let _ = std::fs::remove_dir_all(&source);
    std::fs::create_dir_all(&source).unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let run_time = project.join("apifox-client");
    let manifest = format!(
        "[package]\nname = \"sample\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\napifox-client = {{ path = \"{}\", default-features = false }}\n\n\
         [workspace]\n\n[profile.dev]\ndebug = false\n",
        run_time.display()
    );
    std::fs::write(workspace.join("Cargo.toml"), manifest).unwrap();
    let _ = std::fs::copy(project.join("Cargo.lock"), workspace.join("Cargo.lock"));
    let mut root = String::from("#![recursion_limit = \"512\"]\n#![allow(dead_code)]\n");
    for (seed, code) in codes {
        std::fs::write(source.join(format!("seed{seed}.rs")), code).unwrap();
        let _ = writeln!(root, "pub mod seed{seed};");
    }
    std::fs::write(source.join("lib.rs"), root).unwrap();
    workspace
}

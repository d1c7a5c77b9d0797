//! Compiles generated code against the real run time: many documents as modules of one crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::workspace::{OURS, Workspace};

/// What the compiler says of each document that it does not take, by seed; or what rustdoc says of
/// its words.
pub(crate) fn faults(codes: &BTreeMap<u64, String>, of_words: bool) -> BTreeMap<u64, String> {
    let workspace = Workspace::new("sample", OURS);
    workspace.add_library("modules", "");
    let mut root = String::from("#![recursion_limit = \"512\"]\n#![allow(dead_code)]\n");
    for (seed, code) in codes {
        workspace.write("modules", &format!("src/seed{seed}.rs"), code);
        let _ = writeln!(root, "pub mod seed{seed};");
    }
    workspace.write("modules", "src/lib.rs", &root);
    let command: &[&str] = if of_words { &["doc", "--no-deps"] } else { &["build"] };
    let mut faults: BTreeMap<u64, String> = BTreeMap::new();
    for error in workspace.lint(command) {
        let seed = error.module.strip_prefix("seed").and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| panic!("the crate of the sample does not build: {}", error.line));
        let fault = faults.entry(seed).or_default();
        if fault.len() < 1000 {
            let _ = writeln!(fault, "  {}", error.line);
        }
    }
    faults
}

//! Runs each target on the inputs of its corpus: inputs that the fuzzer kept, and inputs that once
//! failed.
//!
//! `FUZZ_INPUT=FILE FUZZ_TARGET=NAME cargo test -p fuzz --test replay` runs one file instead.

#![allow(clippy::unwrap_used)] // a test may panic

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts panics in all threads: a panic in the thread of a server is not propagated.
static PANICS: AtomicUsize = AtomicUsize::new(0);

#[test]
fn no_input_that_was_kept_does_harm() {
    count_panics();
    let mut harmful = Vec::new();
    for (name, target) in fuzz::TARGETS {
        let files = inputs(name);
        assert!(files.len() > 2 || is_one(), "only {} inputs for {name}", files.len());
        for file in &files {
            let bytes = std::fs::read(file).unwrap();
            let before = PANICS.load(Ordering::SeqCst);
            let outcome = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
            if outcome.is_err() || PANICS.load(Ordering::SeqCst) > before {
                harmful.push(file.display().to_string());
            }
        }
        println!("{name}: {} inputs", files.len());
    }
    assert!(harmful.is_empty(), "{harmful:#?}");
}

/// The generator catches panics of the types backend, which then are not reported here.
fn count_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        before(info);
    }));
}

fn is_one() -> bool {
    std::env::var_os("FUZZ_INPUT").is_some()
}

fn inputs(target: &str) -> Vec<PathBuf> {
    if let Some(file) = std::env::var_os("FUZZ_INPUT") {
        let is_meant = std::env::var("FUZZ_TARGET").is_ok_and(|name| name == target);
        return if is_meant { vec![file.into()] } else { Vec::new() };
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

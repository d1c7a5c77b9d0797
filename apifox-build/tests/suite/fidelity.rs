//! Types represent all values that a page documents: instances that `fidelity/make.py` draws decode
//! and encode again to the same JSON.
//!
//! `FIDELITY=DIR cargo test -p apifox-build --test suite fidelity:: -- --nocapture` takes any
//! folder of JSON Lines. Without the variable the kept instances of the fixtures are taken, and
//! with `APIFOX_CORPUS=DIR` a sample of those that `.ci/long` has drawn from the corpus, chosen by
//! `FIDELITY_SEED`. `FIDELITY_ALL=1` prints all groups of failures and all properties that no
//! instance has. Documents are looked for beside the lines, and in `FIDELITY_DOCUMENTS` and
//! `APIFOX_CORPUS`.
//!
//! The schemas are read here by plain JSON Schema, with nothing of the generator: what applies at a
//! place of a value, in `spec.rs`. What may differ is one table, in `compare.rs`.

pub(crate) mod case;
pub(crate) mod compare;
pub(crate) mod compile;
pub(crate) mod job;
pub(crate) mod json;
mod lines;
mod outcome;
mod reach;
mod rules;
pub(crate) mod spec;
pub(crate) mod yaml;

use std::path::Path;

use crate::fixtures;
use case::Case;
use job::Job;
use outcome::Outcome;

/// A sample has one document in so many, with so many instances of each schema.
const SAMPLE: (u64, usize) = (8, 5);

/// Generates the code of the cases.
fn jobs(cases: Vec<Case>) -> Vec<Job> {
    cases.into_iter().map(Job::new).collect()
}

/// Generates, compiles and runs all cases; returns the results of their instances.
fn run(cases: Vec<Case>) -> Vec<Job> {
    let mut jobs = jobs(cases);
    compile::compile_and_run("fidelity", &mut jobs);
    jobs
}

/// The kept instances of the fixtures, with their generated code.
pub(crate) fn kept() -> Vec<Job> {
    let cases = lines::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fidelity"));
    let instances: usize = cases.iter().flat_map(|case| case.parts.values()).map(Vec::len).sum();
    let are_all = cases.len() >= 67 && instances >= 8_315;
    assert!(are_all, "only {instances} instances of {} documents", cases.len());
    jobs(cases)
}

#[test]
fn every_instance_comes_back_as_the_same_json() {
    let (kept, jobs) = match lines::folder_of("FIDELITY") {
        Some(folder) => (&[][..], run(lines::cases(&folder))),
        None => (&fixtures::fixtures().checked[..], run(sample_of_corpus())),
    };
    let mut outcome = Outcome::default();
    for job in kept.iter().chain(&jobs) {
        outcome.take_in(job);
    }
    assert!(outcome.documents > 0, "no lines of JSON were found");
    outcome.print();
    assert_eq!(outcome.failed, 0, "what failed is printed above");
}

/// Some of the instances that were drawn from the corpus, if there are any.
fn sample_of_corpus() -> Vec<Case> {
    let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../fidelity/drawn/corpus");
    if std::env::var_os("APIFOX_CORPUS").is_none() {
        println!("sample of the corpus: skipped, APIFOX_CORPUS is not set");
        return Vec::new();
    }
    if !drawn.exists() {
        println!("sample of the corpus: skipped, nothing was drawn from it; `.ci/long fidelity` does so");
        return Vec::new();
    }
    let seed = std::env::var("FIDELITY_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut cases = lines::cases(&drawn);
    cases.retain(|case| mixed(seed.unwrap_or(0), &case.name).is_multiple_of(SAMPLE.0));
    for instances in cases.iter_mut().flat_map(|case| case.parts.values_mut()) {
        let step = instances.len().div_ceil(SAMPLE.1);
        *instances = std::mem::take(instances).into_iter().step_by(step.max(1)).collect();
    }
    cases
}

/// FNV-1a: the same on every machine.
fn mixed(seed: u64, name: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed;
    name.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }) >> 16
}

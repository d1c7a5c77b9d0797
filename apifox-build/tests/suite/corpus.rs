//! Real documents, separately and together for each owner: they are generated and compiled, and
//! their examples are decoded.
//!
//! `APIFOX_CORPUS=DIR cargo test -p apifox-build --test suite corpus:: -- --ignored --nocapture`.
//! `APIFOX_CORPUS_NAMES=1` prints the names of all operations and types, for review.

mod compile;
pub(crate) mod examples;
mod job;

use std::collections::BTreeMap;
use std::path::Path;

use job::Job;

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn every_operation_of_the_corpus_is_generated_correctly_or_refused_with_its_place() {
    let folder = crate::folder::corpus();
    let mut jobs = job::find(Path::new(&folder));
    assert!(
        !jobs.is_empty(),
        "no document was found in {}",
        Path::new(&folder).display()
    );
    jobs.iter_mut().for_each(Job::generate);
    compile::compile_and_run(&mut jobs);
    print_table(&jobs);
    let total = Total::of(&jobs);
    println!("{total}");
    let sandbox = SandboxTotal::of(&jobs);
    println!(
        "sandbox: {} responses decoded, {} without JSON, {} not given, {} failed",
        sandbox.decoded, sandbox.no_json, sandbox.not_given, sandbox.failed
    );
    assert!(
        sandbox.is_clean(),
        "a sandbox responds what its client cannot read: see above"
    );
    assert!(total.is_clean(), "see the table above for the faults");
}

/// The totals over single documents; the documents of an owner together must be clean, too, but are
/// not counted twice.
#[derive(Debug, Default)]
struct Total {
    documents: usize,
    operations: usize,
    generated: usize,
    refused: usize,
    lost: usize,
    panics: usize,
    compile_failures: usize,
    examples_failed: usize,
}

impl Total {
    fn of(jobs: &[Job]) -> Self {
        let mut total = Self::default();
        for job in jobs {
            if !job.is_owner() {
                total.documents += 1;
                total.operations += job.documented.len();
                total.generated += job.generated();
                total.refused += job.refused();
            }
            total.lost += job.lost().len() + usize::from(job.order_matters);
            total.panics += usize::from(job.panicked());
            total.compile_failures += usize::from(job.compile_error.is_some());
            total.examples_failed += job.examples.iter().filter(|example| example.failure.is_some()).count();
        }
        total
    }

    fn is_clean(&self) -> bool {
        self.lost + self.panics + self.compile_failures + self.examples_failed == 0
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            documents,
            operations,
            generated,
            refused,
            panics,
            compile_failures,
            examples_failed,
            ..
        } = self;
        write!(
            f,
            "corpus: {documents} documents, {operations} operations, {generated} generated, {refused} refused, \
             {panics} panics, {compile_failures} compile failures, {examples_failed} examples failed"
        )
    }
}

/// What came of the JSON responses that sandboxes of the documents were asked for.
#[derive(Debug, Default)]
struct SandboxTotal {
    decoded: usize,
    no_json: usize,
    not_given: usize,
    failed: usize,
}

impl SandboxTotal {
    fn of(jobs: &[Job]) -> Self {
        let mut total = Self::default();
        for job in jobs.iter().filter(|job| !job.is_owner()) {
            for line in &job.sandbox {
                let outcome = line.splitn(4, ' ').nth(3).unwrap_or_default();
                let count = match outcome {
                    "ok" => &mut total.decoded,
                    "no JSON" => &mut total.no_json,
                    _ if outcome.starts_with("failed") => &mut total.failed,
                    _ => &mut total.not_given,
                };
                *count += 1;
                if !matches!(outcome, "ok" | "no JSON") {
                    println!("SANDBOX {}: {}", job.name, line.chars().take(600).collect::<String>());
                }
            }
        }
        total
    }

    fn is_clean(&self) -> bool {
        self.failed == 0 && self.not_given * 50 <= self.decoded
    }
}

fn print_table(jobs: &[Job]) {
    println!(
        "{:<58} {:>4} {:>4} {:>4}  {:>4} {:>4} {:>4}  refused by",
        "document", "ops", "gen", "ref", "ex", "mis", "fail"
    );
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for job in jobs {
        let mismatched = job.examples.iter().filter(|example| example.mismatch.is_some()).count();
        let failed = job.examples.iter().filter(|example| example.failure.is_some()).count();
        let by_code = job.refusals_by_code();
        for (code, count) in by_code.iter().filter(|_| !job.is_owner()) {
            *codes.entry(code).or_default() += count;
        }
        let name: String = job.name.chars().take(58).collect();
        let decoded = job.examples.len() - mismatched - failed;
        let (ops, made, refused) = (job.documented.len(), job.generated(), job.refused());
        println!("{name:<58} {ops:>4} {made:>4} {refused:>4}  {decoded:>4} {mismatched:>4} {failed:>4}  {by_code:?}");
    }
    println!("refusals by code: {codes:?}");
    for job in jobs {
        job.print_faults();
        if std::env::var_os("APIFOX_CORPUS_NAMES").is_some() {
            job.print_names();
        }
    }
}

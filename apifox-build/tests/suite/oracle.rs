//! Compares with progenitor: for every operation that it accepts, its client and ours send the same
//! request, or the difference has a documented reason.
//!
//! The project's own fixtures are always compared. `APIFOX_CORPUS=DIR cargo test -p apifox-build
//! --test suite oracle::every_corpus -- --ignored` compares one document of each owner, with
//! `APIFOX_CORPUS_WHOLE=1` all of them.

mod backend;
mod calls;
mod quiet;
mod reasons;
mod theirs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use testkit::expected as expected_file;

use crate::fixtures::{self, Fixtures};
use crate::wire::expected;
use crate::wire::job;
use crate::wire::job::Job;
use crate::wire::run;
use crate::wire::seen;
use theirs::{Operation, Results};

#[test]
fn every_fixture_operation_sends_the_request_of_progenitor() {
    let Fixtures { jobs, tried: ours, .. } = fixtures::fixtures();
    let known = Path::new("tests/fixtures/oracle/does-not-compile.txt");
    let names = std::fs::read_to_string(known).unwrap_or_default();
    let operations = compare("fixtures", jobs, ours, &names.lines().map(str::to_owned).collect());
    let broken = operations.iter().filter(|operation| operation.compile_error.is_some());
    let broken: BTreeSet<&str> = broken.map(|operation| operation.name.as_str()).collect();
    let text = broken.iter().fold(String::new(), |text, name| text + name + "\n");
    expected_file::assert_equals_file(known, &text);
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents; takes minutes"]
fn every_corpus_operation_sends_the_request_of_progenitor() {
    let folder = crate::folder::corpus();
    let whole = std::env::var_os("APIFOX_CORPUS_WHOLE").is_some();
    let jobs = job::corpus(Path::new(&folder), whole);
    compare(
        "corpus",
        &jobs,
        &run::run("oracle-wire-corpus", &jobs),
        &BTreeSet::new(),
    );
}

/// The totals of a comparison.
#[derive(Debug, Default)]
struct Figures {
    compared: usize,
    equal: usize,
    differences: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

/// Compares all calls of the jobs; the operations that are known not to compile are compiled apart.
fn compare<'a>(what: &str, jobs: &'a [Job], ours: &[run::Tried], known: &BTreeSet<String>) -> Vec<Operation<'a>> {
    let mut operations = theirs::operations(jobs);
    let theirs = theirs::call(&format!("oracle-{what}"), &mut operations, known);
    let mut figures = Figures::default();
    for operation in &operations {
        figures.unexplained.extend(operation.faults.iter().cloned());
        figures.add(operation, ours, &theirs);
    }
    print(what, &operations, &figures);
    assert!(figures.compared > 0, "nothing was compared");
    assert!(
        figures.unexplained.is_empty(),
        "see the list above for differences without a reason"
    );
    operations
}

impl Figures {
    /// Compares the calls of an operation.
    fn add(&mut self, operation: &Operation<'_>, ours: &[run::Tried], theirs: &Results) {
        for (place, case) in &operation.cases {
            let place = (operation.job, *place);
            let Some(tried) = ours.iter().find(|tried| tried.place == place) else {
                self.unexplained.push(format!("{}: ours was not tried", case.title));
                continue;
            };
            let Some((requests, outcome)) = theirs.get(&place) else {
                if operation.accepted.is_ok() && operation.compile_error.is_none() {
                    self.unexplained
                        .push(format!("{} {}: theirs was not made", tried.job, case.title));
                }
                continue;
            };
            self.compared += 1;
            if !tried.faults.is_empty() {
                let faults = tried.faults.join("\n    ");
                self.unexplained
                    .push(format!("{} {}: ours is wrong: {faults}", tried.job, tried.title));
                continue;
            }
            let like = expected::request(case).body;
            let raw = &tried.requests[0];
            let (reasons, unexplained) = match run::requests(requests).first() {
                Some(their_raw) => match (seen::request(raw, &like), seen::request(their_raw, &like)) {
                    (Ok(ours), Ok(theirs)) => reasons::of(case, &ours, &theirs),
                    (ours, theirs) => (
                        Vec::new(),
                        vec![format!("unreadable: ours {ours:?}, theirs {theirs:?}")],
                    ),
                },
                None => match reasons::unsent(case, outcome) {
                    Ok(reason) => (vec![reason], Vec::new()),
                    Err(why) => (Vec::new(), vec![why]),
                },
            };
            self.equal += usize::from(reasons.is_empty() && unexplained.is_empty());
            for reason in reasons {
                *self.differences.entry(reason).or_default() += 1;
            }
            let place = format!("{} {}", tried.job, tried.title);
            self.unexplained
                .extend(unexplained.iter().map(|what| format!("{place}\n    {what}")));
        }
    }
}

fn print(what: &str, operations: &[Operation<'_>], figures: &Figures) {
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in operations {
        if let Err(why) = &operation.accepted {
            *refused.entry(why).or_default() += 1;
        }
        if let Some(error) = &operation.compile_error {
            println!("does not compile: {} {error}", operation.id);
        }
    }
    println!("refused by progenitor:");
    for (why, count) in &refused {
        println!("    {count:>4} {why}");
    }
    for text in &figures.unexplained {
        println!("NO REASON {text}");
    }
    let accepted: Vec<_> = operations
        .iter()
        .filter_map(|operation| operation.accepted.as_ref().ok())
        .collect();
    let helped = accepted.iter().filter(|accepted| accepted.without_responses).count();
    let broken = operations
        .iter()
        .filter(|operation| operation.compile_error.is_some())
        .count();
    println!(
        "oracle, {what}: {} operations, {} accepted by progenitor ({helped} only without their responses), {} compile, \
         {} calls compared, {} equal, differences:",
        operations.len(),
        accepted.len(),
        accepted.len() - broken,
        figures.compared,
        figures.equal,
    );
    for (why, count) in &figures.differences {
        println!("    {count:>4} {why}");
    }
}

//! The mutants of one document, run one after the other in a process of their own, and what each of them costs.
//!
//! A step is an allocation, for everything the pipeline does to a document makes, keeps or copies something, and a count of them is
//! the same on every machine. (It is not the same from run to run to the last digit, for a hash map may grow sooner or later.)

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apifox_build::{OnRefusal, Report, Severity};
use serde::{Deserialize, Serialize};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::documented::{self, Fate};
use crate::mutant::{Mutant, mutant};
use crate::runs::{self, Fault};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// What a mutant may cost more than the document it is made of, and each of them more than its bytes account for: a page that was refused
/// early may be one that is generated whole, and an edit of a component is one of every place it is used in.
const TIMES: usize = 8;

/// Allocations, and bytes allocated, for a byte of a document: twice what the costliest document takes.
const STEPS_A_BYTE: usize = 16;
const BYTES_A_BYTE: usize = 2_000;

/// What became of one mutant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Trial {
    pub(crate) number: u64,
    pub(crate) what: String,
    pub(crate) documented: usize,
    pub(crate) generated: usize,
    pub(crate) refused: usize,
    pub(crate) codes: BTreeMap<String, usize>,
    pub(crate) steps: usize,
    pub(crate) bytes: usize,
    /// Of the text.
    pub(crate) length: usize,
    pub(crate) fault: Option<String>,
}

/// Steps, and bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    steps: usize,
    bytes: usize,
}

impl Cost {
    fn so_far() -> Self {
        let stats = ALLOCATOR.stats();
        Self {
            steps: stats.allocations + stats.reallocations,
            bytes: stats.bytes_allocated,
        }
    }

    fn since(self) -> Self {
        let now = Self::so_far();
        Self {
            steps: now.steps - self.steps,
            bytes: now.bytes - self.bytes,
        }
    }

    fn exceeds(self, other: Self) -> bool {
        self.steps > other.steps || self.bytes > other.bytes
    }

    /// What a text may cost beside what its original cost.
    fn budget(self, length: usize) -> Self {
        let length = length + 4096; // there is something to do for the smallest document
        Self {
            steps: TIMES * self.steps.max(STEPS_A_BYTE * length),
            bytes: TIMES * self.bytes.max(BYTES_A_BYTE * length),
        }
    }
}

/// The budget of the run under way, for the watch: the steps at which the process ends.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// What a process ends with that was stopped in a run without end.
pub(crate) const OUT_OF_BUDGET: i32 = 86;

/// Runs the document as it is, and then these mutants of it. Before each, `begin` is told; after it, what became of it.
pub(crate) fn run(name: &str, text: &str, seed: u64, numbers: impl Iterator<Item = u64>, mut tell: impl FnMut(Told)) {
    watch();
    let mut original = Cost::default();
    for number in std::iter::once(0).chain(numbers) {
        tell(Told::Begin(number));
        let mutant = mutant(name, text, seed, number);
        let budget = original.budget(mutant.text.len());
        let begun = Cost::so_far();
        // A run without end is stopped while it goes on; whether a run that ended was within its budget is seen below.
        LIMIT.store(
            begun.steps.saturating_add(budget.steps.saturating_mul(4)),
            Ordering::SeqCst,
        );
        let outcome = runs::generate(
            vec![(name.to_owned(), mutant.text.clone().into_bytes())],
            OnRefusal::Skip,
        );
        let cost = begun.since();
        LIMIT.store(usize::MAX, Ordering::SeqCst);
        if number == 0 {
            original = cost;
        }
        let mut trial = judged(name, &mutant, outcome);
        if cost.exceeds(budget) {
            trial
                .fault
                .get_or_insert(format!("beyond the budget: {cost:?} of {budget:?}"));
        }
        (trial.number, trial.steps, trial.bytes) = (number, cost.steps, cost.bytes);
        tell(Told::End(trial));
    }
}

/// What is told of a run.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Told {
    Begin(u64),
    End(Trial),
}

fn judged(name: &str, mutant: &Mutant, outcome: Result<Report, Fault>) -> Trial {
    let mut trial = Trial {
        what: mutant.what.clone(),
        length: mutant.text.len(),
        ..Trial::default()
    };
    let report = match outcome {
        Ok(report) => report,
        Err(fault) => {
            trial.fault = Some(format!("{}: {}", fault.kind, fault.text));
            return trial;
        }
    };
    let laws = runs::findings_say_something(&report).and_then(|()| runs::no_finding_blames_the_generator(&report));
    trial.fault = laws.err().map(|fault| format!("{}: {}", fault.kind, fault.text));
    let routes = documented::routes(name, &mutant.text);
    let fates = documented::fates(&routes, &report);
    trial.documented = routes.len();
    trial.generated = fates.iter().filter(|fate| **fate == Fate::Generated).count();
    trial.refused = fates.iter().filter(|fate| **fate == Fate::Refused).count();
    for (route, _) in routes.iter().zip(&fates).filter(|(_, fate)| **fate == Fate::Lost) {
        trial.fault.get_or_insert(format!("lost {} {}", route.0, route.1));
    }
    for finding in report.findings() {
        let severity = if finding.severity == Severity::Refused {
            "refused "
        } else {
            ""
        };
        *trial.codes.entry(format!("{severity}{}", finding.code)).or_default() += 1;
    }
    trial
}

/// Ends the process when a run takes far more steps than it may. It looks now and then: when, decides nothing but how soon that is.
fn watch() {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(50));
            if Cost::so_far().steps > LIMIT.load(Ordering::SeqCst) {
                std::process::exit(OUT_OF_BUDGET);
            }
        }
    });
}

//! Runs the mutants of one document in sequence in a process, and measures the cost of each.
//!
//! A step is an allocation: everything the pipeline does allocates, and the count does not depend
//! on the machine. (It differs slightly from run to run, since the growth of hash maps is random.)

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apifox_build::{OnRefusal, Report, Severity};
use serde::{Deserialize, Serialize};
use testkit_documents::allocations;
use testkit_documents::documented::{self, Fate};
use testkit_documents::runs::{self, Fault};

use super::mutant::{Mutant, mutant};

/// The factor by which a mutant may exceed the cost of its document, or the cost for its length: it
/// may be generated where the document was refused, and an edit of a component affects every use.
const TIMES: usize = 8;

/// The allocations and allocated bytes per byte of a document: twice those of the most expensive
/// document.
const STEPS_A_BYTE: usize = 16;
const BYTES_A_BYTE: usize = 2_000;

/// The result of one mutant.
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
    /// The length of the text.
    pub(crate) length: usize,
    pub(crate) fault: Option<String>,
}

/// The steps and allocated bytes of a run.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    steps: usize,
    bytes: usize,
}

impl Cost {
    fn so_far() -> Self {
        let stats = allocations::so_far();
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

    /// Returns the budget of a text, given the cost of its original.
    fn budget(self, length: usize) -> Self {
        let length = length + 4096; // the smallest document has a fixed cost
        Self {
            steps: TIMES * self.steps.max(STEPS_A_BYTE * length),
            bytes: TIMES * self.bytes.max(BYTES_A_BYTE * length),
        }
    }
}

/// The number of steps at which the watch ends the process, for the current run.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// The exit code of a process that was stopped in an endless run.
pub(crate) const OUT_OF_BUDGET: i32 = 86;

/// Runs the unchanged document, and then these mutants of it. Reports the start and the result of
/// each.
pub(crate) fn run(
    name: &str,
    text: &str,
    seed: u64,
    numbers: impl Iterator<Item = u64>,
    mut report: impl FnMut(Progress),
) {
    watch();
    let mut original = Cost::default();
    for number in std::iter::once(0).chain(numbers) {
        report(Progress::Begin(number));
        let mutant = mutant(name, text, seed, number);
        let budget = original.budget(mutant.text.len());
        let begun = Cost::so_far();
        // The watch stops an endless run; the budget of a run that ended is checked below.
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
        report(Progress::End(trial));
    }
}

/// The progress of a run.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Progress {
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

/// Ends the process when a run far exceeds its budget, which is checked at intervals.
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

//! Mutants of real documents, with nodes or lines that are dropped, duplicated, swapped, retyped,
//! renamed or truncated.
//!
//! `APIFOX_CORPUS=DIR cargo test -p apifox-build --test suite mutation:: -- --nocapture`; without
//! the variable the documents are those of the other tests. `MUTATION_EDITS` (default 5) says how
//! many mutants of a document, `MUTATION_SEED` (default 0) from which seed, and `MUTATION_COMPILED`
//! (default 0) of how many the code is compiled.

mod children;
mod mutant;
mod trial;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use apifox_build::OnRefusal;
use testkit_documents::dice::setting;
use testkit_documents::runs;

use crate::properties::compile;
use children::Order;
use trial::Trial;

#[test]
fn no_edit_of_a_document_makes_the_generator_panic_loop_or_lose_an_operation() {
    let (edits, seed) = (setting("MUTATION_EDITS", 5), setting("MUTATION_SEED", 0));
    let orders = documents().into_iter().map(|path| Order {
        path,
        seed,
        first: 1,
        last: edits,
    });
    let done = children::run(orders.collect());
    println!("{}", Total::of(&done));
    let mut list = String::new();
    for (order, trial) in done
        .iter()
        .flat_map(|(order, trials)| trials.iter().map(move |trial| (order, trial)))
    {
        if let Some(fault) = &trial.fault {
            let _ = write!(list, "\n== {}\n{}: {fault}\n", order.again(trial.number), trial.what);
        }
    }
    assert!(list.is_empty(), "{list}");
}

#[test]
#[ignore = "run by the test above, in processes of its own, or with MUTATION_PATH and the other variables it names"]
fn runs_the_requested_mutants() {
    let Some(order) = Order::of_environment() else {
        return;
    };
    let text = std::fs::read_to_string(&order.path).unwrap();
    let mut faults = Vec::new();
    trial::run(
        &name(&order.path),
        &text,
        order.seed,
        order.first..=order.last,
        |progress| {
            println!("{}", serde_json::to_string(&progress).unwrap());
            if let trial::Progress::End(trial) = progress {
                faults.extend(trial.fault);
            }
        },
    );
    assert!(
        faults.is_empty() || std::env::var_os("MUTATION_EDITS").is_some(),
        "{faults:#?}"
    );
}

#[test]
fn generated_code_of_a_mutant_compiles() {
    let (count, seed) = (setting("MUTATION_COMPILED", 0), setting("MUTATION_SEED", 0));
    let documents = documents();
    let mut codes = BTreeMap::new();
    let mut edits = BTreeMap::new();
    for number in 0..count {
        let path = &documents[usize::try_from(number).unwrap() % documents.len()];
        let text = std::fs::read_to_string(path).unwrap();
        // A mutant that no other test runs, for better coverage.
        let mutant = mutant::mutant(&name(path), &text, seed.wrapping_add(1 << 32), number + 1);
        let report = runs::generate(vec![(name(path), mutant.text.into_bytes())], OnRefusal::Skip).unwrap();
        if let Some(code) = report.code().filter(|_| !report.operations().is_empty()) {
            codes.insert(number, code.to_owned());
            edits.insert(number, format!("{}, {}", path.display(), mutant.what));
        }
    }
    let faults = if codes.is_empty() {
        BTreeMap::new()
    } else {
        compile::faults(&codes, false)
    };
    println!(
        "mutation: the code of {} of {count} mutants from seed {seed} compiled",
        codes.len()
    );
    let list = faults.iter().fold(String::new(), |list, (number, fault)| {
        list + &format!("\n== {}:\n{fault}", edits[number])
    });
    assert!(list.is_empty(), "{list}");
}

/// Returns the corpus, or the documents of the other tests.
fn documents() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("APIFOX_CORPUS") {
        let found = children::documents(Path::new(&folder));
        assert!(!found.is_empty(), "no document below {}", folder.display());
        return found;
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["ledger", "pages"].iter();
    folders
        .flat_map(|folder| children::documents(&fixtures.join(folder)))
        .collect()
}

/// Returns the name of a document for the generator, independently of the location of the folder.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The totals. Unchanged documents are counted separately.
#[derive(Debug, Default)]
struct Total {
    documents: usize,
    mutants: usize,
    documented: usize,
    generated: usize,
    refused: usize,
    broken: usize,
    codes: BTreeMap<String, usize>,
    /// The maximum number of steps and allocated bytes per byte of text.
    most: (usize, usize),
    /// The same, relative to the unchanged document.
    most_times: usize,
}

impl Total {
    fn of(done: &[(Order, Vec<Trial>)]) -> Self {
        let mut total = Self {
            documents: done.len(),
            ..Self::default()
        };
        for (_, trials) in done {
            let original = trials
                .iter()
                .find(|trial| trial.number == 0)
                .map_or(0, |trial| trial.steps);
            for trial in trials {
                let length = trial.length + 4096;
                total.most.0 = total.most.0.max(trial.steps / length);
                total.most.1 = total.most.1.max(trial.bytes / length);
                if trial.number > 0 {
                    total.most_times = total.most_times.max(trial.steps / original.max(1));
                    total.mutants += 1;
                    total.documented += trial.documented;
                    total.generated += trial.generated;
                    total.refused += trial.refused;
                    total.broken += usize::from(trial.fault.is_some());
                    for (code, count) in &trial.codes {
                        *total.codes.entry(code.clone()).or_default() += count;
                    }
                }
            }
        }
        total
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            documents,
            mutants,
            documented,
            generated,
            refused,
            broken,
            codes,
            most,
            most_times,
        } = self;
        writeln!(f, "mutation: findings by code: {codes:?}")?;
        writeln!(
            f,
            "mutation: at most {} allocations and {} bytes of them a byte of text, {most_times} times those of the document as it is",
            most.0, most.1
        )?;
        write!(
            f,
            "mutation: {documents} documents, {mutants} mutants, {documented} operations, {generated} generated, {refused} refused, \
             {broken} broke a law"
        )
    }
}

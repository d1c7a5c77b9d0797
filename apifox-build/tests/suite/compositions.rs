//! Types represent all values of compositions: values of random documents, which an independent
//! validator accepts, decode and encode again to the same JSON.
//!
//! `COMPOSITIONS=2000 COMPOSITIONS_SEED=n cargo test -p apifox-build --test suite compositions:: --
//! --nocapture` tests so many documents (60 by default) from seed `n` (0), and writes them to the
//! folder `COMPOSITIONS_KEPT`, if it is set: document `m` of seed `n` is document 0 of seed
//! `n + m`. `COMPOSITIONS_SMALLER=6` shrinks failures in so many rounds; each compiles many
//! documents. The test `fidelity` defines the tolerated differences. `COMPOSITIONS_MIXED=15` is the
//! percentage of objects with a member that only another alternative describes, which still finds
//! types that are too narrow. `COMPOSITIONS_WIDER=1` adds kinds of schemas, such as booleans of one
//! value; it still finds rare failures.

mod document;
mod faults;
mod instances;
mod plain;
mod schemas;

use std::collections::BTreeSet;

use serde_json::Value;
use testkit_documents::dice::{Dice, setting};

use crate::fidelity::case::{Case, Page, Part};
use crate::fidelity::compare::compare;
use crate::fidelity::compile;
use crate::fidelity::job::{Check, Job};
use crate::fidelity::json::Json;
use faults::{Fault, Faults};
use instances::Drawer;
use plain::Judge;

/// The number of documents that are generated, compiled and run together.
const BATCH: usize = 250;

/// The number of different values to draw for a document, and the number of attempts.
const INSTANCES: (usize, usize) = (14, 250);

/// The maximum percentage of documents without a value.
const WITHOUT: usize = 15;

/// A document with valid values.
#[derive(Debug)]
struct Drawn {
    seed: u64,
    document: Value,
    instances: Vec<Value>,
}

impl Drawn {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (document, judge) = document::random(&mut dice);
        let mut drawer = Drawer::new(&document, dice);
        let mut known = BTreeSet::new();
        let mut instances = Vec::new();
        for _ in 0..INSTANCES.1 {
            let instance = drawer.value();
            if judge.accepts(&instance) && known.insert(instance.to_string()) {
                instances.push(instance);
            }
            if instances.len() == INSTANCES.0 {
                break;
            }
        }
        Self {
            seed,
            document,
            instances,
        }
    }

    /// Returns the page of the document: with an odd seed, its enums of one value are constants.
    fn page(&self) -> String {
        let has_constants = self.seed % 2 == 1;
        let constants = has_constants.then(|| document::with_constants(&self.document));
        constants.as_ref().unwrap_or(&self.document).to_string()
    }

    /// Returns the case of the document; without a value, a null checks that the code compiles.
    fn case(&self) -> Case {
        let mut case = Case::new(format!("{}.json", self.seed), Page::Text(self.page()));
        let instances = self.instances.iter().map(|instance| Json::parse(&instance.to_string()));
        let mut instances: Vec<Json> = instances.collect::<Result<_, _>>().unwrap();
        if instances.is_empty() {
            instances.push(Json::Null);
        }
        for part in [Part::Body, Part::Status("200".to_owned())] {
            let route = ("POST".to_owned(), "/things".to_owned());
            case.parts.insert((route, part), instances.clone());
        }
        case
    }

    fn fault(&self, kind: String, became: String) -> Fault {
        Fault {
            seed: self.seed,
            kind,
            document: self.document.clone(),
            part: Part::Body,
            instance: None,
            became,
            rust_type: String::new(),
        }
    }
}

/// Generates, compiles and runs documents. Returns the faults of each.
fn faults_of(documents: &[Drawn]) -> Vec<Vec<Fault>> {
    let mut jobs: Vec<Job> = documents.iter().map(|drawn| Job::new(drawn.case())).collect();
    compile::compile_and_run("compositions", &mut jobs);
    let judged = documents.iter().zip(&jobs).map(|(drawn, job)| {
        let skipped = job
            .skipped
            .iter()
            .map(|_| drawn.fault("is refused".to_owned(), faults::refusal(&drawn.document)));
        let failed = job.checks.iter().flat_map(|check| failed(drawn, job, check));
        skipped.chain(failed).collect()
    });
    judged.collect()
}

fn failed(drawn: &Drawn, job: &Job, check: &Check) -> Vec<Fault> {
    let place = job.spec.as_ref().and_then(|spec| spec.place(&check.route, &check.part));
    let judge = Judge::new(&drawn.document);
    let mut faults = Vec::new();
    for (number, (instance, outcome)) in check.instances.iter().zip(&check.outcomes).enumerate() {
        let Some(shape) = compare(instance, outcome, &check.part, place.as_ref()).failure else {
            continue;
        };
        let does_not_compile = shape.contains("does not compile");
        if drawn.instances.is_empty() && !does_not_compile {
            continue;
        }
        let instance = drawn.instances.get(number).cloned();
        let mut kind = faults::kind_of(&shape);
        if let Some((_, path)) = shape.strip_prefix("loses ").and_then(|shape| shape.split_once(" /"))
            && let (Some(instance), Some(judge)) = (&instance, &judge)
            && let Ok(back) = outcome
            && let Ok(back) = serde_json::from_str(&back.to_string())
            && !judge.promises((instance, &back), &path.split('/').collect::<Vec<_>>())
        {
            if instances::mixed() == 0 {
                continue; // only an alternative that the value does not match names the member, which need not be kept
            }
            kind += faults::UNFIT;
        }
        faults.push(Fault {
            part: check.part.clone(),
            instance,
            rust_type: check.rust_type.clone(),
            ..drawn.fault(kind, outcome.as_ref().map_or_else(Clone::clone, ToString::to_string))
        });
    }
    faults
}

/// Shrinks faults: each round takes the smallest document that fails in the same way.
fn shrink(faults: &mut Faults, rounds: u64) {
    let mut tried = BTreeSet::new();
    for _ in 0..rounds {
        let kinds: Vec<String> = faults.chosen().iter().map(|(_, fault)| fault.kind.clone()).collect();
        let mut candidates = Vec::new();
        let mut of = Vec::new();
        for kind in &kinds {
            let smaller = faults::smaller(&faults.0[kind].1, &mut tried);
            of.extend(smaller.iter().map(|_| kind));
            candidates.extend(smaller);
        }
        if candidates.is_empty() {
            return;
        }
        for (kind, found) in of.into_iter().zip(faults_of(&candidates)) {
            faults.take_all(found.into_iter().filter(|fault| fault.kind == *kind));
        }
    }
}

/// Documents that are known to fail, each with its reason: none.
const KNOWN: [u64; 0] = [];

#[test]
fn every_value_of_a_random_composition_round_trips() {
    let (count, first) = (setting("COMPOSITIONS", 60), setting("COMPOSITIONS_SEED", 0));
    let mut faults = Faults::default();
    let (mut instances, mut without, mut failing, mut fixed) = (0, 0, 0, Vec::new());
    let seeds: Vec<u64> = (first..first + count).collect();
    for seeds in seeds.chunks(BATCH) {
        let documents: Vec<Drawn> = seeds.iter().copied().map(Drawn::new).collect();
        if let Some(folder) = std::env::var_os("COMPOSITIONS_KEPT") {
            for drawn in &documents {
                let file = std::path::Path::new(&folder).join(format!("{}.json", drawn.seed));
                std::fs::write(file, drawn.page()).unwrap();
            }
        }
        without += documents.iter().filter(|drawn| drawn.instances.is_empty()).count();
        instances += documents.iter().map(|drawn| drawn.instances.len()).sum::<usize>();
        for (seed, found) in seeds.iter().zip(faults_of(&documents)) {
            failing += usize::from(!found.is_empty());
            if !KNOWN.contains(seed) {
                faults.take_all(found);
            } else if found.is_empty() {
                fixed.push(*seed);
            }
        }
    }
    shrink(&mut faults, setting("COMPOSITIONS_SMALLER", 0));
    let list: String = faults
        .chosen()
        .iter()
        .map(|(seeds, fault)| faults::shown(seeds.len(), fault))
        .collect();
    println!(
        "compositions: {count} documents from seed {first}, {without} without a value, {instances} instances, {failing} documents failed \
         in {} ways",
        faults.0.len()
    );
    assert!(faults.0.is_empty(), "{}{list}", faults.kinds());
    assert!(
        fixed.is_empty(),
        "these do not fail any more, remove them from `KNOWN`: {fixed:?}"
    );
    assert!(
        without * 100 <= WITHOUT * seeds.len(),
        "too many documents have no value"
    );
}

/// In document 900113 each schema refers to several others; in document 1749 compositions become
/// components inside each other.
#[test]
fn a_composition_whose_choices_multiply_is_any_json() {
    for seed in [900_113, 1749] {
        let document = Drawn::new(seed).document.to_string();
        let report = apifox_build::Config::new().page_text("page.json", document).generate();
        let findings = report.findings();
        let is_reported = |finding: &&apifox_build::Finding| finding.message.contains("its choices multiply");
        assert!(findings.iter().any(|finding| is_reported(&finding)), "{findings:#?}");
        assert!(report.code().is_some());
    }
}

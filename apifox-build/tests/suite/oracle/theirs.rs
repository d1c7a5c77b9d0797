//! Progenitor's side: what it accepts is compiled, many operations in one crate, and makes the same
//! calls.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::Stage;

use super::backend::{Accepted, Named};
use super::calls::{self, CALLS};
use super::quiet::Quiet;
use crate::program::Program;
use crate::wire::case::Case;
use crate::wire::job::Job;
use crate::wire::signature::Methods;
use crate::workspace::OF_PROGENITOR;

/// One operation as progenitor sees it.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) job: usize,
    pub(crate) id: String,
    /// Its job and id.
    pub(crate) name: String,
    /// Its calls with the preferred body, by their place among those of the job.
    pub(crate) cases: Vec<(usize, &'a Case)>,
    pub(crate) accepted: Result<Accepted, String>,
    pub(crate) compile_error: Option<String>,
    pub(crate) faults: Vec<String>,
}

/// Every operation of the jobs, each given to progenitor alone.
pub(crate) fn operations(jobs: &[Job]) -> Vec<Operation<'_>> {
    let _quiet = Quiet::new(); // it panics often, and each panic is reported at the end
    let mut all = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        let report = job.config.clone().until(Stage::Name).generate();
        let Some(named) = report.shown().map(Named::new) else {
            continue;
        };
        for operation in job.report.operations() {
            let (method, template) = (&operation.method, &operation.template);
            let own = job.cases.iter().enumerate().filter(|(_, case)| {
                let called = &case.operation;
                called.method == *method
                    && called.template == *template
                    && case.among_bodies.is_none()
                    && case.streamed.is_none()
            });
            let id = named.id(method, template);
            all.push(Operation {
                job: index,
                name: format!("{} {id}", job.name),
                id,
                cases: own.collect(),
                accepted: named.accept(method, template),
                compile_error: None,
                faults: Vec::new(),
            });
        }
    }
    all
}

/// The result of each call: requests in hexadecimal and outcome, by job and case.
pub(crate) type Results = BTreeMap<(usize, usize), (String, String)>;

/// Compiles and calls what was accepted. The operations whose names are `known` are expected not to
/// compile, and compiled apart.
pub(crate) fn call(name: &str, operations: &mut [Operation<'_>], known: &BTreeSet<String>) -> Results {
    let (apart, together): (Vec<_>, Vec<_>) = operations
        .iter_mut()
        .partition(|operation| known.contains(&operation.name));
    let mut results = call_all(name, together);
    results.extend(call_all(&format!("{name}-known"), apart));
    results
}

/// Compiles and calls operations in a program of their own.
fn call_all(name: &str, operations: Vec<&mut Operation<'_>>) -> Results {
    let mut program = Program::new(name, OF_PROGENITOR, &[&CALLS]);
    let (mut modules, mut places) = (Vec::new(), BTreeMap::new());
    for operation in operations {
        let module = add(&mut program, operation, &mut places);
        modules.push((operation, module));
    }
    program.build();
    for (operation, module) in modules {
        if let Some(errors) = module.and_then(|module| program.errors(module, &CALLS)) {
            operation.compile_error = errors.first().cloned();
            operation.faults.clear();
        }
    }
    let made = program.run(&CALLS).into_iter().filter_map(|(number, lines)| {
        let lines = lines.ok()?;
        let (requests, outcome) = lines.first()?.split_once('\t')?;
        Some((places[&number], (requests.to_owned(), outcome.to_owned())))
    });
    made.collect()
}

/// Adds what was accepted of an operation to a program, and the place of each of its calls by
/// number. Returns the module.
fn add(
    program: &mut Program,
    operation: &mut Operation<'_>,
    places: &mut BTreeMap<usize, (usize, usize)>,
) -> Option<usize> {
    let code = &operation.accepted.as_ref().ok()?.code;
    let methods = Methods::of(&syn::parse_file(code).unwrap().items);
    let full = operation.cases.first().and_then(|(_, case)| case.body.as_ref());
    let module = program.module(code);
    for (place, case) in &operation.cases {
        match calls::entry(module, &operation.id, (case, full), &methods) {
            Ok(entry) => {
                let number = program.add(module, &CALLS, entry, Vec::new());
                places.insert(number, (operation.job, *place));
            }
            Err(why) => operation.faults.push(format!("{}: {why}", case.title)),
        }
    }
    Some(module)
}

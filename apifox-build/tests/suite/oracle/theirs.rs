//! Progenitor's side: what it accepts is compiled, many operations in one crate, and makes the same
//! calls.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use apifox_build::Stage;

use super::backend::{Accepted, Named};
use super::calls;
use super::quiet::Quiet;
use crate::wire::case::Case;
use crate::wire::driver;
use crate::wire::job::Job;
use crate::wire::signature::Methods;
use crate::workspace::{self, OF_PROGENITOR, Workspace};

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

/// What came of each call: requests in hexadecimal and outcome, by job and case.
pub(crate) type Results = BTreeMap<(usize, usize), (String, String)>;

impl Operation<'_> {
    /// The number of bytes to compile.
    fn size(&self) -> usize {
        self.accepted.as_ref().map_or(0, |accepted| accepted.code.len())
    }

    fn is_called(&self) -> bool {
        self.accepted.is_ok() && self.compile_error.is_none()
    }
}

/// Compiles and calls what was accepted. The operations whose names are `known` are expected not to
/// compile, and compiled apart.
pub(crate) fn call(name: &str, operations: &mut [Operation<'_>], known: &BTreeSet<String>) -> Results {
    let workspace = Workspace::new(name, OF_PROGENITOR);
    let is_known = |operation: &Operation<'_>| known.contains(&operation.name);
    let sizes = operations
        .iter()
        .map(|operation| if is_known(operation) { 0 } else { operation.size() });
    let mut crate_of = workspace::crates(sizes);
    // The known ones are last, so that the calls of the others keep their numbers, and their crates
    // are not compiled again.
    let last = crate_of.last().map_or(0, |last| last + 1);
    for (number, _) in crate_of
        .iter_mut()
        .zip(&*operations)
        .filter(|(_, operation)| is_known(operation))
    {
        *number = last;
    }
    let (numbers, crates) = loop {
        let (mut numbers, mut crates) = (Vec::new(), Vec::new());
        for number in 0..=last {
            let member = |index: usize| crate_of[index] == number;
            let name = format!("oracle{number}");
            let mut called = operations
                .iter()
                .enumerate()
                .filter(|(_, operation)| operation.is_called());
            if called.any(|(index, _)| member(index)) {
                write_crate(&workspace, &name, member, operations, &mut numbers);
                crates.push(name);
            } else {
                workspace.remove(&name);
            }
        }
        let errors = workspace.build();
        if errors.is_empty() {
            break (numbers, crates);
        }
        for error in errors {
            let module = error.module.trim_start_matches("calls").trim_start_matches("op");
            let index: usize = module
                .parse()
                .unwrap_or_else(|_| panic!("the crates do not compile: {}", error.line));
            operations[index].compile_error.get_or_insert(error.line);
        }
    };
    let mut results = Results::new();
    for name in crates {
        for line in workspace.run(&name, &[]).lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            let [number, requests, outcome] = parts[..] else {
                panic!("the crate printed {line}")
            };
            let number: usize = number.parse().unwrap();
            results.insert(numbers[number], (requests.to_owned(), outcome.to_owned()));
        }
    }
    results
}

fn write_crate(
    workspace: &Workspace,
    name: &str,
    is_member: impl Fn(usize) -> bool,
    operations: &mut [Operation<'_>],
    numbers: &mut Vec<(usize, usize)>,
) {
    workspace.add(name, "");
    workspace.write(name, "src/server.rs", driver::SERVER);
    let mut main = include_str!("main.rs.in").to_owned();
    let mut all = String::new();
    for (index, operation) in operations.iter_mut().enumerate() {
        if !is_member(index) {
            continue;
        }
        let Ok(accepted) = &operation.accepted else { continue };
        operation.faults.clear();
        if operation.compile_error.is_some() {
            continue;
        }
        let file = syn::parse_file(&accepted.code).unwrap();
        let methods = Methods::of(&file.items);
        let full = operation.cases.first().and_then(|(_, case)| case.body.as_ref());
        let mut text = "use std::sync::Arc;\nuse crate::value;\n".to_owned();
        for (place, case) in &operation.cases {
            let number = numbers.len();
            numbers.push((operation.job, *place));
            match calls::function(number, index, &operation.id, (case, full), &methods) {
                Ok(function) => {
                    text += &function;
                    let _ = writeln!(
                        all,
                        "    ({number}, |driver| Box::pin(calls{index}::case{number}(driver))),"
                    );
                }
                Err(why) => operation.faults.push(format!("{}: {why}", case.title)),
            }
        }
        workspace.write(name, &format!("src/op{index}.rs"), &accepted.code);
        workspace.write(name, &format!("src/calls{index}.rs"), &text);
        let _ = writeln!(main, "mod op{index};\nmod calls{index};");
    }
    let _ = write!(main, "\nconst CALLS: &[(usize, Call)] = &[\n{all}];\n");
    workspace.write(name, "src/main.rs", &main);
}

//! Compiles the generated code with the run time crate; the program decodes and encodes the
//! instances.

use super::job::Job;
use super::json::Json;
use crate::program::{self, Mode, Program, Results};
use crate::workspace::OURS;

/// Types that decode and encode instances: the mode `checks` of a program.
pub(crate) const CHECKS: Mode = Mode {
    name: "checks",
    files: &[("checks.rs", include_str!("checks.rs.in"))],
};

/// Sets the outcome of each instance. If the code of a document does not compile, that is the
/// outcome of all its instances.
pub(crate) fn compile_and_run(name: &str, jobs: &mut [Job]) {
    let mut program = Program::new(name, OURS, &[&CHECKS]);
    let numbers = add(&mut program, jobs);
    program.build();
    take_in(jobs, &numbers, &program.run(&CHECKS));
}

/// Adds the checks of the jobs to a program. Returns their numbers.
pub(crate) fn add(program: &mut Program, jobs: &[Job]) -> Vec<usize> {
    let mut numbers = Vec::new();
    for job in jobs.iter().filter(|job| !job.checks.is_empty()) {
        let module = program.module(&job.code);
        let types = program::path(module) + "::types::";
        numbers.extend(job.checks.iter().map(|check| {
            let kind = check.rust_type.replace("types::", &types);
            let instances = check.instances.iter().map(Json::to_string).collect();
            program.add(module, &CHECKS, format!("check::<{kind}>"), instances)
        }));
    }
    numbers
}

/// Sets the outcomes of the checks that have these numbers.
pub(crate) fn take_in(jobs: &mut [Job], numbers: &[usize], results: &Results) {
    let checks = jobs.iter_mut().flat_map(|job| &mut job.checks);
    for (check, number) in checks.zip(numbers) {
        check.outcomes = match &results[number] {
            Ok(lines) => lines.iter().map(|line| outcome(line)).collect(),
            Err(errors) => {
                let error = errors[0].split(": error").nth(1).unwrap_or(&errors[0]);
                vec![Err(format!("the code does not compile: {error}")); check.instances.len()]
            }
        };
        assert_eq!(check.outcomes.len(), check.instances.len(), "a line for each instance");
    }
}

/// The outcome of an instance that the program printed.
fn outcome(line: &str) -> Result<Json, String> {
    match line.split_once(' ') {
        Some(("ok", back)) => Json::parse(back),
        Some((_, error)) => Err(error.to_owned()),
        None => panic!("not a line of the program: {line}"),
    }
}

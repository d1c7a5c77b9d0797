//! Compiles the generated code with the run time crate; the program decodes and encodes the
//! instances.

use std::fmt::Write as _;

use super::job::Job;
use super::json::Json;
use crate::workspace::{self, OURS, Workspace};

/// Sets the outcome of each instance. If the code of a document does not compile, that is the
/// outcome of all its instances.
pub(crate) fn compile_and_run(name: &str, jobs: &mut [Job]) {
    let workspace = Workspace::new(name, OURS);
    let mut errors: Vec<Option<String>> = vec![None; jobs.len()];
    let crates = crates(jobs);
    // A module that does not compile is removed, so that the instances of the others run.
    for _ in 0..4 {
        for (number, members) in crates.iter().enumerate() {
            write_crate(&workspace, &format!("part{number}"), jobs, members, &errors);
        }
        if !build(&workspace, &mut errors) {
            break;
        }
    }
    for (number, members) in crates.iter().enumerate() {
        let output = workspace.run(&format!("part{number}"));
        take_in(jobs, members, &errors, &output);
    }
    for (job, error) in jobs.iter_mut().zip(errors) {
        let Some(error) = error else { continue };
        for check in &mut job.checks {
            check.outcomes = vec![Err(format!("the code does not compile: {error}")); check.instances.len()];
        }
    }
}

/// Returns the jobs of each crate.
fn crates(jobs: &[Job]) -> Vec<Vec<usize>> {
    let compiled: Vec<usize> = (0..jobs.len())
        .filter(|index| !jobs[*index].checks.is_empty())
        .collect();
    let sizes = compiled
        .iter()
        .map(|index| jobs[*index].code.as_ref().map_or(0, String::len));
    let crates = workspace::crates(sizes);
    let mut members = vec![Vec::new(); crates.last().map_or(0, |last| last + 1)];
    for (index, number) in compiled.into_iter().zip(crates) {
        members[number].push(index);
    }
    members
}

fn write_crate(workspace: &Workspace, name: &str, jobs: &[Job], members: &[usize], errors: &[Option<String>]) {
    workspace.add(name, "");
    let mut main = String::from(include_str!("main.rs.in"));
    let (mut checks, mut instances) = (String::new(), String::new());
    let mut number = 0;
    for &index in members.iter().filter(|index| errors[**index].is_none()) {
        let Some(code) = &jobs[index].code else { continue };
        workspace.write(name, &format!("src/job{index}.rs"), code);
        let _ = writeln!(main, "mod job{index};");
        for check in &jobs[index].checks {
            let kind = check.rust_type.replace("types::", &format!("job{index}::types::"));
            let _ = writeln!(checks, "    check::<{kind}>,");
            for instance in &check.instances {
                let _ = writeln!(instances, "{number} {instance}");
            }
            number += 1;
        }
    }
    let _ = write!(main, "\nconst CHECKS: &[Check] = &[\n{checks}];\n");
    workspace.write(name, "src/main.rs", &main);
    workspace.write(name, "instances.txt", &instances);
}

/// Builds all crates, and records the jobs that do not compile. Returns whether there were any new
/// ones.
fn build(workspace: &Workspace, errors: &mut [Option<String>]) -> bool {
    let mut found = false;
    for error in workspace.build() {
        let index = error.job();
        found = true;
        let message = error.line.split(": error").nth(1).unwrap_or(&error.line).to_owned();
        errors[index].get_or_insert(message);
    }
    found
}

/// Assigns the lines that a crate printed to the checks, which have the same order.
fn take_in(jobs: &mut [Job], members: &[usize], errors: &[Option<String>], output: &str) {
    let mut lines = output.split_terminator('\n');
    for &index in members.iter().filter(|index| errors[**index].is_none()) {
        for check in &mut jobs[index].checks {
            for _ in &check.instances {
                let line = lines.next().expect("a line for each instance");
                let outcome = match line.split_once(' ') {
                    Some(("ok", back)) => Json::parse(back),
                    Some((_, error)) => Err(error.to_owned()),
                    None => panic!("not a line of the program: {line}"),
                };
                check.outcomes.push(outcome);
            }
        }
    }
}

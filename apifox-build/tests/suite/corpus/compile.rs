//! Compiles the generated code with the run time crate, one crate per owner, and decodes its
//! examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::job::Job;
use crate::samples;
use crate::workspace::{OURS, Workspace};

pub(crate) fn compile_and_run(jobs: &mut [Job]) {
    let workspace = Workspace::new("corpus", OURS);
    let owners: BTreeSet<String> = jobs.iter().map(|job| job.owner.clone()).collect();
    let crates: BTreeMap<String, String> = owners
        .into_iter()
        .enumerate()
        .map(|(index, owner)| (owner, format!("owner{index}")))
        .collect();
    // A module that does not compile is removed, so that the examples of the others run.
    for _ in 0..4 {
        write_crates(&workspace, jobs, &crates);
        if !build(&workspace, jobs) {
            break;
        }
    }
    for name in crates.values() {
        run(&workspace, name, jobs);
    }
}

fn write_crates(workspace: &Workspace, jobs: &[Job], crates: &BTreeMap<String, String>) {
    for (owner, name) in crates {
        workspace.add(name, "");
        workspace.write(name, "src/sandbox.rs", include_str!("sandbox.rs.in"));
        let mut main = format!("{}\nmod sandbox;\n", include_str!("main.rs.in"));
        let mut checks = String::new();
        for (index, job) in jobs
            .iter()
            .enumerate()
            .filter(|(_, job)| job.owner == *owner && job.compile_error.is_none())
        {
            let Some(code) = job.report.as_ref().and_then(apifox_build::Report::code) else {
                continue;
            };
            workspace.write(
                name,
                &format!("src/job{index}.rs"),
                &(code.to_owned() + &samples::module(code)),
            );
            let _ = writeln!(main, "#[allow(dead_code)]\nmod job{index};");
            checks.push_str(&asked_of_a_sandbox(index, job));
            for (number, example) in job
                .examples
                .iter()
                .enumerate()
                .filter(|(_, example)| example.mismatch.is_none() || example.is_served)
            {
                let kind = example.rust_type.replace("types::", &format!("job{index}::types::"));
                let json = example.json.to_string();
                let _ = writeln!(
                    checks,
                    "    check::<{kind}>({index}, {number}, {json:?}, {});",
                    example.is_request
                );
            }
        }
        let _ = write!(main, "\nfn main() {{\n{checks}}}\n");
        workspace.write(name, "src/main.rs", &main);
    }
}

/// Returns the code that asks a sandbox of a document for its responses.
fn asked_of_a_sandbox(index: usize, job: &Job) -> String {
    let operations = job.report.iter().flat_map(apifox_build::Report::operations);
    let mut checks = String::new();
    for operation in operations {
        for (status, kind) in &operation.responses {
            let kind = kind.replace("types::", &format!("job{index}::types::"));
            let (method, template) = (&operation.method, &operation.template);
            let _ = write!(
                checks,
                "({method:?}, {template:?}, {status:?}, sandbox::decode::<{kind}>), "
            );
        }
    }
    if checks.is_empty() {
        return String::new();
    }
    format!("    sandbox::run({index}, job{index}::DOCUMENT, job{index}::operations::ALL, &[{checks}]);\n")
}

/// Builds all crates, and records the jobs that do not compile. Returns whether there were any new
/// ones.
fn build(workspace: &Workspace, jobs: &mut [Job]) -> bool {
    let mut found = false;
    for error in workspace.build() {
        let index = error.job();
        found = true;
        let text = jobs[index].compile_error.get_or_insert_default();
        if text.len() < 1000 {
            let _ = writeln!(text, "  {}", error.line);
        }
    }
    found
}

fn run(workspace: &Workspace, name: &str, jobs: &mut [Job]) {
    for line in workspace.run(name, &[]).lines() {
        if let Some(line) = line.strip_prefix("sandbox ") {
            let (job, line) = line.split_once(' ').unwrap();
            jobs[job.parse::<usize>().unwrap()].sandbox.push(line.to_owned());
            continue;
        }
        let mut parts = line.splitn(3, ' ');
        let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
        let (job, example) = (number(), number());
        jobs[job].examples[example].came_back(parts.next().unwrap_or_default());
    }
}

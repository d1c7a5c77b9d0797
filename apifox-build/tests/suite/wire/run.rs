//! Compiles the calls, several documents in one crate, runs them, and compares the received requests
//! with the expected ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::case::Case;
use super::driver;
use super::expected;
use super::job::Job;
use super::seen;
use super::signature::Methods;
use crate::workspace::{OURS, Workspace, crates};

/// The result of a call.
#[derive(Debug)]
pub(crate) struct Tried {
    /// The indices of the job, and of the case within the job.
    pub(crate) place: (usize, usize),
    pub(crate) owner: String,
    pub(crate) job: String,
    pub(crate) title: String,
    /// The requests that the server received.
    pub(crate) requests: Vec<Vec<u8>>,
    pub(crate) faults: Vec<String>,
}

impl Tried {
    /// Renders it for reviewers.
    pub(crate) fn readable(&self) -> String {
        let requests: String = self.requests.iter().map(|raw| seen::readable(raw) + "\n\n").collect();
        format!("# {}: {}\n\n{requests}\n", self.job, self.title)
    }
}

/// Runs every case of every job, in a workspace of this name.
pub(crate) fn run(name: &str, jobs: &[Job]) -> Vec<Tried> {
    let workspace = Workspace::new(name, OURS);
    let crates = crates(jobs.iter().map(|job| job.report.code().map_or(0, str::len)));
    let count = crates.last().map_or(0, |last| last + 1);
    // Calls that do not compile are removed, so that the others run.
    let mut broken: BTreeMap<usize, String> = BTreeMap::new();
    let mut tried = loop {
        let mut tried: Vec<(&Case, Tried)> = Vec::new();
        for number in 0..count {
            let own = jobs.iter().enumerate().filter(|(index, _)| crates[*index] == number);
            write_crate(&workspace, &format!("wire{number}"), own, &broken, &mut tried);
        }
        let errors = workspace.build();
        if errors.is_empty() {
            break tried;
        }
        for error in errors {
            let job = error.module.trim_start_matches("calls").trim_start_matches("job");
            let job = job
                .parse()
                .unwrap_or_else(|_| panic!("the crates' own code does not compile: {}", error.line));
            let text = broken.entry(job).or_default();
            if text.len() < 1000 {
                let _ = write!(text, "\n      {}", error.line);
            }
        }
    };
    let results = results(&workspace, count);
    for (number, (case, tried)) in tried.iter_mut().enumerate() {
        match results.get(&number) {
            Some((requests, outcome)) => came(case, tried, requests, outcome),
            None if tried.faults.is_empty() => tried.faults.push("nothing came of it".to_owned()),
            None => {}
        }
    }
    tried.into_iter().map(|(_, tried)| tried).collect()
}

/// Returns the output of each call: requests and outcome.
fn results(workspace: &Workspace, crates: usize) -> BTreeMap<usize, (String, String)> {
    let mut results = BTreeMap::new();
    for index in 0..crates {
        for line in workspace.run(&format!("wire{index}")).lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            let [number, requests, outcome] = parts[..] else {
                panic!("the crate printed {line}")
            };
            results.insert(number.parse().unwrap(), (requests.to_owned(), outcome.to_owned()));
        }
    }
    results
}

fn write_crate<'a>(
    workspace: &Workspace,
    name: &str,
    jobs: impl Iterator<Item = (usize, &'a Job)>,
    broken: &BTreeMap<usize, String>,
    tried: &mut Vec<(&'a Case, Tried)>,
) {
    workspace.add(name, "");
    workspace.write(name, "src/server.rs", driver::SERVER);
    let mut main = driver::MAIN.to_owned();
    let mut all = String::new();
    for (index, job) in jobs {
        let Some(code) = job.report.code() else { continue };
        let file = syn::parse_file(code).unwrap();
        let mut calls = "use std::sync::Arc;\n".to_owned();
        for (position, case) in job.cases.iter().enumerate() {
            let methods = Methods::of_resource(&file, &case.call.0);
            let number = tried.len();
            let mut faults = Vec::new();
            match driver::function(number, index, case, &methods) {
                _ if broken.contains_key(&index) => faults.push(format!("it does not compile:{}", broken[&index])),
                Ok(function) => {
                    calls += &function;
                    let _ = writeln!(
                        all,
                        "    ({number}, |driver| Box::pin(calls{index}::case{number}(driver))),"
                    );
                }
                Err(why) => faults.push(why),
            }
            let one = Tried {
                place: (index, position),
                owner: job.owner.clone(),
                job: job.name.clone(),
                title: case.title.clone(),
                requests: Vec::new(),
                faults,
            };
            tried.push((case, one));
        }
        if !broken.contains_key(&index) {
            workspace.write(name, &format!("src/job{index}.rs"), code);
            workspace.write(name, &format!("src/calls{index}.rs"), &calls);
            let _ = writeln!(main, "mod job{index};\nmod calls{index};");
        }
    }
    let _ = write!(main, "\nconst CALLS: &[(usize, Call)] = &[\n{all}];\n");
    workspace.write(name, "src/main.rs", &main);
}

/// Compares the requests and the outcome with the expected ones.
fn came(case: &Case, tried: &mut Tried, requests: &str, outcome: &str) {
    tried.requests = self::requests(requests);
    if tried.requests.len() != 1 {
        tried.faults.push(format!("{} requests came", tried.requests.len()));
    }
    let expected = expected::request(case);
    for raw in &tried.requests {
        match seen::request(raw, &expected.body) {
            Ok(seen) => tried.faults.extend(seen::differences(&expected, &seen)),
            Err(why) => tried.faults.push(why),
        }
    }
    if outcome != case.outcome {
        let shown: String = outcome.chars().take(600).collect();
        tried
            .faults
            .push(format!("outcome: expected {}, came {shown}", case.outcome));
    }
}

/// Decodes requests from the hexadecimal output of a generated crate.
pub(crate) fn requests(printed: &str) -> Vec<Vec<u8>> {
    let bytes = |hex: &str| -> Vec<u8> {
        let digits: Vec<char> = hex.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
        digits.chunks(2).map(byte).collect()
    };
    printed.split(',').filter(|hex| !hex.is_empty()).map(bytes).collect()
}

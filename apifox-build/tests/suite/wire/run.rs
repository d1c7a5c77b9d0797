//! Adds the calls to a program, and compares the requests that it sent with the expected ones.

use super::case::Case;
use super::driver::{self, CALLS};
use super::expected;
use super::job::Job;
use super::seen;
use super::signature::Methods;
use crate::program::{Program, Results};
use crate::workspace::OURS;

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

/// A case in a program.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    case: &'a Case,
    tried: Tried,
    /// The number of its entry, if it can be written.
    number: Option<usize>,
}

/// Runs every case of every job, in a workspace of this name.
pub(crate) fn run(name: &str, jobs: &[Job]) -> Vec<Tried> {
    let mut program = Program::new(name, OURS, &[&CALLS]);
    let calls = add(&mut program, jobs);
    program.build();
    tried(calls, &program.run(&CALLS))
}

/// Adds every case of every job to a program.
pub(crate) fn add<'a>(program: &mut Program, jobs: &'a [Job]) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        let Some(code) = job.report.code() else { continue };
        let file = syn::parse_file(code).unwrap();
        let module = program.module(code);
        for (position, case) in job.cases.iter().enumerate() {
            let methods = Methods::of_resource(&file, &case.call.0);
            let entry = driver::entry(module, case, &methods);
            let (number, faults) = match entry {
                Ok(entry) => (Some(program.add(module, &CALLS, entry, Vec::new())), Vec::new()),
                Err(why) => (None, vec![why]),
            };
            let tried = Tried {
                place: (index, position),
                owner: job.owner.clone(),
                job: job.name.clone(),
                title: case.title.clone(),
                requests: Vec::new(),
                faults,
            };
            calls.push(Call { case, tried, number });
        }
    }
    calls
}

/// Returns the results of the calls.
pub(crate) fn tried(calls: Vec<Call<'_>>, results: &Results) -> Vec<Tried> {
    let of = |Call {
                  case,
                  mut tried,
                  number,
              }: Call<'_>| {
        match number.map(|number| &results[&number]) {
            Some(Ok(lines)) => match lines.first().and_then(|line| line.split_once('\t')) {
                Some((requests, outcome)) => came(case, &mut tried, requests, outcome),
                None => tried.faults.push("nothing came of it".to_owned()),
            },
            Some(Err(errors)) => {
                let errors = errors.iter().take(8).map(|line| format!("\n      {line}"));
                tried
                    .faults
                    .push(format!("it does not compile:{}", errors.collect::<String>()));
            }
            None => {}
        }
        tried
    };
    calls.into_iter().map(of).collect()
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

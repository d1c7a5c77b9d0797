//! The samples of generated documentation. Each compiles, and is run against a sandbox of its page:
//! whatever it responds, the client reads it.

use std::fmt::Write as _;

use crate::fixtures;
use crate::program::{self, Mode, Program, Results};
use crate::wire::job::Job;

/// Samples that are run: the mode `samples` of a program.
pub(crate) const SAMPLES: Mode = Mode {
    name: "samples",
    files: &[("samples.rs", include_str!("samples/samples.rs.in"))],
};

/// The samples of a document: the outcome of each that needs no further values.
#[derive(Debug)]
pub(crate) struct Ran {
    name: String,
    outcomes: Vec<String>,
}

/// Adds the samples of the jobs to a program. Returns the names of the jobs and the numbers of
/// their entries.
pub(crate) fn add(program: &mut Program, jobs: &[Job]) -> Vec<(String, usize)> {
    let has_samples = jobs.iter().filter(|job| !job.report.operations().is_empty());
    let with_code = has_samples.filter_map(|job| Some((job, job.report.code()?)));
    let mut added = Vec::new();
    for (job, code) in with_code {
        let module = program.module(code);
        let entry = entry(&program::path(module), code);
        added.push((job.name.clone(), program.add(module, &SAMPLES, entry, Vec::new())));
    }
    added
}

/// Returns the outcomes of the samples that have these numbers.
pub(crate) fn ran(added: Vec<(String, usize)>, results: &Results) -> Vec<Ran> {
    let of = |(name, number)| Ran {
        name,
        outcomes: results[&number].clone().unwrap_or_else(|errors| errors),
    };
    added.into_iter().map(of).collect()
}

/// Writes an entry with the samples of the generated code of this path.
fn entry(path: &str, code: &str) -> String {
    let functions = functions(code);
    let plain = functions
        .iter()
        .enumerate()
        .filter(|(_, code)| code.contains("(client: Client)"));
    let mut calls = String::new();
    for (index, _) in plain {
        let _ = write!(calls, "Box::pin(sample_{index}(client.clone())), ");
    }
    format!(
        "Entry {{ document: {path}::DOCUMENT, samples: {{\nmod samples {{\nuse {path}::*;\nuse ::apifox_client::File;\n{}\
         pub fn all(client: ::apifox_client::Client) -> Vec<crate::samples::Sample> {{\n    let client = Client::from(client);\n    \
         vec![{calls}]\n}}\n}}\nsamples::all\n}} }}",
        functions.concat()
    )
}

/// Writes a module with a function for each sample, to be added to the generated code.
pub(crate) fn module(code: &str) -> String {
    format!(
        "#[allow(unused, deprecated)] pub mod samples {{\nuse super::*;\nuse ::apifox_client::File;\n{}}}",
        functions(code).concat()
    )
}

/// Writes a function for each sample. What a sample's comment gives the type of is an argument of
/// the function.
fn functions(code: &str) -> Vec<String> {
    let mut functions = Vec::new();
    let mut lines = code.lines().map(str::trim);
    while lines.by_ref().any(|line| line == "/// ```ignore") {
        let body = lines.by_ref().map(|line| line.trim_start_matches("///"));
        let body: Vec<String> = body
            .take_while(|line| line.trim() != "```")
            .map(ToOwned::to_owned)
            .collect();
        let variable = |line: &String| {
            let (name, kind) = line.trim().strip_prefix("// `")?.split_once("` is of the type `")?;
            Some(format!(", {name}: {}", kind.trim_end_matches("`.")))
        };
        let arguments: String = body.iter().filter_map(variable).collect();
        functions.push(format!(
            "pub async fn sample_{}(client: Client{arguments}) -> Result<(), ::apifox_client::Error> {{\n{}\nOk(())\n}}\n",
            functions.len(),
            body.join("\n")
        ));
    }
    functions
}

/// Asserts that every response was read, and that few samples fail otherwise: their placeholders
/// are not the names of files, and not every header can have them.
fn assert_read(samples: &[Ran], least: usize) {
    let all = || {
        samples
            .iter()
            .flat_map(|ran| ran.outcomes.iter().map(move |outcome| (&ran.name, outcome)))
    };
    let read = all().filter(|(_, outcome)| *outcome == "read").count();
    let others = all().filter(|(_, outcome)| outcome.starts_with("failed ")).count();
    let wrong: Vec<_> = all()
        .filter(|(_, outcome)| *outcome != "read" && !outcome.starts_with("failed "))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        read > 5 * others && read > least,
        "{read} read, {others} failed otherwise"
    );
}

#[test]
fn what_a_sandbox_responds_to_a_sample_of_the_fixtures_is_what_its_page_documents() {
    assert_read(&fixtures::fixtures().samples, 180);
}

#[test]
fn what_a_sandbox_responds_to_a_sample_of_the_rows_is_what_its_page_documents() {
    assert_read(&fixtures::fixtures().samples_of_rows, 100);
}

//! Requests and responses: every operation is called through its generated client, and a recording
//! server must receive exactly the request that OpenAPI requires; documented responses must decode,
//! and documented failures must be errors.
//!
//! The project's own fixtures are always tried. `APIFOX_CORPUS=DIR cargo test -p apifox-build
//! --test suite wire::every_request_of_the_corpus -- --ignored` tries one document of each owner,
//! with `APIFOX_CORPUS_WHOLE=1` all. The requests of the fixtures are kept in `fixtures/wire/`, for
//! reviewers.

pub(crate) mod accept;
pub(crate) mod case;
pub(crate) mod document;
pub(crate) mod driver;
pub(crate) mod expected;
pub(crate) mod job;
pub(crate) mod parts;
pub(crate) mod run;
pub(crate) mod seen;
pub(crate) mod signature;
pub(crate) mod values;

use std::path::Path;

use testkit::expected as expected_file;

use crate::fixtures;
use run::Tried;

#[test]
fn every_request_of_the_fixtures_conforms_to_openapi() {
    let tried = &fixtures::fixtures().tried;
    judge("wire, fixtures", tried);
    for owner in ["root", "ledger", "pages"] {
        let text: String = tried
            .iter()
            .filter(|tried| tried.owner == owner)
            .map(Tried::readable)
            .collect();
        expected_file::assert_equals_file(&Path::new("tests/fixtures/wire").join(format!("{owner}.txt")), &text);
    }
}

#[test]
fn every_request_of_the_rows_conforms_to_openapi() {
    judge("wire, rows", &fixtures::fixtures().rows);
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn every_request_of_the_corpus_conforms_to_openapi() {
    let folder = crate::folder::corpus();
    let whole = std::env::var_os("APIFOX_CORPUS_WHOLE").is_some();
    let jobs = job::corpus(Path::new(&folder), whole);
    judge("wire, corpus", &run::run("wire-corpus", &jobs));
}

/// Prints the faults and the totals; fails if there are any faults.
fn judge(what: &str, tried: &[Tried]) {
    let wrong: Vec<&Tried> = tried.iter().filter(|tried| !tried.faults.is_empty()).collect();
    for tried in &wrong {
        println!("{}: {}\n    {}", tried.job, tried.title, tried.faults.join("\n    "));
    }
    let calls = tried.len();
    println!(
        "{what}: {calls} calls, {} as expected, {} not",
        calls - wrong.len(),
        wrong.len()
    );
    assert!(calls > 0 && wrong.is_empty(), "see the list above for the faults");
}

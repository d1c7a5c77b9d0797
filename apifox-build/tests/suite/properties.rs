//! Properties of all inputs, tested with random ones.
//!
//! `PROPERTY_CASES` (default 120 documents, 300 sets of bytes), `PROPERTY_COMPILED` (default 40
//! documents) and `PROPERTY_SEED` (default 0) say how many, and from which seed: document `n` of
//! seed `s` is document 0 of seed `s + n`. With `PROPERTY_DOCS=1` rustdoc reads the compiled ones
//! too. Failing inputs are shrunk and kept below the target directory, in `tmp/properties/`.

mod bytes;
pub(crate) mod compile;
mod kept;
mod shrink;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apifox_build::{OnRefusal, Report, Severity};
use proptest::test_runner::{TestCaseError, TestError};
use testkit_documents::dice;
use testkit_documents::dice::setting;
use testkit_documents::document::Pages;
use testkit_documents::laws;
use testkit_documents::runs;
use testkit_documents::runs::Fault;

fn obeys(pages: &Pages, seed: u64) -> Result<Report, Fault> {
    kept::note_current(&pages.texts(None));
    laws::obeys(pages, seed)
}

#[test]
fn every_document_is_generated_or_refused_independently_of_order_and_run() {
    let (cases, first) = (setting("PROPERTY_CASES", 120), setting("PROPERTY_SEED", 0));
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    let (mut made, mut refused) = (0, 0);
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in first..first + cases {
        let pages = Pages::random(seed);
        match obeys(&pages, seed) {
            Ok(report) => {
                made += report.operations().len();
                refused += report.refused().len();
                for finding in report
                    .findings()
                    .iter()
                    .filter(|finding| finding.severity == Severity::Refused)
                {
                    *codes.entry(finding.code).or_default() += 1;
                }
            }
            Err(fault) if faults.contains_key(&fault.kind) => {}
            Err(fault) => {
                println!("seed {seed}: {}", fault.kind);
                let least = shrink::shrink(&pages, |pages| {
                    obeys(pages, seed).is_err_and(|other| other.kind == fault.kind)
                });
                let fault = obeys(&least, seed).err().unwrap_or(fault);
                let files = least.texts(None);
                let folder = kept::keep(&format!("seed-{seed}"), &files);
                let text = files.iter().fold(String::new(), |text, (_, file)| text + file);
                faults.insert(
                    fault.kind,
                    format!("seed {seed}, {}: {}\n{text}", folder.display(), fault.text),
                );
            }
        }
    }
    println!(
        "properties: {cases} documents from seed {first}, {made} operations generated, {refused} refused by {codes:?}"
    );
    let list = faults.iter().fold(String::new(), |list, (kind, text)| {
        list + &format!("\n== {kind}: {text}\n")
    });
    assert!(faults.is_empty(), "{list}");
}

#[test]
fn generated_code_compiles() {
    let (cases, first) = (setting("PROPERTY_COMPILED", 40), setting("PROPERTY_SEED", 0));
    let mut codes = BTreeMap::new();
    let mut seed = first;
    while (codes.len() as u64) < cases {
        if let Some(code) = laws::code(&Pages::random(seed)) {
            codes.insert(seed, code);
        }
        seed += 1;
    }
    let mut faults = compile::faults(&codes, false);
    println!("properties: {cases} documents from seed {first} compiled");
    if setting("PROPERTY_DOCS", 0) > 0 {
        faults.extend(compile::faults(&codes, true));
        println!("properties: their documentation has no warnings");
    }
    let mut list = String::new();
    for (seed, fault) in &faults {
        let folder = kept::keep(&format!("seed-{seed}"), &Pages::random(*seed).texts(None));
        let _ = write!(list, "\n== seed {seed}, {}:\n{fault}", folder.display());
    }
    assert!(faults.is_empty(), "{list}");
}

#[test]
fn any_bytes_give_code_or_a_refusal_with_a_message() {
    let (cases, seed) = (setting("PROPERTY_CASES", 300), setting("PROPERTY_SEED", 0));
    let mut runner = dice::runner(seed, cases);
    let result = runner.run(&bytes::files(), |files| {
        for choice in [OnRefusal::Fail, OnRefusal::Skip] {
            runs::says_something(files.clone(), choice)
                .map_err(|fault| TestCaseError::fail(format!("{}: {}", fault.kind, fault.text)))?;
        }
        Ok(())
    });
    if let Err(TestError::Fail(reason, files)) = result {
        let folder = kept::folder("bytes");
        for (number, (name, bytes)) in files.iter().enumerate() {
            std::fs::write(folder.join(format!("{number}-{name}")), bytes).unwrap();
        }
        let texts: Vec<_> = files
            .iter()
            .map(|(name, bytes)| (name, String::from_utf8_lossy(bytes)))
            .collect();
        panic!("{reason}; in {}: {texts:#?}", folder.display());
    }
    println!("properties: {cases} sets of bytes from seed {seed}");
}

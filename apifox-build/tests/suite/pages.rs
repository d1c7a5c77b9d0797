//! Small pages of one idea each, beside their generated code, which the package `ledger` compiles.

use std::path::Path;
use testkit::expected;

use apifox_build::Severity;

use crate::folder;

#[test]
fn each_page_becomes_the_code_beside_it() {
    let mut inputs: Vec<_> = std::fs::read_dir("tests/fixtures/pages")
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "rs"))
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 3, "only {} pages were found", inputs.len());
    for input in inputs {
        let report = folder::report(&input);
        assert!(!report.is_refused(), "{}: {:#?}", input.display(), report.findings());
        let findings = report
            .findings()
            .iter()
            .filter(|finding| finding.severity >= Severity::Lossy);
        let findings: String = findings
            .flat_map(|finding| {
                finding
                    .to_string()
                    .lines()
                    .map(|line| format!("// {line}\n"))
                    .collect::<Vec<_>>()
            })
            .collect();
        let code = report
            .code()
            .unwrap_or_else(|| panic!("{}: {findings}", input.display()));
        expected::assert_equals_file(&input.with_extension("rs"), &format!("{findings}{code}"));
    }
    assert!(Path::new("tests/fixtures/pages/all_of.rs").exists());
}

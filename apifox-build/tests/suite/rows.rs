//! Pages that progenitor or typify refuse, crash on or generate incorrectly, with the outcome of
//! each. The package `rows` tests that the code compiles, and how it behaves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use apifox_build::{Config, OnRefusal, Report, Severity};
use testkit::case_files::{self, Case};

use crate::folder::report_of_row;
use crate::surface;

const FOLDER: &str = "tests/fixtures/rows";

fn cases() -> Vec<Case> {
    let cases = case_files::cases(Path::new(FOLDER));
    assert!(cases.len() >= 147, "only {} cases were found", cases.len());
    cases
}

/// Returns the findings of a page from `repaired` upward, the refused operations, and the surface
/// of the generated code.
fn outcome(report: &Report) -> String {
    let mut text = String::new();
    for finding in report
        .findings()
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
    {
        let place = finding
            .location
            .as_ref()
            .map(|place| format!(" {}:{}", place.line, place.column));
        let (severity, code, place) = (finding.severity, finding.code, place.unwrap_or_default());
        let _ = writeln!(text, "{severity}[{code}]{place}: {}", finding.message);
        if finding.severity == Severity::Refused {
            let _ = writeln!(text, "  hint: {}", finding.hint.replace('\n', "\n        "));
        }
    }
    for (method, path) in report.refused() {
        let _ = writeln!(text, "not generated: {method} {path}");
    }
    let code = report.code().map(surface::of).unwrap_or_default();
    format!("{text}\n{code}").trim_start().to_owned()
}

#[test]
fn each_case_has_the_outcome_of_the_block_below_its_page() {
    let mut failures = Vec::new();
    for case in cases() {
        let outcome = outcome(&report_of_row(&case));
        let compared = std::panic::catch_unwind(|| case.assert_equals("text outcome", &outcome));
        failures.extend(compared.err().map(|_| case.name));
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn the_types_backend_never_fails_and_nothing_is_dropped_without_a_finding() {
    for case in cases() {
        let report = report_of_row(&case);
        for finding in report.findings() {
            let ours = ["backend", "unexpected-types", "unexpected-schema", "not-rust"];
            assert!(!ours.contains(&finding.code), "{}: {finding}", case.name);
            assert!(finding.location.is_some(), "{}: no place: {finding}", case.name);
            assert!(
                finding.severity < Severity::Repaired || !finding.hint.is_empty(),
                "no hint: {finding}"
            );
        }
        let documented = operations(case.page().1);
        let known = report.operations().len() + report.refused().len();
        assert_eq!(known, documented, "{}: {:#?}", case.name, report.findings());
    }
}

/// Counts the operations in the text of the page, without the generator.
fn operations(text: &str) -> usize {
    let document: serde_json::Value = serde_yaml::from_str(text).unwrap();
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let items = document["paths"].as_object().unwrap().values();
    items
        .map(|item| {
            let target = item["$ref"]
                .as_str()
                .and_then(|link| document.pointer(link.strip_prefix('#')?));
            let keys = target.unwrap_or(item).as_object().unwrap().keys();
            keys.filter(|key| methods.contains(&key.as_str())).count()
        })
        .sum()
}

/// A row of the table.
struct Row {
    number: String,
    words: String,
    pages: Vec<String>,
}

fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap();
    let lines = cells(&text);
    let rows = lines.iter().filter(|cells| cells.len() == 4 && cells[0].contains('.'));
    let rows: Vec<Row> = rows
        .map(|cells| {
            assert!(cells[3].ends_with('.'), "no outcome: {}", cells[1]);
            Row {
                number: cells[0].clone(),
                words: plain(&cells[1]),
                pages: cells[2]
                    .split(',')
                    .map(|page| page.trim().trim_matches('`').to_owned())
                    .collect(),
            }
        })
        .collect();
    assert!(rows.len() >= 100, "only {} rows were found", rows.len());
    rows
}

/// Returns the cells of all rows of tables; `\|` is not a delimiter.
fn cells(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let line = line.replace("\\|", "\u{0}");
            let cells = line.trim().trim_matches('|').split('|');
            cells.map(|cell| cell.replace('\u{0}', "|").trim().to_owned()).collect()
        })
        .collect()
}

/// Removes emphasis, code marks and line breaks.
fn plain(text: &str) -> String {
    let text = text.replace(['`', '*'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether a case is in the file of its rows: `a1_03_tags` in `a1_03.md` or `a1_02_to_05.md`.
fn is_in_its_file(case: &Case) -> bool {
    let stem = case.file.file_stem().unwrap().to_string_lossy();
    let (first, last) = stem.split_once("_to_").unwrap_or((&stem, &stem[stem.len() - 2..]));
    let (section, first) = first.rsplit_once('_').unwrap();
    let rest = case.name.strip_prefix(section).and_then(|rest| rest.strip_prefix('_'));
    rest.is_some_and(|rest| (first..=last).contains(&&rest[..2]))
}

#[test]
fn every_case_is_in_the_file_of_its_rows() {
    for case in cases() {
        assert!(is_in_its_file(&case), "{} is in {}", case.name, case.file.display());
    }
}

#[test]
fn every_page_is_in_the_table_and_every_row_has_its_pages() {
    let cases: BTreeSet<String> = cases().into_iter().map(|case| case.name).collect();
    let mut named: BTreeSet<String> = BTreeSet::new();
    for row in table() {
        let number = row.number.to_lowercase().replace('.', "_");
        for page in &row.pages {
            assert!(cases.contains(page), "{page} is not there");
            assert!(page.starts_with(&format!("{number}_")), "{page} is not of {number}");
            named.insert(page.clone());
        }
    }
    assert_eq!(named, cases);
}

/// Returns the conditions in the source of the rows, by row number; `;` and `·` separate
/// conditions.
fn conditions(text: &str) -> BTreeMap<String, Vec<String>> {
    let section = |from: &str, to: &str| {
        let start = text.find(from).unwrap_or_else(|| panic!("no section {from}"));
        let rest = &text[start..];
        &rest[..rest.find(to).unwrap_or(rest.len())]
    };
    let mut all = BTreeMap::new();
    for (name, section, split) in [
        ("A1", section("### A1.", "### A2."), true),
        ("A3", section("### A3.", "### A4."), false),
        ("B", section("\n# B.", "\u{0}"), false),
    ] {
        for (index, cells) in cells(section).iter().skip(2).enumerate() {
            let own = &cells[usize::from(split)];
            let parts: Vec<String> = if split {
                own.split(';').map(plain).collect()
            } else {
                vec![plain(own)]
            };
            all.insert(format!("{name}.{:02}", index + 1), parts);
        }
    }
    let list = section("### A2.", "### A3.").split_once('\n').unwrap().1;
    for (index, part) in list.split('·').enumerate() {
        all.insert(format!("A2.{:02}", index + 1), vec![plain(part)]);
    }
    all
}

#[test]
#[ignore = "needs the research that the rows come from: PROGENITOR_ROWS names the file"]
fn every_row_and_condition_of_the_source_is_covered() {
    let source =
        std::env::var_os("PROGENITOR_ROWS").expect("PROGENITOR_ROWS names the research that the rows come from");
    let text = std::fs::read_to_string(source).unwrap();
    let table = table();
    let conditions = conditions(&text);
    let mut missing = Vec::new();
    let mut covered = 0;
    for (number, parts) in &conditions {
        let rows: Vec<&Row> = table.iter().filter(|row| row.number == *number).collect();
        let uncovered = |part: &&String| !rows.iter().any(|row| part.contains(&row.words));
        let before = missing.len();
        missing.extend(parts.iter().filter(uncovered).map(|part| format!("{number}: {part}")));
        covered += usize::from(before == missing.len());
    }
    for row in &table {
        let parts = conditions.get(&row.number);
        let is_quoted = parts.is_some_and(|parts| parts.iter().any(|part| part.contains(&row.words)));
        assert!(is_quoted, "{}: no such words: {}", row.number, row.words);
    }
    println!("PROGENITOR.md: rows covered {covered} / {} in all", conditions.len());
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Replaces every node of a page by a value of every type, one at a time; with `APIFOX_EVERY_PAGE`,
/// of all pages.
#[test]
fn no_node_of_any_type_makes_the_types_backend_fail() {
    let mut cases = cases();
    if std::env::var_os("APIFOX_EVERY_PAGE").is_none() {
        cases.retain(|case| case.name == "a1_21_base_with_one_of");
        assert_eq!(cases.len(), 1);
    }
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for case in cases {
        let whole: serde_json::Value = serde_yaml::from_str(case.page().1).unwrap();
        for place in places(&whole, "") {
            for value in ["null", "7", "\"x\"", "true", "[]", "[7]", "{}", "{\"x\":null}"] {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).unwrap() = serde_json::from_str(value).unwrap();
                let config = Config::new().on_refusal(OnRefusal::Skip);
                let report = config.page_text("page.json", changed.to_string()).generate();
                let ours = |code: &str| ["backend", "unexpected-types", "not-rust"].contains(&code);
                for finding in report.findings().iter().filter(|finding| ours(finding.code)) {
                    let change = format!("{}: {value} at {place}", case.name);
                    failures.entry(finding.message.clone()).or_insert(change);
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

fn places(value: &serde_json::Value, here: &str) -> Vec<String> {
    let mut all = vec![here.to_owned()];
    for (key, member) in value.as_object().into_iter().flatten() {
        let key = key.replace('~', "~0").replace('/', "~1");
        all.extend(places(member, &format!("{here}/{key}")));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        all.extend(places(item, &format!("{here}/{index}")));
    }
    all
}

//! The surface of generated code: a line for each public item.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use apifox_build::{Config, OnRefusal};
use testkit::expected;

fn generated() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("tests/fixtures/pages").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.push(PathBuf::from("tests/fixtures/ledger.rs"));
    files
}

fn surface(path: &Path) -> String {
    apifox_diff::public_items(&std::fs::read_to_string(path).unwrap(), None).unwrap()
}

#[test]
fn the_surface_of_an_api_reads_as_its_calls_and_types() {
    let text = surface(Path::new("tests/fixtures/ledger.rs"));
    expected::assert_equals_file(Path::new("tests/fixtures/ledger.api.txt"), &text);
}

#[test]
fn every_public_item_of_any_page_has_its_line() {
    for path in generated() {
        assert_lists_all(&path, &std::fs::read_to_string(&path).unwrap());
    }
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn every_public_item_of_real_pages_has_its_line() {
    let corpus = crate::folder::corpus();
    let mut queue = vec![corpus];
    let (mut documents, mut lines) = (0, 0);
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if apifox_build::is_page(&path) {
            let report = Config::new().pages(&path).on_refusal(OnRefusal::Skip).generate();
            if let Some(code) = report.code() {
                lines += assert_lists_all(&path, code);
                documents += 1;
            }
        }
    }
    println!("{documents} documents, {lines} lines");
    assert!(documents > 0);
}

/// Checks the text of the code, without parsing Rust. Returns the number of lines.
fn assert_lists_all(path: &Path, code: &str) -> usize {
    let surface = apifox_diff::public_items(code, None).unwrap();
    let lines: BTreeSet<&str> = surface.lines().collect();
    let has = |start: &str| {
        let next = lines.range(start..).next();
        next.is_some_and(|line| line.starts_with(start))
    };
    let mut owner = "";
    for line in code.lines() {
        let (depth, text) = (line.len() - line.trim_start().len(), line.trim_start());
        let name = |start: &'static str| text.strip_prefix(start).map(word);
        let listed = match depth {
            4 => match (name("pub struct ").or(name("pub enum ")), name("pub static ")) {
                (Some(name), _) => {
                    owner = name;
                    has(&format!("type {name} "))
                }
                (_, Some(name)) => has(&format!("static operations::{name}")),
                _ => true,
            },
            8 if text.contains(": ") && !text.starts_with("pub fn ") => name("pub ").is_none_or(|name| {
                let field = format!("type {owner}.{name}");
                has(&format!("{field}:")) || has(&format!("{field} "))
            }),
            12 => name("pub fn ")
                .is_none_or(|name| surface.contains(&format!(").{name}(")) || surface.contains(&format!("().{name} "))),
            _ => true,
        };
        assert!(listed, "{}: {line}\n{surface}", path.display());
    }
    assert!(
        !has("macro "),
        "{}: a macro that the list does not know\n{surface}",
        path.display()
    );
    lines.len()
}

fn word(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).next().unwrap_or_default()
}

#[test]
fn unknown_items_are_listed_by_kind_and_name() {
    let code = "pub mod types { pub const N: u8 = 1; pub trait T {} made::thing!(A { b }); } pub mod other { pub fn f() {} } pub fn free() {}";
    let text = apifox_diff::public_items(code, Some("make it so")).unwrap();
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("# renew")).collect();
    let expected = [
        "# renew: make it so", "const types::N", "fn free", "fn other::f", "macro types::A { b }", "mod other",
        "trait types::T",
    ];
    assert_eq!(lines, expected);
    assert!(
        apifox_diff::public_items("pub struct", None)
            .unwrap_err()
            .starts_with("not Rust")
    );
}

//! The surface of generated code: a line for each public item.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

mod expected;

use std::path::{Path, PathBuf};

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
    apifox_build::surface(&std::fs::read_to_string(path).unwrap(), None).unwrap()
}

#[test]
fn the_surface_of_an_api_reads_as_its_calls_and_types() {
    let text = surface(Path::new("tests/fixtures/ledger.rs"));
    expected::assert_equals_file(Path::new("tests/fixtures/ledger.api.txt"), &text);
}

/// Counted in the text of the code, without anything that reads Rust.
#[test]
fn every_public_item_has_its_line_whatever_the_page_holds() {
    for path in generated() {
        let code = std::fs::read_to_string(&path).unwrap();
        let surface = surface(&path);
        let has = |line: &str| surface.lines().any(|listed| listed.starts_with(line));
        let mut owner = "";
        for line in code.lines() {
            let (depth, text) = (line.len() - line.trim_start().len(), line.trim_start());
            let name = |text: &'static str| line.trim_start().strip_prefix(text).map(word);
            let in_types = depth == 4;
            if let Some(name) = name("pub struct ").or(name("pub enum ")).filter(|_| in_types) {
                assert!(has(&format!("type {name} ")), "{}: {name}\n{surface}", path.display());
                owner = name;
            } else if let Some(name) = name("pub static ").filter(|_| in_types) {
                assert!(
                    has(&format!("static operations::{name}")),
                    "{}: {name}\n{surface}",
                    path.display()
                );
            } else if depth == 8 && text.starts_with("pub ") && text.contains(": ") && !text.starts_with("pub fn ") {
                let name = word(&text[4..]);
                let listed = has(&format!("type {owner}.{name}:")) || has(&format!("type {owner}.{name} "));
                assert!(listed, "{}: {owner}.{name}\n{surface}", path.display());
            } else if let Some(name) = name("pub fn ").filter(|_| depth == 12) {
                let listed = surface.contains(&format!(").{name}(")) || surface.contains(&format!("().{name} "));
                assert!(listed, "{}: {name}\n{surface}", path.display());
            }
        }
        let unknown: Vec<&str> = surface.lines().filter(|line| line.starts_with("macro ")).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", path.display());
    }
}

fn word(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).next().unwrap_or_default()
}

#[test]
fn what_the_list_does_not_know_is_listed_by_kind_and_name() {
    let code = "pub mod types { pub const N: u8 = 1; pub trait T {} made::thing!(A { b }); } pub mod other { pub fn f() {} } pub fn free() {}";
    let text = apifox_build::surface(code, Some("make it so")).unwrap();
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("# renew")).collect();
    let expected = [
        "# renew: make it so",
        "const types::N",
        "fn free",
        "fn other::f",
        "macro types::A { b }",
        "mod other",
        "trait types::T",
    ];
    assert_eq!(lines, expected);
    assert!(
        apifox_build::surface("pub struct", None)
            .unwrap_err()
            .starts_with("not Rust")
    );
}

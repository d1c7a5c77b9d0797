//! Generates a client of each page, in a module of its own, even if part of the page is refused.

use std::fmt::Write as _;
use std::path::Path;

use apifox_build::{Config, OnRefusal};
use testkit::case_files;

fn main() {
    let folder = Path::new("../fixtures/rows");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut modules = String::new();
    let mut all = String::new();
    for case in case_files::cases(folder) {
        let (page, text) = case.page();
        let name = &case.name;
        let report = Config::new()
            .on_refusal(OnRefusal::Skip)
            .page_text(page, text)
            .write(format!("{name}.rs"));
        // Other tests compare the refusals; a page without an operation has no code.
        if report.code().is_some() && !report.operations().is_empty() {
            let _ = writeln!(
                modules,
                "/// The page of this name.\npub mod {name} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}"
            );
            let _ = write!(all, "({name:?}, {name}::DOCUMENT, {name}::operations::ALL), ");
        }
    }
    let _ = writeln!(
        modules,
        "/// Each page's name, document and operations.\npub static ALL: &[(&str, &str, &[&::apifox_client::operation::Operation])] = &[{all}];"
    );
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("pages.rs"), modules).expect("OUT_DIR can be written to");
}

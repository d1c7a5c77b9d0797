//! Positional arguments: no generated function has two consecutive ones of one type.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::case_files;

use apifox_build::Report;
use quote::ToTokens;

use crate::folder::{report, report_of_row};

/// Counts the public functions, and returns those whose arguments could be swapped by mistake;
/// ignores the body, which is last.
fn misleading(code: &str) -> (usize, Vec<String>) {
    let (mut count, mut found) = (0, Vec::new());
    let mut queue = syn::parse_file(code).unwrap().items;
    while let Some(item) = queue.pop() {
        match item {
            syn::Item::Mod(module) => queue.extend(module.content.into_iter().flat_map(|(_, items)| items)),
            syn::Item::Impl(block) => {
                for item in block.items {
                    let syn::ImplItem::Fn(function) = item else { continue };
                    count += 1;
                    let types = types(&function.sig);
                    if types.len() > 3 || types.windows(2).any(|pair| pair[0] == pair[1]) {
                        found.push(function.sig.to_token_stream().to_string());
                    }
                }
            }
            _ => {}
        }
    }
    (count, found)
}

fn types(signature: &syn::Signature) -> Vec<String> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(typed),
        syn::FnArg::Receiver(_) => None,
    });
    typed
        .filter(|typed| typed.pat.to_token_stream().to_string() != "body")
        .map(|typed| typed.ty.to_token_stream().to_string())
        .collect()
}

#[test]
fn misleading_functions_are_found() {
    let code = "impl A { pub fn a(&self, a: &str, b: &str) {} pub fn b(&self, a: &str, b: i64, body: &str) {} }";
    let (count, found) = misleading(code);
    assert_eq!((count, found.len()), (2, 1), "{found:?}");
}

#[test]
fn no_function_of_the_fixtures_has_consecutive_arguments_of_one_type() {
    let entries = std::fs::read_dir("tests/fixtures/pages").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.push(PathBuf::from("tests/fixtures/ledger.rs"));
    for path in files {
        let (_, found) = misleading(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(found, Vec::<String>::new(), "{}", path.display());
    }
    let rows = case_files::cases(Path::new("tests/fixtures/rows"));
    let (count, found) = misleading_of(rows.iter().map(report_of_row));
    assert_eq!(found, Vec::<String>::new());
    assert!(count >= 200, "{count}");
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn no_function_of_real_pages_has_consecutive_arguments_of_one_type() {
    let corpus = crate::folder::corpus();
    let mut pages = Vec::new();
    let mut queue = vec![corpus];
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if apifox_build::is_page(&path) {
            pages.push(path);
        }
    }
    let (count, found) = misleading_of(pages.iter().map(|path| report(path)));
    println!("{count} functions, {} that mislead", found.len());
    assert_eq!(found, Vec::<String>::new());
}

/// Returns the same for the code of each report.
fn misleading_of(reports: impl Iterator<Item = Arc<Report>>) -> (usize, Vec<String>) {
    let of = |report: Arc<Report>| report.code().map(misleading).unwrap_or_default();
    reports
        .map(of)
        .fold((0, Vec::new()), |(count, mut all), (more, found)| {
            all.extend(found);
            (count + more, all)
        })
}

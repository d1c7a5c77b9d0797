//! Identifiers of generated code: all are ASCII, and none that the generator chose is long, or ends
//! in a number that only distinguishes it from another.

use std::collections::BTreeSet;
use std::path::Path;

use quote::ToTokens;

use crate::folder::{documents, report};

/// The identifiers that code declares, with their kinds.
#[derive(Default)]
struct Declared {
    names: BTreeSet<(&'static str, String)>,
}

impl Declared {
    fn of(code: &str) -> Self {
        let mut declared = Self::default();
        declared.items(&syn::parse_file(code).unwrap().items);
        declared
    }

    fn take(&mut self, kind: &'static str, name: &impl ToString) {
        self.names.insert((kind, name.to_string()));
    }

    fn items(&mut self, items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Mod(module) => {
                    self.take("module", &module.ident);
                    self.items(
                        module
                            .content
                            .iter()
                            .flat_map(|(_, items)| items.iter().cloned())
                            .collect::<Vec<_>>()
                            .as_slice(),
                    );
                }
                syn::Item::Struct(made) => {
                    self.take("type", &made.ident);
                    let names = made.fields.iter().filter_map(|field| field.ident.as_ref());
                    names.for_each(|name| self.take("field", name));
                }
                syn::Item::Enum(made) => {
                    self.take("type", &made.ident);
                    made.variants
                        .iter()
                        .for_each(|variant| self.take("variant", &variant.ident));
                }
                syn::Item::Static(made) => self.take("static", &made.ident),
                syn::Item::Impl(block) => block.items.iter().for_each(|item| self.function(item)),
                _ => {}
            }
        }
    }

    fn function(&mut self, item: &syn::ImplItem) {
        let syn::ImplItem::Fn(function) = item else { return };
        self.take("method", &function.sig.ident);
        for input in &function.sig.inputs {
            if let syn::FnArg::Typed(typed) = input {
                self.take("argument", &typed.pat.to_token_stream());
            }
        }
    }

    fn like(&self, is_like: impl Fn(&str, &str) -> bool) -> Vec<String> {
        let found = self.names.iter().filter(|(kind, name)| is_like(kind, name));
        found.map(|(kind, name)| format!("{kind} {name}")).collect()
    }

    /// Whether a name is another one followed by a number.
    fn is_numbered(&self, kind: &'static str, name: &str) -> bool {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let has = |stem: &str| self.names.contains(&(kind, stem.to_owned()));
        stem != name && (has(stem) || has(stem.trim_end_matches('_')))
    }
}

/// Counts over many pages.
#[derive(Debug, Default)]
struct Counts {
    all: usize,
    beyond_ascii: Vec<String>,
    long: Vec<String>,
    numbered: Vec<String>,
    joined: Vec<String>,
}

impl Counts {
    fn add(&mut self, code: &str) {
        let declared = Declared::of(code);
        self.all += declared.names.len();
        self.beyond_ascii.extend(declared.like(|_, name| !name.is_ascii()));
        self.long.extend(declared.like(|_, name| name.chars().count() > 40));
        let chosen = ["module", "type", "method", "static", "variant", "field"];
        for kind in chosen {
            let numbered = declared.like(|other, name| other == kind && declared.is_numbered(kind, name));
            self.numbered.extend(numbered);
        }
        self.joined.extend(declared.like(|kind, name| {
            matches!(kind, "type" | "variant")
                && (name.contains("OrOr") || name.contains("Option1") || name.eq_ignore_ascii_case("foo"))
        }));
    }
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn identifiers_of_real_pages_are_ascii_and_short() {
    let corpus = crate::folder::corpus();
    let mut counts = Counts::default();
    for page in documents(Path::new(&corpus)) {
        let report = report(&page);
        report.code().into_iter().for_each(|code| counts.add(code));
    }
    println!("{counts:#?}");
    assert_eq!(
        (counts.beyond_ascii, counts.long, counts.joined),
        (vec![], vec![], vec![])
    );
    assert!(counts.numbered.len() <= 9, "{:#?}", counts.numbered);
}

#[test]
fn identifiers_of_the_fixtures_are_ascii_and_short() {
    let mut counts = Counts::default();
    for page in documents(Path::new("tests/fixtures/pages")) {
        let report = report(&page);
        report.code().into_iter().for_each(|code| counts.add(code));
    }
    assert!(counts.all > 100, "{counts:#?}");
    assert_eq!((counts.beyond_ascii, counts.long), (vec![], vec![]));
}

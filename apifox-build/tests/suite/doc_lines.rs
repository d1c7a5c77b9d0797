//! What documentation says beside the page's own words: no line only repeats the name of what it is
//! on.

use std::path::Path;

use apifox_build::{Config, OnRefusal};
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};

use crate::folder::{documents, report};

/// Words that say nothing beside a name.
const EMPTY: [&str; 16] = [
    "a", "an", "field", "is", "it", "method", "of", "operation", "parameter", "property", "request", "response",
    "sets", "the", "this", "value",
];

/// The documentation of items, and the lines of it that are empty.
#[derive(Default)]
struct Docs {
    lines: usize,
    empty: Vec<String>,
}

impl Docs {
    fn item(&mut self, name: &str, attributes: &[syn::Attribute]) {
        let mut is_code = false;
        for line in attributes.iter().filter_map(text) {
            let is_fence = line.starts_with("```");
            is_code ^= is_fence;
            if is_code || is_fence || line.is_empty() {
                continue;
            }
            self.lines += 1;
            // A code span counts as one word, and differs from a name in another case.
            let says_nothing = line.split('`').enumerate().all(|(index, part)| {
                let mut words = part
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty());
                match index % 2 {
                    1 => part == name,
                    _ => words.all(|word| word == name || EMPTY.contains(&word.to_lowercase().as_str())),
                }
            });
            if says_nothing {
                self.empty.push(format!("{name}: {line}"));
            }
        }
    }
}

fn text(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(value) = &attribute.meta else {
        return None;
    };
    match &value.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) if value.path.is_ident("doc") => Some(text.value().trim().to_owned()),
        _ => None,
    }
}

impl VisitMut for Docs {
    fn visit_item_mod_mut(&mut self, item: &mut syn::ItemMod) {
        self.item(&item.ident.to_string(), &item.attrs);
        visit_mut::visit_item_mod_mut(self, item);
    }
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        self.item(&item.ident.to_string(), &item.attrs);
        visit_mut::visit_item_struct_mut(self, item);
    }
    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        self.item(&item.ident.to_string(), &item.attrs);
        visit_mut::visit_item_enum_mut(self, item);
    }
    fn visit_field_mut(&mut self, item: &mut syn::Field) {
        self.item(
            &item.ident.as_ref().map(ToString::to_string).unwrap_or_default(),
            &item.attrs,
        );
    }
    fn visit_variant_mut(&mut self, item: &mut syn::Variant) {
        self.item(&item.ident.to_string(), &item.attrs);
    }
    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.item(&item.sig.ident.to_string(), &item.attrs);
    }
}

/// Takes the page's words out of a document.
fn without_words(node: &mut Value) {
    match node {
        Value::Object(members) => {
            for key in ["description", "summary", "title"] {
                if members.get(key).is_some_and(Value::is_string) {
                    members.remove(key);
                }
            }
            members.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        _ => {}
    }
}

/// Lines in all, and those that are empty.
fn count(folder: &Path) -> (usize, Vec<String>) {
    let mut docs = Docs::default();
    for page in documents(folder) {
        let Some(text) = report(&page).document() else { continue };
        let mut document: Value = serde_json::from_str(&text).unwrap();
        without_words(&mut document);
        let config = Config::new().page_text("document.json", document.to_string());
        let report = config.on_refusal(OnRefusal::Skip).generate();
        if let Some(code) = report.code() {
            docs.visit_file_mut(&mut syn::parse_file(code).unwrap());
        }
    }
    (docs.lines, docs.empty)
}

#[test]
fn no_line_on_the_fixtures_only_repeats_a_name() {
    let (lines, empty) = count(Path::new("tests/fixtures/pages"));
    assert!(lines > 1_000, "{lines}");
    assert_eq!(empty, Vec::<String>::new());
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn no_line_on_real_pages_only_repeats_a_name() {
    let corpus = crate::folder::corpus();
    let (lines, empty) = count(Path::new(&corpus));
    println!("doc lines: {lines}, of which {} only repeat a name", empty.len());
    assert_eq!(empty, Vec::<String>::new());
}

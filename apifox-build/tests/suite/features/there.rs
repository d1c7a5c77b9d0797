//! What an item names has the same gate or a wider one: read from the code, so that it can be asked
//! of any document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use apifox_build::{Config, OnRefusal};
use syn::visit_mut::VisitMut as _;

use super::code;

/// What is said of items in code, each by its name: the features of which one must be on (none: it
/// is there always), and the types it names.
#[derive(Debug, Default)]
struct Named {
    features: BTreeSet<String>,
    types: BTreeSet<String>,
}

impl syn::visit_mut::VisitMut for Named {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let only = path.segments.first().filter(|_| path.segments.len() == 1);
        self.types.extend(only.map(|segment| segment.ident.to_string()));
        syn::visit_mut::visit_path_mut(self, path);
    }

    fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
        if attribute.path().is_ident("cfg") {
            let text = quote::quote!(#attribute).to_string();
            self.features
                .extend(text.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
}

fn named(mut item: syn::Item) -> (String, Named) {
    let mut named = Named::default();
    named.visit_item_mut(&mut item);
    let name = match &item {
        syn::Item::Struct(item) => item.ident.to_string(),
        syn::Item::Enum(item) => item.ident.to_string(),
        syn::Item::Mod(module) => {
            // Macros name types too.
            let text = quote::quote!(#module).to_string();
            let types = text.split(" types :: ").skip(1);
            let types = types.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
            named.types = types.map(str::to_owned).collect();
            named.features = BTreeSet::from([module.ident.to_string()]);
            module.ident.to_string()
        }
        _ => String::new(),
    };
    (name, named)
}

/// Whatever is on, what an item names is there. Gives how many types have a gate.
fn assert_names_what_is_there(of: &Path, code: &str) -> usize {
    let modules = syn::parse_file(code)
        .unwrap()
        .items
        .into_iter()
        .filter_map(|item| match item {
            syn::Item::Mod(module) => Some((module.ident.to_string(), module.content.unwrap().1)),
            _ => None,
        });
    let modules: BTreeMap<String, Vec<syn::Item>> = modules.collect();
    let all = |module: &str| modules[module].iter().cloned().map(named).collect::<Vec<_>>();
    let (types, resources) = (all("types"), all("resources"));
    let defined: BTreeMap<&str, &BTreeSet<String>> = types
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, named)| (name.as_str(), &named.features))
        .collect();
    for (name, item) in types.iter().chain(&resources) {
        for gate in item.types.iter().filter_map(|named| defined.get(named.as_str())) {
            let is_there = gate.is_empty() || !item.features.is_empty() && item.features.is_subset(gate);
            assert!(
                is_there,
                "{}: {name} with {:?} needs {gate:?}",
                of.display(),
                item.features
            );
        }
    }
    defined.values().filter(|gate| !gate.is_empty()).count()
}

#[test]
fn what_an_item_names_is_there_wherever_the_item_is() {
    let mut gated = 0;
    // A folder there is one page in several files.
    let entries = std::fs::read_dir("tests/fixtures/pages").unwrap();
    let fixtures = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "rs"));
    for page in fixtures.chain([PathBuf::from("tests/fixtures/ledger")]) {
        let config = Config::new().pages(&page).resource_features();
        gated += assert_names_what_is_there(&page, &code(&config));
    }
    assert!(gated > 30, "{gated}");
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn what_an_item_of_real_documents_names_is_there_wherever_the_item_is() {
    let corpus = crate::folder::corpus();
    let (mut documents, mut gated) = (0, 0);
    for page in pages(Path::new(&corpus)) {
        let config = Config::new()
            .pages(&page)
            .on_refusal(OnRefusal::Skip)
            .resource_features();
        let report = config.generate();
        let types = report.code().map_or(0, |code| assert_names_what_is_there(&page, code));
        gated += types;
        documents += usize::from(types > 0);
    }
    println!("{documents} documents of several resources, {gated} types of some of them");
    assert!(documents > 0);
}

/// All pages below a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut queue = vec![folder.to_owned()];
    let mut pages = Vec::new();
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if apifox_build::is_page(&path) {
            pages.push(path);
        }
    }
    pages
}

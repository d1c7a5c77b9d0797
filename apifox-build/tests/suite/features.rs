//! Cargo features for resources: any set of them compiles, and makes of the whole what `Config::only` makes of the pages.

mod there;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use apifox_build::{Config, MANIFEST, Report, Severity};
use serde_json::Value;
use syn::visit_mut::VisitMut as _;
use testkit::expected;

use crate::again::{alone, failure};
use crate::workspace::Workspace;

const SHELF: [&str; 4] = ["labels", "notes", "ping", "trash"];

fn shelf() -> Config {
    Config::new().pages("tests/fixtures/features/shelf.yaml")
}

fn ledger() -> Config {
    Config::new().pages("tests/fixtures/ledger")
}

fn code(config: &Config) -> String {
    let report = config.generate();
    let code = report.code().map(str::to_owned);
    code.unwrap_or_else(|| panic!("refused: {:#?}", report.findings()))
}

fn resources(config: &Config) -> Vec<String> {
    let report = config.generate();
    let all = report.operations().iter().map(|operation| operation.call.0.clone());
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

/// All sets of these.
fn sets<'a>(all: &[&'a str]) -> Vec<Vec<&'a str>> {
    let numbers = 0..1_usize << all.len();
    let is_in = |number: usize, index: usize| number >> index & 1 == 1;
    let set = |number| {
        (0..all.len())
            .filter(|index| is_in(number, *index))
            .map(|index| all[index])
            .collect()
    };
    numbers.map(set).collect()
}

/// A package with this code and these features, of which some are on.
fn add(workspace: &Workspace, name: &str, (all, on): (&[&str], &[&str]), (file, code): (&str, &str)) {
    let mut features = format!("default = {on:?}\n");
    for feature in all {
        let _ = writeln!(features, "{feature} = []");
    }
    workspace.add(name, &features);
    workspace.write(name, file, code);
}

const STRICT: &str =
    "//! Compiled.\n#![deny(missing_docs, missing_debug_implementations, unreachable_pub, unused, unexpected_cfgs)]\n";

#[test]
fn what_is_generated_with_features_is_the_code_that_was_reviewed() {
    expected::assert_equals_file(
        Path::new("tests/fixtures/features/shelf.rs"),
        &code(&shelf().resource_features()),
    );
}

#[test]
fn any_set_of_features_compiles_and_responses_as_the_part_it_is() {
    let workspace = Workspace::new("features");
    let gated = code(&shelf().resource_features());
    let sets = sets(&SHELF);
    for (index, on) in sets.iter().enumerate() {
        let main = "#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {\n\
            let ids: Vec<&str> = shelf::operations::ALL.iter().map(|operation| operation.id).collect();\n\
            println!(\"{}\", ids.join(\" \"));\n\
            let server = apifox_sandbox::Server::builder(shelf::DOCUMENT).start().unwrap();\n\
            let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();\n\
            let client = shelf::Client::from(inner);\n\
            #[cfg(feature = \"labels\")]\nassert_eq!(client.labels().list().await.unwrap().data[0].name, \"home\");\n\
            #[cfg(feature = \"notes\")]\nassert_eq!(client.notes().list().await.unwrap()[0].id.as_deref(), Some(\"n1\"));\n\
            #[cfg(feature = \"ping\")]\nclient.ping().get().await.unwrap();\n\
            let _ = client;\n\
            println!(\"{}\", shelf::DOCUMENT);\n}\n";
        let name = format!("shelf{index}");
        add(
            &workspace,
            &name,
            (&SHELF, on),
            ("src/main.rs", &format!("{STRICT}\npub mod shelf;\n{main}")),
        );
        workspace.write(&name, "src/shelf.rs", &format!("//! The shelf.\n{gated}"));
    }
    let errors = workspace.lint(&["build", "--workspace"]);
    assert!(errors.is_empty(), "{errors:#?}");
    for (index, on) in sets.iter().enumerate() {
        let printed = workspace.run(&format!("shelf{index}"));
        let (ids, document) = printed.split_once('\n').unwrap();
        let document: Value =
            serde_json::from_str(document).unwrap_or_else(|error| panic!("{on:?}: {error}\n{document}"));
        if on.is_empty() {
            assert_eq!((ids, document["paths"].as_object().unwrap().len()), ("", 0));
            continue;
        }
        let part = shelf().only(on.iter().copied()).generate();
        let expected: BTreeSet<&str> = part
            .operations()
            .iter()
            .map(|operation| operation.id.as_str())
            .collect();
        assert_eq!(ids.split(' ').collect::<BTreeSet<_>>(), expected);
        assert_eq!(document, document_of(part.code().unwrap()), "{on:?}");
    }
}

/// The document in code without gates.
fn document_of(code: &str) -> Value {
    let file = syn::parse_file(code).unwrap();
    let literal = file.items.into_iter().find_map(|item| match item {
        syn::Item::Const(item) if item.ident == "DOCUMENT" => Some(*item.expr),
        _ => None,
    });
    let Some(syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    })) = literal
    else {
        panic!("no plain text")
    };
    serde_json::from_str(&text.value()).unwrap()
}

#[test]
fn each_resource_of_a_larger_api_compiles_alone_and_with_each_other_without_a_warning() {
    let workspace = Workspace::new("features-larger");
    let all = resources(&ledger());
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let gated = format!("{STRICT}{}", code(&ledger().resource_features()));
    let small = |on: &Vec<&str>| on.len() < 3 || on.len() == all.len();
    let sets: Vec<_> = sets(&all).into_iter().filter(small).collect();
    assert!(sets.len() > 20);
    for (index, on) in sets.iter().enumerate() {
        add(
            &workspace,
            &format!("ledger{index}"),
            (&all, on),
            ("src/lib.rs", &gated),
        );
    }
    let errors = workspace.lint(&["check", "--workspace"]);
    assert!(errors.is_empty(), "{errors:#?}");
    // What one resource says links to nothing of another.
    let alone = (0..sets.len()).filter(|index| sets[*index].len() < 2);
    let alone: Vec<String> = alone
        .map(|index| format!("--package=features-larger-ledger{index}"))
        .collect();
    let command: Vec<&str> = ["doc", "--no-deps"]
        .into_iter()
        .chain(alone.iter().map(String::as_str))
        .collect();
    let errors = workspace.lint(&command);
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn without_its_conditions_it_is_the_code_without_features() {
    let bare = |code: &str| {
        let mut file = syn::parse_file(code).unwrap();
        Bare.visit_file_mut(&mut file);
        let is_kept = |item: &syn::Item| !matches!(item, syn::Item::Const(item) if item.ident == "DOCUMENT");
        file.items.retain(is_kept);
        quote::quote!(#file).to_string()
    };
    for config in [shelf(), ledger()] {
        let (plain, gated) = (code(&config), code(&config.clone().resource_features()));
        assert!(gated.contains("#[cfg(feature = "));
        assert_eq!(bare(&plain), bare(&gated));
        let surface = |code: &str| apifox_build::surface(code, None).unwrap();
        assert_eq!(surface(&plain), surface(&gated));
    }
}

/// Takes away what says when an item is there, and what is used of the run time.
struct Bare;

impl syn::visit_mut::VisitMut for Bare {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("cfg"));
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| !matches!(item, syn::Item::Use(_)));
        }
        syn::visit_mut::visit_item_mod_mut(self, module);
    }
}

#[test]
fn one_resource_needs_no_feature() {
    let one = ledger().only(["rates"]);
    assert_eq!(code(&one), code(&one.clone().resource_features()));
}

/// A package of the shelf, with these features.
fn package(name: &str, features: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(folder.join("spec")).unwrap();
    std::fs::copy("tests/fixtures/features/shelf.yaml", folder.join("spec/shelf.yaml")).unwrap();
    std::fs::write(folder.join(MANIFEST), "pages: spec\nresource-features: true\n").unwrap();
    let text = format!("[package]\nname = \"shelf\"\n\n[features]\n{features}");
    std::fs::write(folder.join("Cargo.toml"), text).unwrap();
    folder.join(MANIFEST)
}

fn notes(report: &Report) -> Vec<(Severity, &str, &str)> {
    let all = report
        .findings()
        .iter()
        .filter(|finding| finding.code == "undeclared-feature");
    all.map(|finding| (finding.severity, finding.message.as_str(), finding.hint.as_str()))
        .collect()
}

#[test]
fn a_resource_without_a_declared_feature_is_included_and_the_missing_lines_are_reported() {
    let manifest = package("features-missing", "default = []\nnotes = []\ntrash = []\n");
    let report = Config::from_manifest(&manifest).generate();
    let message = "Cargo.toml declares no feature for these resources, so they are always compiled: `labels`, `ping`";
    let hint = "write under `[features]` of Cargo.toml, and in its `default` the resources to enable by default:\nlabels = []\nping = []";
    assert_eq!(notes(&report), [(Severity::Note, message, hint)]);
    let text = report.code().unwrap();
    assert!(text.contains("#[cfg(feature = \"notes\")]") && !text.contains("feature = \"labels\""));
    let watched = format!(
        "cargo::rerun-if-changed={}",
        manifest.with_file_name("Cargo.toml").display()
    );
    assert!(report.cargo_directives().lines().any(|line| line == watched));
}

/// Cargo's two variables are set for a process of its own, which is this test again.
#[test]
fn a_build_script_reads_the_features_of_its_own_package() {
    if std::env::var_os("OUT_DIR").is_none() {
        let package = package("features-build-script", "notes = []\n");
        let folder = package.parent().unwrap();
        let mut again = alone(module_path!(), "a_build_script_reads_the_features_of_its_own_package");
        again.env("OUT_DIR", folder).env("CARGO_MANIFEST_DIR", folder);
        assert_eq!(failure(&mut again), None);
        return;
    }
    let report = shelf().resource_features().generate();
    assert_eq!(notes(&report).len(), 1);
    let text = report.code().unwrap();
    assert!(text.contains("#[cfg(feature = \"notes\")]") && !text.contains("feature = \"labels\""));
}

#[test]
fn with_all_features_declared_nothing_is_reported() {
    let manifest = package(
        "features-declared",
        "labels = []\n\"notes\" = []\nping=[]\ntrash = [\n  \"notes\",\n]\n",
    );
    let report = Config::from_manifest(&manifest).generate();
    assert_eq!(notes(&report), []);
    let apart = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("//"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        apart(report.code().unwrap()),
        apart(&code(&shelf().resource_features()))
    );
}

#[test]
fn where_no_feature_is_declared_the_code_is_as_without_features() {
    let manifest = package("features-none", "default = []\n");
    let report = Config::from_manifest(&manifest).generate();
    assert!(!report.code().unwrap().contains("cfg("));
    assert_eq!(notes(&report).len(), 1);
}

//! Cargo features for resources: any set of them compiles, and makes of the whole what
//! `Config::only` makes of the pages.

mod there;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use apifox_build::{Config, MANIFEST, Report, Severity};
use serde_json::Value;
use syn::visit_mut::VisitMut as _;
use testkit::expected;

use crate::again::{alone, failure};
use crate::workspace::{OURS, Workspace};

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

/// The code with features of its own, such as `labels3` in place of `labels`: so that one crate has
/// it with many sets of features.
fn with_own_features(code: &str, resources: &[&str], number: usize) -> String {
    resources.iter().fold(code.to_owned(), |code, resource| {
        code.replace(
            &format!("feature = \"{resource}\""),
            &format!("feature = \"{resource}{number}\""),
        )
    })
}

/// The features of `with_own_features` that are on.
fn features_on(sets: &[Vec<&str>]) -> Vec<String> {
    let numbered = sets.iter().enumerate();
    let own = numbered.flat_map(|(number, on)| on.iter().map(move |name| format!("{name}{number}")));
    own.collect()
}

/// Lines of `[features]`: those of `with_own_features`, of which the ones of each set are on.
fn own_features(resources: &[&str], sets: &[Vec<&str>]) -> String {
    let all = features_on(&vec![resources.to_vec(); sets.len()]);
    let default = format!("default = {:?}\n", features_on(sets));
    all.iter().fold(default, |lines, name| lines + name + " = []\n")
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

/// Makes calls with the client of a set; prints its operations and its document.
const SHELF_MAIN: &str = "
mod runN {
    use crate::setN as shelf;

    pub(crate) async fn run() {
        let ids: Vec<&str> = shelf::operations::ALL.iter().map(|operation| operation.id).collect();
        println!(\"{}\", ids.join(\" \"));
        let server = apifox_sandbox::Server::builder(shelf::DOCUMENT).start().unwrap();
        let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
        let client = shelf::Client::from(inner);
        #[cfg(feature = \"labels\")]
        assert_eq!(client.labels().list().await.unwrap().data[0].name, \"home\");
        #[cfg(feature = \"notes\")]
        assert_eq!(client.notes().list().await.unwrap()[0].id.as_deref(), Some(\"n1\"));
        #[cfg(feature = \"ping\")]
        client.ping().get().await.unwrap();
        let _ = client;
        println!(\"{}\", shelf::DOCUMENT.replace('\\n', \" \"));
    }
}
";

#[test]
fn any_set_of_features_compiles_and_responses_as_the_part_it_is() {
    let workspace = Workspace::new("features", OURS);
    let gated = code(&shelf().resource_features());
    let sets = sets(&SHELF);
    workspace.add("shelf", &own_features(&SHELF, &sets));
    let mut root = STRICT.to_owned();
    let mut runs = String::new();
    for index in 0..sets.len() {
        let run = SHELF_MAIN
            .replace("setN", &format!("set{index}"))
            .replace("runN", &format!("run{index}"));
        root += &with_own_features(&format!("pub mod set{index};\n{run}"), &SHELF, index);
        let code = with_own_features(&gated, &SHELF, index);
        workspace.write(
            "shelf",
            &format!("src/set{index}.rs"),
            &format!("//! The shelf.\n{code}"),
        );
        let _ = writeln!(runs, "    run{index}::run().await;");
    }
    let _ = write!(
        root,
        "#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n{runs}}}\n"
    );
    workspace.write("shelf", "src/main.rs", &root);
    let errors = workspace.lint(&["build", "--workspace"]);
    assert!(errors.is_empty(), "{errors:#?}");
    let output = workspace.run("shelf", &[]);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 2 * sets.len());
    for (on, lines) in sets.iter().zip(lines.chunks(2)) {
        let document: Value =
            serde_json::from_str(lines[1]).unwrap_or_else(|error| panic!("{on:?}: {error}\n{}", lines[1]));
        if on.is_empty() {
            assert_eq!((lines[0], document["paths"].as_object().unwrap().len()), ("", 0));
            continue;
        }
        let part = shelf().only(on.iter().copied()).generate();
        let expected: BTreeSet<&str> = part
            .operations()
            .iter()
            .map(|operation| operation.id.as_str())
            .collect();
        assert_eq!(lines[0].split(' ').collect::<BTreeSet<_>>(), expected);
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
    let workspace = Workspace::new("features-larger", OURS);
    let all = resources(&ledger());
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let gated = code(&ledger().resource_features());
    let small = |on: &Vec<&str>| on.len() < 3 || on.len() == all.len();
    let sets: Vec<_> = sets(&all).into_iter().filter(small).collect();
    assert!(sets.len() > 20);
    let (alone, others): (Vec<_>, Vec<_>) = sets.into_iter().partition(|on| on.len() < 2);
    for (name, sets) in [("alone", &alone), ("others", &others)] {
        workspace.add_library(name, &own_features(&all, sets));
        let mut root = STRICT.to_owned();
        for index in 0..sets.len() {
            let _ = writeln!(root, "pub mod set{index};");
            let code = with_own_features(&gated, &all, index);
            workspace.write(name, &format!("src/set{index}.rs"), &format!("//! The ledger.\n{code}"));
        }
        workspace.write(name, "src/lib.rs", &root);
    }
    let errors = workspace.lint(&["build", "--workspace"]);
    assert!(errors.is_empty(), "{errors:#?}");
    // What one resource says links to nothing of another.
    let errors = workspace.document("alone", &features_on(&alone));
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
        let items = |code: &str| apifox_diff::public_items(code, None).unwrap();
        assert_eq!(items(&plain), items(&gated));
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

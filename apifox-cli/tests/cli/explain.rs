//! `apifox explain`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::visit_mut::{self, VisitMut};

use super::{apifox, assert_report, err, out};

/// Codes that no page gives by itself: files, the configuration, or the generator are at fault.
const NO_PAGE: [&str; 17] = [
    "backend", "bad-join", "bad-path", "bad-spelling", "joins-nothing", "manifest", "no-pages", "not-read", "not-rust",
    "not-utf8", "not-written", "replaces-nothing", "spells-nothing", "undeclared-feature", "unexpected-schema",
    "unexpected-types", "unknown-resource",
];

fn explained() -> BTreeSet<String> {
    let text = out(&apifox(&["explain"]));
    text.lines()
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect()
}

#[test]
fn a_code_is_explained_with_a_page_and_its_findings() {
    assert_report("explain", &apifox(&["explain", "dangling-ref"]));
}

#[test]
fn each_example_of_a_code_gives_that_code() {
    let codes = explained();
    assert!(codes.len() > 100, "{codes:?}");
    for code in &codes {
        let text = out(&apifox(&["explain", code]));
        let is_given = |text: &str| {
            let given = text.split("### Findings").nth(1).unwrap_or_default();
            given.contains(&format!("[{code}]: "))
        };
        assert_eq!(is_given(&text), !NO_PAGE.contains(&code.as_str()), "{code}\n{text}");
        for section in text.split("\n## ").skip(1) {
            let has_page = section.contains("openapi: ") || section.contains("swagger: ");
            assert!(is_given(section) || !has_page, "{code}: {section}");
        }
    }
    for code in NO_PAGE {
        assert!(codes.contains(code), "{code}");
    }
}

#[test]
fn a_code_of_an_earlier_version_names_the_code_that_it_is_part_of() {
    let text = out(&apifox(&["explain", "yaml-tag"]));
    let first = "`yaml-tag` is now part of `unusual-page`.\n\n# unusual-page\n";
    assert!(text.starts_with(first) && text.contains("## A YAML tag"), "{text}");
}

#[test]
fn an_unknown_code_gets_the_nearest_one_as_a_suggestion() {
    for (code, nearest) in [
        ("dangling-reff", "`dangling-ref`"),
        ("operation-remove", "`operation-removed`"),
    ] {
        let output = apifox(&["explain", code]);
        assert!(
            err(&output).contains(&format!("did you mean {nearest}?")),
            "{}",
            err(&output)
        );
    }
    let output = apifox(&["explain", "zzz"]);
    assert!(!err(&output).contains("did you mean"), "{}", err(&output));
}

#[test]
fn every_code_in_the_source_is_explained_and_no_other() {
    let mut files = Vec::new();
    rust_files(Path::new("../apifox-build/src"), &mut files);
    let parsed: Vec<syn::File> = files
        .iter()
        .map(|path| syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap())
        .collect();
    let mut codes = Codes::default();
    // First the functions that take a code, and the position of that argument; then the arguments.
    for pass in [Pass::Functions, Pass::Literals] {
        codes.pass = pass;
        for file in &parsed {
            codes.visit_file_mut(&mut file.clone());
        }
    }
    assert!(codes.functions.len() >= 7, "{:?}", codes.functions);
    assert_eq!(codes.found, explained());
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Pass {
    #[default]
    Functions,
    Literals,
}

/// Finds the codes: values of an argument, a field, a constant or a variable with the name `code`.
#[derive(Debug, Default)]
struct Codes {
    pass: Pass,
    /// The name, and the index among the arguments of a call.
    functions: BTreeSet<(String, usize)>,
    found: BTreeSet<String>,
}

impl Codes {
    fn signature(&mut self, signature: &syn::Signature) {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(typed) => Some(&*typed.pat),
            syn::FnArg::Receiver(_) => None,
        });
        for (index, pattern) in typed.enumerate() {
            if is_code(pattern) {
                self.functions.insert((signature.ident.to_string(), index));
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>) {
        for (index, argument) in arguments.iter().enumerate() {
            if self.functions.contains(&(name.to_owned(), index)) {
                self.literals(argument);
            }
        }
    }

    /// Every string in an expression: `if` or `match` may choose a code.
    fn literals(&mut self, expression: &syn::Expr) {
        if self.pass == Pass::Literals {
            let mut texts = Texts::default();
            texts.visit_expr_mut(&mut expression.clone());
            self.found.extend(texts.0.into_iter().filter(|text| is_kebab(text)));
        }
    }
}

#[derive(Debug, Default)]
struct Texts(Vec<String>);

impl VisitMut for Texts {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        self.0.push(text.value());
    }
}

fn is_kebab(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_code(pattern: &syn::Pat) -> bool {
    matches!(pattern, syn::Pat::Ident(name) if name.ident == "code")
}

impl VisitMut for Codes {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        self.signature(&item.sig);
        visit_mut::visit_item_fn_mut(self, item);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.signature(&item.sig);
        visit_mut::visit_impl_item_fn_mut(self, item);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        self.call(&call.method.to_string(), &call.args);
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.call(&last.ident.to_string(), &call.args);
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if matches!(&field.member, syn::Member::Named(name) if name == "code") {
            self.literals(&field.expr);
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_item_const_mut(&mut self, item: &mut syn::ItemConst) {
        if item.ident == "CODE" {
            self.literals(&item.expr);
        }
        visit_mut::visit_item_const_mut(self, item);
    }

    /// `let code = …`, and the codes of `let (code, message) = if … { ("a", …) } else { ("b", …)
    /// }`.
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &local.init {
            match &local.pat {
                pattern if is_code(pattern) => self.literals(&init.expr),
                syn::Pat::Tuple(tuple) if tuple.elems.first().is_some_and(is_code) => {
                    let mut firsts = Firsts::default();
                    firsts.visit_expr_mut(&mut init.expr.clone());
                    firsts.0.iter().for_each(|first| self.literals(first));
                }
                _ => {}
            }
        }
        visit_mut::visit_local_mut(self, local);
    }
}

/// The first elements of all tuples.
#[derive(Default)]
struct Firsts(Vec<syn::Expr>);

impl VisitMut for Firsts {
    fn visit_expr_tuple_mut(&mut self, tuple: &mut syn::ExprTuple) {
        self.0.extend(tuple.elems.first().cloned());
    }
}

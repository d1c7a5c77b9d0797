//! A document never differs from itself, however often its names are published: a sample of the
//! fixtures, and in an ignored test every document of the corpus.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use apifox_build::{Config, OnRefusal};
use apifox_diff::diff;

/// What differs where nothing does.
fn fault(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).unwrap();
    let page = || {
        let name = path.file_name().unwrap().to_str().unwrap();
        Config::new().page_text(name, bytes.clone()).on_refusal(OnRefusal::Skip)
    };
    let first = page().generate();
    let lock = first.names_lock()?;
    let again = page().page_text("names.lock", lock.clone()).generate();
    if again.names_lock().as_ref() != Some(&lock) {
        return Some(format!(
            "{}: names\n{lock}\n{}",
            path.display(),
            again.names_lock().unwrap_or_default()
        ));
    }
    let diff_of_page = diff(&page(), &page()).ok()?;
    let first = diff_of_page.changes.first()?;
    Some(format!("{}: {first:?}", path.display()))
}

fn documents(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut queue = folders.to_vec();
    let mut found = Vec::new();
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if apifox_build::is_page(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn assert_none_differs(folders: &[PathBuf], step: usize) {
    let all: Vec<PathBuf> = documents(folders).into_iter().step_by(step).collect();
    assert!(!all.is_empty());
    let faults: Vec<String> = all.iter().filter_map(|path| fault(path)).collect();
    println!("{} documents against themselves", all.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The number of attempts to match alternatives must not multiply with nested unions: for these
/// components a comparison would not end.
#[test]
fn components_that_contain_unions_of_each_other_are_compared() {
    let names = ["A", "B", "C", "D", "E", "F"];
    let page = |id: &str| {
        let reference = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
        let component = |name: &str| {
            let others = names.into_iter().filter(|other| *other != name).map(reference);
            let others = others.collect::<Vec<_>>().join(", ");
            let id = if name == "F" { id } else { "string" };
            format!(
                "    {name}: {{type: object, required: [id], properties: {{id: {{type: {id}}}, next: {{type: array, items: \
                 {{anyOf: [{others}]}}}}}}}}\n"
            )
        };
        let components = names.map(component).concat();
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {}}}}}}}\ncomponents:\n  schemas:\n{components}",
            reference("A")
        );
        Config::new().page_text("page.yaml", text)
    };
    let changes = diff(&page("string"), &page("integer")).ok().unwrap().changes;
    assert!(
        changes.iter().any(|change| change.code == "type-changed"),
        "{changes:#?}"
    );
}

/// The alternatives that a comparison keeps must not multiply with the choices inside them.
#[test]
fn choices_whose_members_are_choices_of_each_other_are_compared() {
    let page = |names: &[&str], required: &str| {
        let reference = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
        let component = |name: &str| {
            let alternative = |other: &str| {
                let required = if (name, other) == ("A", "A") { required } else { "" };
                format!(
                    "{{type: object, {required}properties: {{v: {{oneOf: [{}, {{type: string}}]}}, w: {{oneOf: [{}, \
                     {{type: array, items: {}}}]}}}}}}",
                    reference(other),
                    reference(name),
                    reference(other)
                )
            };
            let alternatives: Vec<String> = names.iter().copied().map(alternative).collect();
            format!("    {name}: {{oneOf: [{}]}}\n", alternatives.join(", "))
        };
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {}}}}}}}\ncomponents:\n  schemas:\n{}",
            reference("A"),
            names.iter().copied().map(component).collect::<String>()
        );
        Config::new().page_text("page.yaml", text)
    };
    let two = page(&["A", "B"], "");
    assert!(diff(&two, &two).ok().unwrap().changes.is_empty());
    let [old, new] = ["", "required: [v], "].map(|required| page(&["A", "B", "C", "D"], required));
    let changes = diff(&old, &new).ok().unwrap().changes;
    let codes: BTreeSet<&str> = changes.iter().map(|change| change.code).collect();
    let expected = ["alternative-added", "alternative-removed", "property-became-required"];
    assert_eq!(codes, BTreeSet::from(expected), "{changes:#?}");
}

/// In one document only, an object is merged with one of any members, which is inside itself.
#[test]
fn a_component_that_is_merged_within_itself_is_compared() {
    for choice in [
        "{oneOf: [{type: object}, {$ref: '#/components/schemas/T'}]}",
        "{type: array, items: {anyOf: [{type: object, additionalProperties: true}, {$ref: '#/components/schemas/T'}]}}",
    ] {
        let page = |required: &str| {
            let text = format!(
                "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                 {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}\n\
                 components:\n  schemas:\n    T: {{type: object, {required}properties: {{id: {{type: string}}, data: {choice}}}}}\n"
            );
            Config::new().page_text("page.yaml", text)
        };
        for (old, new, code) in [
            ("", "required: [id], ", "property-became-required"),
            ("required: [id], ", "", "property-became-optional"),
        ] {
            let changes = diff(&page(old), &page(new)).ok().unwrap().changes;
            let found = changes.iter().find(|change| change.code == code);
            assert!(found.is_some(), "{choice}: {changes:#?}");
        }
    }
}

#[test]
fn no_page_of_the_fixtures_differs_from_itself() {
    let folder = |name: &str| [PathBuf::from(format!("tests/fixtures/{name}"))];
    assert_none_differs(&folder("diff/itself"), 1);
    // All of them take a minute; what the corpus found is in the folder above.
    assert_none_differs(&folder("pages"), 5);
}

#[test]
#[ignore = "needs APIFOX_CORPUS, a folder of documents"]
fn no_document_of_the_corpus_differs_from_itself() {
    assert_none_differs(&[crate::folder::corpus()], 1);
}

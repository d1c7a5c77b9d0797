//! Components outside the subset, and failures of the backend.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::backend::{Part, attribute, catch_panic, lock_panic_hook};
use super::super::paths::Paths;
use super::{Use, run};
use crate::config::Config;
use crate::finding::Findings;
use crate::node::At;
use crate::source::Sources;

fn codes(components: &[(&str, Use, Value)]) -> Vec<&'static str> {
    run(components, &[]).1.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_component_outside_the_subset_is_refused() {
    let components = [
        json!({"type": "string"}),
        json!({"type": "object"}),
        json!({"type": "object", "properties": {}}),
        json!({"type": "array", "items": {}}),
        json!({"type": "object", "properties": {"a": {}}, "required": ["b"]}),
        json!({"type": "object", "properties": {"a": {}}, "allOf": []}),
        json!({"type": "object", "properties": {"a": {}}, "additionalProperties": true}),
        json!({"type": "string", "enum": []}),
        json!({"type": "string", "enum": ["a", "a"]}),
        json!({"type": "string", "enum": [1]}),
        json!({"type": "integer", "enum": [1.5]}),
        json!({"type": "integer", "enum": [18_446_744_073_709_551_615_u64]}),
        json!({"type": "boolean", "enum": [true]}),
        json!([]),
        Value::Null,
    ];
    for component in components {
        assert_eq!(
            codes(&[("A", Use::Response, component.clone())]),
            ["unexpected-schema"],
            "{component}"
        );
    }
}

#[test]
fn a_property_outside_the_subset_is_refused() {
    let sites = [
        json!({"type": "file"}),
        json!({"type": ["string", "null"]}),
        json!({"type": "array"}),
        json!({"type": "string", "items": {}}),
        json!({"type": "string", "enum": ["a"]}),
        json!({"type": "object", "properties": {"a": {}}}),
        json!({"oneOf": []}),
        json!({"$ref": "#/components/schemas/Missing"}),
        json!({"$ref": "other.yaml#/A"}),
        json!({"$ref": 1}),
        json!({"type": "array", "items": {"anyOf": []}}),
        json!({"type": "object", "additionalProperties": true}),
        json!("string"),
    ];
    for site in sites {
        let component = json!({"type": "object", "properties": {"a": site}});
        assert_eq!(
            codes(&[("A", Use::Response, component)]),
            ["unexpected-schema"],
            "{site}"
        );
    }
}

#[test]
fn a_constant_of_two_values_is_refused() {
    assert_eq!(
        codes(&[("A", Use::Constant, json!({"type": "string", "enum": ["a", "b"]}))]),
        ["unexpected-schema"]
    );
}

#[test]
fn a_component_with_an_invalid_name_is_refused_and_the_others_are_generated() {
    let object = json!({"type": "object", "properties": {"a": {}}});
    let (code, findings) = run(
        &[
            ("Fine", Use::Response, object.clone()),
            ("not-rust", Use::Response, object),
        ],
        &[],
    );
    assert!(code.contains("pub struct Fine"), "{code}");
    let findings: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code, finding.message.contains("`not-rust`")))
        .collect();
    assert_eq!(findings, [("unexpected-types", true)]);
}

#[test]
fn a_replacement_that_is_not_a_path_is_refused() {
    let object = json!({"type": "object", "properties": {"a": {}}});
    let (_, findings) = run(&[("Money", Use::Response, object)], &[("Money", "crate:Money")]);
    assert_eq!(
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["bad-path"]
    );
}

#[test]
fn a_panic_of_the_backend_is_attributed_to_its_component() {
    let part = |name: &'static str, schema: Value, needs: &[&'static str]| Part {
        name,
        at: At::default(),
        schema: serde_json::from_value(schema).expect("a schema"),
        is_placeholder: false,
        needs: needs.iter().copied().collect::<BTreeSet<_>>(),
    };
    let parts = [
        part(
            "Fine",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            &[],
        ),
        // progenitor panics on an unknown format of a boolean.
        part(
            "Guilty",
            json!({"type": "object", "properties": {"a": {"type": "boolean", "format": "odd"}}}),
            &[],
        ),
        part(
            "User",
            json!({"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Guilty"}}}),
            &["Guilty"],
        ),
    ];
    let mut findings = Findings::default();
    let paths = Paths::new(&BTreeMap::new(), &Config::new(), &mut findings).expect("the path is one");
    attribute(&parts, "together", &paths, &mut findings);
    let findings = Sources::default().located(findings);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].code, "backend");
    assert!(
        findings[0].message.contains("`Guilty`: not yet implemented"),
        "{}",
        findings[0].message
    );
}

#[test]
fn a_panic_is_caught_with_its_message_and_the_hook_is_restored() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let lock = lock_panic_hook();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        if info
            .payload()
            .downcast_ref::<&str>()
            .is_some_and(|text| text.contains("of this test"))
        {
            SEEN.fetch_add(1, Ordering::Relaxed);
        }
    }));
    let catch_panic = [
        catch_panic(&lock, || 1),
        catch_panic(&lock, || panic!("number {}", 7)),
        catch_panic(&lock, || panic!("caught, of this test")),
    ];
    let panic = std::panic::catch_unwind(|| panic!("not caught, of this test"));
    std::panic::set_hook(before);
    assert_eq!(
        catch_panic,
        [
            Ok(1),
            Err("number 7".to_owned()),
            Err("caught, of this test".to_owned())
        ]
    );
    assert!(panic.is_err());
    assert_eq!(SEEN.load(Ordering::Relaxed), 1);
}

//! Tests the comparison itself: the failures it must detect, and the differences it may tolerate.

use std::path::Path;

use super::case::Part;
use super::compare::{Comparison, Tolerance, compare};
use super::json::Json;
use super::lines;
use super::spec::Spec;

const DOCUMENT: &str = "
openapi: 3.0.1
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses:
        200: {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing:
      allOf:
        - oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
        - {type: object, required: [tags], properties: {tags: {type: array, items: {type: string}}, size: {type: number}}}
    Card: {type: object, properties: {card: {type: string}}}
    Bank: {type: object, properties: {iban: {type: string}, rates: {type: object, additionalProperties: {type: number}}}}
";

fn compared(part: &Part, expected: &str, back: &str) -> Comparison {
    let spec = Spec::read("things.yaml", DOCUMENT).unwrap();
    let place = spec.place(&("POST".to_owned(), "/things".to_owned()), part).unwrap();
    compare(&Json::parse(expected).unwrap(), &Json::parse(back), part, Some(&place))
}

fn response(expected: &str, back: &str) -> Comparison {
    compared(&Part::Status("200".to_owned()), expected, back)
}

#[test]
fn a_property_named_anywhere_in_a_composition_may_not_be_lost() {
    let lost = response(r#"{"tags":["a"],"iban":"x"}"#, r#"{"tags":["a"]}"#);
    assert_eq!(lost.failure.as_deref(), Some("loses string /iban"));
    let within_map = response(r#"{"tags":["a"],"rates":{"eur":1.5}}"#, r#"{"tags":["a"],"rates":{}}"#);
    assert_eq!(within_map.failure.as_deref(), Some("loses number /rates/*"));
}

#[test]
fn a_property_named_under_a_condition_may_not_be_lost() {
    let parts = [
        "then: {properties: {billing: {type: string}}}",
        "dependentSchemas: {card: {properties: {billing: {type: string}}}}",
        "dependencies: {card: {properties: {billing: {type: string}}}}",
        "unevaluatedProperties: {type: string}",
    ];
    for part in parts {
        let document = DOCUMENT.replace("Card: {", &format!("Card: {{{part}, "));
        let spec = Spec::read("things.yaml", &document).unwrap();
        let status = Part::Status("200".to_owned());
        let place = spec.place(&("POST".to_owned(), "/things".to_owned()), &status).unwrap();
        let expected = Json::parse(r#"{"tags":["a"],"card":"x","billing":"y"}"#).unwrap();
        let lost = compare(
            &expected,
            &Json::parse(r#"{"tags":["a"],"card":"x"}"#),
            &status,
            Some(&place),
        );
        let is_found = lost
            .failure
            .is_some_and(|failure| failure.starts_with("loses string /"));
        assert!(is_found, "{part}");
    }
}

#[test]
fn a_property_that_no_schema_names_may_be_lost() {
    let lost = response(r#"{"tags":["a"],"other":"x"}"#, r#"{"tags":["a"]}"#);
    assert_eq!((lost.failure, lost.tolerated), (None, vec![Tolerance::Unnamed]));
}

#[test]
fn empty_values_may_differ_in_responses_only_and_required_members_are_kept() {
    let optional = response(r#"{"tags":["a"],"card":null}"#, r#"{"tags":["a"]}"#);
    assert_eq!(
        (optional.failure, optional.tolerated),
        (None, vec![Tolerance::EmptyInResponse])
    );
    let required = response(r#"{"tags":[]}"#, "{}");
    assert_eq!(required.failure.as_deref(), Some("loses array /tags"));
    let null = response(r#"{"tags":null}"#, r#"{"tags":[]}"#);
    assert_eq!((null.failure, null.tolerated), (None, vec![Tolerance::EmptyInResponse]));
    let request = compared(&Part::Body, r#"{"tags":["a"],"card":null}"#, r#"{"tags":["a"]}"#);
    assert_eq!(request.failure.as_deref(), Some("loses null /card"));
    let added = compared(&Part::Body, r#"{"tags":["a"]}"#, r#"{"tags":["a"],"card":null}"#);
    assert_eq!(added.failure.as_deref(), Some("adds null /card"));
}

#[test]
fn numbers_are_compared_by_their_digits() {
    let size = |number: &str| format!(r#"{{"tags":["a"],"size":{number}}}"#);
    let written = response(&size("1"), &size("1.0"));
    assert_eq!(
        (written.failure, written.tolerated),
        (None, vec![Tolerance::WrittenOtherwise])
    );
    let rounded = response(&size("12345678901234567890123"), &size("1.2345678901234568e22"));
    assert_eq!((rounded.failure, rounded.tolerated), (None, vec![Tolerance::Rounded]));
    let other = response(&size("1"), &size("2"));
    assert_eq!(other.failure.as_deref(), Some("changes number /size"));
}

#[test]
fn a_value_that_does_not_decode_fails_unless_an_integer_is_beyond_64_bits() {
    let part = Part::Status("200".to_owned());
    let refused = |text: &str| {
        compare(
            &Json::parse(text).unwrap(),
            &Err("invalid type: string \"x\"".to_owned()),
            &part,
            None,
        )
    };
    let failure = refused(r#"{"size":"x"}"#).failure;
    assert_eq!(failure.as_deref(), Some("does not decode: invalid type: string \"\""));
    let beyond = refused(r#"{"size":9223372036854775808}"#);
    assert_eq!(
        (beyond.failure, beyond.tolerated),
        (None, vec![Tolerance::BeyondInteger])
    );
}

#[test]
fn lines_are_read_in_all_notations() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fidelity-lines");
    std::fs::create_dir_all(folder.join("below")).unwrap();
    std::fs::write(
        folder.join("things.yaml"),
        DOCUMENT.replace("    post:", "    post:\n      operationId: add"),
    )
    .unwrap();
    let absolute = folder.join("things.yaml").to_string_lossy().into_owned();
    let texts = [
        r#"{"document":"things.yaml","operation":"POST /things","status":"200","instance":{}}"#.to_owned(),
        r#"{"document":"things.yaml","operation":"post /things","status":200,"instance":[]}"#.to_owned(),
        r#"{"document":"../things.yaml","operation":"add","part":"200","instance":1.0}"#.to_owned(),
        format!(r#"{{"document":{absolute:?},"operation":"add","status or body":"body","instance":null}}"#),
        r#"{"document":"things.yaml","operation":"add","body":"application/json","instance":"a"}"#.to_owned(),
        r#"{"document":"things.yaml","operation":"add","status":"request","body":false,"instance":"b"}"#.to_owned(),
    ];
    std::fs::write(folder.join("below/some.jsonl"), texts.join("\n")).unwrap();
    let cases = lines::cases(&folder);
    assert_eq!(cases.len(), 1, "all name the same document");
    let parts = cases[0].parts.iter();
    let found: Vec<String> = parts
        .map(|((route, part), instances)| format!("{} {} {part}: {}", route.0, route.1, instances.len()))
        .collect();
    assert_eq!(found, ["POST /things body: 3", "POST /things 200: 3"]);
}

//! The targets of overlays: what a `JSONPath` selects, and targets that are not one.

use apifox_build::{Config, Report};
use serde_json::Value;

const PAGE: &str = "\
openapi: 3.0.1
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      parameters:
        - {name: state, in: query, schema: {type: string, enum: [a, b, c, d, e]}}
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: string}
                  amount: {type: integer}
                  it's: {type: integer, format: int64}
";

fn run(target: &str) -> Report {
    let target = serde_json::to_string(target).unwrap(); // a JSON string is also one of YAML
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{title: Ours, version: 1.0.0}}\nactions:\n- {{target: {target}, description: A test., remove: true}}\n"
    );
    Config::new()
        .page_text("page.yaml", PAGE)
        .page_text("overlay.yaml", overlay)
        .generate()
}

/// Returns the values of the parameter and the names of the properties that remain.
fn left(target: &str) -> (String, String) {
    let report = run(target);
    let document = report.document();
    let document: Value =
        serde_json::from_str(&document.unwrap_or_else(|| panic!("{target}: {:?}", report.findings()))).unwrap();
    let operation = &document["paths"]["/orders"]["get"];
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let values = operation["parameters"][0]["schema"]["enum"]
        .as_array()
        .into_iter()
        .flatten();
    let names = schema["properties"].as_object().into_iter().flatten();
    (
        values.filter_map(Value::as_str).collect(),
        names.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn a_target_selects_what_the_rfc_says() {
    let all = "amount id it's";
    for (target, values, names) in [
        ("$..enum[0]", "bcde", all),
        ("$..enum[-1]", "abcd", all),
        ("$..enum[1:4]", "ae", all),
        ("$..enum[::2]", "bd", all),
        ("$..enum[4:0:-2]", "abd", all),
        ("$..enum[3,0,3,0]", "bce", all), // twice the same place
        ("$..enum[?@ > 'b']", "ab", all),
        ("$..enum[?@ == 'b' || @ == 'd']", "ace", all),
        ("$..enum[?match(@, '[a-c]')]", "de", all),
        (
            "$.paths['/orders'].get.parameters[?@.name == 'state'].schema.enum[?!(@ != 'c')]",
            "abde",
            all,
        ),
        (
            "$.paths.*.*.responses['200'].content.*.schema.properties.id",
            "abcde",
            "amount it's",
        ),
        ("$..properties['it\\'s', 'id']", "abcde", "amount"),
        ("$..properties[?@.type == 'integer' && @.format]", "abcde", "amount id"),
        ("$..properties[?length(@) == 1]", "abcde", "it's"),
        ("$..properties.*", "abcde", ""),
    ] {
        assert_eq!(left(target), (values.to_owned(), names.to_owned()), "{target}");
    }
}

/// Returns the message of the only refusal.
fn refusal(target: &str) -> String {
    let report = run(target);
    let findings = report
        .findings()
        .iter()
        .filter(|finding| finding.code == "overlay-target");
    let messages: Vec<&str> = findings.map(|finding| finding.message.as_str()).collect();
    let [message] = messages[..] else {
        panic!("{messages:?}");
    };
    assert!(report.is_refused());
    message.to_owned()
}

#[test]
fn a_target_that_is_not_a_jsonpath_is_refused() {
    for target in [
        "", "$.", "paths", "$.paths[/orders]", "$..enum[01]", "$[?length(@.*) < 3]", "$[?unknown(@)]",
    ] {
        let message = refusal(target);
        assert!(
            message.starts_with("`target` is not a JSONPath (RFC 9535): "),
            "{message}"
        );
    }
}

#[test]
fn a_deeply_nested_target_is_refused_instead_of_overflowing_the_stack() {
    for (open, close) in [("(", ")"), ("!(", ")"), ("@[?", "]")] {
        let depth = 20_000;
        let message = refusal(&format!("$[?{}@.a{}]", open.repeat(depth), close.repeat(depth)));
        assert!(message.contains("exceeds the supported depth of 128"), "{message}");
    }
}

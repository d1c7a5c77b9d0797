//! Unions, and the distinction of their alternatives.

use serde_json::{Value, json};

use super::{Use, code, has, has_not, run};

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Returns an object of strings; those with a `!` are required.
fn object(names: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| (name.trim_end_matches('!').to_owned(), json!({"type": "string"})))
        .collect();
    let required: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix('!')).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn tagged(names: &[&str], values: &[&str]) -> Value {
    let sites: Vec<Value> = names.iter().map(|name| to(name)).collect();
    let values: Vec<[&str; 1]> = values.iter().map(|value| [*value]).collect();
    json!({"oneOf": sites, "discriminator": {"propertyName": "type", "values": values}})
}

fn found(components: &[(&str, Use, Value)]) -> Vec<(&'static str, String)> {
    let (_, findings) = run(components, &[]);
    findings
        .into_iter()
        .map(|finding| (finding.code, finding.message))
        .collect()
}

#[test]
fn a_tagged_union_is_an_open_enum_that_adds_tags_its_types_may_omit() {
    let code = code(&[
        ("Bank", Use::Both, object(&["iban!", "type"])),
        ("Card", Use::Both, object(&["type!"])),
        ("Cash", Use::Both, object(&["place"])),
        ("Money", Use::Both, object(&["type!"])),
        (
            "PaymentMethod",
            Use::Both,
            tagged(&["Card", "Bank", "Cash", "Money"], &["card", "bank", "cash", "money"]),
        ),
    ]);
    has(
        &code,
        "#[derive(Clone, Debug, PartialEq)] \
         #[allow(clippy::large_enum_variant)] #[non_exhaustive] pub enum PaymentMethod { \
         /// The `type` is `card`. Card(Card), /// The `type` is `bank`. Bank(Bank), \
         /// The `type` is `cash`. Cash(Cash), /// The `type` is `money`. Money(crate::Money), \
         /// A value that is not documented. Unknown(::apifox_client::serde_json::Value), }",
    );
    has(
        &code,
        "::apifox_client::union!(PaymentMethod : \"type\" { Card(Card) = \"card\", Bank(Bank) += \"bank\", Cash(Cash) += \"cash\", \
         Money(crate ::Money) += \"money\" } from { Card(Card), Bank(Bank), Cash(Cash), Money(crate ::Money) });",
    );
}

#[test]
fn alternatives_of_different_types_are_distinguished_by_type() {
    let sites = json!([
        {"type": "string", "description": "Its name."},
        {"type": "integer"},
        {"type": "integer", "format": "uint64"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "string"}, "deprecated": true},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ]);
    let code = code(&[(
        "Any",
        Use::Response,
        json!({"oneOf": sites, "description": "What it is."}),
    )]);
    has(
        &code,
        "/// What it is. #[derive(Clone, Debug, PartialEq)] #[non_exhaustive] pub enum Any { /// Its name. Text(String), \
         /// An integer. Integer(i64), /// An integer. Unsigned(u64), /// A number. Number(f64), /// True or false. Boolean(bool), \
         /// An array. /// /// **Deprecated** by the API. List(Vec<String>), /// An object whose members have any names and one type. \
         Map(::std::collections::BTreeMap<String, String>),",
    );
    has(
        &code,
        "Any { Text(String) : Text, Integer(i64) : Integer, Unsigned(u64) : Unsigned, Number(f64) : Number, Boolean(bool) : \
         Boolean, List(Vec <String >) : List,",
    );
    has(
        &code,
        "from { Text(String), Text(& str), Integer(i64), Unsigned(u64), Number(f64), Boolean(bool),",
    );
}

#[test]
fn objects_are_distinguished_by_required_members_or_their_types() {
    let with = |site: Value| json!({"type": "object", "required": ["id", "x"], "properties": {"id": {}, "x": site}});
    let code = code(&[
        ("Fixed", Use::Response, object(&["id!", "price!"])),
        ("Tiered", Use::Response, object(&["id!", "tiers!", "price"])),
        ("Number", Use::Response, with(json!({"type": "integer"}))),
        ("Mode", Use::Response, json!({"type": "string", "enum": ["a", "b"]})),
        ("Listed", Use::Response, with(to("Mode"))),
        ("Free", Use::Response, with(json!({"type": "string"}))),
        ("Price", Use::Response, json!({"oneOf": [to("Tiered"), to("Fixed")]})),
        (
            "Value",
            Use::Response,
            json!({"oneOf": [to("Mode"), {"type": "string"}, to("Number"), to("Listed"), to("Free"), {"type": "object"}]}),
        ),
    ]);
    has(
        &code,
        "Price { Tiered(Tiered) : Object { \"tiers\" }, Fixed(Fixed) : Object }",
    );
    has(
        &code,
        "Value { Mode(Mode) : Text = \"a\" | \"b\", Text(String) : Text, Number(Number) : Object { \"id\", \"x\" : Integer } or wider, \
         Listed(Listed) : Object { \"id\", \"x\" = \"a\" | \"b\" } or wider, Free(Free) : Object { \"id\", \"x\" : Text } or wider, \
         Object(",
    );
}

#[test]
fn a_union_may_be_an_alternative_and_is_identified_by_its_tag() {
    let code = code(&[
        ("Card", Use::Response, object(&["type!"])),
        ("Cash", Use::Response, object(&["type!"])),
        ("Method", Use::Response, tagged(&["Card", "Cash"], &["card", "cash"])),
        (
            "Source",
            Use::Response,
            json!({"oneOf": [to("Method"), {"type": "object"}, {"type": "string"}]}),
        ),
    ]);
    has(
        &code,
        "Source { Method(Method) : Object { \"type\" } or wider, Object(::apifox_client",
    );
}

#[test]
fn words_that_a_union_shares_with_all_its_alternatives_are_omitted() {
    let variants = |union: &str, names: &[&str]| {
        let values: Vec<&str> = ["a", "b", "c"].into_iter().take(names.len()).collect();
        let mut components = vec![(union, Use::Response, tagged(names, &values))];
        components.extend(names.iter().map(|name| (*name, Use::Response, object(&["type!"]))));
        let code = code(&components);
        let body = code.split(&format!("pub enum {union} {{")).nth(1).unwrap_or_default();
        let body = body.split('}').next().unwrap_or_default();
        let names = body
            .split('(')
            .filter_map(|part| part.rsplit(' ').next())
            .map(str::to_owned);
        names
            .filter(|name| !name.is_empty())
            .take(values.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(variants("PayBy", &["PayByCard", "PayByBank"]), ["Card", "Bank"]);
    assert_eq!(variants("Method", &["CardMethod", "BankMethod"]), ["Card", "Bank"]);
    // Not all alternatives share them, or the rest is empty, no valid name, or the name of another.
    assert_eq!(variants("PayBy", &["PayByCard", "Bank"]), ["PayByCard", "Bank"]);
    assert_eq!(variants("PayByMethod", &["PayBy", "PayByCard"]), ["PayBy", "PayByCard"]);
    assert_eq!(
        variants("PayBy", &["PayBySelf", "PayByCard"]),
        ["PayBySelf", "PayByCard"]
    );
    assert_eq!(variants("My", &["MyUnknown", "MyCard"]), ["MyUnknown", "MyCard"]);
    assert_eq!(variants("My", &["Unknown", "Card"]), ["UnknownValue", "Card"]);
}

#[test]
fn a_type_under_two_tags_is_distinguished_by_them_and_has_no_conversion() {
    let code = code(&[
        ("Card", Use::Response, object(&["type!"])),
        (
            "Method",
            Use::Response,
            tagged(&["Card", "Card"], &["debit-card", "unknown"]),
        ),
    ]);
    has(
        &code,
        "Method : \"type\" { DebitCard(Card) = \"debit-card\", UnknownValue(Card) = \"unknown\" });",
    );
}

#[test]
fn a_variant_that_contains_its_union_is_boxed() {
    let holder = |site: Value| json!({"type": "object", "required": ["type", "in"], "properties": {"type": {"type": "string"}, "in": site}});
    let code = code(&[
        ("Not", Use::Response, holder(to("Wrapped"))),
        ("Wrapped", Use::Response, holder(to("Filter"))),
        (
            "All",
            Use::Response,
            holder(json!({"type": "array", "items": to("Filter")})),
        ),
        ("Filter", Use::Response, tagged(&["Not", "All"], &["not", "all"])),
    ]);
    has(&code, "Not(Box<Not>),");
    has(&code, "All(All),");
    has(&code, "pub in_: Filter,");
    has(&code, "from { Not(Not), All(All) }");
}

#[test]
fn a_request_takes_what_converts_into_the_union_and_has_no_default() {
    let code = code(&[
        (
            "Limit",
            Use::Both,
            json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
        ),
        (
            "Send",
            Use::Both,
            json!({"type": "object", "required": ["limit"], "properties": {"limit": to("Limit"), "other": to("Limit")}}),
        ),
        (
            "Optional",
            Use::Response,
            json!({"type": "object", "properties": {"limit": to("Limit")}}),
        ),
    ]);
    has(
        &code,
        "pub fn new(limit: impl Into<Limit>) -> Self { Self { limit: limit.into(), other: None, } }",
    );
    has(
        &code,
        "pub fn other(mut self, other: impl Into<Limit>) -> Self { self.other = Some(other.into()); self }",
    );
    has(
        &code,
        "Clone, Debug, PartialEq)] #[serde(crate = \"::apifox_client::serde\")] #[non_exhaustive] pub struct Send",
    );
    has(
        &code,
        "Clone, Debug, Default, PartialEq)] #[serde(crate = \"::apifox_client::serde\")] #[non_exhaustive] pub struct Optional",
    );
}

#[test]
fn an_unsigned_integer_has_its_type_everywhere() {
    let unsigned = json!({"type": "integer", "format": "uint64"});
    let code = code(&[(
        "A",
        Use::Response,
        json!({"type": "object", "required": ["a"], "properties": {
            "a": unsigned,
            "b": {"type": "array", "items": unsigned},
            "c": {"type": "object", "additionalProperties": unsigned},
            "d": {"type": "integer", "format": "int32", "minimum": 0},
        }}),
    )]);
    has(&code, "pub a: u64,");
    has(&code, "pub b: Vec<u64>,");
    has(&code, "pub c: ::std::collections::BTreeMap<String, u64>,");
    has(&code, "pub d: Option<i64>,");
    has_not(&code, "i32");
}

#[test]
fn a_union_outside_the_subset_is_refused() {
    let text = json!({"type": "string"});
    let tag = |tag: Value| json!({"oneOf": [to("A"), to("B")], "discriminator": tag});
    let unions = [
        json!({"oneOf": []}),
        json!({"oneOf": [text]}),
        json!({"oneOf": "text"}),
        json!({"oneOf": [text, {"type": "integer", "nullable": true}]}),
        json!({"oneOf": [text, {"oneOf": [text]}]}),
        json!({"oneOf": [text, to("Missing")]}),
        json!({"oneOf": [text, to("A")], "properties": {"a": text}}),
        json!({"oneOf": [text, to("A")], "allOf": []}),
        json!({"oneOf": [text, to("A")], "discriminator": {"propertyName": "a", "values": [["a"], ["b"]]}}),
        tag(json!({"propertyName": "a"})),
        tag(json!({"propertyName": "a", "values": ["a", "b"]})),
        tag(json!({"propertyName": "a", "values": [["a"]]})),
        tag(json!({"propertyName": "a", "values": [["a"], ["a"]]})),
        tag(json!({"propertyName": "a", "values": [["a", "b"], ["b"]]})),
        tag(json!({"propertyName": "a", "values": [[], ["b"]]})),
        tag(json!({"propertyName": "a", "values": [["a"], ["b", 1]]})),
        tag(json!({"propertyName": "a", "values": [["a"], ["b"], ["c"]]})),
        tag(json!({"values": [["a"], ["b"]]})),
        tag(json!("a")),
    ];
    for union in unions {
        let found = found(&[
            ("A", Use::Response, object(&["a!"])),
            ("B", Use::Response, object(&["b!"])),
            ("U", Use::Response, union.clone()),
        ]);
        assert_eq!(
            found.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            ["unexpected-schema"],
            "{union}"
        );
    }
}

/// Returns the findings of the union `U`, among a few components.
fn found_of_u(union: &Value) -> Vec<(&'static str, String)> {
    let whole = json!({"type": "integer"});
    let typed = |site: Value| json!({"type": "object", "properties": {"type": site}});
    let found = found(&[
        ("A", Use::Response, object(&["a!"])),
        ("AndB", Use::Response, object(&["a!", "b!"])),
        ("Closed", Use::Constant, json!({"type": "string", "enum": ["c"]})),
        ("Counted", Use::Response, typed(whole.clone())),
        ("Other", Use::Response, typed(to("Closed"))),
        ("U", Use::Response, union.clone()),
        ("V", Use::Response, json!({"oneOf": [whole, to("U")]})),
    ]);
    found
        .into_iter()
        .filter(|(_, text)| text.contains("component `U`"))
        .collect()
}

#[test]
fn indistinguishable_alternatives_are_refused() {
    let (text, whole, number) = (
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "number"}),
    );
    let unions = [
        (
            [number, whole],
            "`Number` takes all values of its alternative `Integer`",
        ),
        (
            [text.clone(), to("Closed")],
            "`Text` takes all values of its alternative `Closed`",
        ),
        ([json!({}), text], "`Any` takes all"),
        ([to("A"), to("AndB")], "`A` takes all values of its alternative `AndB`"),
        ([json!({"type": "object"}), to("A")], "`Object` takes all"),
    ];
    for (alternatives, message) in unions {
        let found = found_of_u(&json!({"oneOf": alternatives}));
        assert!(
            matches!(&found[..], [("unexpected-types", text)] if text.contains(message)),
            "{message}: {found:?}"
        );
    }
}

#[test]
fn an_endless_union_or_one_with_an_impossible_tag_is_refused() {
    let text = json!({"type": "string"});
    let unions = [
        (json!({"oneOf": [text, to("U")]}), "it is an alternative of itself"),
        (json!({"oneOf": [text, to("V")]}), "it is an alternative of itself"),
        (
            tagged(&["A", "Closed"], &["a", "b"]),
            "its alternative `b` is not an object",
        ),
        (
            tagged(&["A", "Counted"], &["a", "b"]),
            "the tag of its alternative `b` is not a string",
        ),
        (
            tagged(&["A", "Other"], &["a", "b"]),
            "the tag of its alternative `b` is a constant with another value",
        ),
    ];
    for (union, message) in unions {
        let found = found_of_u(&union);
        assert!(
            matches!(&found[..], [("unexpected-types", text)] if text.contains(message)),
            "{union} {found:?}"
        );
    }
}

//! Open enums and constants.

use serde_json::json;

use super::super::unique_names::{Case, integer_variant, unique_names, variants};
use super::{Use, code, has, has_not};

/// Respells no text.
fn none(_: &str) -> Option<Vec<String>> {
    None
}

#[test]
fn a_string_enum_is_open() {
    let code = code(&[(
        "Status",
        Use::Both,
        json!({"type": "string", "enum": ["paid", "on_hold"], "enumDescriptions": ["It arrived.", ""], "description": "How it is."}),
    )]);
    has(
        &code,
        "/// How it is. #[derive(Clone, Debug)] #[non_exhaustive] pub enum Status {",
    );
    has(
        &code,
        "/// `paid`: It arrived. Paid, /// The value `on_hold`. OnHold, /// A value that is not documented. Unknown(String), }",
    );
    has(
        &code,
        "::apifox_client::open_enum!(Status : str { Paid = \"paid\", OnHold = \"on_hold\" });",
    );
}

#[test]
fn an_integer_enum_is_open() {
    let code = code(&[("Level", Use::Response, json!({"type": "integer", "enum": [0, -1]}))]);
    has(
        &code,
        "/// The value `0`. Value0, /// The value `-1`. ValueMinus1, /// A value that is not documented. Unknown(i64), }",
    );
    has(
        &code,
        "::apifox_client::open_enum!(Level : i64 { Value0 = 0, ValueMinus1 = - 1 });",
    );
}

#[test]
fn a_constant_is_closed_and_has_a_default() {
    let code = code(&[
        ("Object", Use::Constant, json!({"type": "string", "enum": ["unknown"]})),
        ("Version", Use::Constant, json!({"type": "integer", "enum": [2]})),
    ]);
    has(
        &code,
        "#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)] pub enum Object { /// The value `unknown`. #[default] Unknown, }",
    );
    has(
        &code,
        "::apifox_client::constant!(Object : str { Unknown = \"unknown\" });",
    );
    has(&code, "::apifox_client::constant!(Version : i64 { Value2 = 2 });");
    has_not(&code, "non_exhaustive");
}

#[test]
fn values_that_differ_in_case_or_signs_get_distinct_names() {
    let values = ["usd", "USD", "Usd", "uSd", "a b", "a-b", "a_b", "v12", "v1.2"];
    let expected = [
        "Usd", "UsdUpper", "UsdTitle", "UsdMixed", "AB", "ABDash", "ABUnderscore", "V12", "V12Dot",
    ];
    // `uSd` already consists of two words.
    let expected = expected.map(|name| if name == "UsdMixed" { "USd" } else { name });
    assert_eq!(variants(&values, Some("Unknown"), none), expected);
}

#[test]
fn values_without_letters_get_names() {
    let values = [
        "", " ", ">", ">=", "-1", "+1", "1", "3ds", "已支付", "😀", "self", "unknown", "Unknown", "²",
    ];
    let expected = [
        "Empty", "Space", "Greater", "GreaterEqual", "Minus1", "Plus1", "X1", "X3ds", "已支付", "U1f600", "SelfValue",
        "UnknownValue", "UnknownValueTitle", "Ub2",
    ];
    assert_eq!(variants(&values, Some("Unknown"), none), expected);
}

#[test]
fn a_longer_name_never_collides_with_a_preferred_name() {
    assert_eq!(
        variants(&["usd", "USD", "usd_upper"], None, none),
        ["Usd", "UsdUpper2", "UsdUpper"]
    );
    let wanted = ["a", "b", "c"].map(|text| (text, "same".to_owned()));
    assert_eq!(
        unique_names(&wanted, Case::Snake, None),
        ["same", "same_lower", "same_lower_2"]
    );
}

#[test]
fn a_value_keeps_its_name_when_another_is_added_after_it() {
    assert_eq!(variants(&["USD"], None, none), ["Usd"]);
    assert_eq!(variants(&["USD", "usd"], None, none), ["Usd", "UsdLower"]);
}

#[test]
fn every_integer_has_a_name() {
    assert_eq!(
        [0, -1, i64::MIN].map(integer_variant),
        ["Value0", "ValueMinus1", "ValueMinus9223372036854775808"]
    );
}

//! Presence, constructors, boxes and names of fields.

use serde_json::json;

use super::{Use, code, has, has_not};

#[test]
fn an_array_of_a_response_may_be_null_and_only_a_required_one_must_be_present() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let code = code(&[(
        "Page",
        Use::Response,
        json!({"type": "object", "required": ["a"], "properties": {"a": list, "b": list}}),
    )]);
    has(
        &code,
        "pub a: Vec<String>, #[serde(skip_serializing_if = \"Vec::is_empty\")] pub b: Vec<String>,",
    );
    has(
        &code,
        "::apifox_client::object!(Page { required a : null_as_default, optional b : null_as_default });",
    );
}

#[test]
fn maps_of_a_response_are_treated_like_arrays() {
    let code = code(&[(
        "Page",
        Use::Response,
        json!({"type": "object", "properties": {
            "free": {"type": "object"},
            "named": {"type": "object", "additionalProperties": {"type": "number", "nullable": true}},
        }}),
    )]);
    has(
        &code,
        "\"::apifox_client::serde_json::Map::is_empty\")] pub free: ::apifox_client::serde_json::Map<String, ::apifox_client::serde_json::Value",
    );
    has(
        &code,
        "\"::std::collections::BTreeMap::is_empty\")] pub named: ::std::collections::BTreeMap<String, Option<f64>>,",
    );
}

#[test]
fn optional_and_nullable_members_of_a_response_are_options() {
    let code = code(&[(
        "Page",
        Use::Response,
        json!({"type": "object", "required": ["there", "null"], "properties": {
            "there": {"type": "integer"},
            "null": {"type": "integer", "nullable": true},
            "both": {"type": "integer", "nullable": true},
            "any": {},
        }}),
    )]);
    has(&code, "pub there: i64,");
    has(&code, "pub null: Option<i64>,");
    has(&code, "optional any, optional both, optional null, required there");
    let optional = "#[serde(skip_serializing_if = \"Option::is_none\")]";
    has(&code, &format!("{optional} pub both: Option<i64>,"));
    has(
        &code,
        &format!("{optional} pub any: Option<::apifox_client::serde_json::Value>,"),
    );
}

#[test]
fn a_request_distinguishes_absent_null_and_empty() {
    let list = json!({"type": "array", "items": {"type": "string"}, "nullable": true});
    let code = code(&[(
        "Send",
        Use::Request,
        json!({"type": "object", "properties": {"tags": list, "memo": {"type": "string"}}}),
    )]);
    has(
        &code,
        "#[serde(skip_serializing_if = \"Option::is_none\")] pub tags: Option<Option<Vec<String>>>,",
    );
    has(&code, "optional memo, optional tags : present");
    has(&code, "pub memo: Option<String>,");
    has(&code, "pub fn new() -> Self { Self { memo: None, tags: None } }");
    has(
        &code,
        "pub fn memo(mut self, memo: impl Into<String>) -> Self { self.memo = Some(memo.into()); self }",
    );
    has(
        &code,
        "pub fn tags(mut self, tags: Vec<String>) -> Self { self.tags = Some(Some(tags)); self }",
    );
    has(
        &code,
        "pub fn tags_null(mut self) -> Self { self.tags = Some(None); self }",
    );
    has_not(&code, "memo_null");
}

#[test]
fn a_constructor_takes_required_fields_and_sets_constants() {
    let code = code(&[
        ("Kind", Use::Constant, json!({"type": "string", "enum": ["payout"]})),
        (
            "Send",
            Use::Request,
            json!({"type": "object", "required": ["amount", "kind", "note"], "properties": {
                "amount": {"type": "integer"},
                "kind": {"$ref": "#/components/schemas/Kind"},
                "note": {"type": "string", "nullable": true},
            }}),
        ),
    ]);
    has(
        &code,
        "pub fn new(amount: i64, note: Option<String>) -> Self { Self { amount, kind: Kind::default(), note, } }",
    );
}

#[test]
fn setters_never_share_a_name() {
    let text = json!({"type": "string", "nullable": true});
    let code = code(&[(
        "Send",
        Use::Request,
        json!({"type": "object", "properties": {"new": text, "memo": text, "memo_null": text}}),
    )]);
    for name in [
        "new()", "new_(mut", "new_null(mut", "memo(mut", "memo_null(mut", "memo_null_(mut", "memo_null_null(mut",
    ] {
        has(&code, &format!("pub fn {name}"));
    }
}

#[test]
fn a_response_has_no_constructor() {
    has_not(
        &code(&[(
            "Page",
            Use::Response,
            json!({"type": "object", "properties": {"a": {}}}),
        )]),
        "impl Page",
    );
}

#[test]
fn a_recursive_struct_is_boxed_in_fields_and_not_in_lists() {
    let this = json!({"$ref": "#/components/schemas/Folder"});
    let code = code(&[(
        "Folder",
        Use::Both,
        json!({"type": "object", "properties": {"parent": this, "children": {"type": "array", "items": this}}}),
    )]);
    has(&code, "pub parent: Option<Box<Folder>>,");
    has(&code, "pub children: Option<Vec<Folder>>,");
    has(
        &code,
        "pub fn parent(mut self, parent: Folder) -> Self { self.parent = Some(Box::new(parent)); self }",
    );
}

#[test]
fn default_is_derived_where_a_value_without_choices_exists() {
    let named = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let code = code(&[
        (
            "Endless",
            Use::Response,
            json!({"type": "object", "required": ["a"], "properties": {"a": named("Endless")}}),
        ),
        (
            "Inner",
            Use::Response,
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}),
        ),
        (
            "Outer",
            Use::Response,
            json!({"type": "object", "required": ["a"], "properties": {"a": named("Inner")}}),
        ),
        ("Money", Use::Both, json!({"anything": true})),
        (
            "Paid",
            Use::Response,
            json!({"type": "object", "required": ["a"], "properties": {"a": named("Money")}}),
        ),
        (
            "Paids",
            Use::Response,
            json!({"type": "object", "properties": {"a": named("Money")}}),
        ),
        (
            "Send",
            Use::Request,
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}),
        ),
    ]);
    for (name, derived) in [
        ("Endless", false),
        ("Inner", true),
        ("Outer", true),
        ("Paid", false),
        ("Paids", true),
        ("Send", false),
    ] {
        let derive = if derived {
            "Default, PartialEq)]"
        } else {
            "Debug, PartialEq)]"
        };
        has(
            &code,
            &format!("{derive} #[serde(crate = \"::apifox_client::serde\")] #[non_exhaustive] pub struct {name} {{"),
        );
    }
    has_not(&code, "struct Money");
    has(&code, "pub a: crate::Money,");
}

#[test]
fn invalid_and_colliding_names_are_renamed() {
    let text = json!({"type": "string"});
    let names = [
        "type", "@type", "foo-bar", "foo_bar", "fooBar", "3ds", "", "$", "名称", "self", "snake_case",
    ];
    let properties: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), text.clone())).collect();
    let code = code(&[(
        "Odd",
        Use::Response,
        json!({"type": "object", "required": names, "properties": properties}),
    )]);
    let expected = [
        ("type", "type_"),
        ("@type", "type_at"),
        ("foo-bar", "foo_bar_dash"),
        ("fooBar", "foo_bar_mixed"),
        ("3ds", "x3ds"),
        ("", "x"),
        ("$", "x_dollar"),
        ("名称", "ming_cheng"),
        ("self", "self_"),
    ];
    for (wire, field) in expected {
        has(&code, &format!("#[serde(rename = {wire:?})] pub {field}: String,"));
    }
    has(&code, "pub foo_bar: String, ");
    has_not(&code, "rename = \"snake_case\"");
}

#[test]
fn further_members_go_into_a_map_that_yields_its_name() {
    let open = json!({"type": "object", "properties": {"extra": {"type": "string"}}, "additionalProperties": {"type": "integer"}});
    let answered = code(&[("Open", Use::Response, open.clone())]);
    has(&answered, "pub extra: Option<String>,");
    has(
        &answered,
        "#[serde(flatten, deserialize_with = \"::apifox_client::decode::fitting\")] \
         pub extra_members: ::std::collections::BTreeMap<String, i64>,",
    );
    let sent = code(&[("Open", Use::Request, open)]);
    has(
        &sent,
        "#[serde(flatten)] pub extra_members: ::std::collections::BTreeMap<String, i64>,",
    );
}

#[test]
fn components_that_hide_a_prelude_name_do_not_change_the_code() {
    let object = |site| json!({"type": "object", "properties": {"a": site}});
    let code = code(&[
        (
            "Option",
            Use::Response,
            object(json!({"type": "array", "items": {"type": "string"}})),
        ),
        (
            "String",
            Use::Response,
            object(json!({"$ref": "#/components/schemas/Option"})),
        ),
    ]);
    has(
        &code,
        "skip_serializing_if = \"Vec::is_empty\")] pub a: Vec<::std::string::String>,",
    );
    has(
        &code,
        "skip_serializing_if = \"::std::option::Option::is_none\")] pub a: ::std::option::Option<Option>,",
    );
}

#[test]
fn a_deprecated_field_warns_its_users_and_a_deprecated_type_says_so() {
    let code = code(&[(
        "Send",
        Use::Request,
        json!({"type": "object", "deprecated": true, "properties": {"old": {"type": "boolean", "deprecated": true}}}),
    )]);
    has(
        &code,
        "#[deprecated(note = \"deprecated by the API\")] pub old: Option<bool>,",
    );
    has(
        &code,
        "#[deprecated(note = \"deprecated by the API\")] #[must_use] pub fn old(",
    );
    has(&code, "#[allow(deprecated)] impl Send {");
    has(&code, "/// **Deprecated** by the API.");
}

#[test]
fn types_are_sorted_by_name() {
    let object = json!({"type": "object", "properties": {"a": {}}});
    let code = code(&[
        ("B", Use::Response, object.clone()),
        ("A", Use::Request, object.clone()),
        ("C", Use::Response, object),
    ]);
    let places: Vec<_> = ["struct A", "impl A", "struct B", "struct C"]
        .iter()
        .map(|part| code.find(part))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{code}");
}

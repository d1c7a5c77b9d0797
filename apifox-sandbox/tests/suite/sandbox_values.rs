//! Values that a schema allows: the sandbox makes them, and accepts them.

use apifox_client::serde_json::{Value, json};
use apifox_sandbox::{ExpectedAuth, Server};

use super::sandbox_checks::{self, JSON};

/// Starts a sandbox of an operation that takes values of a schema and responds with them.
fn start(schema: &Value, components: &Value) -> Server {
    let content = json!({"application/json": {"schema": schema}});
    let document = json!({
        "openapi": "3.0.3",
        "paths": {"/values": {
            "get": {"operationId": "get", "responses": {"200": {"content": content}}},
            "post": {"operationId": "send", "requestBody": {"required": true, "content": content}, "responses": {"204": {}}},
        }},
        "components": {"schemas": components},
    });
    Server::start(&document.to_string(), ExpectedAuth::none()).expect("loopback has a free port")
}

/// Sends a value, or none. Returns the status and the body of the response.
fn exchange(server: &Server, method: &str, body: &str) -> (u16, Value) {
    let json = if body.is_empty() { "" } else { JSON };
    sandbox_checks::exchange(server, &format!("{method} /values"), json, body)
}

/// Returns the value that a sandbox makes of a schema. It has checked that the value is valid.
fn made(schema: &Value) -> Value {
    let (status, value) = exchange(&start(schema, &json!({})), "GET", "");
    assert_eq!(status, 200, "{schema}: {value}");
    value
}

#[test]
fn listed_values_of_any_type_are_made_and_accepted() {
    for (schema, value) in [
        (json!({"type": "boolean", "enum": [true]}), "true"),
        (json!({"type": "number", "enum": [42]}), "42"),
        (json!({"nullable": true, "enum": [null]}), "null"),
    ] {
        assert_eq!(made(&schema).to_string(), value);
        let (status, problem) = exchange(&start(&schema, &json!({})), "POST", value);
        assert_eq!(status, 204, "{schema}: {problem}");
    }
    let (status, problem) = exchange(
        &start(&json!({"type": "number", "enum": [42]}), &json!({})),
        "POST",
        "42.0",
    );
    assert_eq!(status, 204, "a client writes a number with a point: {problem}");
}

#[test]
fn a_string_has_its_pattern_and_its_format() {
    let microsoft = "^[0-9]{4,}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,12})?(Z|[+-][0-9][0-9]:[0-9][0-9])$";
    for (format, pattern) in [
        ("date-time", microsoft),
        (
            "date-time",
            r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$",
        ),
        ("date-time", r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00$"),
        ("date", r"^20[3-9]\d-\d{2}-\d{2}$"),
        ("uri", "^ftp://[a-z]{3}/$"),
        ("uuid", "^[0-9a-f-]{36}$"),
        ("amount", r"^\d+\.\d{2}$"),
    ] {
        made(&json!({"type": "string", "format": format, "pattern": pattern}));
    }
}

#[test]
fn an_object_has_at_most_as_many_properties_as_the_page_allows() {
    let mut source = json!({"type": "object", "maxProperties": 1, "properties": {
        "header": {"type": "string"}, "parameter": {"type": "string"}, "pointer": {"type": "string"},
    }});
    assert_eq!(made(&source).as_object().map(members), Some(1));
    source["required"] = json!(["pointer"]);
    let value = made(&source);
    assert!(value["pointer"].is_string(), "{value}");
    source["maxProperties"] = json!(2);
    let value = made(&source);
    assert!(value["pointer"].is_string() && value["header"].is_string(), "{value}");
    assert_eq!(value.as_object().map(members), Some(2), "{value}");
}

/// A response of no properties would not show what the page documents; a client refuses it.
#[test]
fn an_object_of_which_no_property_can_be_made_is_not_made() {
    let object = |properties: Value| json!({"type": "object", "properties": properties});
    let phone = json!({"type": "string", "pattern": "^(?=x)y$"});
    let only_phone = object(json!({"phone": phone}));
    let (status, problem) = exchange(&start(&only_phone, &json!({})), "GET", "");
    assert_eq!((status, &problem["code"]), (501, &json!("no_example")), "{problem}");
    let only_name = object(json!({"name": {"type": "string"}}));
    for schema in [
        object(json!({"name": {"type": "string"}, "phone": phone})),
        json!({"allOf": [only_name, only_phone]}),
    ] {
        assert_eq!(made(&schema).as_object().map(members), Some(1), "{schema}");
    }
    assert_eq!(made(&json!({"type": "object"})), json!({}));
}

/// Returns the number of members of an object.
fn members(object: &apifox_client::serde_json::Map<String, Value>) -> usize {
    object.len()
}

/// Returns the components of a union with a discriminator. `emoji` adds to the first alternative,
/// and `tag` to the property by which it is distinguished.
fn icons(emoji: &Value, tag: &Value) -> Value {
    let mut all = json!({
        "Icon": {
            "oneOf": [{"$ref": "#/components/schemas/Emoji"}, {"$ref": "#/components/schemas/External"}],
            "discriminator": {"propertyName": "type", "mapping": {
                "emoji": "#/components/schemas/Emoji", "external": "#/components/schemas/External"}},
        },
        "Tag": {"type": "string", "enum": ["emoji"]},
        "Emoji": {"type": "object", "required": ["emoji"], "properties": {
            "emoji": {"type": "string"}, "type": {"$ref": "#/components/schemas/Tag"}}},
        "External": {"type": "object", "required": ["type", "url"], "properties": {
            "type": {"type": "string", "enum": ["external"]}, "url": {"type": "string"}}},
    });
    let add = |to: &mut Value, more: &Value| {
        for (key, value) in more.as_object().expect("an object") {
            to[key] = value.clone();
        }
    };
    add(&mut all["Emoji"], emoji);
    add(&mut all["Tag"], tag);
    all
}

#[test]
fn a_discriminator_that_the_alternative_does_not_require_may_be_absent_or_null() {
    let (none, nullable) = (json!({}), json!({"nullable": true}));
    let required = json!({"required": ["type", "emoji"]});
    let part = json!({"allOf": [{"properties": {"type": {"$ref": "#/components/schemas/Tag"}}},
        {"type": "object", "required": ["emoji"], "properties": {"emoji": {"type": "string"}}}],
        "properties": null, "required": null});
    let (bare, null) = (r#"{"emoji":"x"}"#, r#"{"emoji":"x","type":null}"#);
    let (right, wrong) = (r#"{"emoji":"x","type":"emoji"}"#, r#"{"emoji":"x","type":"external"}"#);
    for (emoji, tag, body, status) in [
        (&none, &none, bare, 204),
        (&none, &none, right, 204),
        (&none, &none, null, 400),
        (&none, &none, wrong, 400),
        (&none, &nullable, bare, 204),
        (&none, &nullable, null, 204),
        (&none, &nullable, wrong, 400),
        (&required, &none, bare, 400),
        (&required, &nullable, bare, 400),
        (&required, &nullable, null, 204),
        (&part, &none, bare, 204),
        (&part, &none, wrong, 400),
        (&none, &none, r#"{"url":"x"}"#, 400),
    ] {
        let mut components = icons(emoji, tag);
        let Some(schema) = components["Emoji"].as_object_mut() else {
            unreachable!()
        };
        schema.retain(|_, value| !value.is_null());
        let server = start(&json!({"$ref": "#/components/schemas/Icon"}), &components);
        let (actual, problem) = exchange(&server, "POST", body);
        assert_eq!(actual, status, "{body} {emoji} {tag}: {problem}");
        let (actual, made) = exchange(&server, "GET", "");
        assert_eq!(actual, 200, "{made}");
        assert!(made["type"].is_string(), "a response has its discriminator: {made}");
    }
}

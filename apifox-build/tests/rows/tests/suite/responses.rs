//! Responses through real sockets: for each fault of the backend with which the code would compile,
//! but lose or refuse data.

use apifox_client::Error;
use rows::*;
use serde_json::{Value, from_str, json, to_value};

use crate::responding;

/// Reads the response of the only GET of the page as its type, and encodes it again.
macro_rules! again {
    ($page:ident, $body:expr) => {{
        let body: Value = $body;
        let client: $page::Client = responding::json(&body.to_string());
        to_value(client.things().get().await.unwrap().into_inner()).unwrap()
    }};
}

/// Asserts that each value round-trips.
macro_rules! kept {
    ($page:ident: $($body:tt),+ $(,)?) => {
        $(
            let body = json!($body);
            assert_eq!(again!($page, body.clone()), body);
        )+
    };
}

#[tokio::test]
async fn a_failure_is_never_read_as_the_success_of_its_operation() {
    let client: a3_01_inline_responses::Client = responding::json(r#"{"id":"t1"}"#);
    assert_eq!(client.things().get().await.unwrap().id, "t1");
    let client: a3_01_inline_responses::Client =
        responding::with("400 Bad Request", "application/json", r#"{"code":7}"#);
    let error = client.things().get().await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!(
        error
            .json::<a3_01_inline_responses::types::GetThingError>()
            .unwrap()
            .code,
        7
    );
    let client: a3_01_inline_responses::Client = responding::json(r#"{"code":7}"#);
    assert!(matches!(client.things().get().await.unwrap_err(), Error::Decode(_)));
}

#[tokio::test]
async fn a_common_title_does_not_merge_two_types() {
    kept!(a3_01_equal_titles: {"a": {"x": "1"}, "b": {"y": 2}, "c": {"z": 3}, "d": {"w": 4}});
}

#[tokio::test]
async fn alternatives_without_required_members_lose_no_data() {
    kept!(a3_02_all_optional_members: {"lives": 9}, {"tricks": 2}, {"lives": 1, "tricks": 2});
    kept!(b_13_any_of_objects: {"a": "1"}, {"a": "1", "b": 2});
}

#[tokio::test]
async fn an_object_of_several_alternatives_is_kept_completely() {
    kept!(b_13_any_of_told_apart: {"a": "1"}, {"b": 2}, {"a": "1", "b": 2}, {"c": 3});
    kept!(a1_18_any_of_and_one_of: {"both": {"a": "1", "b": "2"}, "scalars": "x"}, {"scalars": "y"});
    kept!(a1_18_several_required: {"both": {"a": "1", "c": "2"}}, {"both": {"b": "1", "c": "2"}});
    let client: b_13_any_of_told_apart::Client = responding::json(r#"{"a":"1","b":null}"#);
    let thing = client.things().get().await.unwrap().into_inner();
    assert!(matches!(thing, b_13_any_of_told_apart::types::Thing::A(_)));
}

#[tokio::test]
async fn the_discriminator_selects_the_type_of_an_object() {
    use a3_02_discriminator::{Client, types::Thing};
    let client: Client = responding::json(r#"{"kind":"Dog","tricks":2}"#);
    let Thing::Dog(dog) = client.things().get().await.unwrap().into_inner() else {
        panic!()
    };
    assert_eq!(dog.tricks, Some(2));
    kept!(a3_02_discriminator: {"kind": "Cat", "lives": 9}, {"kind": "Fish", "fins": 3}, {"lives": 1});
    assert_eq!(
        again!(a1_21_base_with_one_of, json!({"kind": "cat", "lives": 9})),
        json!({"kind": "cat", "lives": 9})
    );
    kept!(b_11_tagged_inline: {"kind": "cat", "lives": 9}, {"kind": "fish", "fins": 3});
    kept!(b_11_tagged_by_reference: {"kind": "dog", "tricks": 9}, {"kind": "fish"});
}

#[tokio::test]
async fn a_property_with_contradicting_parts_is_still_read() {
    kept!(a3_03_conflict_required: {"id": "t1", "name": "x"}, {"id": 1, "name": "x"});
    kept!(a3_03_conflict_optional: {"id": "t1", "name": "x"}, {"id": 1});
    kept!(a3_03_conflict_of_enums: {"state": "a"}, {"state": "c"});
}

#[tokio::test]
async fn a_bound_alone_does_not_imply_a_type() {
    kept!(a3_04_nullable_with_bounds: {"short": "abc", "small": 9, "few": [1, 2]}, {"short": ["a"], "small": "9"});
    assert_eq!(
        again!(a3_04_nullable_with_bounds, json!({"short": null, "few": 1})),
        json!({"few": 1})
    );
}

#[tokio::test]
async fn null_is_read_as_an_empty_array_or_map() {
    use b_01_no_required_in_responses::Client;
    let client: Client = responding::json(r#"{"name":null,"tags":null,"labels":null}"#);
    let thing = client.things().get().await.unwrap();
    assert!(thing.name.is_none() && thing.tags.is_empty() && thing.labels.is_empty());
    let client: b_02_required_and_nullable::Client = responding::json(r#"{"name":null,"tags":null,"more":1}"#);
    let thing = client.things().get().await.unwrap();
    assert!(thing.name.is_none() && thing.tags.is_none());
    kept!(b_03_optional_and_nullable: {"name": null, "tags": null}, {"tags": []}, {"name": "x"});
}

#[tokio::test]
async fn a_new_value_of_an_enum_round_trips() {
    kept!(b_04_string_enum: {"kind": "new", "only": "thing"}, {"kind": "", "only": "thing"}, {"kind": "中文", "only": "thing"});
    kept!(b_05_other_enums: {"level": 99, "rate": 2.5, "is_on": false, "wide": 3});
    kept!(a1_19_similar_values: {"currency": "usd", "name": "a_b", "operator": ">=", "repeated": "x", "unknown": ""},
        {"currency": "Usd", "name": "a.b", "operator": "!=", "unknown": "Unknown"});
    let client: b_04_string_enum::Client = responding::json(r#"{"kind":"a","only":"other"}"#);
    assert!(matches!(client.things().get().await.unwrap_err(), Error::Decode(_)));
}

#[tokio::test]
async fn bounds_of_integers_are_not_checked_and_a_fraction_is_an_error_with_its_place() {
    kept!(b_06_integers: {"plain": -1, "int32": 2_147_483_648_i64, "from0": -1, "from1": 0, "step": 7, "uint64": u64::MAX, "wide": u64::MAX});
    let with = |number: &str| format!(r#"{{"plain":{number},"int32":1,"from0":0,"from1":1,"step":5}}"#);
    for (number, meant) in [("1.0", 1), ("1e3", 1000), ("-2.50E1", -25)] {
        let client: b_06_integers::Client = responding::json(&with(number));
        assert_eq!(client.things().get().await.unwrap().plain, meant);
    }
    for number in ["1.5", "1e300", "\"1\""] {
        let body = with(number);
        let client: b_06_integers::Client = responding::json(&body);
        let Error::Decode(error) = client.things().get().await.unwrap_err() else {
            panic!()
        };
        assert_eq!(error.path(), Some("plain"));
    }
    kept!(b_07_numbers: {"plain": 0.1, "float": 16_777_217.0, "decimal": "0.10"});
}

#[tokio::test]
async fn formats_patterns_and_lengths_are_not_checked() {
    kept!(b_08_formats: {"date_time": "2024-01-01 00:00:00", "date": "", "uuid": "none", "ipv4": "::1", "byte": "!", "uri": " "});
    kept!(b_09_patterns: {"code": "ab", "name": "", "look": "z"});
    kept!(a1_20_bad_pattern: {"phone": "(unclosed", "user": ""});
    kept!(a1_17_formats_of_other_kinds: {"money": {"amount": 1}, "ids": ["a"], "is_on": true, "alone": "x", "numbered": 1});
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_free_objects_kept() {
    let body = json!({"free": {"any": [1]}, "closed": {"x": 1, "new": 2}, "empty": {"y": 1}, "new": true});
    assert_eq!(
        again!(b_10_objects, body),
        json!({"free": {"any": [1]}, "closed": {"x": 1}, "empty": {"y": 1}})
    );
    kept!(b_10_objects: {"free": {}, "closed": {}, "open": {"x": 1, "more": [2]}});
    kept!(a2_09_property_extra: {"extra": "x", "further": "y", "more": 3});
}

#[tokio::test]
async fn json_without_a_schema_is_any_json() {
    kept!(a1_09_response_without_schema: {"any": [1, null]}, [], "text");
}

#[tokio::test]
async fn write_only_properties_may_be_absent_in_a_response() {
    kept!(a3_15_read_only_and_write_only: {"id": "t1", "name": "x"});
}

#[tokio::test]
async fn properties_of_one_name_in_rust_keep_their_own_values() {
    kept!(a2_08_properties: {"fooBar": "1", "foo_bar": 2, "@type": "3", "type": 4, "$": "5", "#": 6, "1st": "7", "": true, "名称": "8", "self": "9"});
    kept!(a2_06_component_names: {"a": {"a": "1"}, "b": {"b": "2"}, "c": {"c": "3"}});
    kept!(a2_07_inline_names: {"owner": {"inline": "1"}, "titled": {"also_inline": "2"}, "user": {"name": "3"}, "other": {"component": "4"}});
    kept!(a2_10_component_default: {"a": {"a": "1"}, "b": {"b": 2}});
    kept!(a1_16_percent_encoded_ref: {"owner": {"name": "1"}, "result": {"code": 2}, "path": {"length": 3}});
    kept!(b_17_non_ascii: {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}, "价格": 4.5});
}

#[tokio::test]
async fn unions_of_primitives_and_recursive_types_round_trip() {
    kept!(b_12_primitives: {"id": "a", "value": 1.5, "word": "b", "id_or_ids": ["a"]},
        {"id": 1, "value": true, "word": "a", "id_or_ids": "a"}, {"id": {"new": 1}, "value": [1]});
    kept!(b_15_recursion: {"parent": {"parent": {}}, "children": [{"children": [{}]}], "by_name": {"a": {}}, "other": {"thing": {}}});
    kept!(b_15_recursive_union: "a", ["a", ["b"]], {"not": {"not": "c"}});
    kept!(b_15_required_of_itself: {"next": {"next": {}}});
    kept!(b_14_all_of: {"id": "1", "name": "2"});
    kept!(a1_21_all_of_cycle: {"name": "1", "note": "2"});
    kept!(a1_01_type_list: {"id": "a", "name": "b", "tags": ["c"]}, {"id": 1});
    kept!(a1_01_tuple_items: {"pair": ["a", 1], "same": ["b", "c"], "none": [null]});
}

#[tokio::test]
async fn unquoted_values_of_a_string_enum_are_strings() {
    kept!(a1_20_string_enum_of_integers: {"status": "1", "port": "443", "is_on": "true"}, {"status": "3", "is_on": "other"});
}

#[tokio::test]
async fn contradicting_types_and_values_accept_any_json() {
    kept!(a1_20_integer_enum_of_strings: {"level": "1", "label": 2});
    kept!(a1_18_mixed_enum: {"kind": true, "level": 2, "strings": "b"}, {"kind": "a", "level": 3});
    kept!(a1_18_not: {"positive": "not a number", "named": "root", "all": 1, "none": {"a": "x"}});
    kept!(a1_15_odd_types: {"nothing": "some", "anything": [1], "scan": "x"});
    kept!(a1_20_default_does_not_fit: {"count": 1, "kind": "c", "size": 9, "name": "7", "tags": []});
}

#[tokio::test]
async fn a_documented_204_has_an_empty_result() {
    let client: a1_10_typed_and_204::Client = responding::with_bytes("HTTP/1.1 204 No Content\r\n\r\n");
    assert!(client.things().get().await.unwrap().into_inner().is_none());
    let client: a1_10_typed_and_204::Client = responding::json(r#"{"id":"t1"}"#);
    assert_eq!(client.things().get().await.unwrap().into_inner().unwrap().id, "t1");
}

#[tokio::test]
async fn two_successes_are_distinguished_by_their_status() {
    use a1_10_two_successes::resources::things::responses::GetThing;
    let client: a1_10_two_successes::Client = responding::json(r#"{"id":"1"}"#);
    let response = client.things().get().await.unwrap().into_inner();
    assert!(matches!(response, GetThing::Ok(thing) if thing.id == "1"));
    let client: a1_10_two_successes::Client = responding::with("201 Created", "application/json", r#"{"code":2}"#);
    let response = client.things().get().await.unwrap().into_inner();
    assert!(matches!(response, GetThing::Created(thing) if thing.code == 2));
}

#[tokio::test]
async fn each_documented_failure_has_its_own_type() {
    use a1_10_default_error::resources::things::failures::GetThing as Failure;
    use a1_10_two_failures::resources::things::failures::GetThing;
    let client: a1_10_two_failures::Client = responding::with("400 Bad Request", "application/json", r#"{"code":7}"#);
    let error = client.things().get().await.unwrap_err();
    assert!(matches!(GetThing::of(&error), Some(GetThing::BadRequest(body)) if body.code == 7));
    let client: a1_10_two_failures::Client =
        responding::with("404 Not Found", "application/json", r#"{"reason":"gone"}"#);
    let error = client.things().get().await.unwrap_err();
    assert!(matches!(GetThing::of(&error), Some(GetThing::NotFound(body)) if body.reason == "gone"));
    let client: a1_10_two_failures::Client = responding::with("409 Conflict", "application/json", r#"{"code":7}"#);
    assert_eq!(GetThing::of(&client.things().get().await.unwrap_err()), None);
    let client: a1_10_default_error::Client = responding::with("409 Conflict", "application/json", r#"{"code":8}"#);
    let error = client.things().get().await.unwrap_err();
    assert!(matches!(Failure::of(&error), Some(Failure::Other(body)) if body.code == 8));
}

#[tokio::test]
async fn a_problem_document_is_an_error_that_can_be_read() {
    let client: a3_14_problem_json::Client =
        responding::with("400 Bad Request", "application/problem+json", r#"{"reason":"no name"}"#);
    let error = client.things().get().await.unwrap_err();
    assert!(matches!(error, Error::Api(_)));
    assert_eq!(
        error.json::<a3_14_problem_json::types::GetThingError>().unwrap().reason,
        "no name"
    );
    let client: a3_14_plus_json_response::Client =
        responding::with("200 OK", "application/vnd.thing+json", r#"{"id":"t1"}"#);
    assert_eq!(client.things().get().await.unwrap().id, "t1");
    let client: a3_14_text_response::Client = responding::with("200 OK", "text/plain", "as it is");
    assert_eq!(&client.things().get().await.unwrap()[..], b"as it is");
}

#[tokio::test]
async fn a_redirect_is_an_error_with_its_status_and_location_and_is_not_followed() {
    let head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n";
    let client: a3_13_redirect::Client = responding::with_bytes(head);
    let error = client.things().get().await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert_eq!(error.headers().unwrap()["location"], "/elsewhere");
    let client: a3_13_redirect_only::Client = responding::with_bytes(head);
    assert_eq!(client.things().get().await.unwrap_err().status(), Some(302));
}

#[tokio::test]
async fn a_response_that_is_only_informational_does_not_end_the_call() {
    let response = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let client: a3_13_informational::Client = responding::with_bytes(response);
    assert_eq!(client.things().get().await.unwrap().status(), 200);
}

#[tokio::test]
async fn headers_of_a_response_can_be_read_by_name() {
    let response = "HTTP/1.1 200 OK\r\nX-Rate-Limit: 7\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}";
    let client: a3_15_servers_security_links::Client = responding::with_bytes(response);
    #[allow(deprecated)] // the page says so
    let thing = client.things().get().await.unwrap();
    assert_eq!(thing.headers()["x-rate-limit"], "7");
}

#[test]
fn requests_distinguish_null_from_absent_and_omit_read_only_properties() {
    use a3_15_read_only_and_write_only::types::Thing;
    assert_eq!(to_value(Thing::new("x")).unwrap(), json!({"name": "x"}));
    assert_eq!(
        to_value(Thing::new("x").secret("s")).unwrap(),
        json!({"name": "x", "secret": "s"})
    );
    let null = b_02_required_and_nullable::types::Thing::new(None, None);
    assert_eq!(to_value(null).unwrap(), json!({"name": null, "tags": null}));
    let null = b_03_optional_and_nullable::types::Thing::new().tags_null();
    assert_eq!(to_value(null).unwrap(), json!({"tags": null}));
    let _: b_01_no_required::types::Thing = from_str(r#"{"tags":null}"#).unwrap();
}

//! Enums with one value: generated types check it only if it is written in a required property.

use apifox_diff::Direction;

use super::{compare, on_the_wire, parts};

const COMPONENT: &str = "{$ref: '#/components/schemas/K'}";

fn page(property: &str, component: &str) -> String {
    let object = format!("{{type: object, required: [k], properties: {{k: {property}}}}}");
    format!(
        "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /pay:\n    post:\n      operationId: pay\n      \
         requestBody: {{required: true, content: {{application/json: {{schema: {object}}}}}}}\n      \
         responses: {{'200': {{description: OK, content: {{application/json: {{schema: {object}}}}}}}}}\n\
         components:\n  schemas:\n    K: {component}\n"
    )
}

/// Both sides, and what it is in a request and in a response.
type Row<'a> = (String, String, &'a str, &'a str);

#[test]
fn a_component_with_one_value_is_an_open_enum() {
    let values = |values: &str| format!("{{type: string, enum: [{values}]}}");
    let component = |list: &str| page(COMPONENT, &values(list));
    let inline = |list: &str| page(&values(list), &values("a"));
    let rows: [Row<'_>; 7] = [
        (
            component("a"),
            component("a, b"),
            "compatible enum-value-added",
            "risky enum-value-added",
        ),
        (
            component("a, b"),
            component("a"),
            "breaking enum-value-removed",
            "compatible enum-value-removed",
        ),
        (
            component("a"),
            component("b"),
            "compatible enum-value-added, breaking enum-value-removed",
            "risky enum-value-added, compatible enum-value-removed",
        ),
        // The old client has an open enum, whatever the new one has.
        (
            component("a"),
            inline("a, b"),
            "compatible enum-value-added",
            "risky enum-value-added",
        ),
        (
            component("a"),
            page("{type: string}", &values("a")),
            "compatible values-unlisted",
            "risky values-unlisted",
        ),
        // The old client checks the value.
        (
            inline("a"),
            component("a, b"),
            "compatible constant-widened",
            "breaking constant-widened",
        ),
        (
            inline("a"),
            inline("a, b"),
            "compatible constant-widened",
            "breaking constant-widened",
        ),
    ];
    for (old, new, request, response) in rows {
        let diff = compare(&old, &new);
        let found = [Direction::Request, Direction::Response].map(|direction| on_the_wire(&diff, Some(direction)));
        assert_eq!(found, [parts(request), parts(response)], "{old}\n{new}");
    }
}

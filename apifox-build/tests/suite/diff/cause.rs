//! The change on the wire that is named as the cause of a change in Rust: never one of another
//! type that has a field of the same name.

use super::compare;

/// A page with an operation that takes and returns these, and the components.
fn page(body: &str, response: &str, components: &[(&str, &str)]) -> String {
    let components: Vec<String> = components
        .iter()
        .map(|(name, schema)| format!("    {name}: {schema}\n"))
        .collect();
    let components = components.concat();
    format!(
        "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /pay:\n    post:\n      operationId: pay\n      tags: [Payments]\n      \
         parameters: [{{name: status, in: query, schema: {{type: string}}}}]\n      \
         requestBody: {{required: true, content: {{application/json: {{schema: {body}}}}}}}\n      \
         responses:\n        '200': {{description: OK, content: {{application/json: {{schema: {response}}}}}}}\n        \
         '404': {{description: None, content: {{application/json: {{schema: {{$ref: '#/components/schemas/N'}}}}}}}}\n\
         components:\n  schemas:\n{components}"
    )
}

const ONE: &str = "{$ref: '#/components/schemas/P'}";
const NONE: &str = "{type: object, properties: {message: {type: string}}}";

/// A page whose response has a payment and a refund.
fn two(payment: &str, refund: &str) -> String {
    let response = "{type: object, properties: {payment: {$ref: '#/components/schemas/P'}, refunds: {type: array, items: \
                    {$ref: '#/components/schemas/R'}}}}";
    page(
        "{type: string}",
        response,
        &[("N", NONE), ("P", payment), ("R", refund)],
    )
}

/// The place and the code of the cause of each change of an item, if it has one.
fn cause(old: &str, new: &str, item: &str) -> Vec<Option<String>> {
    let changes = compare(old, new).changes.into_iter();
    let of_item = changes.filter(|change| change.place == item);
    let found: Vec<Option<String>> = of_item
        .map(|change| change.cause.map(|cause| cause[..cause.rfind(',').unwrap()].to_owned()))
        .collect();
    assert!(!found.is_empty(), "{item}: {:#?}", compare(old, new).changes);
    found
}

#[track_caller]
fn assert_cause(old: &str, new: &str, item: &str, expected: &str) {
    let found = cause(old, new, item);
    let expected = Some(expected).filter(|expected| !expected.is_empty());
    let all = found.iter().all(|found| found.as_deref() == expected);
    assert!(all, "{item}: {found:?}");
}

#[test]
fn a_field_of_the_same_name_in_another_type_is_no_cause() {
    let old = two(
        "{type: object, properties: {id: {type: string}, status: {type: string}}}",
        "{type: object, properties: {id: {type: string}, status: {type: string}}}",
    );
    let new = two(
        "{type: object, required: [status], properties: {id: {type: string}, status: {type: string}}}",
        "{type: object, properties: {id: {type: string}}}",
    );
    for (old, new, became, removed) in [
        (&old, &new, "property-became-required", "optional-property-removed"),
        (&new, &old, "property-became-optional", "optional-property-added"),
    ] {
        let became = format!("POST /pay, response 200.payment.status [{became}");
        assert_cause(old, new, "type P.status", &became);
        let removed = format!("POST /pay, response 200.refunds[].status [{removed}");
        assert_cause(old, new, "type R.status", &removed);
    }
}

#[test]
fn a_value_of_an_enum_belongs_to_the_type_of_the_field() {
    let enumeration = |values: &str, tail: &str| {
        format!(
            "{{type: object, required: [e], properties: {{e: {{type: string, enum: [{values}]}}, y: {{type: {tail}}}, \
             status: {{type: string, enum: [a]}}}}}}"
        )
    };
    let side = |payment: &str, status: &str| {
        let body = format!("{{type: object, properties: {{status: {{type: {status}}}}}}}");
        page(&body, ONE, &[("N", NONE), ("P", payment)])
    };
    let old = side(&enumeration("x.y, z, w", "string"), "string");
    let new = side(&enumeration("z, w", "integer").replace("[a]", "[a, c]"), "integer");
    assert_cause(&old, &new, "type P.y", "POST /pay, response 200.y [type-changed");
    assert_cause(
        &old,
        &new,
        "type PE::XY",
        "POST /pay, response 200.e = \"x.y\" [enum-value-removed",
    );
    assert_cause(
        &old,
        &new,
        "type PStatus::C",
        "POST /pay, response 200.status = \"c\" [enum-value-added",
    );
    assert_cause(
        &old,
        &new,
        "type PaymentsPayRequest.status",
        "POST /pay, body.status [type-changed",
    );
}

#[test]
fn a_parameter_is_no_cause_of_a_field_nor_a_field_of_an_argument() {
    let side = |parameter: &str, status: &str| {
        let payment = format!("{{type: object, properties: {{status: {{type: {status}}}}}}}");
        let page = page("{type: string}", ONE, &[("N", NONE), ("P", &payment)]);
        let (before, after) = page.split_once("in: query, schema: {type: string}").unwrap();
        format!("{before}in: query, schema: {{type: {parameter}}}{after}")
    };
    let (old, new) = (side("string", "string"), side("integer", "boolean"));
    assert_cause(
        &old,
        &new,
        "type P.status",
        "POST /pay, response 200.status [type-changed",
    );
    let setting = "call payments().pay(..).status";
    assert_cause(
        &old,
        &new,
        setting,
        "POST /pay, query parameter `status` [type-narrowed",
    );
}

#[test]
fn a_place_is_followed_through_maps_lists_names_and_alternatives() {
    let side = |kind: &str| {
        let method = |tag: &str, kind: &str| {
            format!(
                "{{type: object, required: [type, number], properties: {{type: {{type: string, enum: [{tag}]}}, \
                 number: {{type: {kind}}}}}}}"
            )
        };
        let response = "{type: object, properties: {'a.b': {type: object, additionalProperties: {type: array, items: \
                        {$ref: '#/components/schemas/P'}}}, method: {oneOf: [{$ref: '#/components/schemas/Card'}, \
                        {$ref: '#/components/schemas/Bank'}], discriminator: {propertyName: type}}}}";
        let payment = format!("{{type: object, properties: {{'x-id': {{type: {kind}}}}}}}");
        let missing = format!("{{type: object, properties: {{number: {{type: {kind}}}}}}}");
        let components = [
            ("N", missing.as_str()),
            ("P", &payment),
            ("Card", &method("card", kind)),
            (
                "Bank",
                &method("bank", if kind == "string" { "boolean" } else { "string" }),
            ),
        ];
        page("{type: string}", response, &components)
    };
    let (old, new) = (side("string"), side("integer"));
    for (item, place) in [
        ("type P.x_id", "response 200.a.b{}[].x-id"),
        ("type Card.number", "response 200.method<card>.number"),
        ("type Bank.number", "response 200.method<bank>.number"),
        ("type N.number", "response 404.number"),
    ] {
        assert_cause(&old, &new, item, &format!("POST /pay, {place} [type-changed"));
    }
}

#[test]
fn without_a_certain_cause_there_is_none() {
    // The setter goes with the request; the field is removed from another type.
    let old = two(
        "{type: object, properties: {amount: {type: integer}}}",
        "{type: object, properties: {amount: {type: integer}, id: {type: string}}}",
    );
    let new = two(
        "{type: object, properties: {amount: {type: integer}}}",
        "{type: object, properties: {id: {type: string}}}",
    );
    let (old, new) = (
        old.replace(
            "schema: {type: string}}}}\n      responses",
            "schema: {$ref: '#/components/schemas/P'}}}}\n      responses",
        ),
        new,
    );
    assert_cause(&old, &new, "type P.amount", "");
}

//! Setters of fields: one that comes is compatible, one that goes or changes is breaking.

use apifox_diff::{Change, Class, Level};

use super::compare;

/// A page that returns a component, and takes it as a body if `body` is true.
fn page(is_body: bool, html: &str) -> String {
    let post = if is_body {
        "    post:\n      operationId: add_email\n      tags: [Emails]\n      requestBody: {content: {application/json: \
         {schema: {$ref: '#/components/schemas/Email'}}}}\n      responses: {'204': {description: OK}}\n"
    } else {
        ""
    };
    format!(
        "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /emails:\n    get:\n      operationId: get_email\n      \
         tags: [Emails]\n      responses: {{'200': {{description: OK, content: {{application/json: {{schema: \
         {{$ref: '#/components/schemas/Email'}}}}}}}}}}\n{post}components:\n  schemas:\n    \
         Email: {{type: object, required: [to], properties: {{to: {{type: string}}, html: {html}}}}}\n"
    )
}

/// Class, code and place of each change of the type in Rust.
fn of_type(old: &str, new: &str) -> Vec<String> {
    let changes = compare(old, new).changes;
    let of_type = |change: &&Change| change.level == Level::Rust && change.place.starts_with("type Email");
    let rendered = changes
        .iter()
        .filter(of_type)
        .map(|change| format!("{} {} {}", change.class, change.code, change.place));
    rendered.collect()
}

#[test]
fn a_setter_that_comes_is_compatible_and_one_that_goes_is_breaking() {
    let (read, sent) = (page(false, "{type: string}"), page(true, "{type: string}"));
    let gained = of_type(&read, &sent);
    assert!(
        gained.contains(&"compatible rust-field-noted type Email.html".to_owned()),
        "{gained:?}"
    );
    assert!(
        gained.contains(&"compatible rust-function-added type Email::new".to_owned()),
        "{gained:?}"
    );
    assert!(
        !gained.iter().any(|change| change.contains("field-changed")),
        "{gained:?}"
    );
    let lost = of_type(&sent, &read);
    assert!(
        lost.contains(&"breaking rust-field-changed type Email.html".to_owned()),
        "{lost:?}"
    );
    assert!(
        lost.contains(&"breaking rust-function-removed type Email::new".to_owned()),
        "{lost:?}"
    );
}

#[test]
fn a_setter_that_comes_with_another_type_of_the_field_is_breaking() {
    let (read, sent) = (page(false, "{type: string}"), page(true, "{type: integer}"));
    let changed = of_type(&read, &sent);
    assert!(
        changed.contains(&"breaking rust-field-changed type Email.html".to_owned()),
        "{changed:?}"
    );
    let changed = of_type(&page(true, "{type: string}"), &sent);
    assert!(
        changed.contains(&"breaking rust-field-changed type Email.html".to_owned()),
        "{changed:?}"
    );
}

#[test]
fn what_only_gains_setters_is_compatible() {
    let diff = compare(&page(false, "{type: string}"), &page(true, "{type: string}"));
    assert_eq!(diff.class(), Some(Class::Compatible), "{:#?}", diff.changes);
}

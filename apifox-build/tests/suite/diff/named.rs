//! Arguments by name: what comes or goes is reported once, and breaking; their order is nothing.

use apifox_build::diff::{Class, Level};

use super::compare;

/// A page with these required fields of a body and parameters of a query.
fn page(fields: &[&str], query: &[&str]) -> String {
    let properties: Vec<String> = fields.iter().map(|name| format!("{name}: {{type: string}}")).collect();
    let parameters: Vec<String> = query
        .iter()
        .map(|name| format!("{{name: {name}, in: query, required: true, schema: {{type: string}}}}"))
        .collect();
    format!(
        "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /refunds:\n    post:\n      operationId: create_refund\n      \
         tags: [Refunds]\n      parameters: [{}]\n      requestBody:\n        required: true\n        content:\n          \
         application/json: {{schema: {{type: object, required: [{}], properties: {{{}}}}}}}\n      \
         responses: {{'200': {{description: OK}}}}\n",
        parameters.join(", "),
        fields.join(", "),
        properties.join(", ")
    )
}

/// Class and code of each change of the Rust interface.
fn in_rust(old: &str, new: &str) -> Vec<String> {
    let report = compare(old, new);
    let rust = report.changes.iter().filter(|change| change.level == Level::Rust);
    rust.map(|change| format!("{} {}", change.class, change.code)).collect()
}

#[test]
fn an_added_or_removed_field_is_breaking_and_reported_once() {
    let (two, three) = (page(&["a", "b"], &["p", "q"]), page(&["a", "b", "c"], &["p", "q"]));
    let added = in_rust(&two, &three);
    assert!(
        added.contains(&"breaking rust-field-added-to-literal".to_owned()),
        "{added:?}"
    );
    assert!(
        !added.iter().any(|report| report.ends_with("rust-type-changed")),
        "{added:?}"
    );
    let removed = in_rust(&three, &two);
    assert!(
        removed.contains(&"breaking rust-field-removed".to_owned()),
        "{removed:?}"
    );
}

#[test]
fn an_argument_that_comes_or_goes_is_breaking() {
    let (two, three) = (page(&["a"], &["p", "q"]), page(&["a"], &["p", "q", "r"]));
    for (old, new) in [(&two, &three), (&three, &two)] {
        assert_eq!(in_rust(old, new), ["breaking rust-arguments-changed"]);
    }
}

#[test]
fn the_order_of_what_is_given_by_name_is_no_change() {
    let (forth, back) = (page(&["a", "b"], &["p", "q"]), page(&["b", "a"], &["q", "p"]));
    assert_eq!(in_rust(&forth, &back), Vec::<String>::new());
    assert_eq!(
        compare(&forth, &back).class().filter(|class| *class == Class::Breaking),
        None
    );
}

#[test]
fn a_list_that_loses_its_streams_is_breaking() {
    let list = |extension: &str, item: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /refunds:\n    get:\n      operationId: list_refunds\n      \
             tags: [Refunds]\n      {extension}\n      parameters: [{{name: p, in: query, schema: {{type: integer}}}}]\n      \
             responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{type: array, items: {item}}}}}}}}}}}\n"
        )
    };
    let text = "{type: string}";
    let (plain, paged) = (list("", text), list("x-pagination: {parameter: p, page: 1}", text));
    assert_eq!(
        in_rust(&paged, &plain),
        ["breaking rust-list-removed", "breaking rust-list-removed"]
    );
    assert_eq!(
        in_rust(&plain, &paged),
        ["compatible rust-list-added", "compatible rust-list-added"]
    );
    let numbers = list("x-pagination: {parameter: p, page: 1}", "{type: integer}");
    let changed = in_rust(&paged, &numbers);
    assert!(
        changed.contains(&"breaking rust-list-changed".to_owned()),
        "{changed:?}"
    );
}

#[test]
fn a_success_that_is_documented_by_its_range_keeps_its_type() {
    let page = |status: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /refunds:\n    get:\n      operationId: list_refunds\n      \
             tags: [Refunds]\n      responses: {{'{status}': {{description: OK, content: {{application/json: {{schema: {{type: object, \
             properties: {{owner: {{type: object, properties: {{name: {{type: string}}}}}}}}}}}}}}}}}}\n"
        )
    };
    let (one, range) = (page("200"), page("2XX"));
    assert_eq!(compare(&one, &range).changes, []);
    assert_eq!(compare(&range, &one).changes, []);
}

#[test]
fn another_media_type_of_a_body_of_one_type_is_no_change_in_rust() {
    let page = |media_type: &str| page(&["a"], &[]).replace("application/json", &format!("'{media_type}'"));
    for other in ["application/json; charset=utf-8", "application/vnd.shop+json"] {
        assert_eq!(in_rust(&page("application/json"), &page(other)), Vec::<String>::new());
        assert_eq!(in_rust(&page(other), &page("application/json")), Vec::<String>::new());
    }
    let text = page("text/plain");
    assert!(in_rust(&page("application/json"), &text).contains(&"breaking rust-arguments-changed".to_owned()));
}

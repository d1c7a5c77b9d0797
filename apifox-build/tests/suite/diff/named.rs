//! Arguments by name: what comes or goes is reported once, and breaking; their order is nothing.

use apifox_diff::{Class, Level};

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

#[test]
fn a_path_parameter_that_is_renamed_is_no_change_in_rust() {
    let page = |path: &str| {
        let names = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
        let parameters: Vec<String> = names
            .map(|(name, _)| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}"))
            .collect();
        format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  '{path}':\n    get:\n      operationId: list_refunds\n      \
             tags: [Refunds]\n      parameters: [{{name: day, in: query, required: true, schema: {{type: string}}}}, {}]\n      responses: {{'200': {{description: OK}}}}\n",
            parameters.join(", ")
        )
    };
    let codes = |old: &str, new: &str| {
        let changes = compare(&page(old), &page(new)).changes;
        let codes = changes.iter().map(|change| format!("{} {}", change.class, change.code));
        codes.collect::<Vec<_>>()
    };
    for (old, new) in [
        ("/{merchant}/{store}", "/{merchant}/{shop_id}"),
        ("/{store}", "/{shop_id}"),
    ] {
        assert_eq!(codes(old, new), ["compatible path-parameter-renamed"]);
        assert_eq!(codes(new, old), ["compatible path-parameter-renamed"]);
    }
    let swapped = codes("/{shop}/{store}", "/{store}/{shop}");
    assert_eq!(swapped[0], "risky path-parameters-swapped", "{swapped:?}");
    // The new name of one is the old name of the other, so the argument does not mean the same.
    let moved = codes("/{shop}/{store}", "/{store}/{branch}");
    assert!(moved.contains(&"risky path-parameters-swapped".to_owned()), "{moved:?}");
    assert!(
        moved.contains(&"breaking rust-arguments-changed".to_owned()),
        "{moved:?}"
    );
}

#[test]
fn a_failure_that_is_documented_by_its_range_keeps_its_variant() {
    const PROBLEM: &str = "content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}";
    let page = |failures: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /refunds:\n    get:\n      operationId: list_refunds\n      \
             tags: [Refunds]\n      responses: {{'200': {{description: OK}}, {failures}}}\ncomponents:\n  schemas:\n    \
             Problem: {{type: object, properties: {{title: {{type: string}}}}}}\n    \
             Other: {{type: object, properties: {{code: {{type: integer}}}}}}\n"
        )
    };
    let of = |status: &str| page(&format!("'{status}': {{description: Bad, {PROBLEM}}}"));
    let inline = "content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}";
    let inline = |status: &str| of(status).replace(PROBLEM, inline);
    for range in ["4XX", "default"] {
        let kept = in_rust(&inline("404"), &inline(range));
        assert_eq!(kept, ["compatible rust-failure-added"], "{range}");
        let kept = in_rust(&of("404"), &of(range));
        assert!(
            !kept.iter().any(|change| change.starts_with("breaking")),
            "{range}: {kept:?}"
        );
    }
    let is_breaking = |new: &str| {
        in_rust(&of("404"), new)
            .iter()
            .any(|change| change.starts_with("breaking"))
    };
    assert!(is_breaking(&of("5XX")) && is_breaking(&of("410")));
    assert!(is_breaking(&of("4XX").replace("schemas/Problem'", "schemas/Other'")));
    // What a range says of the rest does not matter to a status of its own.
    let both = page(&format!(
        "'404': {{description: Bad, {PROBLEM}}}, 4XX: {{description: Bad, {PROBLEM}}}"
    ));
    assert_eq!(in_rust(&both, &of("4XX")), Vec::<String>::new());
}

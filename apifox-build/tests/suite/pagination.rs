//! Paginated lists: inferred and declared pagination, and faults of declarations.

use apifox_build::{Config, Finding, Report, Severity};
use apifox_diff::public_items;

/// Returns a page of a list with these query parameters, this extension and these properties of its
/// response.
fn page(query: &[&str], extension: &str, properties: &str) -> String {
    let parameters: Vec<String> = query
        .iter()
        .map(|name| format!("{{name: {name}, in: query, schema: {{type: string}}}}"))
        .collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: Notes, version: 1.0.0}}\npaths:\n  /notes:\n    get:\n      tags: [notes]\n      \
         operationId: list_notes\n{extension}      parameters: [{}]\n      responses: {{'200': {{description: OK, content: \
         {{application/json: {{schema: {{type: object, properties: {{{properties}}}}}}}}}}}}}\ncomponents:\n  schemas:\n    \
         Note: {{type: object, properties: {{id: {{type: string}}, text: {{type: string}}, tags: {{type: array, items: {{type: \
         string}}}}}}}}\n",
        parameters.join(", ")
    )
}

const NOTES: &str = "data: {type: array, items: {$ref: '#/components/schemas/Note'}}";

fn extension(key: &str) -> String {
    format!("      x-pagination: {key}\n")
}

fn generated(text: &str) -> Report {
    Config::new().page_text("notes.yaml", text).generate()
}

/// Returns the pagination in the generated code; `None` if the list is not paginated.
fn paging(report: &Report) -> Option<String> {
    let code = report.code().unwrap_or_else(|| panic!("{:#?}", report.findings()));
    let (_, rest) = code.split_once("paged!(")?;
    let (_, paging) = rest.split_once("paging::Paging::")?;
    let (paging, _) = paging.split_once(");\n")?;
    Some(paging.split_whitespace().collect())
}

fn faults(report: &Report) -> Vec<&Finding> {
    report
        .findings()
        .iter()
        .filter(|finding| finding.code == "pagination")
        .collect()
}

#[test]
fn unambiguous_pagination_is_inferred() {
    let more = format!("{NOTES}, has_more: {{type: boolean}}");
    let cursor = format!("{NOTES}, next_cursor: {{type: string, nullable: true}}");
    let token = format!("{NOTES}, nextPageToken: {{type: string}}, total: {{type: integer}}");
    for (query, properties, expected) in [
        (
            "starting_after",
            &more,
            r#"query("starting_after","/data").after_last_item("/id").more_at("/has_more")"#,
        ),
        ("cursor", &cursor, r#"query("cursor","/data").next_at("/next_cursor")"#),
        (
            "pageToken",
            &token,
            r#"query("pageToken","/data").next_at("/nextPageToken")"#,
        ),
    ] {
        let report = generated(&page(&["limit", query], "", properties));
        assert_eq!(paging(&report).as_deref(), Some(expected));
        assert!(faults(&report).is_empty());
    }
}

#[test]
fn a_typed_id_selects_a_page_too() {
    let notes = "data: {type: array, items: {type: object, properties: {id: {type: string, x-typed-id: NoteId}}}}";
    let text = page(
        &["starting_after"],
        "",
        &format!("{notes}, has_more: {{type: boolean}}"),
    );
    let text = text.replace(
        "schema: {type: string}}]",
        "schema: {type: string, x-typed-id: NoteId}}]",
    );
    let paged = paging(&generated(&text));
    assert!(paged.is_some_and(|paged| paged.contains("after_last_item(\"/id\")")));
}

#[test]
fn ambiguous_pagination_is_not_inferred() {
    let more = format!("{NOTES}, has_more: {{type: boolean}}");
    let two = format!("{NOTES}, errors: {{type: array, items: {{type: string}}}}, next_cursor: {{type: string}}");
    let odd = format!("{NOTES}, next_cursor: {{type: object, properties: {{a: {{type: string}}}}}}");
    let texts = "data: {type: array, items: {type: string}}, has_more: {type: boolean}".to_owned();
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    for (query, properties) in [
        ("starting_after", &NOTES.to_owned()), // no end of the list
        ("starting_after", &texts),
        ("after", &more),
        ("cursor", &two),
        ("cursor", &odd),
        ("cursor", &more),
        ("page_token", &cursor),
        ("next_cursor", &cursor),
    ] {
        let report = generated(&page(&[query], "", properties));
        assert_eq!(paging(&report), None, "{query} {properties}");
        assert!(faults(&report).is_empty());
    }
    let denied = generated(&page(&["cursor"], &extension("false"), &cursor));
    assert_eq!((paging(&denied), faults(&denied).len()), (None, 0));
}

#[test]
fn a_declaration_by_an_overlay_takes_precedence_over_inference() {
    let overlay = |paging: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: Notes, version: 1.0.0}}\nactions:\n- target: $.paths['/notes'].get\n  \
             description: its page does not say so\n  update: {{x-pagination: {paging}}}\n"
        )
    };
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    for (query, properties, declared, expected) in [
        (
            "p",
            NOTES,
            "{items: data, parameter: p, page: 0}",
            Some(r#"query("p","/data").numbered_from(0u64)"#),
        ),
        (
            "cursor",
            cursor.as_str(),
            "{items: data, parameter: cursor, last_item: id}",
            Some(r#"query("cursor","/data").after_last_item("/id")"#),
        ),
        ("cursor", cursor.as_str(), "false", None),
    ] {
        let config = Config::new().page_text("notes.yaml", page(&[query], "", properties));
        let report = config.page_text("overlay.yaml", overlay(declared)).generate();
        assert_eq!(paging(&report).as_deref(), expected, "{declared}");
    }
}

#[test]
fn an_invalid_extension_is_a_finding_with_its_place_and_no_methods() {
    let more = format!("{NOTES}, has_more: {{type: boolean}}, next: {{type: string}}, total: {{type: integer}}");
    for (declared, message) in [
        (
            "{items: data, parameter: after, last_item: id}",
            "neither a query parameter `after`",
        ),
        (
            "{items: list, parameter: p, last_item: id}",
            "`ListNotesResponse` has no `list`",
        ),
        (
            "{items: total, parameter: p, page: 1}",
            "`/total` of the response is not an array",
        ),
        ("{items: data, parameter: p, last_item: key}", "`Note` has no `key`"),
        (
            "{items: data, parameter: p, last_item: tags}",
            "neither a string nor an integer",
        ),
        ("{items: data, parameter: p, next: /page/next}", "has no `page`"),
        (
            "{items: data, parameter: p, next: next, more: total}",
            "is not a boolean",
        ),
        ("{items: data, parameter: p, next: next, more: more}", "has no `more`"),
        ("{items: data, parameter: p}", "and it has 0"),
        ("{items: data, parameter: p, next: next, page: 1}", "and it has 2"),
        (
            "{items: data, parameter: p, page: -1}",
            "must be an integer of at least 0",
        ),
        ("{parameter: p, page: 1}", "lacks `items`"),
        ("{items: data, page: 1}", "lacks `parameter`"),
        ("{items: data, parameter: 7, page: 1}", "`parameter` must be a string"),
        (
            "{items: [data], parameter: p, page: 1}",
            "must be a name or a JSON pointer",
        ),
        ("{items: data, parameter: /p/q, page: 1}", "no JSON body with `/p/q`"),
        ("{items: data, param: p, page: 1}", "unknown key `param`"),
        ("yes please", "must be an object or `false`"),
        ("true", "must be an object or `false`"),
    ] {
        let report = generated(&page(&["p"], &extension(declared), &more));
        let found = faults(&report);
        let [finding] = found[..] else {
            panic!("{declared}: {:#?}", report.findings())
        };
        assert!(finding.message.contains(message), "{declared}: {}", finding.message);
        assert_eq!(finding.severity, Severity::Lossy);
        assert_eq!(finding.location.as_ref().unwrap().line, 8, "{declared}");
        assert!(!finding.hint.is_empty());
        assert_eq!(paging(&report), None, "{declared}");
    }
}

#[test]
fn a_response_that_is_not_json_is_not_paginated() {
    let text = page(&["p"], &extension("{parameter: p, page: 1}"), NOTES).replace("application/json", "text/csv");
    let report = generated(&text);
    assert!(
        faults(&report)[0].message.contains("not a single JSON value"),
        "{:#?}",
        report.findings()
    );
}

#[test]
fn setters_of_a_paginated_list_do_not_have_names_of_its_methods() {
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    let listing = |query: &[&str]| public_items(generated(&page(query, "", &cursor)).code().unwrap(), None).unwrap();
    let paged = listing(&["cursor", "items", "pages"]);
    for line in [
        "call notes().list(..).items_query(items_query: &str), optional, query \"items\"",
        "call notes().list(..).pages_query(pages_query: &str), optional, query \"pages\"",
        "call notes().list(..) lists: items() -> Items<Note>",
        "call notes().list(..) lists: pages() -> Pages<ListNotesResponse>",
    ] {
        assert!(paged.lines().any(|listed| listed == line), "{line}\n{paged}");
    }
    let plain = listing(&["items"]);
    assert!(plain.contains("call notes().list(..).items(items: &str)"), "{plain}");
}

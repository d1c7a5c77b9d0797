//! Lists that come in pages: what is recognised, what an overlay says, and what does not fit.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

use apifox_build::{Config, Finding, Report, Severity, surface};

/// A page of a list with these query parameters, this extension and these properties of its response.
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

fn told(key: &str) -> String {
    format!("      x-pagination: {key}\n")
}

fn generated(text: &str) -> Report {
    Config::new().page_text("notes.yaml", text).generate()
}

/// How the list is paged, as the generated code has it; `None` if it is not.
fn paging(report: &Report) -> Option<String> {
    let code = report.code().unwrap_or_else(|| panic!("{:#?}", report.findings()));
    let (_, rest) = code.split_once("paged!(")?;
    let (_, paging) = rest.split_once("paging::Paging::")?;
    let (paging, _) = paging.split_once(");\n")?;
    Some(paging.split_whitespace().collect())
}

fn misfits(report: &Report) -> Vec<&Finding> {
    report
        .findings()
        .iter()
        .filter(|finding| finding.code == "pagination")
        .collect()
}

#[test]
fn what_cannot_be_mistaken_is_recognised() {
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
        assert!(misfits(&report).is_empty());
    }
}

#[test]
fn what_could_be_something_else_is_not_recognised() {
    let more = format!("{NOTES}, has_more: {{type: boolean}}");
    let two = format!("{NOTES}, errors: {{type: array, items: {{type: string}}}}, next_cursor: {{type: string}}");
    let odd = format!("{NOTES}, next_cursor: {{type: object, properties: {{a: {{type: string}}}}}}");
    let texts = "data: {type: array, items: {type: string}}, has_more: {type: boolean}".to_owned();
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    for (query, properties) in [
        ("starting_after", &NOTES.to_owned()), // nothing says where it ends
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
        assert!(misfits(&report).is_empty());
    }
    let denied = generated(&page(&["cursor"], &told("false"), &cursor));
    assert_eq!((paging(&denied), misfits(&denied).len()), (None, 0));
}

#[test]
fn an_overlay_says_how_a_list_is_paged_and_goes_before_what_is_recognised() {
    let overlay = |paging: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: Notes, version: 1.0.0}}\nactions:\n- target: $.paths['/notes'].get\n  \
             description: its page does not say so\n  update: {{x-pagination: {paging}}}\n"
        )
    };
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    for (query, properties, said, expected) in [
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
        let report = config.page_text("overlay.yaml", overlay(said)).generate();
        assert_eq!(paging(&report).as_deref(), expected, "{said}");
    }
}

#[test]
fn an_extension_that_does_not_fit_is_a_finding_with_its_place_and_no_methods() {
    let more = format!("{NOTES}, has_more: {{type: boolean}}, next: {{type: string}}, total: {{type: integer}}");
    for (said, message) in [
        (
            "{items: data, parameter: after, last_item: id}",
            "there is no query parameter `after`",
        ),
        (
            "{items: list, parameter: p, last_item: id}",
            "`ListNotesResponse` has no `list`",
        ),
        (
            "{items: total, parameter: p, page: 1}",
            "what is at `/total` of the response is no array",
        ),
        ("{items: data, parameter: p, last_item: key}", "`Note` has no `key`"),
        (
            "{items: data, parameter: p, last_item: tags}",
            "neither a string nor an integer",
        ),
        ("{items: data, parameter: p, next: /page/next}", "has no `page`"),
        ("{items: data, parameter: p, next: next, more: total}", "is no boolean"),
        ("{items: data, parameter: p, next: next, more: more}", "has no `more`"),
        ("{items: data, parameter: p}", "and here are 0"),
        ("{items: data, parameter: p, next: next, page: 1}", "and here are 2"),
        ("{items: data, parameter: p, page: -1}", "no number from 0 on"),
        ("{parameter: p, page: 1}", "does not say where the `items` are"),
        ("{items: data, page: 1}", "does not say which `parameter`"),
        ("{items: data, parameter: 7, page: 1}", "`parameter` is no name"),
        ("{items: [data], parameter: p, page: 1}", "no name, and no JSON pointer"),
        ("{items: data, parameter: /p/q, page: 1}", "no body of JSON has `/p/q`"),
        ("{items: data, param: p, page: 1}", "`param` means nothing"),
        ("yes please", "neither a map nor `false`"),
        ("true", "neither a map nor `false`"),
    ] {
        let report = generated(&page(&["p"], &told(said), &more));
        let found = misfits(&report);
        let [finding] = found[..] else {
            panic!("{said}: {:#?}", report.findings())
        };
        assert!(finding.message.contains(message), "{said}: {}", finding.message);
        assert_eq!(finding.severity, Severity::Lossy);
        assert_eq!(finding.location.as_ref().unwrap().line, 8, "{said}");
        assert!(!finding.hint.is_empty());
        assert_eq!(paging(&report), None, "{said}");
    }
}

#[test]
fn a_response_that_is_no_json_has_no_pages() {
    let text = page(&["p"], &told("{parameter: p, page: 1}"), NOTES).replace("application/json", "text/csv");
    let report = generated(&text);
    assert!(
        misfits(&report)[0].message.contains("not one JSON value"),
        "{:#?}",
        report.findings()
    );
}

#[test]
fn setters_of_a_list_in_pages_are_not_called_as_its_methods_are() {
    let cursor = format!("{NOTES}, next_cursor: {{type: string}}");
    let listing = |query: &[&str]| surface(generated(&page(query, "", &cursor)).code().unwrap(), None).unwrap();
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

//! `apifox fetch`.

use std::fmt::Write as _;
use std::path::Path;

use testkit::expected::assert_equals_file;

use super::folder::{Folder, page};
use super::site::{Reply, Site};
use super::{err, out};

/// A row of the table: a change of the site, the arguments, and the expected result.
struct Row {
    name: &'static str,
    site: fn(&Site),
    /// `SITE` is replaced by its address.
    arguments: &'static [&'static str],
    code: i32,
    /// A part of the output, on either stream.
    message: &'static str,
    /// The files in the folder of pages afterwards.
    pages: &'static [&'static str],
}

const ONE: &[&str] = &["get-note.md", "provenance.tsv"];
const BOTH: &[&str] = &["create-note.md", "get-note.md", "provenance.tsv"];
const NONE: &[&str] = &[];

const TWO: &str = r#"{"openapi":"3.0.1","info":{"title":"","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"OK"}}},"put":{"responses":{"200":{"description":"OK"}}}}}}"#;

fn note() -> Reply {
    Reply::new(page("GET /notes Get note", 1, "Note"))
}

fn nothing(_: &Site) {}

#[rustfmt::skip] // a table
const ROWS: &[Row] = &[
    Row { name: "markdown", site: nothing, arguments: &["SITE/1e0.md"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "for a person", site: nothing, arguments: &["SITE/1e0"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "api-1", site: nothing, arguments: &["SITE/api-1"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "project", site: nothing, arguments: &["SITE/apidoc/project-7/api-1?x=1#y"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "api-1 elsewhere", site: |site| { site.take("/1e0.md"); site.put("/p/api-1.md", note()); }, arguments: &["SITE/p/api-1"], code: 0, message: "added", pages: ONE },
    Row { name: "slug", site: |site| site.put("/get-%E4%B8%AD-1e0.md", note()), arguments: &["SITE/get-%E4%B8%AD-1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "two", site: nothing, arguments: &["SITE/1e0", "SITE/2e0", "SITE/api-1"], code: 0, message: "POST /notes", pages: BOTH },
    Row { name: "all", site: nothing, arguments: &["SITE", "--all"], code: 0, message: "added spec/create-note.md", pages: BOTH },
    Row { name: "folder", site: nothing, arguments: &["SITE/llms.txt", "--folder", "Write"], code: 0, message: "added spec/create-note.md", pages: &["create-note.md", "provenance.tsv"] },
    Row { name: "folder by path", site: nothing, arguments: &["SITE/", "--folder", "Notes > Write"], code: 0, message: "added spec/create-note.md", pages: &["create-note.md", "provenance.tsv"] },
    Row { name: "no such folder", site: nothing, arguments: &["SITE", "--folder", "X"], code: 2, message: "the site has no folder `X`", pages: NONE },
    Row { name: "a site alone", site: nothing, arguments: &["SITE"], code: 2, message: "select its pages with `--all` or `--folder NAME`", pages: NONE },
    Row { name: "several at a time", site: nothing, arguments: &["SITE", "--all", "--jobs", "4"], code: 0, message: "added", pages: BOTH },
    Row { name: "dry run", site: nothing, arguments: &["SITE/1e0", "--dry-run"], code: 0, message: "would add spec/get-note.md", pages: NONE },
    Row { name: "CRLF", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace('\n', "\r\n"))), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "a document", site: |site| site.put("/openapi.json", Reply::new(r#"{"openapi":"3.0.1","info":{"title":"","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"OK"}}}}}}"#)), arguments: &["SITE/openapi.json?version=x"], code: 0, message: "GET /a", pages: &["get.json", "provenance.tsv"] },
    Row { name: "a document without an ending", site: |site| site.put("/spec", Reply::new("openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths: {/a: {get: {responses: {'200': {description: OK}}}}}\n")), arguments: &["SITE/spec"], code: 0, message: "GET /a", pages: &["get.yaml", "provenance.tsv"] },
    Row { name: "a document in several files", site: |site| site.put("/openapi.yaml", Reply::new("openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths: {/a: {get: {responses: {'200': {description: OK, content: {application/json: {schema: {$ref: 'schemas/a.yaml'}}}}}}}}\n")), arguments: &["SITE/openapi.yaml"], code: 1, message: "refers to another file, schemas/a.yaml: save both", pages: NONE },
    Row { name: "gone", site: |site| site.take("/1e0.md"), arguments: &["SITE/1e0.md"], code: 2, message: "is gone (404)", pages: NONE },
    Row { name: "gone for good", site: |site| site.put("/1e0.md", Reply::status(410)), arguments: &["SITE/1e0"], code: 2, message: "is gone (410)", pages: NONE },
    Row { name: "one of two is gone", site: |site| site.take("/2e0.md"), arguments: &["SITE", "--all"], code: 2, message: "no page was added", pages: NONE },
    Row { name: "forbidden", site: |site| site.put("/1e0.md", Reply::status(403)), arguments: &["SITE/1e0"], code: 2, message: "requires a key (403)", pages: NONE },
    Row { name: "429, then well", site: |site| site.script("/1e0.md", vec![Reply::status(429).with("Retry-After", "0"), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "429 with a date", site: |site| site.script("/1e0.md", vec![Reply::status(429).with("Date", "Sat, 28 Nov 2026 18:00:00 GMT").with("Retry-After", "Sat, 28 Nov 2026 18:00:00 GMT"), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "429 for an hour", site: |site| site.put("/1e0.md", Reply::status(429).with("Retry-After", "3600")), arguments: &["SITE/1e0"], code: 2, message: "after the time limit, in 3600 seconds", pages: NONE },
    Row { name: "500, then well", site: |site| site.script("/1e0.md", vec![Reply::status(500), Reply::status(503), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "500 for ever", site: |site| site.put("/1e0.md", Reply::status(500)), arguments: &["SITE/1e0"], code: 2, message: "responds with 500 (4 attempts)", pages: NONE },
    Row { name: "reset, then well", site: |site| site.script("/1e0.md", vec![Reply::reset(), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "reset for ever", site: |site| site.put("/1e0.md", Reply::reset()), arguments: &["SITE/1e0"], code: 2, message: "(4 attempts): try again later", pages: NONE },
    Row { name: "cut, then well", site: |site| site.script("/1e0.md", vec![note().cut(), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "cut for ever", site: |site| site.put("/1e0.md", note().cut()), arguments: &["SITE/1e0"], code: 2, message: "(4 attempts): try again later", pages: NONE },
    Row { name: "a slow drip", site: |site| site.put("/1e0.md", Reply::drip()), arguments: &["SITE/1e0", "--time-limit", "1"], code: 2, message: "did not arrive within the time limit", pages: NONE },
    Row { name: "HTML", site: |site| site.put("/1e0.md", Reply::new("# x").with("Content-Type", "text/html")), arguments: &["SITE/1e0"], code: 1, message: "returned HTML instead of Markdown", pages: NONE },
    Row { name: "HTML called Markdown", site: |site| site.put("/1e0.md", Reply::new("\u{feff}\n<!DOCTYPE html><p>Log in")), arguments: &["SITE/1e0"], code: 1, message: "returned HTML instead of Markdown", pages: NONE },
    Row { name: "a login", site: |site| { site.put("/1e0.md", Reply::status(302).with("Location", "/login")); site.put("/login", Reply::new("<html>")); }, arguments: &["SITE/1e0"], code: 1, message: "/login returned HTML", pages: NONE },
    Row { name: "moved on the host", site: |site| { site.put("/1e0.md", Reply::status(301).with("Location", "/new/1e0.md")); site.put("/new/1e0.md", note()); }, arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "another host", site: |site| site.put("/1e0.md", Reply::status(302).with("Location", "https://evil.example/1e0.md")), arguments: &["SITE/1e0"], code: 1, message: "which is another host", pages: NONE },
    Row { name: "another port", site: |site| site.put("/1e0.md", Reply::status(302).with("Location", "http://127.0.0.1:9/1e0.md")), arguments: &["SITE/1e0"], code: 1, message: "which is another host", pages: NONE },
    Row { name: "a circle", site: |site| site.put("/1e0.md", Reply::status(302).with("Location", "/1e0.md")), arguments: &["SITE/1e0"], code: 1, message: "redirects in a loop", pages: NONE },
    Row { name: "50 MB", site: |site| site.put("/1e0.md", Reply::new(vec![b'#'; 50 << 20])), arguments: &["SITE/1e0"], code: 1, message: "is larger than 16777216 bytes", pages: NONE },
    Row { name: "wrong charset", site: |site| site.put("/1e0.md", Reply::new(b"# \xb1\xb1\xbe\xa9".as_slice()).with("Content-Type", "text/markdown; charset=gbk")), arguments: &["SITE/1e0"], code: 1, message: "not-utf8", pages: NONE },
    Row { name: "the start page", site: |site| site.put("/1e0.md", Reply::new("# Welcome\n")), arguments: &["SITE/1e0"], code: 1, message: "is not a page that can be added", pages: NONE },
    Row { name: "another endpoint", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 5, "Note"))), arguments: &["SITE/1e0"], code: 1, message: "is the page of endpoint 5, but endpoint 1 was requested", pages: NONE },
    Row { name: "an index without endpoints", site: |site| site.put("/llms.txt", Reply::new("# Hello\n")), arguments: &["SITE", "--all"], code: 1, message: "lists no endpoint", pages: NONE },
    Row { name: "no index", site: |site| site.take("/llms.txt"), arguments: &["SITE", "--all"], code: 1, message: "publishes no index there", pages: NONE },
    Row { name: "a page listed twice", site: |site| site.index(&["- A [Get](/1e0.md): ", "- B [Get](/1e0.md): "]), arguments: &["SITE", "--all"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "a hostile title", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes ../../evil", 1, "Note"))), arguments: &["SITE/1e0"], code: 0, message: "added spec/", pages: &["notes-evil.md", "provenance.tsv"] },
    Row { name: "the name of a device", site: |site| site.put("/con.json", Reply::new(TWO)), arguments: &["SITE/con.json"], code: 0, message: "added spec/page-con.json", pages: &["page-con.json", "provenance.tsv"] },
    Row { name: "in brackets", site: nothing, arguments: &["<SITE/1e0>"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "behind a language", site: |site| site.put("/en/1e0.md", note()), arguments: &["SITE/en/1e0"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "a shared site of Apifox", site: |site| { site.take("/1e0.md"); site.put("/4b0c/1e0.md", note()); }, arguments: &["SITE/4b0c/api-1"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "a page of Apidog", site: |site| site.put("/chat-1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace("apifox", "apidog"))), arguments: &["SITE/chat-1e0"], code: 0, message: "page 7/1", pages: ONE },
    Row { name: "a site of Apidog", site: |site| { site.put("/get-note-1e0.md", note()); site.index(&["- Notes [Get note](/get-note-1e0.md): "]); }, arguments: &["SITE", "--all"], code: 0, message: "added spec/get-note.md", pages: ONE },
    Row { name: "nowhere", site: |site| site.take("/1e0.md"), arguments: &["SITE/p/api-1"], code: 2, message: "/1e0.md is gone (404)", pages: NONE },
    Row { name: "an index with odd titles", site: |site| site.index(&["- A > ../../b [[_x] ](y) \u{1b}[2J](/1e0.md): [z](/2e0.md)", "- C [](/2e0.md)", "> quote", "* [x](javascript:1.md)", "- [no end](/3e0.md"]), arguments: &["SITE", "--all"], code: 0, message: "added spec/create-note.md", pages: BOTH },
    Row { name: "folders with odd names", site: |site| site.index(&["- \u{1b}[2JEvil [x](/1e0.md): "]), arguments: &["SITE"], code: 2, message: "\\u{1b}[2JEvil", pages: NONE },
    Row { name: "an index of another host alone", site: |site| site.index(&["- [x](https://evil.example/1e0.md)", "- [y](http://me:pa55word@127.0.0.1/1e0.md)"]), arguments: &["SITE", "--all"], code: 1, message: "lists no endpoint", pages: NONE },
    Row { name: "four backticks", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace("```", "````"))), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "a mark of order", site: |site| site.put("/1e0.md", Reply::new("\u{feff}".to_owned() + &page("GET /notes Get note", 1, "Note"))), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "nothing in it", site: |site| site.put("/1e0.md", Reply::new("")), arguments: &["SITE/1e0"], code: 1, message: "is not a page that can be added", pages: NONE },
    Row { name: "204", site: |site| site.put("/1e0.md", Reply::status(204)), arguments: &["SITE/1e0"], code: 2, message: "responds with 204", pages: NONE },
    Row { name: "304 to who has nothing", site: |site| site.put("/1e0.md", Reply::status(304)), arguments: &["SITE/1e0"], code: 2, message: "responded 304 Not Modified to an unconditional request", pages: NONE },
    Row { name: "401", site: |site| site.put("/1e0.md", Reply::status(401)), arguments: &["SITE/1e0"], code: 2, message: "requires a key (401)", pages: NONE },
    Row { name: "418", site: |site| site.put("/1e0.md", Reply::status(418)), arguments: &["SITE/1e0"], code: 2, message: "responds with 418", pages: NONE },
    Row { name: "429 without a word", site: |site| site.script("/1e0.md", vec![Reply::status(429), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "429 with nonsense", site: |site| site.script("/1e0.md", vec![Reply::status(429).with("Retry-After", "-7 soon"), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "429 for one second", site: |site| site.script("/1e0.md", vec![Reply::status(429).with("Retry-After", "1"), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "a date in the past", site: |site| site.script("/1e0.md", vec![Reply::status(503).with("Retry-After", "Sat, 28 Nov 1998 18:00:00 GMT"), note()]), arguments: &["SITE/1e0"], code: 0, message: "added", pages: ONE },
    Row { name: "a date beyond the limit", site: |site| site.put("/1e0.md", Reply::status(503).with("Date", "Sat, 28 Nov 2026 18:00:00 GMT").with("Retry-After", "Sun, 29 Nov 2026 18:00:00 GMT")), arguments: &["SITE/1e0"], code: 2, message: "after the time limit, in 86400 seconds", pages: NONE },
    Row { name: "a redirect without an address", site: |site| site.put("/1e0.md", Reply::status(302)), arguments: &["SITE/1e0"], code: 1, message: "redirects in a loop", pages: NONE },
    Row { name: "a redirect with a password", site: |site| site.put("/1e0.md", Reply::status(302).with("Location", "http://me:pa55word@127.0.0.1/x")), arguments: &["SITE/1e0"], code: 1, message: "contains a user name or a password", pages: NONE },
    Row { name: "a redirect to a file", site: |site| site.put("/1e0.md", Reply::status(302).with("Location", "file:///etc/passwd")), arguments: &["SITE/1e0"], code: 1, message: "`file://` is not supported", pages: NONE },
    Row { name: "an index elsewhere", site: |site| site.put("/llms.txt", Reply::status(301).with("Location", "https://evil.example/llms.txt")), arguments: &["SITE", "--all"], code: 1, message: "which is another host", pages: NONE },
    Row { name: "a smaller limit", site: nothing, arguments: &["SITE/1e0", "--max-bytes", "100"], code: 1, message: "is larger than 100 bytes", pages: NONE },
    Row { name: "case twins", site: |site| { site.put("/2e0.md", Reply::new(page("GET /Notes GET NOTE", 2, "Note"))); }, arguments: &["SITE", "--all"], code: 0, message: "GET /Notes", pages: &["notes-get-note.md", "notes-get.md", "provenance.tsv"] },
    Row { name: "one operation on two pages", site: |site| site.put("/2e0.md", Reply::new(page("GET /notes Get note", 2, "Note"))), arguments: &["SITE", "--all"], code: 0, message: "added spec/get-note-2.md", pages: &["get-note-2.md", "get-note.md", "provenance.tsv"] },
    Row { name: "a title of a device", site: |site| site.put("/1e0.md", Reply::new(page("GET /con con", 1, "Note"))), arguments: &["SITE/1e0"], code: 0, message: "added spec/", pages: &["notes-con.md", "provenance.tsv"] },
    Row { name: "steering titles", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes \"\\e[2Jx\"", 1, "Note"))), arguments: &["SITE/1e0"], code: 0, message: "added spec/", pages: &["notes-n2jx.md", "provenance.tsv"] },
    Row { name: "a folder of no site", site: nothing, arguments: &["SITE/1e0", "--all"], code: 2, message: "select pages of a site", pages: NONE },
    Row { name: "a secret in the query", site: nothing, arguments: &["SITE/openapi.json?token=pa55word"], code: 2, message: "contains `token`, which looks like a secret", pages: NONE },
    Row { name: "a saved page", site: nothing, arguments: &["saved/page.md"], code: 2, message: "use `apifox add`", pages: NONE },
    Row { name: "a header that is not set", site: nothing, arguments: &["SITE/1e0", "--header", "Authorization=NO_SUCH_TOKEN"], code: 2, message: "is read from NO_SUCH_TOKEN, which is not set", pages: NONE },
    Row { name: "no time", site: nothing, arguments: &["SITE/1e0", "--time-limit", "0"], code: 2, message: "raise --time-limit", pages: NONE },
    Row { name: "a schema", site: nothing, arguments: &["SITE/schema-4"], code: 2, message: "is the address of a schema", pages: NONE },
    Row { name: "a folder's page", site: nothing, arguments: &["SITE/4f0"], code: 2, message: "is the address of a folder", pages: NONE },
    Row { name: "the editor", site: nothing, arguments: &["https://app.apifox.com/web/project/1/apis/api-2-run"], code: 2, message: "copy the address of the published page", pages: NONE },
    Row { name: "a guide", site: nothing, arguments: &["SITE/9m0"], code: 2, message: "is the address of a guide", pages: NONE },
    Row { name: "a password", site: nothing, arguments: &["https://me:pa55word@docs.example.com/1e0"], code: 2, message: "contains a user name or a password", pages: NONE },
    Row { name: "not encrypted", site: nothing, arguments: &["http://docs.example.com/1e0"], code: 2, message: "write https://", pages: NONE },
];

#[test]
fn every_form_of_address_is_fetched_and_every_fault_is_reported_and_changes_nothing() {
    let (mut faults, mut all) = (Vec::new(), String::new());
    for (number, row) in ROWS.iter().enumerate() {
        let folder = Folder::new(&format!("fetch-{number}"));
        let site = Site::of_notes();
        (row.site)(&site);
        let mut arguments = vec!["fetch".to_owned(), "--pause=1".to_owned()];
        arguments.extend(
            row.arguments
                .iter()
                .map(|argument| argument.replace("SITE", &site.address(""))),
        );
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = folder.run(&arguments);
        let printed = out(&output) + &err(&output);
        let _ = writeln!(all, "== {}: {}\n{}", row.name, row.code, site.plain(&printed));
        if output.status.code() != Some(row.code)
            || !printed.contains(row.message)
            || folder.pages() != row.pages
            || printed.contains("pa55word")
        {
            faults.push(format!(
                "{}: {:?}, {:?}\n{printed}",
                row.name,
                output.status.code(),
                folder.pages()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_equals_file(Path::new("tests/fixtures/cli/fetch-faults.txt"), &all);
}

#[test]
fn a_fetched_page_is_byte_for_byte_that_of_the_site_and_records_address_and_validators() {
    let folder = Folder::new("fetch-records");
    let site = Site::of_notes();
    let output = folder.run(&["fetch", &site.address("/1e0")]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(folder.read("spec/get-note.md"), page("GET /notes Get note", 1, "Note"));
    let line = folder.read("spec/provenance.tsv").lines().last().unwrap().to_owned();
    assert!(
        site.plain(&line)
            .ends_with("\t2026-03-02\t7/1\t1e0.md\thttp://SITE/1e0.md\t\"n1\"\t-"),
        "{line}"
    );
    let request = site.requests().remove(0).to_lowercase();
    assert!(
        request.contains(&format!("user-agent: apifox/{}", env!("CARGO_PKG_VERSION"))),
        "{request}"
    );
}

#[test]
fn pages_can_be_put_into_a_folder_that_is_nobodys_crate() {
    let folder = Folder::new("fetch-into");
    let site = Site::of_notes();
    let output = folder.run(&["fetch", &site.address(""), "--all", "--into", "mine"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(folder.pages(), [""; 0]);
    assert_eq!(folder.read("mine/get-note.md"), page("GET /notes Get note", 1, "Note"));
}

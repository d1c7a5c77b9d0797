//! `apifox sync` and `apifox remove`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use testkit::expected::assert_equals_file;

use super::folder::{Folder, MANIFEST, page};
use super::site::{Reply, Site};
use super::{err, out};

/// Returns a crate that has both notes of the site, blessed, and tracks the site with these
/// additional lines.
fn tracking(test: &str, more: &str) -> (Folder, Site) {
    let (folder, site) = (Folder::new(test), Site::of_notes());
    let source = format!("sources:\n  - site: {}\n{more}", site.address(""));
    folder.write("apifox.yaml", &(MANIFEST.to_owned() + &source));
    let fetched = folder.run(&["fetch", &site.address(""), "--all"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", err(&fetched));
    assert_eq!(folder.run(&["bless"]).status.code(), Some(0));
    site.requests();
    (folder, site)
}

fn sync(folder: &Folder, more: &[&str]) -> Output {
    let mut arguments = vec!["sync", "--pause=1"];
    arguments.extend(more);
    folder.run_with(&arguments, &[("CI", "true"), ("DOCS_TOKEN", "pa55word")])
}

fn changed() -> Reply {
    Reply::new(page("GET /notes Get note", 1, "Note").replace("[draft, final]", "[draft, final, gone]"))
}

/// A row of the table: a change of the site, and the expected result.
struct Row {
    name: &'static str,
    /// Additional lines of the source.
    source: &'static str,
    site: fn(&Site),
    code: i32,
    message: &'static str,
    /// The changed files of the folder of pages: `+` new, `~` changed, `-` removed.
    files: &'static [&'static str],
}

const NOTHING: &[&str] = &[];
const ALL: &str = "    track: all\n";
const TWO: [&str; 2] = [
    "- Notes [Get note](/1e0.md): ",
    "- Notes > Write [Create note](/2e0.md): ",
];

fn third(site: &Site) {
    site.put("/3e0.md", Reply::new(page("PUT /notes Change note", 3, "Note")));
    site.index(&[TWO[0], TWO[1], "- Old [Change note](/3e0.md): "]);
}

#[rustfmt::skip] // a table
const ROWS: &[Row] = &[
    Row { name: "nothing", source: "", site: |_| {}, code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "other lines of the index", source: "", site: |site| site.index(&[TWO[1], "- x", TWO[0]]), code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "a value", source: "", site: |site| site.put("/1e0.md", changed()), code: 3, message: "changed   get-note.md (1)", files: &["~get-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "a new ETag alone", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note")).with("ETag", "\"n2\"")), code: 0, message: "2 unchanged\n", files: &["~provenance.tsv"] },
    Row { name: "a title", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Read note", 1, "Note"))), code: 3, message: "`Get note` is now `Read note`", files: &["~get-note.md", "~provenance.tsv"] },
    Row { name: "a folder", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace("x-apifox-folder: API/Notes", "x-apifox-folder: API/Jots"))), code: 3, message: "folder `API/Notes` is now `API/Jots`", files: &["~get-note.md", "~provenance.tsv"] },
    Row { name: "a path", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /jots Get note", 1, "Note"))), code: 3, message: "changed   get-note.md (1)", files: &["~get-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "an address", source: "", site: |site| { site.take("/2e0.md"); site.put("/new-2e0.md", Reply::new(page("POST /notes Create note", 2, "Note"))); site.index(&[TWO[0], "- Notes [x](/new-2e0.md)"]); }, code: 3, message: "moved     create-note.md (2): from http://SITE/2e0.md", files: &["~provenance.tsv"] },
    Row { name: "gone", source: "", site: |site| { site.take("/2e0.md"); site.index(&[TWO[0]]); }, code: 3, message: "to do: apifox remove create-note.md", files: NOTHING },
    Row { name: "gone, but listed", source: "", site: |site| site.take("/2e0.md"), code: 3, message: "gone      create-note.md (2)", files: NOTHING },
    Row { name: "hidden, but there", source: "", site: |site| site.index(&[TWO[0]]), code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "new, not tracked", source: "", site: third, code: 0, message: "untracked http://SITE/3e0.md (3): Old: Change note", files: NOTHING },
    Row { name: "new, all tracked", source: ALL, site: third, code: 3, message: "new       change-note.md (3): Change note", files: &["+change-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "new, by its id", source: "    track: [3]\n", site: third, code: 3, message: "new       change-note.md", files: &["+change-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "new, in a tracked folder", source: "    track: [Old]\n", site: third, code: 3, message: "new       change-note.md", files: &["+change-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "new, ignored", source: "    track: all\n    ignore: [Old]\n", site: third, code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "refused by the generator", source: "", site: |site| { site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace("schemas/Note'", "schemas/Nota'"))); third(site); }, code: 1, message: "dangling-ref", files: NOTHING },
    Row { name: "one refused, one changed", source: ALL, site: |site| { site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace("schemas/Note'", "schemas/Nota'"))); third(site); }, code: 1, message: "refused   get-note.md (1)", files: &["+change-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "a page of HTML", source: "", site: |site| site.put("/1e0.md", Reply::new("<html>")), code: 1, message: "returned HTML instead of Markdown", files: NOTHING },
    Row { name: "the start page", source: "", site: |site| site.put("/1e0.md", Reply::new("# Welcome\n")), code: 1, message: "to do: the existing page is kept", files: NOTHING },
    Row { name: "another endpoint", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 8, "Note"))), code: 1, message: "is the page of endpoint 8", files: NOTHING },
    Row { name: "another host", source: "", site: |site| site.put("/1e0.md", Reply::status(301).with("Location", "https://evil.example/1e0.md")), code: 1, message: "which is another host", files: NOTHING },
    Row { name: "CRLF", source: "", site: |site| site.put("/1e0.md", Reply::new(page("GET /notes Get note", 1, "Note").replace('\n', "\r\n"))), code: 3, message: "changed   get-note.md (1)", files: &["~get-note.md", "~provenance.tsv"] },
    Row { name: "a page of 50 MB", source: "", site: |site| site.put("/1e0.md", Reply::new(vec![b'#'; 50 << 20])), code: 1, message: "is larger than 16777216 bytes", files: NOTHING },
    Row { name: "another charset", source: "", site: |site| site.put("/1e0.md", Reply::new(b"# \xb1\xb1".as_slice())), code: 1, message: "not-utf8", files: NOTHING },
    Row { name: "a login", source: "", site: |site| { site.put("/1e0.md", Reply::status(302).with("Location", "/login")); site.put("/login", Reply::new("<html>")); }, code: 1, message: "/login returned HTML", files: NOTHING },
    Row { name: "gone for good", source: "", site: |site| site.put("/2e0.md", Reply::status(410)), code: 3, message: "gone      create-note.md (2): http://SITE/2e0.md is gone (410)", files: NOTHING },
    Row { name: "429, then well", source: "", site: |site| { let busy = || Reply::status(429).with("Retry-After", "0"); site.script("/2e0.md", vec![busy(), Reply::new(page("POST /notes Create note", 2, "Note")), busy(), Reply::new(page("POST /notes Create note", 2, "Note"))]); }, code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "cut off", source: "", site: |site| { site.put("/2e0.md", Reply::new("x".repeat(99)).cut()); site.put("/1e0.md", changed()); }, code: 2, message: "(4 attempts): try again later", files: NOTHING },
    Row { name: "forbidden", source: "", site: |site| site.put("/2e0.md", Reply::status(403)), code: 2, message: "requires a key (403)", files: NOTHING },
    Row { name: "listed twice", source: ALL, site: |site| site.index(&[TWO[0], TWO[1], "- Again [Get note](/1e0.md): "]), code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "listed under another host", source: ALL, site: |site| site.index(&[TWO[0], TWO[1], "- X [Evil](https://evil.example/7e0.md): "]), code: 0, message: "2 unchanged\n", files: NOTHING },
    Row { name: "moved and changed", source: "", site: |site| { site.take("/1e0.md"); site.put("/new-1e0.md", changed()); site.index(&["- [x](/new-1e0.md)", TWO[1]]); }, code: 3, message: "changed   get-note.md (1): moved from http://SITE/1e0.md", files: &["~get-note.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "a hostile title", source: ALL, site: |site| { site.put("/3e0.md", Reply::new(page("PUT /notes ../../x", 3, "Note"))); site.index(&[TWO[0], TWO[1], "- ../../.. [../../x](/3e0.md): "]); }, code: 3, message: "new       ", files: &["~names.lock", "~provenance.tsv", "+update-note-x.md"] },
    Row { name: "two pages of one operation", source: ALL, site: |site| { site.put("/3e0.md", Reply::new(page("GET /notes Get note", 3, "Note"))); site.index(&[TWO[0], TWO[1], "- [x](/3e0.md): "]); }, code: 3, message: "new       get-note-2.md (3)", files: &["+get-note-2.md", "~names.lock", "~provenance.tsv"] },
    Row { name: "an ignored page that changed", source: "    ignore: [1]\n", site: |site| site.put("/1e0.md", changed()), code: 0, message: "1 unchanged\n", files: NOTHING },
    Row { name: "no index", source: "", site: |site| site.take("/llms.txt"), code: 1, message: "publishes no index there", files: NOTHING },
    Row { name: "an index of HTML", source: "", site: |site| site.put("/llms.txt", Reply::new("<html>")), code: 1, message: "returned HTML", files: NOTHING },
    Row { name: "a site that is down", source: "", site: |site| { site.put("/llms.txt", Reply::status(503)); site.put("/1e0.md", changed()); }, code: 2, message: "responds with 503 (4 attempts)", files: NOTHING },
    Row { name: "a page that is down", source: "", site: |site| { site.put("/2e0.md", Reply::reset()); site.put("/1e0.md", changed()); }, code: 2, message: "no page was added", files: NOTHING },
    Row { name: "a secret", source: "    headers: {Authorization: DOCS_TOKEN}\n", site: |site| site.put("/1e0.md", Reply::status(500)), code: 2, message: "responds with 500", files: NOTHING },
    Row { name: "a secret that is not set", source: "    headers: {Authorization: NO_SUCH_TOKEN}\n", site: |_| {}, code: 2, message: "is read from NO_SUCH_TOKEN, which is not set", files: NOTHING },
    Row { name: "a key that means nothing", source: "    trakc: all\n", site: |_| {}, code: 2, message: "unknown key `trakc` in a source", files: NOTHING },
];

fn differences(before: &[(String, String)], after: &[(String, String)]) -> Vec<String> {
    let find = |all: &[(String, String)], name: &str| {
        all.iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.clone())
    };
    let names = before.iter().chain(after).map(|(name, _)| name);
    let mut all: Vec<String> = names
        .filter(|name| name.starts_with("spec/"))
        .filter_map(|name| match (find(before, name), find(after, name)) {
            (None, Some(_)) => Some(format!("+{}", &name[5..])),
            (Some(_), None) => Some(format!("-{}", &name[5..])),
            (old, new) => (old != new).then(|| format!("~{}", &name[5..])),
        })
        .collect();
    all.sort_by_key(|name| name[1..].to_owned());
    all.dedup();
    all
}

#[test]
fn every_change_of_the_vendor_is_reported_and_a_second_run_has_nothing_to_do() {
    let mut faults = Vec::new();
    let (mut human, mut markdown) = (String::new(), String::new());
    let (ready, site) = tracking("sync-ready", "");
    let ready = ready.files();
    for (number, row) in ROWS.iter().enumerate() {
        let folder = Folder::with(&format!("sync-{number}"), &ready);
        site.same_as(&Site::of_notes());
        let manifest = folder.read("apifox.yaml") + row.source;
        folder.write("apifox.yaml", &manifest);
        (row.site)(&site);
        let before = folder.files();
        let checked = sync(&folder, &["--check", "--format", "markdown"]);
        let all = |output: &Output| site.plain(&(out(output) + &err(output)));
        let _ = write!(markdown, "<!-- {}: {} -->\n\n{}\n", row.name, row.code, all(&checked));
        if folder.files() != before || checked.status.code() != Some(row.code) {
            faults.push(format!(
                "{}: --check {:?}, {:?}",
                row.name,
                checked.status.code(),
                differences(&before, &folder.files())
            ));
        }
        let output = sync(&folder, &[]);
        let printed = all(&output);
        let _ = writeln!(human, "== {}: {}\n{printed}", row.name, row.code);
        let files = differences(&before, &folder.files());
        if output.status.code() != Some(row.code)
            || !printed.contains(row.message)
            || files != row.files
            || printed.contains("pa55word")
        {
            faults.push(format!(
                "{}: {:?}, {files:?}\n{printed}",
                row.name,
                output.status.code()
            ));
        }
        let bless = folder.run(&["bless", "--check"]);
        if row.code != 2 && bless.status.code() != Some(0) {
            faults.push(format!("{}: bless --check\n{}{}", row.name, out(&bless), err(&bless)));
        }
        let settled = folder.files();
        let again = sync(&folder, &[]).status.code();
        if folder.files() != settled || (row.code == 3 && !printed.contains("gone") && again != Some(0)) {
            faults.push(format!("{}: a second run ends with {again:?}", row.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_equals_file(Path::new("tests/fixtures/cli/sync-faults.txt"), &human);
    assert_equals_file(Path::new("tests/fixtures/cli/sync-faults.md"), &markdown);
}

#[test]
fn a_change_is_reported_to_people_and_as_the_body_of_a_pull_request() {
    let (folder, site) = tracking("sync-told", ALL);
    site.put("/1e0.md", changed());
    third(&site);
    site.put(
        "/4e0.md",
        Reply::new(page("GET /x X", 4, "Note").replace("schemas/Note'", "schemas/Nota'")),
    );
    site.index(&[TWO[0], "- Old [Change note](/3e0.md): ", "- Old [X](/4e0.md): "]);
    site.take("/2e0.md");
    for format in ["human", "markdown", "json"] {
        let output = sync(&folder, &["--check", "--format", format]);
        let code = output.status.code().unwrap();
        let text = format!(
            "exit code {code}\n--- standard output\n{}--- standard error\n{}",
            out(&output),
            err(&output)
        );
        assert_equals_file(
            Path::new(&format!("tests/fixtures/cli/sync-{format}.txt")),
            &site.plain(&text),
        );
    }
}

#[test]
fn unchanged_pages_cost_one_request_each_and_no_body_where_the_site_gives_validators() {
    let (folder, site) = tracking("sync-cheap", "");
    let dated =
        Reply::new(page("POST /notes Create note", 2, "Note")).with("Last-Modified", "Sat, 28 Nov 2026 18:00:00 GMT");
    site.put("/2e0.md", dated);
    assert_eq!(sync(&folder, &[]).status.code(), Some(0));
    site.requests();
    assert_eq!(sync(&folder, &[]).status.code(), Some(0));
    let requests = site.requests();
    assert_eq!(requests.len(), 3, "{requests:?}");
    assert!(
        requests
            .iter()
            .any(|request| request.to_lowercase().contains("if-none-match: \"n1\""))
    );
    assert!(
        requests
            .iter()
            .any(|request| request.to_lowercase().contains("if-modified-since: sat, 28 nov 2026"))
    );
}

#[test]
fn a_header_is_sent_to_the_site_and_not_to_its_mirrors() {
    let (folder, site) = tracking("sync-mirror", "");
    let mirror = Site::of_notes();
    let more = format!(
        "    headers: {{Authorization: DOCS_TOKEN}}\n    mirrors: [\"http://localhost:{}\"]\n",
        mirror.port()
    );
    folder.write("apifox.yaml", &(folder.read("apifox.yaml") + &more));
    site.put("/llms.txt", Reply::status(503));
    let output = sync(&folder, &[]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    let (own, others) = (site.requests(), mirror.requests());
    assert!(own.iter().all(|request| request.contains("pa55word")) && !own.is_empty());
    assert!(
        others.len() == 3 && others.iter().all(|request| !request.contains("pa55word")),
        "{others:?}"
    );
}

#[test]
fn a_page_is_removed_by_its_name_its_path_or_its_endpoint() {
    for (number, named) in ["create-note.md", "spec/create-note.md", "2"].iter().enumerate() {
        let (folder, _site) = tracking(&format!("remove-{number}"), "");
        let output = folder.run(&["remove", named, "--dry-run"]);
        assert!(
            out(&output).contains("would remove spec/create-note.md"),
            "{}",
            err(&output)
        );
        let output = folder.run(&["remove", named]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert_eq!(folder.pages(), ["get-note.md", "names.lock", "provenance.tsv"]);
        assert!(!folder.read("spec/provenance.tsv").contains("create-note"));
    }
    let (folder, _site) = tracking("remove-none", "");
    let output = folder.run(&["remove", "nobody.md"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("nobody.md is not a page of spec"));
}

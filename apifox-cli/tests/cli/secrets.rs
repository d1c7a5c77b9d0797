//! The value of a header is sent to its site, and appears nowhere else.

use super::folder::{Folder, MANIFEST, halfway, page};
use super::site::{Reply, Site};
use super::{err, out};

const SECRET: &str = "pa55word";
const VARIABLES: &[(&str, &str)] = &[("DOCS_TOKEN", "Bearer pa55word\n"), ("DOCS_COOKIE", "session=pa55word")];

fn note(change: &str) -> Reply {
    Reply::new(page("GET /notes Get note", 1, "Note").replace("draft", change))
}

/// The site's reaction to a request, and the exit code of `sync`.
type Row = (&'static str, fn(&Site), i32);

#[rustfmt::skip] // a table
const ROWS: &[Row] = &[
    ("nothing changed", |_| {}, 0),
    ("a page changed", |site| site.put("/1e0.md", note("rough")), 3),
    ("not let in", |site| site.put("/1e0.md", Reply::status(401)), 2),
    ("down", |site| site.put("/1e0.md", Reply::status(500)), 2),
    ("reset", |site| site.put("/1e0.md", Reply::reset()), 2),
    ("cut", |site| site.put("/1e0.md", note("x").cut()), 2),
    ("HTML", |site| site.put("/1e0.md", Reply::new("<html>pa55word")), 1),
    ("refused", |site| site.put("/1e0.md", note("x").with("Content-Type", "text/html; pa55word")), 1),
    ("repeated in the page", |site| site.put("/1e0.md", note("pa55word")), 1),
    ("repeated in the validator", |site| site.put("/1e0.md", note("x").with("ETag", "\"pa55word\"")), 1),
    ("repeated in a redirect", |site| site.put("/1e0.md", Reply::status(302).with("Location", "/login/pa55word?token=pa55word")), 1),
    ("repeated in a redirect elsewhere", |site| site.put("/1e0.md", Reply::status(302).with("Location", "https://evil.example/pa55word")), 1),
];

#[test]
fn the_value_of_a_header_is_in_no_output_and_in_no_file_whatever_the_site_does() {
    for (number, (name, change, code)) in ROWS.iter().enumerate() {
        let (folder, site) = (Folder::new(&format!("secrets-{number}")), Site::of_notes());
        let headers = "    headers: {Authorization: DOCS_TOKEN, Cookie: DOCS_COOKIE}\n";
        let source = format!("sources:\n  - site: {}\n    track: all\n{headers}", site.address(""));
        folder.write("apifox.yaml", &(MANIFEST.to_owned() + &source));
        let clean = |what: &str, printed: &str| {
            assert!(!printed.contains(SECRET), "{name}: {what}: {printed}");
            for (file, text) in folder.files() {
                assert!(!text.contains(SECRET), "{name}: {what}: {file}");
            }
        };
        let run = |arguments: &[&str]| {
            let output = folder.run_with(arguments, VARIABLES);
            let printed = out(&output) + &err(&output);
            clean(&arguments.join(" "), &printed);
            (output.status.code(), printed)
        };
        // `fetch` uses the headers of the source too.
        let (fetched, printed) = run(&["fetch", &site.address(""), "--all"]);
        assert_eq!(fetched, Some(0), "{printed}");
        run(&["bless"]);
        let requests = site.requests();
        assert!(
            requests.iter().all(|request| request.contains("Bearer pa55word\r\n")),
            "{requests:?}"
        );
        assert!(
            requests.iter().all(|request| request.contains("session=pa55word\r\n")),
            "{requests:?}"
        );
        change(&site);
        for format in ["human", "markdown", "json"] {
            run(&["sync", "--pause=1", "--check", "--format", format]);
        }
        for steps in [3, 7] {
            let mut left = steps;
            let killed = folder.run_in_steps(&["sync", "--pause=1"], VARIABLES, |operation| {
                left = u32::checked_sub(left, 1)?;
                Some(halfway(operation))
            });
            clean(&format!("killed after {steps} steps"), &(out(&killed) + &err(&killed)));
        }
        let (ended, printed) = run(&["sync", "--pause=1"]);
        assert_eq!(ended, Some(*code), "{name}: {printed}");
        run(&[
            "fetch",
            "--pause=1",
            &site.address("/1e0"),
            "--header",
            "Cookie=DOCS_COOKIE",
        ]);
    }
}

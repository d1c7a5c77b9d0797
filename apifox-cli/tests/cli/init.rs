//! `apifox init`.

use std::path::Path;

use testkit::expected::assert_equals_file;

use super::folder::{Folder, page};
use super::site::{Reply, Site};
use super::{err, out};

const HELLO: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";
const CARGO: &str = "[package]\nname = \"my-notes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";

/// Returns a folder with the files that `cargo new` writes.
fn new(test: &str) -> Folder {
    let folder = Folder::new(test);
    std::fs::remove_file(folder.path().join("apifox.yaml")).unwrap();
    folder.write("Cargo.toml", CARGO);
    folder.write("src/main.rs", HELLO);
    folder
}

/// A row of the table: a change beforehand, the arguments, and the expected result.
struct Row {
    name: &'static str,
    before: fn(&Folder, &Site),
    /// `SITE` is replaced by its address.
    arguments: &'static [&'static str],
    code: i32,
    /// A part of the output, on either stream.
    message: &'static str,
    /// A file afterwards, and a part of its content; if nothing is written, no file changes.
    holds: Option<(&'static str, &'static str)>,
}

fn nothing(_: &Folder, _: &Site) {}

const MAIN: &str = "match client.notes().get().await {";

#[rustfmt::skip] // a table
const ROWS: &[Row] = &[
    Row { name: "a site", before: nothing, arguments: &["SITE"], code: 0, message: "next: `cargo run`", holds: Some(("src/main.rs", MAIN)) },
    Row { name: "a site is tracked whole", before: nothing, arguments: &["SITE/llms.txt"], code: 0, message: "wrote apifox.yaml", holds: Some(("apifox.yaml", "\"\n    track: all\n")) },
    Row { name: "a folder", before: nothing, arguments: &["SITE", "--folder", "Write"], code: 0, message: "added spec/create-note.md", holds: Some(("apifox.yaml", "    track: [\"Write\"]\n")) },
    Row { name: "an endpoint", before: nothing, arguments: &["SITE/api-1"], code: 0, message: "added spec/get-note.md", holds: Some(("apifox.yaml", "/1e0.md\"\n")) },
    Row { name: "a header", before: nothing, arguments: &["SITE", "--header", "Authorization=DOCS_TOKEN"], code: 0, message: "wrote", holds: Some(("apifox.yaml", "    headers: {Authorization: DOCS_TOKEN}\n")) },
    Row { name: "a secret in place of its name", before: nothing, arguments: &["SITE", "--header", "Authorization=Bearer pa55word"], code: 2, message: "name of an environment variable and not its value", holds: None },
    Row { name: "a saved page", before: |folder, _| folder.write("page.md", &page("GET /notes Get note", 1, "Note")), arguments: &["page.md"], code: 0, message: "added spec/get-note.md", holds: Some(("src/lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/my_notes.rs\"));")) },
    Row { name: "a saved page and an address", before: |folder, _| folder.write("page.md", &page("GET /notes Get note", 1, "Note")), arguments: &["page.md", "SITE"], code: 2, message: "either addresses or saved pages", holds: None },
    Row { name: "a saved page that is not there", before: nothing, arguments: &["nowhere.md"], code: 2, message: "nowhere.md", holds: None },
    Row { name: "a checkout", before: nothing, arguments: &["SITE", "--path", "ROOT"], code: 0, message: "wrote Cargo.toml", holds: Some(("Cargo.toml", "apifox-client = { path = ")) },
    Row { name: "no checkout", before: nothing, arguments: &["SITE", "--path", "nowhere"], code: 2, message: "nowhere does not contain apifox-client", holds: None },
    Row { name: "a repository", before: nothing, arguments: &["SITE", "--git", "https://example.com/x"], code: 0, message: "wrote", holds: Some((".github/workflows/track.yml", "--git 'https://example.com/x' apifox-cli\"")) },
    Row { name: "a dry run", before: nothing, arguments: &["SITE", "--dry-run"], code: 0, message: "would write src/main.rs", holds: None },
    Row { name: "no crate", before: |folder, _| std::fs::remove_file(folder.path().join("Cargo.toml")).unwrap(), arguments: &["SITE"], code: 2, message: "run `cargo new NAME`", holds: None },
    Row { name: "a workspace", before: |folder, _| folder.write("Cargo.toml", "[workspace]\n"), arguments: &["SITE"], code: 2, message: "Cargo.toml has no package", holds: None },
    Row { name: "a second time", before: |folder, _| folder.write("apifox.yaml", "pages: spec\n"), arguments: &["SITE"], code: 1, message: "apifox.yaml already exists: add more pages with `apifox fetch`", holds: None },
    Row { name: "a library of one's own", before: |folder, _| folder.write("src/lib.rs", "pub fn mine() {}\n"), arguments: &["SITE"], code: 1, message: "src/lib.rs already exists, and `cargo new` did not write it", holds: None },
    Row { name: "a build script of one's own", before: |folder, _| folder.write("build.rs", "fn main() { mine() }\n"), arguments: &["SITE"], code: 1, message: "build.rs already exists, and `cargo new` did not write it", holds: None },
    Row { name: "pages of one's own", before: |folder, _| folder.write("spec/x.md", "# x\n"), arguments: &["SITE"], code: 1, message: "spec already contains files", holds: None },
    Row { name: "a program of one's own", before: |folder, _| folder.write("src/main.rs", "fn main() { mine() }\n"), arguments: &["SITE"], code: 0, message: "kept src/main.rs, which is yours\nnext: `cargo run --example first`", holds: Some(("examples/first.rs", MAIN)) },
    Row { name: "a workflow of one's own", before: |folder, _| folder.write(".github/workflows/track.yml", "mine"), arguments: &["SITE"], code: 0, message: "track.yml, which is yours", holds: Some((".github/workflows/track.yml", "mine")) },
    Row { name: "the library of `cargo new --lib`", before: |folder, _| { std::fs::remove_file(folder.path().join("src/main.rs")).unwrap(); folder.write("src/lib.rs", "pub fn add(left: u64, right: u64) -> u64 {\n    left + right\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn it_works() {\n        let result = add(2, 2);\n        assert_eq!(result, 4);\n    }\n}\n"); }, arguments: &["SITE"], code: 0, message: "wrote src/lib.rs", holds: Some(("src/main.rs", MAIN)) },
    Row { name: "a site that is down", before: |_, site| site.put("/llms.txt", Reply::status(503)), arguments: &["SITE"], code: 2, message: "responds with 503", holds: None },
    Row { name: "a page that is gone", before: |_, site| site.take("/2e0.md"), arguments: &["SITE"], code: 2, message: "is gone (404)", holds: None },
    Row { name: "no index", before: |_, site| site.put("/llms.txt", Reply::new("# Hello\n")), arguments: &["SITE"], code: 1, message: "lists no endpoint", holds: None },
    Row { name: "a page that the generator refuses", before: |_, site| site.put("/2e0.md", Reply::new(page("POST /notes Create note", 2, "Note").replace("schemas/Note'", "schemas/Nota'"))), arguments: &["SITE"], code: 1, message: "/2e0.md was left out", holds: Some(("src/main.rs", MAIN)) },
    Row { name: "a page that is none", before: |_, site| site.put("/2e0.md", Reply::new("# Welcome\n")), arguments: &["SITE"], code: 1, message: "/2e0.md was left out", holds: Some(("src/main.rs", MAIN)) },
    Row { name: "nothing but refused pages", before: |_, site| site.put("/1e0.md", Reply::new("# Welcome\n")), arguments: &["SITE/1e0"], code: 1, message: "no page is left: nothing was written", holds: None },
    Row { name: "an address of the editor", before: nothing, arguments: &["https://app.apifox.com/web/project/1/apis/api-2-run"], code: 2, message: "copy the address of the published page", holds: None },
    Row { name: "a password", before: nothing, arguments: &["https://me:pa55word@docs.example.com"], code: 2, message: "contains a user name or a password", holds: None },
];

#[test]
fn a_new_crate_becomes_a_client_and_no_file_of_its_owner_is_overwritten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut faults = Vec::new();
    for (number, row) in ROWS.iter().enumerate() {
        let (folder, site) = (new(&format!("init-{number}")), Site::of_notes());
        (row.before)(&folder, &site);
        let before = folder.files();
        let mut arguments = vec!["init".to_owned(), "--pause=1".to_owned()];
        let filled = |argument: &&str| {
            argument
                .replace("SITE", &site.address(""))
                .replace("ROOT", &root.to_string_lossy())
        };
        arguments.extend(row.arguments.iter().map(filled));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = folder.run_with(&arguments, &[("DOCS_TOKEN", "pa55word")]);
        let printed = out(&output) + &err(&output);
        let is_right = match row.holds {
            Some((file, text)) => folder.read(file).contains(text),
            None => folder.files() == before,
        };
        let leaked = folder.files().iter().any(|(_, text)| text.contains("pa55word"));
        if output.status.code() != Some(row.code)
            || !printed.contains(row.message)
            || !is_right
            || printed.contains("pa55word")
            || leaked
        {
            faults.push(format!("{}: {:?}\n{printed}", row.name, output.status.code()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_files_of_a_new_crate_are_these_and_have_nothing_left_to_do() {
    let (folder, site) = (new("init-files"), Site::of_notes());
    let output = folder.run(&["init", &site.address(""), "--git", "https://example.com/wooshpay"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let generated = |name: &str| name.starts_with("src/generated") || name.starts_with("spec/");
    let files = folder.files().into_iter();
    let text: String = files
        .map(|(name, text)| {
            if generated(&name) {
                format!("=== {name}\n")
            } else {
                format!("=== {name}\n{text}")
            }
        })
        .collect();
    let text = out(&output) + &text;
    assert_equals_file(Path::new("tests/fixtures/cli/init.txt"), &site.plain(&text));
    for arguments in [&["bless", "--check"][..], &["sync", "--check"], &["check"]] {
        let output = folder.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}{}",
            out(&output),
            err(&output)
        );
    }
}

#[test]
fn the_check_of_a_new_crate_is_that_of_this_one() {
    let own = std::fs::read_to_string("../.ci/track").unwrap();
    let theirs = std::fs::read_to_string("src/init/track.sh").unwrap();
    assert_eq!(own.replace("cargo spec sync", "apifox sync"), theirs);
    let own = std::fs::read_to_string("../.github/workflows/track.yml").unwrap();
    let theirs = std::fs::read_to_string("src/init/track.yml").unwrap();
    let steps = "      - run: INSTALL\n      - run: bash .ci/track\n";
    assert_eq!(own, theirs.replace(steps, "      - run: .ci/track\n"));
}

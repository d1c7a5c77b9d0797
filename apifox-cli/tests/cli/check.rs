//! `apifox check`.

use super::folder::{Folder, page};
use super::{BROKEN, PAGE, apifox, assert_report, command, err, out};

#[test]
fn sound_pages_are_counted_and_pass() {
    let output = apifox(&["check", "../apifox-build/tests/fixtures/ledger"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).starts_with("17 pages, 16 operations, 0 refused\n"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_refused_page_fails_with_its_finding_on_standard_error_and_its_code_counted() {
    assert_report("check-human", &apifox(&["check", BROKEN]));
}

#[test]
fn a_program_gets_findings_and_counts_as_json() {
    let output = apifox(&["check", "--format", "json", BROKEN]);
    assert_report("check-json", &output);
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["findings"][0]["location"]["line"], 33);
}

#[test]
fn github_gets_an_annotation_at_the_line() {
    assert_report(
        "check-github",
        &apifox(&[
            "check",
            "--format",
            "github",
            BROKEN,
            "../apifox-build/tests/fixtures/pages/missing_responses.md",
        ]),
    );
}

#[test]
fn findings_of_every_kind_of_place_are_shown_in_their_source() {
    let places = [
        "tab.md",
        "no_fence.md",
        "overlay_matches_nothing",
        "path_without_slash.md",
    ];
    let paths = places.map(|name| format!("../apifox-build/tests/fixtures/refusals/pages/{name}"));
    let arguments: Vec<&str> = ["check"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    assert_report("check-places", &apifox(&arguments));
}

/// Returns a folder with pages and copies of them under other names: many findings of one code.
fn many(test: &str) -> Folder {
    let folder = Folder::new(test);
    for (index, name) in ["dangling_ref", "path_without_slash"].iter().enumerate() {
        let page = std::fs::read_to_string(format!("../apifox-build/tests/fixtures/refusals/pages/{name}.md")).unwrap();
        for copy in 0..14 {
            let page = page.replace("v1/notes", &format!("v{index}/notes{copy}"));
            folder.write(&format!("spec/{name}{copy:02}.md"), &page);
        }
    }
    let noted = "openapi: 3.0.3\ninfo: {title: Notes, version: '1'}\npaths:\n  /first:\n    get:\n      responses:\n        '200':\n          \
                 description: ok\n          content:\n            application/json:\n              schema: {type: string, examples: [a]}\n";
    folder.write("spec/a_first.yaml", noted);
    folder
}

#[test]
fn findings_are_grouped_by_code_with_the_worst_first_and_hints_once() {
    assert_report("check-groups", &many("check-many").run(&["check"]));
}

#[test]
fn findings_of_a_family_are_grouped_by_construct() {
    let folder = Folder::new("check-families");
    let names = [
        "[string, 'null']", "[integer, 'null']", "[boolean, 'null']", "[number, 'null']",
    ];
    let lists = names
        .iter()
        .enumerate()
        .map(|(at, kind)| format!("p{at}: {{type: {kind}}}, "));
    let page = format!(
        "openapi: 3.1.0\ninfo: {{title: Notes, version: '1'}}\npaths:\n  /notes:\n    get:\n      responses:\n        '200':\n          \
         description: ok\n          content:\n            application/json:\n              schema:\n                type: object\n                \
         properties: {{{}z: {{const: note}}}}\n",
        lists.collect::<String>()
    );
    folder.write("spec/notes.yaml", &page);
    let output = folder.run(&["check"]);
    let groups = err(&output).matches("note[newer-openapi]: ").count();
    assert_eq!(groups, 2, "{}", err(&output));
    assert!(
        err(&output).contains("`const` is converted to an enum with the one value"),
        "{}",
        err(&output)
    );
}

#[test]
fn all_findings_are_shown_to_who_asks() {
    let output = many("check-verbose").run(&["check", "--verbose"]);
    assert_eq!(err(&output).matches("refused[dangling-ref]").count(), 14);
    assert!(err(&output).contains("hint: nothing to do"), "{}", err(&output));
    assert!(!out(&output).contains("not shown"), "{}", out(&output));
}

#[test]
fn findings_below_a_severity_are_counted_and_not_shown() {
    for (severity, is_shown) in [("error", false), ("warning", false), ("note", true)] {
        let output = many(&format!("check-{severity}")).run(&["check", "--severity", severity]);
        assert_eq!(err(&output).contains("newer-openapi"), is_shown, "{severity}");
        assert!(out(&output).contains("repaired newer-openapi"), "{}", out(&output));
        assert_eq!(
            out(&output).contains("below `--severity`"),
            !is_shown,
            "{}",
            out(&output)
        );
    }
    let github = many("check-worst").run(&["check", "--format", "github"]);
    assert!(out(&github).starts_with("::error"), "{}", out(&github));
}

#[test]
fn colours_are_for_terminals_and_on_request() {
    let coloured = |variables: &[(&str, &str)]| {
        let output = command(&["check", BROKEN])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        err(&output).contains('\u{1b}')
    };
    assert!(!coloured(&[]), "a pipe is no terminal");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn what_a_page_says_never_steers_the_terminal() {
    let folder = Folder::new("check-control");
    let text = "{\"openapi\": \"3.0.1\", \"paths\": {\"/n/{\\u001b[31mred\\u0007}\": {\"get\": {\"summary\": \"\\u001b]0;title\", \
                \"x-red\\u001b[2J\": 1, \"responses\": {\"200\\u001b[0mX\": {}}}}}}";
    folder.write("spec/n.json", text);
    folder.write("saved/n.json", text);
    for arguments in [&["check"][..], &["census"], &["add", "--dry-run", "saved"]] {
        // As on a terminal. On a pipe, control sequences are removed anyway.
        let output = folder.run_with(arguments, &[("CLICOLOR_FORCE", "1")]);
        let printed = out(&output) + &err(&output);
        assert!(printed.contains("red"), "{printed}");
        for steering in ["\u{1b}[31m", "\u{1b}[2J", "\u{1b}[0mX", "\u{1b}]0;", "\u{7}"] {
            assert!(!printed.contains(steering), "{arguments:?}: {printed:?}");
        }
    }
}

#[test]
fn what_is_refused_can_be_left_out() {
    let output = apifox(&["check", "--skip-refused", BROKEN, PAGE]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).starts_with("2 pages, 1 operation, 1 refused\n"),
        "{}",
        out(&output)
    );
    assert!(err(&output).contains("refused[dangling-ref]"));
    let shown = apifox(&["show", "--stage", "write", "--skip-refused", BROKEN, PAGE]);
    assert_eq!(shown.status.code(), Some(0));
    assert!(out(&shown).contains("pub mod tokens"));
}

#[test]
fn without_pages_the_manifest_of_the_nearest_folder_selects_them() {
    let folder = Folder::new("check-manifest");
    folder.write("spec/notes.md", &page("GET /notes/{id Get note", 1, "Note"));
    let output = folder.run(&["check"]);
    assert_eq!(output.status.code(), Some(1), "the braces of the path do not pair up");
    assert!(out(&output).starts_with("1 page, 0 operations, 1 refused\n"));
    folder.write("spec/notes.md", &page("GET /notes Get note", 1, "Note"));
    let output = folder.run(&["check", "--manifest", "apifox.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    let below = command(&["check"])
        .current_dir(folder.path().join("saved"))
        .output()
        .unwrap();
    assert_eq!(out(&below), out(&output));
}

#[test]
fn a_manifest_that_is_not_sound_is_shown_where_it_is_not() {
    let folder = Folder::new("check-unsound-manifest");
    folder.write(
        "apifox.yaml",
        "pages: spec\nsnapshots: src/notes.rs\nreplace: [Money]\n",
    );
    assert_report("unsound-manifest", &folder.run(&["check"]));
}

//! What a pipeline relies on: a check that cannot be made does not pass, and what is reported can
//! be read by programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A crate with a history: released as 0.1.0, then a required property came into the request.
struct Crate(PathBuf);

const PAGE: &str = "openapi: 3.0.1\ninfo: {title: Notes, version: '1'}\npaths:\n  /notes:\n    post:\n      summary: Create note\n      tags: [notes]\n      \
    requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}\n      \
    responses: {'200': {description: OK}}\n";
const MORE: &str = "  /tags:\n    get:\n      summary: List tags\n      tags: [tags]\n      responses: {'200': {description: OK, content: \
    {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}\n";

impl Crate {
    fn new(name: &str, tags: &[&str]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("spec")).unwrap();
        std::fs::create_dir_all(path.join("src")).unwrap();
        let made = Self(path);
        made.write(
            "apifox.yaml",
            "pages: spec\nsnapshot: src/notes.rs\nrenew: apifox bless\n",
        );
        made.write("src/lib.rs", "");
        made.write(
            "Cargo.toml",
            "[package]\nname = \"notes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
        );
        made.write("spec/notes.yaml", &(PAGE.to_owned() + MORE));
        made.git(&["init", "--quiet", "--initial-branch", "main"]);
        made.commit();
        for tag in tags {
            made.git(&["tag", tag]);
        }
        made.write(
            "spec/notes.yaml",
            &PAGE
                .replace("required: [a]", "required: [a, b]")
                .replace("{a: {type: string}}", "{a: {type: string}, b: {type: string}}"),
        );
        made.commit();
        made
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.0.join(file), text).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for variable in [
            "CI", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
        ] {
            command.env_remove(variable);
        }
        command.current_dir(&self.0);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
    }

    fn git(&self, arguments: &[&str]) {
        let who = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ];
        let output = self.command("git").args(who).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message", "state"]);
    }

    fn diff(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_apifox"));
        command.arg("diff").args(arguments).output().unwrap()
    }

    fn json_report(&self, arguments: &[&str]) -> Value {
        let output = self.diff(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_version_that_is_too_low_fails_whatever_is_compared() {
    let made = Crate::new("ci-versions", &["v0.1.0", "app-v0.1.0", "v0.2.0-rc.1"]);
    let old = made.0.join("../ci-versions-old");
    let _ = std::fs::remove_dir_all(&old);
    let copy = made
        .command("git")
        .args(["worktree", "add", "--quiet"])
        .arg(&old)
        .arg("v0.1.0")
        .output()
        .unwrap();
    assert!(copy.status.success(), "{}", text(&copy.stderr));
    let old = old.to_str().unwrap().to_owned();
    for (arguments, code) in [
        (&["--check-version"][..], 1),
        (&["--check-version", "v0.1.0", "HEAD"], 1),
        (&["--check-version", "app-v0.1.0"], 1),
        (&["--check-version", "app-v0.1.0", "HEAD"], 1),
        (&["--check-version", &old, "."], 1),
        (&["--check-version", &old, "HEAD"], 1),
        // A release candidate, a commit and a folder of pages are no releases; a folder of pages
        // has no version.
        (&["--check-version", "v0.2.0-rc.1"], 2),
        (&["--check-version", "HEAD~1"], 2),
        (&["--check-version", "v0.1.0", "spec"], 2),
        (&["--check-version", "v0.1.0:spec/notes.yaml", "spec/notes.yaml"], 2),
        (&["--check-version", "HEAD", "HEAD"], 0),
    ] {
        let output = made.diff(arguments);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {printed}");
    }
    let manifest = "[package]\nname = \"notes\"\nversion = \"0.2.0\"\nedition = \"2024\"\n\n[workspace]\n";
    made.write("Cargo.toml", manifest);
    made.commit();
    for arguments in [&["--check-version"][..], &["--check-version", "v0.1.0", "HEAD"]] {
        assert_eq!(made.diff(arguments).status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn the_last_release_is_the_highest_final_version_of_the_package() {
    let made = Crate::new(
        "ci-releases",
        &["app-v0.1.0", "notes-v0.0.9", "notes-v0.1.0", "notes-v0.2.0-rc.1"],
    );
    let report = made.json_report(&[]);
    assert_eq!(
        (&report["old"], &report["version"]["released"]),
        (&"notes-v0.1.0".into(), &"0.1.0".into())
    );
}

#[test]
fn a_shallow_clone_gets_advice_what_to_fetch() {
    let made = Crate::new("ci-shallow", &[]);
    let clone = Crate(made.0.join("../ci-shallow-clone"));
    let _ = std::fs::remove_dir_all(&clone.0);
    let source = format!("file://{}", made.0.display());
    made.git(&["clone", "--quiet", "--depth", "1", &source, clone.0.to_str().unwrap()]);
    for arguments in [&[][..], &["v0.1.0"]] {
        let output = clone.diff(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).contains("fetch-depth: 0"),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_refusal_is_reported_in_every_format() {
    let made = Crate::new("ci-refused", &["v0.1.0"]);
    made.write(
        "spec/notes.yaml",
        &PAGE.replace("{type: string}", "{$ref: '#/components/schemas/No'}"),
    );
    let report = made.json_report(&[]);
    assert_eq!(report["refused"]["new"][0]["code"], "dangling-ref");
    for (format, start) in [("github", "::error file=spec/notes.yaml"), ("markdown", "## v0.1.0")] {
        let output = made.diff(&["--format", format]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).starts_with(start), "{}", text(&output.stdout));
        assert!(text(&output.stdout).contains("dangling-ref"));
    }
    // What can be compared is, to who asks for it.
    let output = made.diff(&["--skip-refused", "--format", "json"]);
    assert!(
        text(&output.stderr).contains("dangling-ref"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_decision_is_taken_with_its_reason_and_nothing_else_with_it() {
    let made = Crate::new("ci-decided", &["v0.1.0"]);
    let of = |report: &Value, code: &str| {
        let all = report["changes"].as_array().unwrap().clone();
        all.into_iter().find(|change| change["code"] == code)
    };
    let before = made.json_report(&[]);
    let removed = of(&before, "operation-removed").unwrap();
    assert!(
        removed["message"].as_str().unwrap().contains("public items"),
        "{removed}"
    );
    assert!(of(&before, "rust-item-removed").is_none());
    let field = of(&before, "rust-field-added")
        .or(of(&before, "rust-function-changed"))
        .unwrap();
    assert!(
        field["cause"].as_str().unwrap().contains("required-property-added"),
        "{field}"
    );
    let fingerprint = removed["fingerprint"].as_str().unwrap();
    let classes = "classes:\n  required-property-added: {class: risky, reason: the server fills it in}\n";
    made.write(
        "apifox-diff.yaml",
        &format!("accept:\n  {fingerprint}: nobody called it\n  000000000000: stale\n{classes}"),
    );
    let after = made.json_report(&[]);
    assert!(of(&after, "operation-removed").is_none());
    assert_eq!(after["accepted"][0]["reason"], "nobody called it");
    assert_eq!(after["unused"].as_array().unwrap().len(), 1);
    let added = of(&after, "required-property-added").unwrap();
    assert_eq!(
        (&added["class"], &added["decided"]),
        (&"risky".into(), &"the server fills it in".into())
    );
    made.write("apifox-diff.yaml", "accept:\n  000000000000:\n");
    assert_eq!(made.diff(&[]).status.code(), Some(2));
}

#[test]
fn only_the_requested_changes_are_shown_and_all_changes_decide_the_version() {
    let made = Crate::new("ci-filters", &["v0.1.0"]);
    let all = made.json_report(&[]);
    for (arguments, own, other) in [
        (["--path", "/notes"], "required-property-added", "operation-removed"),
        (["--resource", "tags"], "operation-removed", "required-property-added"),
    ] {
        let report = made.json_report(&arguments);
        let codes = report["changes"].to_string();
        assert!(codes.contains(own) && !codes.contains(other), "{arguments:?}: {codes}");
        assert_eq!(report["version"], all["version"]);
    }
    for path in ["spec/notes.yaml", "spec", "spec/"] {
        let one = made.json_report(&[&format!("v0.1.0:{path}"), &format!("HEAD:{path}")]);
        assert!(one["changes"].to_string().contains("required-property-added"), "{path}");
    }
}

#[test]
fn a_comment_never_exceeds_what_a_forge_takes() {
    let made = Crate::new("ci-long", &["v0.1.0"]);
    let long = "x".repeat(200);
    let paths: String = (0..250)
        .map(|index| MORE.replace("/tags:", &format!("/tags{index}/{long}:")))
        .collect();
    made.write("spec/notes.yaml", &(PAGE.to_owned() + &paths));
    for format in ["markdown", "github"] {
        let printed = text(&made.diff(&["--format", format]).stdout);
        assert!(
            printed.chars().count() < 65_536,
            "{format}: {}",
            printed.chars().count()
        );
        assert!(printed.contains(" more\n"), "{format}");
    }
}

#[test]
fn what_is_not_compared_is_reported() {
    let made = Crate::new("ci-not-compared", &["v0.1.0"]);
    let hooks = "webhooks: {ready: {post: {responses: {'200': {description: OK}}}}}\n";
    made.write(
        "spec/notes.yaml",
        &(PAGE
            .replace("3.0.1", "3.1.0")
            .replace("{a: {type: string}}", "{a: {type: string, not: {minLength: 3}}}")
            + hooks),
    );
    for format in ["human", "markdown", "github", "json"] {
        let printed = text(&made.diff(&["--format", format]).stdout);
        assert!(
            printed.contains("webhooks") && printed.contains("not"),
            "{format}: {printed}"
        );
    }
}

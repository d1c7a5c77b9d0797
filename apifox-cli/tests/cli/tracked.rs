//! A crate that tracks a site: it is created and released, and gets proposals for the vendor's
//! changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use testkit::expected::assert_equals_file;

use super::folder::{Folder, page};
use super::site::{Reply, Site};
use super::{err, out};

/// The folder, the site, and the transcript.
struct Story {
    folder: Folder,
    site: Site,
    transcript: String,
    steps: usize,
}

impl Story {
    fn new(test: &str) -> Self {
        let (folder, site) = (Folder::new(test), Site::of_notes());
        std::fs::remove_file(folder.path().join("apifox.yaml")).unwrap();
        let story = Self {
            folder,
            site,
            transcript: String::new(),
            steps: 0,
        };
        story.version("0.1.0");
        story
            .folder
            .write("src/main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n");
        story.folder.write(".gitignore", "/target\n");
        story.git(&["init", "--quiet", "--initial-branch", "main"]);
        story
    }

    fn version(&self, version: &str) {
        let path = self.folder.path().join("Cargo.toml");
        let old = std::fs::read_to_string(path).unwrap_or_else(|_| {
            "[package]\nname = \"notes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\n[workspace]\n".to_owned()
        });
        let lines = old.lines().map(|line| {
            if line.starts_with("version = ") {
                format!("version = \"{version}\"\n")
            } else {
                line.to_owned() + "\n"
            }
        });
        self.folder.write("Cargo.toml", &lines.collect::<String>());
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = in_git(Command::new("git").args(arguments), self.folder.path());
        assert!(output.status.success(), "git {arguments:?}: {}", err(&output));
        out(&output)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&[
            "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", message,
        ]);
    }

    /// Runs the program, and records its output and exit code.
    fn step(&mut self, title: &str, arguments: &[&str], code: i32) -> String {
        let output = self.folder.run(arguments);
        self.steps += 1;
        let printed = self.site.plain(&(out(&output) + &err(&output)));
        let shown: Vec<String> = arguments.iter().map(|argument| self.site.plain(argument)).collect();
        let _ = write!(
            self.transcript,
            "== {}. {title}\n$ apifox {}\n",
            self.steps,
            shown.join(" ")
        );
        for line in printed.lines().filter(|line| !line.starts_with("  fingerprint: ")) {
            // The number of changed lines depends on the generator.
            let line = match line.split_once("generated/notes.rs: +") {
                Some((before, _)) => format!("{before}generated/notes.rs: (counts) lines"),
                None => line.to_owned(),
            };
            self.transcript += line.trim_end();
            self.transcript.push('\n');
        }
        self.transcript.push('\n');
        assert_eq!(output.status.code(), Some(code), "{title}: {printed}");
        printed
    }

    fn note(&self, path: &str, text: String) {
        self.site.put(path, Reply::new(text));
    }
}

fn in_git(command: &mut Command, folder: &Path) -> Output {
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "CI"] {
        command.env_remove(variable);
    }
    command
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("SOURCE_DATE_EPOCH", "1772409600")
        .output()
        .unwrap()
}

const GET: &str = "- Notes [Get note](/1e0.md): ";
const CREATE: &str = "- Notes > Write [Create note](/2e0.md): ";
const LIST: &str = "- Tags [List tags](/3e0.md): ";

#[test]
fn a_crate_is_made_released_and_proposed_whatever_the_vendor_changes() {
    let mut story = Story::new("tracked");
    let site = story.site.address("");
    story.note("/3e0.md", page("GET /tags List tags", 3, "Tag"));
    story.note("/5e0.md", page("DELETE /notes Delete note", 5, "Gone"));
    let delete = "- Notes [Delete note](/5e0.md): ";
    story.site.index(&[GET, CREATE, delete]);

    story.step("an empty crate becomes a client", &["init", &site], 0);
    story.commit("Make the client");
    story.step(
        "an endpoint that the index hides is fetched",
        &["fetch", &story.site.address("/api-3")],
        0,
    );
    story.step("its code is made", &["bless"], 0);
    story.commit("Add tags");
    story.git(&["tag", "v0.1.0"]);
    story.step("nothing changed since the release", &["sync"], 0);
    assert_eq!(story.git(&["status", "--porcelain"]), "");

    changed(&mut story, delete);
    let body = story.step(
        "all of it is taken in, and told as a pull request",
        &["sync", "--format", "markdown"],
        3,
    );
    for heading in [
        "## Pages that are gone", "## Changed pages", "## Renamed pages", "## New pages", "### Breaking",
    ] {
        assert!(body.contains(heading), "{heading}\n{body}");
    }
    released(&mut story);
    assert!(story.steps >= 12, "{}", story.steps);
    assert_equals_file(Path::new("tests/fixtures/cli/tracked.txt"), &story.transcript);
}

/// The vendor's changes, step by step.
fn changed(story: &mut Story, delete: &str) {
    story.note(
        "/1e0.md",
        page("GET /notes Get note", 1, "Note").replace("id: {type: string}", "id: {type: integer}"),
    );
    story.note(
        "/2e0.md",
        page("POST /notes Create note", 2, "Note").replace("id: {type: string}", "id: {type: integer}"),
    );
    story.step("the vendor changes a field", &["sync", "--check"], 3);
    story.note(
        "/4e0.md",
        page("PUT /notes Change note", 4, "Note").replace("id: {type: string}", "id: {type: integer}"),
    );
    story
        .site
        .index(&[GET, CREATE, LIST, delete, "- Notes [Change note](/4e0.md): "]);
    story.step("adds an endpoint", &["sync", "--check"], 3);
    story.site.take("/5e0.md");
    story
        .site
        .index(&[GET, CREATE, LIST, "- Notes [Change note](/4e0.md): "]);
    story.step("takes one away", &["sync", "--check"], 3);
    story.note(
        "/3e0.md",
        page("GET /tags List tags", 3, "Tag").replace("x-apifox-folder: API/Notes", "x-apifox-folder: API/Labels"),
    );
    story.step("renames a folder", &["sync", "--check"], 3);
    story.site.take("/1e0.md");
    story.note(
        "/get-note-1e0.md",
        page("GET /notes Get note", 1, "Note").replace("id: {type: string}", "id: {type: integer}"),
    );
    story.site.index(&[
        "- Notes [Get note](/get-note-1e0.md): ",
        CREATE,
        LIST,
        "- Notes [Change note](/4e0.md): ",
    ]);
    story.step("moves a page", &["sync", "--check"], 3);
    assert_eq!(story.git(&["status", "--porcelain"]), "");
}

/// The maintainer's work on the pull request.
fn released(story: &mut Story) {
    story.step("the page that is gone is taken out", &["remove", "5"], 0);
    story.step("its code too", &["bless"], 0);
    story.step("the version is too low for that", &["diff", "--check-version"], 1);
    story.version("0.2.0");
    story.step("the next one is not", &["diff", "--check-version"], 0);
    let log = story.folder.read("CHANGELOG.md");
    assert!(log.contains("**breaking**") && log.contains("`GET /notes"), "{log}");
    let released = log.replace("## Unreleased", "## Unreleased\n\n## 0.2.0 (2026-03-02)");
    story.folder.write("CHANGELOG.md", &released);
    story.commit("Release 0.2.0");
    story.git(&["tag", "v0.2.0"]);
    story.step("there is nothing left to do", &["sync"], 0);
    story.step("nothing that is committed is old", &["bless", "--check"], 0);
    assert_eq!(story.git(&["status", "--porcelain"]), "");
}

/// A `gh` that records its arguments, and finds no issue and no pull request.
const FORGE: &str = "#!/bin/sh\nprintf 'gh' >>\"$FORGE_LOG\"\nfor argument; do printf ' %s' \"$argument\" >>\"$FORGE_LOG\"; done\necho >>\"$FORGE_LOG\"\n";

/// Creates a remote for the folder, and returns a search path with the program and `gh`.
#[cfg(unix)]
fn forge(story: &Story) -> String {
    use std::os::unix::fs::PermissionsExt as _;

    let remote = story.folder.path().with_file_name("schedule-remote.git");
    let _ = std::fs::remove_dir_all(&remote);
    story.git(&["init", "--quiet", "--bare", &remote.to_string_lossy()]);
    story.git(&["remote", "add", "origin", &remote.to_string_lossy()]);
    let tools = story.folder.path().with_file_name("schedule-tools");
    std::fs::create_dir_all(&tools).unwrap();
    std::fs::write(tools.join("gh"), FORGE).unwrap();
    std::fs::set_permissions(tools.join("gh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_apifox"));
    format!(
        "{}:{}:{}",
        tools.display(),
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    )
}

#[cfg(unix)]
#[test]
#[expect(clippy::too_many_lines, reason = "a sequence of steps, in order")]
fn the_schedule_proposes_a_change_as_a_pull_request_and_reports_refused_or_removed_pages_as_an_issue() {
    let mut story = Story::new("schedule");
    let site = story.site.address("");
    story.step("an empty crate becomes a client", &["init", &site], 0);
    story.commit("Make the client");
    story.git(&["tag", "v0.1.0"]);
    let path = forge(&story);
    let log = story.folder.path().join("target/forge.log");
    std::fs::create_dir_all(story.folder.path().join("target")).unwrap();
    let run = |arguments: &[&str]| {
        let _ = std::fs::remove_file(&log);
        let mut command = Command::new("bash");
        command
            .arg(".ci/track")
            .args(arguments)
            .env("PATH", &path)
            .env("FORGE_LOG", &log);
        let output = in_git(&mut command, story.folder.path());
        let asked = std::fs::read_to_string(&log).unwrap_or_default();
        (output.status.code(), asked, out(&output) + &err(&output))
    };

    let (code, asked, printed) = run(&[]);
    assert_eq!((code, asked.as_str()), (Some(0), ""), "nothing changed: {printed}");

    story.site.take("/2e0.md");
    let (code, asked, printed) = run(&[]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        asked.contains("gh issue create --title The vendor removed a page"),
        "{asked}"
    );
    story.note("/2e0.md", page("POST /notes Create note", 2, "Note"));

    story.note(
        "/1e0.md",
        page("GET /notes Get note", 1, "Nota").replace("schemas/Nota'", "schemas/None'"),
    );
    let (code, asked, printed) = run(&["--check"]);
    assert_eq!((code, asked.as_str()), (Some(1), ""), "{printed}");
    let (code, asked, printed) = run(&[]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        asked.contains("gh issue create --title A page of the vendor is refused --body-file target/track.md"),
        "{asked}"
    );
    assert!(!asked.contains("gh pr"), "{asked}");

    story.note(
        "/1e0.md",
        page("GET /notes Get note", 1, "Note").replace("type: string}", "type: integer}"),
    );
    story.note(
        "/2e0.md",
        page("POST /notes Create note", 2, "Note").replace("type: string}", "type: integer}"),
    );
    let (code, asked, printed) = run(&[]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        asked.contains("gh pr create --head vendor-pages --title Update the vendor's pages"),
        "{asked}"
    );
    assert!(
        asked.contains("gh pr edit vendor-pages --add-label version: minor"),
        "{asked}"
    );
    let pushed = story.git(&["ls-remote", "origin", "vendor-pages"]);
    assert!(pushed.contains("refs/heads/vendor-pages"), "{pushed}");
}

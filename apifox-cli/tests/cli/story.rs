//! A made-up API of notes and its history. Each step is added, compared with the last release,
//! blessed and released by the program itself, as a maintainer would do.
//!
//! A step is a folder of `tests/fixtures/story`: the pages that the vendor changed, and the
//! expected output of the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use testkit::expected;

/// Monday, 2 March 2026, in UTC.
const DAY: &str = "1772409600";
const STEPS: &str = "tests/fixtures/story";

/// The steps without a release afterwards: their changes are reported together with the next step.
const NOT_RELEASED: [&str; 2] = ["03-a-field-is-removed", "09-a-text-is-changed"];

/// The crate of the story, with its own Git history.
struct Crate(PathBuf);

impl Crate {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("src")).unwrap();
        let story = Self(path);
        story.write(
            "apifox.yaml",
            "pages: spec\nsnapshot: src/notes.rs\nrenew: apifox bless\n",
        );
        story.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
        story.write("src/lib.rs", "");
        story.set_version("0.1.0");
        story.git(&["init", "--quiet", "--initial-branch", "main"]);
        story
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.0.join(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn set_version(&self, version: &str) {
        let text = format!("[package]\nname = \"notes\"\nversion = \"{version}\"\nedition = \"2024\"\n\n[workspace]\n");
        self.write("Cargo.toml", &text);
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for variable in [
            "CI", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
        ] {
            command.env_remove(variable);
        }
        command.current_dir(&self.0).env("SOURCE_DATE_EPOCH", DAY);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
    }

    fn apifox(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_apifox"))
            .args(arguments)
            .output()
            .unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        const WHO: [&str; 6] = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ];
        let output = self.command("git").args(WHO).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
    }

    /// Adds the pages of a step, and returns the output of the program.
    fn step(&self, name: &str) -> String {
        let pages = Path::new(STEPS).join(name).join("pages").canonicalize().unwrap();
        let saved = self.0.join("saved");
        let _ = std::fs::remove_dir_all(&saved);
        std::fs::create_dir_all(&saved).unwrap();
        for entry in std::fs::read_dir(pages).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, saved.join(path.file_name().unwrap())).unwrap();
        }
        let mut printed = self.remove(name);
        for arguments in [
            &["add", "saved"][..],
            &["diff"],
            &["diff", "--format", "markdown", "--fail-on", "breaking"],
            &["bless"],
            &["diff", "--check-version", "--format", "github"],
        ] {
            let output = self.apifox(arguments);
            let _ = write!(
                printed,
                "$ apifox {}\n{}{}",
                arguments.join(" "),
                uncounted(&text(&output.stdout)),
                text(&output.stderr)
            );
            let _ = write!(printed, "(exit code {})\n\n", output.status.code().unwrap());
        }
        printed + "$ cat CHANGELOG.md\n" + &self.read("CHANGELOG.md")
    }

    /// Removes the pages that the step no longer has, with their lines of `provenance.tsv`, as
    /// `add` advises.
    fn remove(&self, name: &str) -> String {
        let gone = std::fs::read_to_string(Path::new(STEPS).join(name).join("gone.txt")).unwrap_or_default();
        let mut printed = String::new();
        for page in gone.lines() {
            std::fs::remove_file(self.0.join("spec").join(page)).unwrap();
            let records = self.read("spec/provenance.tsv");
            let kept = records.lines().filter(|line| !line.starts_with(&format!("{page}\t")));
            self.write("spec/provenance.tsv", &(kept.collect::<Vec<_>>().join("\n") + "\n"));
            let _ = write!(printed, "$ rm spec/{page}, and its line of spec/provenance.tsv\n\n");
        }
        printed
    }

    /// Releases the current state, under the required version.
    fn release(&self) {
        let output = self.apifox(&["diff", "--format", "json"]);
        let version = serde_json::from_slice(&output.stdout).map_or("0.1.0".to_owned(), |report: serde_json::Value| {
            report["version"]["at_least"].as_str().unwrap().to_owned()
        });
        self.set_version(&version);
        let log = self.read("CHANGELOG.md");
        self.write(
            "CHANGELOG.md",
            &log.replace("## Unreleased\n", &format!("## Unreleased\n\n## {version}\n")),
        );
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "--message", &version]);
        // If no version is required, it is that of the last release.
        self.git(&["tag", "--force", &format!("v{version}")]);
    }
}

/// Removes the numbers of changed lines of the snapshot: they depend on the generator.
fn uncounted(printed: &str) -> String {
    printed
        .lines()
        .fold(String::new(), |all, line| match line.split_once("src/notes.rs: +") {
            Some((before, _)) => all + before + "src/notes.rs: (counts) lines\n",
            None => all + line + "\n",
        })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn steps() -> Vec<String> {
    let entries = std::fs::read_dir(STEPS).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn each_step_of_a_history_is_reported_with_its_meaning() {
    let story = Crate::new("story");
    let steps = steps();
    assert!(steps.len() >= 8);
    for name in &steps {
        let printed = story.step(name);
        expected::assert_equals_file(&Path::new(STEPS).join(name).join("told.txt"), &printed);
        let before = story.read("CHANGELOG.md");
        let again = story.apifox(&["bless", "--check"]);
        assert_eq!(
            (again.status.code(), story.read("CHANGELOG.md")),
            (Some(0), before),
            "{name}"
        );
        if !NOT_RELEASED.contains(&name.as_str()) {
            story.release();
        }
    }
    println!("story: {} steps as expected", steps.len());
}

//! Runs that are killed before, or in the middle of, each operation on files.

use std::collections::BTreeSet;

use super::folder::{Folder, halfway, page};
use super::site::{Reply, Site};
use super::{err, out};

/// The command to kill, its preparation, and the expected exit codes.
struct Case {
    name: &'static str,
    /// Prepares folder and site.
    before: fn(&Folder, &Site),
    /// `SITE` is replaced by its address.
    arguments: &'static [&'static str],
    /// The exit code if it is not killed.
    code: i32,
    /// The exit codes of the same command after it was killed: the same, or that of having nothing
    /// left to do.
    again: &'static [i32],
}

const CARGO: &str = "[package]\nname = \"notes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";

fn tracked(folder: &Folder, site: &Site) {
    let source = format!("sources:\n  - site: {}\n    track: all\n", site.address(""));
    folder.write("apifox.yaml", &(folder.read("apifox.yaml") + &source));
    folder.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
    for arguments in [&["fetch", &site.address(""), "--all"][..], &["bless"]] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
}

/// The vendor changes a page, adds one, and moves one.
fn changed(folder: &Folder, site: &Site) {
    tracked(folder, site);
    let value = |text: String| text.replace("[draft, final]", "[draft, final, gone]");
    site.put("/1e0.md", Reply::new(value(page("GET /notes Get note", 1, "Note"))));
    site.put("/3e0.md", Reply::new(value(page("PUT /notes Change note", 3, "Note"))));
    site.take("/2e0.md");
    site.put(
        "/new-2e0.md",
        Reply::new(value(page("POST /notes Create note", 2, "Note"))),
    );
    site.index(&[
        "- Notes [Get note](/1e0.md): ",
        "- Notes [Create note](/new-2e0.md): ",
        "- Notes [Change note](/3e0.md): ",
    ]);
}

fn saved(folder: &Folder, _: &Site) {
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("saved/b.md", &page("POST /notes Create note", 2, "Note"));
    assert_eq!(folder.run(&["add", "saved"]).status.code(), Some(0));
    folder.write("saved/a.md", &page("GET /notes Read note", 1, "Note"));
    folder.write("saved/c.md", &page("PUT /notes Change note", 3, "Note"));
}

fn crate_of_cargo_new(folder: &Folder, _: &Site) {
    std::fs::remove_file(folder.path().join("apifox.yaml")).unwrap();
    folder.write("Cargo.toml", CARGO);
    folder.write("src/main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n");
}

const CASES: &[Case] = &[
    Case {
        name: "sync",
        before: changed,
        arguments: &["sync"],
        code: 3,
        again: &[3, 0],
    },
    Case {
        name: "fetch",
        before: |_, _| {},
        arguments: &["fetch", "SITE", "--all"],
        code: 0,
        again: &[0],
    },
    Case {
        name: "add",
        before: saved,
        arguments: &["add", "saved"],
        code: 0,
        again: &[0],
    },
    Case {
        name: "bless",
        before: |folder, _| {
            saved(folder, &Site::new());
            folder.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
        },
        arguments: &["bless"],
        code: 0,
        again: &[0],
    },
    Case {
        name: "remove",
        before: tracked,
        arguments: &["remove", "1", "2"],
        code: 0,
        // Both pages are removed already.
        again: &[0, 1],
    },
    Case {
        name: "init",
        before: crate_of_cargo_new,
        arguments: &["init", "SITE"],
        code: 0,
        // The crate is written already.
        again: &[0, 1],
    },
];

/// Returns all files, except those that a killed run leaves for the next one.
fn settled(folder: &Folder) -> Vec<(String, String)> {
    let files = folder.files().into_iter();
    files
        .filter(|(name, _)| !name.contains(".apifox-pending") && !name.contains(".apifox-lock"))
        .collect()
}

#[test]
fn a_run_that_is_killed_at_any_operation_loses_nothing_and_the_next_one_ends_right() {
    let mut places = 0;
    for case in CASES {
        let site = Site::of_notes();
        let filled: Vec<String> = case
            .arguments
            .iter()
            .map(|argument| argument.replace("SITE", &site.address("")))
            .collect();
        let arguments: Vec<&str> = filled.iter().map(String::as_str).collect();
        let whole = Folder::new(&format!("killed-{}", case.name));
        (case.before)(&whole, &site);
        let before = whole.files();
        let output = whole.run(&arguments);
        assert_eq!(output.status.code(), Some(case.code), "{}: {}", case.name, err(&output));
        let after = whole.files();
        let states = states(case, &arguments, (&before, &after));
        places += states.len();
        // The states decide how the next run ends, so each is tried once.
        let mut tried = BTreeSet::new();
        for state in &states {
            if tried.insert(state.without_process()) {
                let folder = state.restored(case);
                next_run_ends_right(case, &folder, &arguments, (&before, &after), &state.place);
            }
        }
    }
    assert!(places > 150, "{places}");
}

/// What a run that is killed leaves.
#[derive(Debug)]
struct State {
    /// The number of the operation before which it is killed, with `.5` if half of a file is
    /// written.
    place: String,
    files: Files,
    folders: Vec<String>,
}

impl State {
    fn of(folder: &Folder, place: String) -> Self {
        let (files, folders) = (folder.files(), folder.folders());
        Self { place, files, folders }
    }

    /// Returns all files and folders; the lock without the number of the process that held it.
    fn without_process(&self) -> (Files, Vec<String>) {
        let mut files = self.files.clone();
        for (name, text) in &mut files {
            if name.contains(".apifox-lock") {
                let end = text.find(" (process").unwrap_or(text.len());
                text.truncate(end);
            }
        }
        (files, self.folders.clone())
    }

    /// Writes it again. The folder always has one name, which the files may contain.
    fn restored(&self, case: &Case) -> Folder {
        let folder = Folder::with(&again(case), &self.files);
        for name in &self.folders {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        folder
    }
}

fn again(case: &Case) -> String {
    format!("killed-{}-again", case.name)
}

/// Runs the command with a stop before, and in the middle of, each operation, and returns what a
/// kill there leaves. A run that is killed halfway leaves the same.
fn states(case: &Case, arguments: &[&str], (before, after): (&Files, &Files)) -> Vec<State> {
    let mut states = Vec::new();
    let mut number = 0;
    let folder = Folder::with(&again(case), before);
    let output = folder.run_in_steps(arguments, &[], |operation| {
        let is_half = operation == "half";
        let place = if is_half {
            format!("{}.5", number - 1)
        } else {
            number.to_string()
        };
        states.push(State::of(&folder, place));
        number += i32::from(!is_half);
        Some(halfway(operation))
    });
    assert_eq!(output.status.code(), Some(case.code), "{}: {}", case.name, err(&output));
    assert_eq!(folder.files(), *after, "{}: in steps", case.name);
    assert!(number > 5, "{}: {number} operations", case.name);

    let mut left = states.len() / 2;
    let folder = Folder::with(&again(case), before);
    let killed = folder.run_in_steps(arguments, &[], |operation| {
        left = left.checked_sub(1)?;
        Some(halfway(operation))
    });
    assert_eq!(killed.status.code(), Some(137), "{}: {}", case.name, err(&killed));
    let same = &states[states.len() / 2];
    let state = State::of(&folder, same.place.clone());
    assert_eq!(
        state.without_process(),
        same.without_process(),
        "{} at {}",
        case.name,
        same.place
    );
    states
}

type Files = Vec<(String, String)>;

fn next_run_ends_right(
    case: &Case,
    folder: &Folder,
    arguments: &[&str],
    (before, after): (&Files, &Files),
    place: &str,
) {
    let name = format!("{} at {place}", case.name);
    // Each file is complete: as before, or as afterwards.
    let left = settled(folder);
    for (file, text) in &left {
        let is_whole = [before, after]
            .iter()
            .any(|files| files.iter().any(|(known, whole)| known == file && whole == text));
        assert!(is_whole, "{name}: {file} is neither as before nor as after");
    }
    let is_mixed = left != *before && left != *after;
    // Without its own manifest, a command would search the parent folders.
    if is_mixed && folder.path().join("apifox.yaml").exists() {
        let output = folder.run(&["check"]);
        let printed = out(&output) + &err(&output);
        let is_reported = printed.contains("a run was killed while it replaced files");
        assert!(
            is_reported && output.status.code() == Some(2),
            "{name}: what is half done is read: {printed}"
        );
    }
    // A build script refuses as well.
    if is_mixed && folder.path().join("spec").exists() {
        let report = apifox_build::Config::new()
            .pages(folder.path().join("spec"))
            .until(apifox_build::Stage::Page)
            .generate();
        let messages: Vec<&str> = report
            .findings()
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        assert!(
            report.is_refused() && messages.concat().contains("a run of `apifox` was killed"),
            "{name}: {messages:?}"
        );
    }
    let output = folder.run(arguments);
    let printed = out(&output) + &err(&output);
    let code = output.status.code().unwrap();
    assert!(
        case.again.contains(&code),
        "{name}: the next run ends with {code}: {printed}"
    );
    let files = folder.files();
    let other: Vec<&String> = files
        .iter()
        .filter(|file| !after.contains(file))
        .map(|(file, _)| file)
        .collect();
    assert!(
        other.is_empty() && files.len() == after.len(),
        "{name}: {other:?} are other than without a kill: {printed}"
    );
}

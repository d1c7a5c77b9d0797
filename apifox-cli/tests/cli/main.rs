//! The program `apifox`, run as by a user.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

mod add;
mod bless;
mod check;
mod described;
mod diff;
mod explain;
mod fetch;
mod folder;
mod init;
mod killed;
mod lock;
mod many;
mod names;
mod parts;
mod secrets;
mod show;
mod site;
mod story;
mod sync;
mod tracked;

use std::path::Path;
use std::process::{Command, Output};

const PAGE: &str = "../apifox-build/tests/fixtures/ledger/issue-token.md";
const BROKEN: &str = "../apifox-build/tests/fixtures/refusals/pages/dangling_ref.md";

/// Returns the program, isolated from the environment.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_apifox"));
    for variable in [
        "CI", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "SOURCE_DATE_EPOCH", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
        "http_proxy", "https_proxy", "all_proxy",
    ] {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

fn apifox(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Compares exit code, standard output and standard error with `tests/fixtures/cli/NAME.txt`. The
/// numbers of changed lines of the snapshot are left out: they depend on the generator.
fn assert_report(name: &str, output: &Output) {
    let counted = |line: &str| match line.split_once("src/notes.rs: +") {
        Some((before, counts)) if counts.ends_with(" lines") => format!("{before}src/notes.rs: (counts) lines\n"),
        _ => line.to_owned() + "\n",
    };
    let printed: String = out(output).lines().map(counted).collect();
    let code = output.status.code().unwrap();
    let text = format!(
        "exit code {code}\n--- standard output\n{printed}--- standard error\n{}",
        err(output)
    );
    testkit::expected::assert_equals_file(Path::new(&format!("tests/fixtures/cli/{name}.txt")), &text);
}

#[test]
fn an_invalid_command_line_is_distinguished_from_a_refused_page() {
    for arguments in [
        &["show", PAGE][..],
        &["show", "--stage", "bake", PAGE],
        &["check", "--format", "xml"],
        &["add"],
        &[],
    ] {
        let output = apifox(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("--help"), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_distinguished_from_a_refused_page() {
    for arguments in [
        &["check", "nowhere.md"][..],
        &["show", "--stage", "page", "nowhere.md"],
        &["census", "nowhere.md"],
        &["add", "nowhere.md"],
        &["check", "--manifest", "nowhere.yaml"],
        &["bless", "--manifest", "nowhere.yaml"],
        &["explain", "no-such-code"],
    ] {
        let output = apifox(arguments);
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(2), String::new()),
            "{arguments:?}"
        );
        assert!(err(&output).starts_with("apifox: "), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn the_help_lists_the_exit_codes() {
    let text = out(&apifox(&["--help"]));
    for line in [
        "  0  success",
        "  1  something was refused",
        "  2  the command line is invalid",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

//! The output and the failures of the example `balance`, as golden files.
//!
//! The example is compiled into this test and runs in a separate process: this test binary, started
//! again with [`CHILD`] only. So it is always the current example, for every target directory,
//! profile and feature, and cargo is not needed to find it.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test suite example::` renews the golden files.

#[path = "../../examples/balance.rs"]
mod balance;

use std::process::{Command, ExitCode, Output};

use crate::golden;

/// The test that runs the example.
const CHILD: &str = "example::the_example_itself";

/// Marks the start and the end of the example's output within the output of the test harness.
const BORDER: &str = "\u{1}\n";

#[test]
#[ignore = "not a test: the example, for the other tests to run"]
fn the_example_itself() {
    print!("{BORDER}");
    let code = balance::main();
    print!("{BORDER}");
    std::process::exit(i32::from(code != ExitCode::SUCCESS));
}

/// Runs the example without a key and without the machine's proxy settings.
fn run(settings: &[(&str, &str)]) -> Output {
    let itself = std::env::current_exe().expect("a running test has a file");
    let mut command = Command::new(itself);
    command.args(["--exact", CHILD, "--ignored", "--nocapture", "--test-threads=1"]);
    command.env_remove("WOOSHPAY_SECRET_KEY");
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command.envs(settings.iter().copied());
    let mut output = command.output().expect("the test can be started again");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let example = stdout
        .split(BORDER)
        .nth(1)
        .unwrap_or_else(|| panic!("no example ran: {stdout}"));
    output.stdout = example.as_bytes().to_vec();
    output
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn without_a_key_it_prints_the_balance_of_the_sandbox() {
    let output = run(&[]);
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    golden::assert_is("tests/golden/balance.txt", &output.stdout);
}

#[test]
fn a_proxy_in_the_environment_does_not_matter_to_the_sandbox() {
    // No server listens on the discard port.
    let dead = "http://127.0.0.1:9";
    let proxies = [
        "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    ];
    let output = run(&proxies.map(|name| (name, dead)));
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    golden::assert_is("tests/golden/balance.txt", &output.stdout);
}

#[test]
fn a_wrong_key_ends_in_one_line_and_a_failure() {
    for (name, key) in [
        ("key-public", "pk_test_hunter2"),
        ("key-blank", " "),
        ("key-empty", ""),
        ("key-rubbish", "hunter2"),
        ("key-cut", "sk_test_"),
        ("key-line-break", "sk_live_hunter2\n"),
    ] {
        let output = run(&[("WOOSHPAY_SECRET_KEY", key)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(text(&output.stdout), "", "{name}");
        let line = text(&output.stderr);
        assert_eq!(line.matches('\n').count(), 1, "{line}");
        assert!(!line.contains("hunter2"), "{line}");
        golden::assert_is(&format!("tests/golden/{name}.txt"), &output.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_is_not_unicode_ends_in_one_line_and_a_failure() {
    use std::os::unix::ffi::OsStrExt as _;

    let itself = std::env::current_exe().expect("a running test has a file");
    let key = std::ffi::OsStr::from_bytes(b"sk_test_hunter2\xff");
    let output = Command::new(itself)
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("WOOSHPAY_SECRET_KEY", key)
        .output()
        .expect("the test can be started again");
    assert_eq!(output.status.code(), Some(1));
    golden::assert_is("tests/golden/key-not-unicode.txt", &output.stderr);
}

//! The sandbox as a separate program: what it prints, serves and refuses, and how it ends.
//!
//! The example is compiled into this test and runs in a separate process: this test binary, started
//! again with [`CHILD`] only.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test suite sandbox_alone::` renews the golden files.

#[path = "../../examples/sandbox.rs"]
#[allow(dead_code)] // its `main` reads the arguments of this process
mod sandbox;

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use wooshpay::sandbox::Sandbox;
use wooshpay::{Client, Error};

use crate::golden;

/// The test that runs the example.
const CHILD: &str = "sandbox_alone::the_example_itself";

/// The variable with its arguments, one per line.
const ARGUMENTS: &str = "SANDBOX_ALONE_ARGUMENTS";

/// Marks the start and the end of the example's output within the output of the test harness.
const BORDER: &str = "\u{1}\n";

#[test]
#[ignore = "not a test: the example, for the other tests to run"]
fn the_example_itself() {
    let arguments = std::env::var(ARGUMENTS).unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    print!("{BORDER}");
    let code = runtime.block_on(sandbox::run(arguments.lines().map(str::to_owned)));
    print!("{BORDER}");
    std::process::exit(i32::from(code != ExitCode::SUCCESS));
}

fn start(arguments: &[&str]) -> Child {
    let itself = std::env::current_exe().expect("a running test has a file");
    Command::new(itself)
        .args(["--exact", CHILD, "--ignored", "--nocapture", "--test-threads=1"])
        .env(ARGUMENTS, arguments.join("\n"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the test can be started again")
}

/// Returns the output up to the line that contains a string, inclusive.
fn printed_until(output: &mut BufReader<ChildStdout>, sought: &str) -> String {
    let mut text = String::new();
    loop {
        let from = text.len();
        assert_ne!(output.read_line(&mut text).expect("UTF-8"), 0, "it ended: {text}");
        if text[from..].contains(sought) {
            return text;
        }
    }
}

/// Ends the process by its id, with SIGTERM: SIGINT, which Ctrl-C sends, is ignored by children of
/// a shell's background jobs.
#[cfg(unix)]
fn terminate(child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(sent.expect("there is a kill").success());
}

/// Ends with the test, even if that fails.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        // A process that has already ended needs no signal.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_prints_its_operations_serves_them_and_ends_when_terminated() {
    let mut running = Ending(start(&["--port", "0"]));
    let child = &mut running.0;
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    printed_until(&mut output, "\u{1}");
    let overview = printed_until(&mut output, "Ctrl-C");
    let base_url = overview
        .lines()
        .find_map(|line| line.strip_prefix("WooshPay's sandbox is at "));
    let base_url = base_url.expect("it says where it is").to_owned();
    let port = base_url
        .strip_prefix("http://127.0.0.1:")
        .expect("loopback unless told");
    let shown = overview.replace(port, "8080");
    let file = if cfg!(feature = "described") {
        "tests/golden/sandbox.txt"
    } else {
        "tests/golden/sandbox-documented.txt"
    };
    golden::assert_is(file, shown.as_bytes());

    let client = |key: &str| {
        Client::builder()
            .key(key)
            .base_url(&base_url)
            .build()
            .expect("a client")
    };
    let balance = client(Sandbox::KEY).balance().get().await.expect("the example");
    assert_eq!(balance.available.len(), 3);
    let live = client("sk_live_hunter2").balance().get().await;
    assert!(
        matches!(&live, Err(Error::Api(error)) if error.status() == 401),
        "{live:?}"
    );

    for _ in 0..2 {
        assert_eq!(printed_until(&mut output, "\n"), "GET /v1/balance\n");
    }
    let address = base_url.trim_start_matches("http://");
    let mut idle = TcpStream::connect(address).expect("it listens");
    terminate(child);
    let status = child.wait().expect("it ends");
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&status),
        Some(15),
        "{status}"
    );
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("UTF-8");
    assert_eq!(rest, "");
    let mut errors = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut errors).expect("UTF-8");
    let note = if cfg!(feature = "sandbox") {
        ""
    } else {
        "note: values are not checked against their schemas; use `--features sandbox` to check them\n"
    };
    assert_eq!(errors, note);
    // Another test may listen on its port by now, so this asks a connection of its own.
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0, "it still serves");
}

/// Returns the exit code and the output of a run that serves nothing.
fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = start(arguments).wait_with_output().expect("it ends");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let stdout = stdout
        .split(BORDER)
        .nth(1)
        .unwrap_or_else(|| panic!("no example ran: {stdout}"));
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), stdout.to_owned(), stderr)
}

#[test]
fn asked_for_help_it_says_how_it_is_used() {
    let (code, stdout, stderr) = ended(&["--help"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    golden::assert_is("tests/golden/sandbox-help.txt", stdout.as_bytes());
}

#[test]
fn wrong_arguments_are_a_failure_that_says_how_it_is_used() {
    for arguments in [
        &["--port"][..],
        &["--port=70000"],
        &["--host", "localhost"],
        &["8080"],
        &["--live"],
    ] {
        let (code, stdout, stderr) = ended(arguments);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(stderr.starts_with("error: ") && stderr.contains("Usage: "), "{stderr}");
    }
}

#[test]
fn a_used_port_or_a_foreign_address_is_a_failure_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    for arguments in [&["--port", &port][..], &["--host", "192.0.2.1"]] {
        let (code, stdout, stderr) = ended(arguments);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(stderr.contains("the sandbox cannot start on "), "{stderr}");
        assert_eq!(stderr.matches('\n').count(), 1, "{stderr}");
    }
}

#[tokio::test]
async fn on_all_addresses_its_own_client_goes_over_loopback() {
    let sandbox = Sandbox::start_on(([0, 0, 0, 0], 0)).await.expect("there is a port");
    assert!(
        sandbox.base_url().starts_with("http://127.0.0.1:"),
        "{}",
        sandbox.base_url()
    );
    sandbox.client().balance().get().await.expect("the example");
}

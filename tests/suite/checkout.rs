//! The output of the example `checkout`, as a golden file.
//!
//! As for the example `balance`, this test runs itself again as the example.
//! `UPDATE_SNAPSHOTS=1 cargo test --test suite checkout::` renews the file.

#[path = "../../examples/checkout.rs"]
mod example;

use std::process::{Command, ExitCode};

use crate::golden;

const BORDER: &str = "\u{1}\n";

#[test]
#[ignore = "not a test: the example, for the other test to run"]
fn the_example_itself() {
    print!("{BORDER}");
    let code = example::main();
    print!("{BORDER}");
    std::process::exit(i32::from(code != ExitCode::SUCCESS));
}

#[test]
fn an_order_is_paid_reported_and_half_refunded() {
    let itself = std::env::current_exe().expect("a running test has a file");
    let mut command = Command::new(itself);
    command.args([
        "--exact",
        "checkout::the_example_itself",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    let output = command.output().expect("the test can be started again");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let shown = stdout
        .split(BORDER)
        .nth(1)
        .unwrap_or_else(|| panic!("no example ran: {stdout}"));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "{stdout}");
    golden::assert_is("tests/golden/checkout.txt", shown.as_bytes());
}

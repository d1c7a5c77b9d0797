//! A test that runs itself again in a process of its own, for which environment variables are set.

use std::process::Command;

/// Returns the command that runs this test alone. The name is that of the module and the function:
/// `module_path!()` begins with the crate, which the test program leaves out.
pub(crate) fn alone(module: &str, test: &str) -> Command {
    let (_, module) = module.split_once("::").expect("a test is in a module");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("{module}::{test}")]);
    command
}

/// Returns what the process printed if its test failed, or if it ran none.
pub(crate) fn failure(command: &mut Command) -> Option<String> {
    let output = command.output().unwrap();
    let output_text = String::from_utf8_lossy(&output.stdout).into_owned();
    (!output.status.success() || !output_text.contains("1 passed")).then_some(output_text)
}

//! Stops before each file operation on request, so that a test can examine what a run leaves that
//! is killed there.

use std::io;
use std::path::Path;

/// Reports the operation on standard error and waits for a line on standard input: an empty one to
/// continue, `half` to write the first half of the file and wait again. The end of the input ends
/// the process, as if it was killed. Only if the variable `APIFOX_STEPS` is set, in builds with
/// debug assertions, such as those of tests.
#[cfg(debug_assertions)]
pub(super) fn operation(write: Option<(&Path, &[u8])>) -> io::Result<()> {
    if std::env::var_os("APIFOX_STEPS").is_none() {
        return Ok(());
    }
    let is_half = wait(if write.is_some() { "write" } else { "other" })?;
    if let (true, Some((path, bytes))) = (is_half, write) {
        std::fs::write(path, &bytes[..bytes.len() / 2])?;
        wait("half")?;
    }
    Ok(())
}

/// Returns whether the answer is `half`.
#[cfg(debug_assertions)]
fn wait(operation: &str) -> io::Result<bool> {
    eprintln!("step: {operation}");
    let mut line = String::new();
    match io::stdin().read_line(&mut line)? {
        0 => std::process::exit(137),
        _ => Ok(line.trim_end() == "half"),
    }
}

#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "a build for tests can fail here")]
pub(super) fn operation(_: Option<(&Path, &[u8])>) -> io::Result<()> {
    Ok(())
}

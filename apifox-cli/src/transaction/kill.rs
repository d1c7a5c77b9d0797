//! Ends the process on request, so that a test can examine what a run that was killed between two
//! file operations leaves.

use std::io;
use std::path::Path;

/// Counts operations, and ends the process before operation `APIFOX_KILL_AT`: `3`, or `3.5` to
/// write the first half of that file. Reports whether the operation writes bytes. The variable only
/// has an effect in builds with debug assertions, such as those of tests.
#[cfg(debug_assertions)]
pub(super) fn operation(write: Option<(&Path, &[u8])>) -> io::Result<()> {
    use std::sync::atomic::{AtomicU32, Ordering};

    static DONE: AtomicU32 = AtomicU32::new(0);
    let Some(at) = std::env::var("APIFOX_KILL_AT").ok() else {
        return Ok(());
    };
    let number = DONE.fetch_add(1, Ordering::Relaxed).to_string();
    let half = at.strip_suffix(".5");
    if half.unwrap_or(&at) != number {
        return Ok(());
    }
    if let Some((path, bytes)) = write {
        eprintln!("killed at a write");
        if half.is_some() {
            std::fs::write(path, &bytes[..bytes.len() / 2])?;
        }
    }
    std::process::exit(137)
}

#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "a build for tests can fail here")]
pub(super) fn operation(_: Option<(&Path, &[u8])>) -> io::Result<()> {
    Ok(())
}

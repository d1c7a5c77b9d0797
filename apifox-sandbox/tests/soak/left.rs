//! Checks that nothing is left after the run.

use std::time::Duration;

/// Returns the number of open sockets of this process, or 0 if the system does not list them.
pub(crate) fn sockets() -> usize {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else {
        return 0;
    };
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    targets
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}

/// Waits until a condition holds, without a limit.
pub(crate) async fn settled(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..100 {
        if is_soon(&is_so).await {
            return;
        }
    }
    panic!("{what}: it stays so");
}

/// Waits briefly for a condition. Returns whether it holds.
pub(crate) async fn is_soon(is_so: impl Fn() -> bool) -> bool {
    for _ in 0..100 {
        if is_so() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    is_so()
}

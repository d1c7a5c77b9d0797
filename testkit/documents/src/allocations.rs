//! Counts what a process allocates: every test with random documents is linked with this allocator.
//! It is in this crate because this crate is optimized.

use stats_alloc::{INSTRUMENTED_SYSTEM, Stats, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// What the process has allocated so far.
#[must_use]
pub fn so_far() -> Stats {
    ALLOCATOR.stats()
}

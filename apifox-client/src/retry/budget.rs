//! Limits how much retries add to the load of a failing server.
//!
//! If every call failed, each would be sent three times, and a server that could recover from its
//! normal load might not recover from three times as much. Attempts beyond the first therefore draw
//! on a budget that successful calls refill.

use std::sync::atomic::{AtomicU32, Ordering};

/// The initial and maximum balance.
const CAPACITY: u32 = 500;

/// The cost of one attempt beyond the first: a hundred of them empty the budget.
const COST: u32 = 5;

/// What a call earns that succeeds on its first attempt. A later success earns
/// back the cost of its last attempt.
const EARNED: u32 = 1;

/// A token bucket, shared by the clones of a client.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Pays for one attempt, if the balance suffices.
    pub(super) fn take(&self) -> bool {
        let paid = |left: u32| left.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid).is_ok()
    }

    /// Refills the budget after a call that succeeded after so many attempts.
    pub(crate) fn refill(&self, attempts: u32) {
        // It is usually full; skipping the write then avoids contention between threads.
        if self.0.load(Ordering::Relaxed) >= CAPACITY {
            return;
        }
        let earned = if attempts > 1 { COST } else { EARNED };
        let more = |left: u32| Some((left + earned).min(CAPACITY));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_covers_a_hundred_attempts_and_is_refilled_by_success() {
        let budget = Budget::default();
        budget.refill(1);
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        for _ in 0..4 {
            budget.refill(1);
            assert!(!budget.take());
        }
        budget.refill(1);
        assert!(budget.take() && !budget.take());
        budget.refill(3);
        assert!(budget.take() && !budget.take());
        for _ in 0..1000 {
            budget.refill(2);
        }
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100, "it does not overflow");
    }
}

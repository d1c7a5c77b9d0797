//! A limit to how much repeating adds to the load of a server that fails.
//!
//! When everything fails, every call would be sent three times, and a server
//! that could have recovered from the load of its clients does not recover from
//! three times that. So attempts beyond the first are paid for, out of what
//! calls that go well bring in.

use std::sync::atomic::{AtomicU32, Ordering};

/// What there is at the start, and at most.
const CAPACITY: u32 = 500;

/// What one attempt beyond the first costs: a hundred of them in a row.
const COST: u32 = 5;

/// What a call brings in that goes well at once. One that went well later
/// brings back the cost of its last attempt.
const EARNED: u32 = 1;

/// A bucket of tokens, shared by the clones of a client.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Pays for one attempt, if there is enough.
    pub(super) fn take(&self) -> bool {
        let paid = |left: u32| left.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid).is_ok()
    }

    /// The server is well: it has answered after so many attempts.
    pub(crate) fn earn(&self, attempts: u32) {
        // Mostly it is full, and then nothing is written that other threads read.
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
    fn a_hundred_attempts_are_paid_for_and_what_goes_well_pays_for_more() {
        let budget = Budget::default();
        budget.earn(1);
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        for _ in 0..4 {
            budget.earn(1);
            assert!(!budget.take());
        }
        budget.earn(1);
        assert!(budget.take() && !budget.take());
        budget.earn(3);
        assert!(budget.take() && !budget.take());
        for _ in 0..1000 {
            budget.earn(2);
        }
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100, "it does not overflow");
    }
}

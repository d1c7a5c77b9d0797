//! The retry policy, and the decision whether and when a failed call is sent again.

mod backoff;
mod budget;

use std::time::Duration;

pub(crate) use self::budget::Budget;

use crate::deadline::Deadline;
use crate::error::Error;

/// How often a call is attempted, and how long it waits in between.
///
/// The wait before the second attempt is [`first_wait`](Self::first_wait); it doubles with each
/// attempt up to [`longest_wait`](Self::longest_wait). A random 50 to 100 % of it is used, so that
/// clients that failed together do not retry together. Which failures are retried is not
/// configurable: see [the table](crate#retries).
///
/// ```
/// use std::time::Duration;
/// # use apifox_client::Retry;
///
/// let patient = Retry::default().max_attempts(5).longest_wait(Duration::from_secs(10));
/// let once = Retry::none();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a call is given it"]
pub struct Retry {
    max_attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for Retry {
    /// Three attempts in total; the first wait is 500 ms, the longest 5 s.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(5),
        }
    }
}

impl Retry {
    /// Makes a single attempt.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the number of attempts, including the first. Zero counts as one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the wait before the second attempt, of which 50 to 100 % is used.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Sets the longest wait, except that a `Retry-After` of up to 30 seconds is obeyed.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Returns how long to wait before the next attempt, or `None` if the failure ends the call: it
    /// is not transient, a repetition could do harm, no attempt is left, the server asks for too
    /// long a wait, the wait would exceed the total timeout, or the budget is used up.
    pub(crate) fn wait_after(self, failed: &Error, total: Deadline, budget: &Budget) -> Option<Duration> {
        let attempts = failed.attempts();
        if attempts >= self.max_attempts || !failed.is_retryable() {
            return None;
        }
        let wait = backoff::wait(self, attempts, failed.retry_after())?;
        (total.outlasts(wait) && budget.take()).then_some(wait)
    }
}

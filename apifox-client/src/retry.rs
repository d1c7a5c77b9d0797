//! Whether a failed call is sent again, and when: the policy, and what decides
//! with it.

mod backoff;
mod budget;

use std::time::Duration;

pub(crate) use self::budget::Budget;

use crate::deadline::Deadline;
use crate::error::Error;

/// How often a call is tried, and how long it waits in between.
///
/// The wait before the second attempt is [`first_wait`](Self::first_wait); it
/// doubles from attempt to attempt up to [`longest_wait`](Self::longest_wait).
/// Of each such wait between 50 and 100 % is taken, by chance, so that clients
/// that failed together do not come back together. Which failures are worth
/// another attempt is not a setting: see [the table](crate#retries).
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
    /// Three attempts in all; the first wait is 500 ms, the longest 5 s.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(5),
        }
    }
}

impl Retry {
    /// One attempt, whatever comes of it.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How many attempts there are in all, the first included. Zero counts as
    /// one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The wait before the second attempt, of which 50 to 100 % is taken.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// No wait is longer than this, unless the server asks for it: a
    /// `Retry-After` of up to 30 seconds is obeyed.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long to wait before the next attempt after a failed one; none when
    /// that failure is the end of the call: it does not pass, a repetition
    /// could do harm, no attempt is left, the server asks for a longer wait than is
    /// worth it, the wait would outlast the call, or too many calls have
    /// failed of late.
    pub(crate) fn wait_after(self, failed: &Error, total: Deadline, budget: &Budget) -> Option<Duration> {
        let attempts = failed.attempts();
        if attempts >= self.max_attempts || !failed.is_retryable() {
            return None;
        }
        let wait = backoff::wait(self, attempts, failed.retry_after())?;
        (total.outlasts(wait) && budget.take()).then_some(wait)
    }
}

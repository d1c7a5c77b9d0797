//! The wait before the next attempt.

use std::time::Duration;

use super::Retry;

/// If a server asks for a longer wait, there is no further attempt; the caller
/// decides whether to try again later.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(30);

/// Returns the wait after this many attempts, at least as long as the server
/// asks for, and zero if it asks for zero; `None` if that is too long.
pub(super) fn wait(policy: Retry, attempts: u32, retry_after: Option<Duration>) -> Option<Duration> {
    let own = jittered(longest(policy, attempts), random());
    match retry_after {
        None => Some(own),
        Some(Duration::ZERO) => Some(Duration::ZERO),
        Some(asked) => (asked <= LONGEST_RETRY_AFTER).then(|| own.max(asked)),
    }
}

/// Returns the wait before jitter is applied.
fn longest(policy: Retry, attempts: u32) -> Duration {
    let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    policy.first_wait.saturating_mul(doubled).min(policy.longest_wait)
}

/// Returns between 50 % (`random` is zero) and just below 100 % (`random` is at its maximum).
fn jittered(wait: Duration, random: u16) -> Duration {
    let half = wait / 2;
    half + half.saturating_mul(u32::from(random)) / (1 << 16)
}

/// Returns zero, for the shortest wait, if randomness is unavailable.
fn random() -> u16 {
    let mut bytes = [0; 2];
    let _ = getrandom::getrandom(&mut bytes);
    u16::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits = [1, 2, 3, 4, 5, 32, 33, u32::MAX].map(|attempts| longest(Retry::default(), attempts));
        assert_eq!(
            waits.map(|wait| wait.as_millis()),
            [500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]
        );
        let endless = Retry::default().first_wait(Duration::MAX).longest_wait(Duration::MAX);
        assert_eq!(longest(endless, 9), Duration::MAX);
    }

    #[test]
    fn jitter_takes_up_to_half_of_a_wait() {
        assert_eq!(jittered(SECOND, 0), SECOND / 2);
        assert_eq!(jittered(SECOND, 1 << 15), SECOND * 3 / 4);
        let most = jittered(SECOND, u16::MAX);
        assert!(most < SECOND && most > Duration::from_millis(999));
        assert_eq!(jittered(Duration::ZERO, u16::MAX), Duration::ZERO);
        assert!(jittered(Duration::MAX, u16::MAX) >= Duration::MAX / 2);
    }

    #[test]
    fn waits_differ_and_stay_within_their_bounds() {
        let waits: Vec<_> = (0..64).filter_map(|_| wait(Retry::default(), 1, None)).collect();
        let bounds = Duration::from_millis(250)..Duration::from_millis(500);
        assert!(waits.iter().all(|wait| bounds.contains(wait)), "{waits:?}");
        // 64 equal values of 65 536 are practically impossible.
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
    }

    #[test]
    fn retry_after_is_the_minimum_up_to_a_limit() {
        for asked in [0, 7, 30].map(|seconds| SECOND * seconds) {
            assert_eq!(wait(Retry::default(), 1, Some(asked)), Some(asked));
        }
        let least = wait(Retry::default(), 1, Some(Duration::from_nanos(1))).expect("it is not too long");
        assert!(least >= Duration::from_millis(250));
        assert_eq!(
            wait(Retry::default(), 1, Some(SECOND * 30 + Duration::from_nanos(1))),
            None
        );
        assert_eq!(wait(Retry::default(), 1, Some(Duration::MAX)), None);
    }
}

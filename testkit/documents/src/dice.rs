//! Random choices, all from one seed.

use proptest::prelude::RngExt as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The random numbers of one case.
#[derive(Debug, Clone)]
pub struct Dice {
    numbers: TestRng,
    /// After so many throws the numbers are those of seed 0.
    left: usize,
}

impl Dice {
    /// Choices of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            numbers: rng(seed),
            left: usize::MAX,
        }
    }

    /// Choices made from these bytes, four bytes each, so that a change of the bytes changes a
    /// choice.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self {
            numbers: TestRng::from_seed(RngAlgorithm::PassThrough, bytes),
            left: bytes.len() / 4,
        }
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.numbers().random_range(0..100) < percent
    }

    /// From 0 up to, but without, `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.numbers().random_range(0..end.max(1))
    }

    fn numbers(&mut self) -> &mut TestRng {
        if self.left == 0 {
            // Used up, the bytes are zeros, and a choice that is always the same may be made for
            // ever.
            *self = Self::new(0);
        }
        self.left -= 1;
        &mut self.numbers
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Puts items into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (2..=items.len()).rev() {
            let other = self.below(end);
            items.swap(end - 1, other);
        }
    }
}

fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// A runner of proptest with this seed, for its own strategies.
#[must_use]
pub fn runner(seed: u64, cases: u64) -> TestRunner {
    TestRunner::new_with_rng(
        Config {
            cases: u32::try_from(cases).unwrap_or(u32::MAX),
            failure_persistence: None,
            max_shrink_iters: 2000,
            ..Config::default()
        },
        rng(seed),
    )
}

/// A number from the environment: `PROPERTY_CASES`, `PROPERTY_SEED`.
#[must_use]
pub fn setting(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
        Err(_) => default,
    }
}

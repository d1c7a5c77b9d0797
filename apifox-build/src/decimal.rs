//! Exact decimal numbers, for comparing limits.

use std::cmp::Ordering;

use serde_json::Number;

/// The number `digits * 10^exponent`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// Returns a number exactly as its shortest text; `None` if it has too many digits.
    #[must_use]
    pub fn new(number: &Number) -> Option<Self> {
        Self::parse(&number.to_string())
    }

    /// Reads a number as JSON or YAML writes it; `None` if it has too many digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let places = i32::try_from(fraction.len()).ok()?;
        let exponent = exponent.checked_sub(places)?;
        Some(Self { digits, exponent })
    }

    /// Returns both as multiples of the same power of ten; `None` if they are too far apart.
    fn aligned(self, other: Self) -> Option<(i128, i128)> {
        let least = self.exponent.min(other.exponent);
        Some((self.scaled(least)?, other.scaled(least)?))
    }

    fn scaled(self, exponent: i32) -> Option<i128> {
        let power = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(power)?)
    }

    /// Compares two numbers; `None` if they are too far apart.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        self.aligned(other).map(|(one, other)| one.cmp(&other))
    }

    /// Returns the numerator and the denominator, a power of ten.
    fn fraction(self) -> Option<(i128, i128)> {
        if self.exponent >= 0 {
            return Some((self.scaled(0)?, 1));
        }
        Some((self.digits, 10_i128.checked_pow(self.exponent.unsigned_abs())?))
    }

    /// Returns the greatest integer that is not greater.
    #[must_use]
    pub fn floor(self) -> Option<i128> {
        let (numerator, denominator) = self.fraction()?;
        Some(numerator.div_euclid(denominator))
    }

    /// Returns the least integer that is not less.
    pub(crate) fn ceiling(self) -> Option<i128> {
        let (numerator, denominator) = self.fraction()?;
        let is_between = numerator.rem_euclid(denominator) != 0;
        numerator.div_euclid(denominator).checked_add(i128::from(is_between))
    }
}

/// What the rules of a comparison compute.
impl Decimal {
    /// Returns an integer.
    #[must_use]
    pub fn integer(digits: i128) -> Self {
        Self { digits, exponent: 0 }
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.fraction()
            .is_some_and(|(numerator, denominator)| numerator % denominator == 0)
    }

    /// Returns the least positive integer that is a multiple of it.
    #[must_use]
    pub fn least_integer_multiple(self) -> Option<i128> {
        let (numerator, denominator) = self.fraction()?;
        let divisor = greatest_common_divisor(numerator, denominator);
        numerator.checked_abs()?.checked_div(divisor)
    }

    /// Whether another number is a multiple of it; `None` if that cannot be computed.
    #[must_use]
    pub fn divides(self, other: Self) -> Option<bool> {
        let (factor, number) = self.aligned(other)?;
        Some(number.checked_rem(factor)? == 0)
    }
}

fn greatest_common_divisor(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one.unsigned_abs(), other.unsigned_abs());
    while other != 0 {
        (one, other) = (other, one % other);
    }
    i128::try_from(one).unwrap_or(1).max(1)
}

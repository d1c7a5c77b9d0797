//! The limits of integers.

use super::super::{Dialect, references};
use super::WideValues;
use crate::decimal::Decimal;
use crate::node::{Kind, Node};

/// The depth to which the parts of an `allOf` are followed to find limits.
const MAX_DEPTH: usize = 8;

/// The least and the greatest integer that the limits of a schema allow, if it has such limits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Range {
    pub(super) least: Option<i128>,
    greatest: Option<i128>,
}

impl Range {
    /// Returns the integers in both ranges.
    fn and(self, other: Self) -> Self {
        let tighter = |one: Option<i128>, other: Option<i128>, choose: fn(i128, i128) -> i128| {
            one.zip(other)
                .map_or(one.or(other), |(one, other)| Some(choose(one, other)))
        };
        Self {
            least: tighter(self.least, other.least, i128::max),
            greatest: tighter(self.greatest, other.greatest, i128::min),
        }
    }

    fn has_limit(self, is_it: impl Fn(i128) -> bool) -> bool {
        let limits = self.least.zip(self.greatest);
        let is_empty = limits.is_some_and(|(least, greatest)| least > greatest);
        !is_empty && [self.least, self.greatest].into_iter().flatten().any(is_it)
    }

    /// Whether a limit is beyond `i64` and fits `u64`.
    fn is_wide(self) -> bool {
        self.has_limit(|limit| i64::try_from(limit).is_err() && u64::try_from(limit).is_ok())
    }

    /// Whether a limit is beyond both `i64` and `u64`.
    fn is_beyond(self) -> bool {
        self.has_limit(|limit| i64::try_from(limit).is_err() && u64::try_from(limit).is_err())
    }
}

impl Dialect<'_> {
    /// Records an integer with wide limits, its own or those of the other parts of an `allOf`.
    pub(super) fn limited(&mut self, schema: &Node, seen: &mut WideValues<'_>) {
        let parts = parts(schema, seen.schemas, 0);
        if !parts.iter().any(|part| part.get_str("type") == Some("integer")) {
            return;
        }
        let ranges = parts.iter().map(|part| self.range(part));
        let range = ranges.fold(Range::default(), Range::and);
        if range.is_beyond() {
            seen.beyond.extend(parts.iter().map(|part| part.at));
        } else if range.is_wide() {
            seen.wide.extend(parts.iter().map(|part| part.at));
        }
    }

    /// Returns the range that the limits of a schema itself allow.
    pub(super) fn range(&mut self, schema: &Node) -> Range {
        let mut bound = |key: &str| schema.get(key).and_then(|bound| self.bound(bound));
        let (lower, upper) = (bound("minimum"), bound("maximum"));
        let is_exclusive = |key: &str| schema.is_true(key);
        let least = |(floor, ceiling): (i128, i128)| {
            let next = floor.saturating_add(1);
            if is_exclusive("exclusiveMinimum") {
                next
            } else {
                ceiling
            }
        };
        let greatest = |(floor, ceiling): (i128, i128)| {
            let previous = ceiling.saturating_sub(1);
            if is_exclusive("exclusiveMaximum") {
                previous
            } else {
                floor
            }
        };
        Range {
            least: lower.map(least),
            greatest: upper.map(greatest),
        }
    }

    /// Returns the nearest integers below and above a bound, as the page writes it: the node of a
    /// large number lacks its last digits.
    fn bound(&mut self, bound: &Node) -> Option<(i128, i128)> {
        let Kind::Number(number) = &bound.kind else { return None };
        let written = if number.is_f64() {
            self.scalars.written(bound)
        } else {
            None
        };
        let exact = written.and_then(|text| Decimal::parse(&text));
        let exact = exact.or_else(|| Decimal::new(number));
        let exact = exact.and_then(|exact| exact.floor().zip(exact.ceiling()));
        let is_negative = super::is_negative(bound);
        let outermost = if is_negative { i128::MIN } else { i128::MAX };
        exact.or_else(|| is_large(number.as_f64()).then_some((outermost, outermost)))
    }
}

/// Whether a number is beyond all 64-bit integers.
fn is_large(number: Option<f64>) -> bool {
    number.is_some_and(|number| number.abs() > 2_f64.powi(64))
}

/// The schema and the parts of its `allOf`, references followed.
fn parts<'a>(schema: &'a Node, schemas: &'a Node, depth: usize) -> Vec<&'a Node> {
    let schema = references::follow(schema, schemas);
    let inner = schema.items("allOf").iter().filter(|_| depth < MAX_DEPTH);
    let inner = inner.flat_map(|part| parts(part, schemas, depth + 1));
    std::iter::once(schema).chain(inner).collect()
}

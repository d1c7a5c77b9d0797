//! The rules, by the parts that they compare.

mod left_out;
mod limits;
mod operation;
mod request;
mod response;
mod result;
mod shape;
mod surface;
mod texts;
mod values;
mod written;

use crate::rule::Rule;
pub(crate) use limits::accepts;

const TABLES: [&[Rule]; 11] = [
    operation::RULES,
    left_out::RULES,
    request::RULES,
    written::RULES,
    response::RULES,
    shape::RULES,
    values::RULES,
    limits::RULES,
    texts::RULES,
    surface::RULES,
    result::RULES,
];

/// Returns all rules, in the order of the tables.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    TABLES.into_iter().flatten()
}

//! Rules: the code and the classes of each change, one row per rule, and one `check_*` function
//! each.

use super::class::{Class, Direction, Level};
use super::pair::{Documents, Pair, Property, Schemas};
use super::sink::Sink;
use super::surface::Surfaces;

/// A rule: the code of a change, and how bad it is.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable name, such as `property-became-required`.
    pub code: &'static str,
    /// The level of the change.
    pub level: Level,
    /// The class in a request, for a whole operation, or in the Rust API; `None` if the change
    /// cannot occur there or does not matter.
    pub request: Option<Class>,
    /// The class in a response; `None` if the change cannot occur there or does not matter.
    pub response: Option<Class>,
    /// The reason for these classes.
    pub reason: &'static str,
    /// The required action of a user, in one sentence.
    pub advice: &'static str,
    pub(super) check: Check,
}

impl Rule {
    /// Returns the class in a direction.
    #[must_use]
    pub fn class(&self, direction: Direction) -> Option<Class> {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        }
    }

    /// Returns the action for a change of this class: none, if the change is only bad in the other
    /// direction.
    pub(super) fn advice_for(&self, class: Class) -> &'static str {
        let worst = self.request.max(self.response);
        if class <= Class::Compatible && Some(class) < worst {
            "None."
        } else {
            self.advice
        }
    }
}

/// The parts that a rule compares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    Documents(fn(&Documents<'_>, &mut Sink)),
    Operation(fn(&Documents<'_>, &Pair<'_>, &mut Sink)),
    Parameter(fn(&Pair<'_>, &mut Sink)),
    /// A parameter whose schema is looked at.
    ParameterIn(fn(&Documents<'_>, &Pair<'_>, &mut Sink)),
    Body(fn(&Pair<'_>, &mut Sink)),
    Media(fn(&Pair<'_>, &mut Sink)),
    /// A media type whose schema is looked at.
    MediaIn(fn(&Documents<'_>, &Pair<'_>, &mut Sink)),
    Response(fn(&Pair<'_>, &mut Sink)),
    Header(fn(&Pair<'_>, &mut Sink)),
    Property(fn(&Property<'_>, &mut Sink)),
    Alternative(fn(&Pair<'_>, &mut Sink)),
    /// An alternative that the type of the previous single value cannot hold.
    Unheld(fn(&Pair<'_>, &mut Sink)),
    /// The discriminator values of an alternative.
    Tags(fn(&Pair<'_>, &mut Sink)),
    /// The types of values that a schema accepts.
    Kind(fn(&Schemas<'_>, &mut Sink)),
    /// Whether null is accepted.
    Null(fn(&Schemas<'_>, &mut Sink)),
    /// Keywords that do not restrict values.
    Annotation(fn(&Schemas<'_>, &mut Sink)),
    /// The limits of strings and numbers, compared also if an integer becomes a number.
    Limits(fn(&Schemas<'_>, &mut Sink)),
    /// The listed values of strings and numbers, compared like their limits, unless tags tell them.
    Values(fn(&Schemas<'_>, &mut Sink)),
    /// Other properties of schemas, compared only if both sides accept the same type of value.
    Schema(fn(&Schemas<'_>, &mut Sink)),
    Surface(fn(&Surfaces, &mut Sink)),
}

/// Rows of a table: code, class in requests, class in responses, check (a function or a closure),
/// reason, advice.
macro_rules! table {
    ($level:ident: $($code:literal $request:ident $response:ident $kind:ident $check:expr, $reason:literal, $advice:literal;)+) => {
        pub(super) const RULES: &[crate::diff::rule::Rule] = &[$(crate::diff::rule::Rule {
            code: $code,
            level: crate::diff::class::Level::$level,
            request: crate::diff::rule::class!($request),
            response: crate::diff::rule::class!($response),
            reason: $reason,
            advice: $advice,
            check: crate::diff::rule::Check::$kind($check),
        }),+];
    };
}

macro_rules! class {
    (breaking) => {
        Some(crate::diff::class::Class::Breaking)
    };
    (risky) => {
        Some(crate::diff::class::Class::Risky)
    };
    (compatible) => {
        Some(crate::diff::class::Class::Compatible)
    };
    (docs) => {
        Some(crate::diff::class::Class::Docs)
    };
    (never) => {
        None
    };
}

pub(super) use {class, table};

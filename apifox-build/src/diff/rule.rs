//! What a change is called and how bad it is: one row a rule, one `check_*` function each.

use super::class::{Class, Direction, Level};
use super::pair::{Documents, Pair, Property, Schemas};
use super::sink::Sink;
use super::surface::Surfaces;

/// A kind of change.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable name, such as `property-became-required`.
    pub code: &'static str,
    /// Where it is seen.
    pub level: Level,
    /// How bad it is in a request, in an operation as a whole, or in the Rust API; `None` where it cannot be or does not matter.
    pub request: Option<Class>,
    /// How bad it is in a response; `None` where it cannot be or does not matter.
    pub response: Option<Class>,
    /// Why it is of these classes.
    pub reason: &'static str,
    /// What a user has to do, in one sentence.
    pub advice: &'static str,
    pub(super) check: Check,
}

impl Rule {
    /// The class in a direction.
    #[must_use]
    pub fn class(&self, direction: Direction) -> Option<Class> {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        }
    }

    /// What to do about a change of this class: nothing, if it is one of those that the other direction is worse off with.
    pub(super) fn advice_for(&self, class: Class) -> &'static str {
        let worst = self.request.max(self.response);
        if class <= Class::Compatible && Some(class) < worst {
            "None."
        } else {
            self.advice
        }
    }
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    Documents(fn(&Documents<'_>, &mut Sink)),
    Operation(fn(&Documents<'_>, &Pair<'_>, &mut Sink)),
    Parameter(fn(&Pair<'_>, &mut Sink)),
    Body(fn(&Pair<'_>, &mut Sink)),
    Media(fn(&Pair<'_>, &mut Sink)),
    Response(fn(&Pair<'_>, &mut Sink)),
    Header(fn(&Pair<'_>, &mut Sink)),
    Property(fn(&Property<'_>, &mut Sink)),
    Alternative(fn(&Pair<'_>, &mut Sink)),
    /// An alternative that the type of the single value there was cannot hold.
    Unheld(fn(&Pair<'_>, &mut Sink)),
    /// The discriminator values of an alternative.
    Tags(fn(&Pair<'_>, &mut Sink)),
    /// What kind of value a schema takes at all.
    Kind(fn(&Schemas<'_>, &mut Sink)),
    /// The rest, asked only where both sides take the same kind of value.
    Schema(fn(&Schemas<'_>, &mut Sink)),
    Surface(fn(&Surfaces, &mut Sink)),
}

/// Rows of a table: code, class in requests, class in responses, check (a function or a closure), reason, advice.
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

//! Rules: the code and the classes of each change, one row per rule, and one `check_*` function
//! each. A [`Sink`] collects the changes that the functions find.

use apifox_build::internals::At;

use crate::change::Route;
use crate::class::{Class, Direction, Level};
use crate::pair::{Documents, Pair, Property, Schemas};
use crate::surface::Surfaces;

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
    pub(crate) check: Check,
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
    pub(crate) fn advice_for(&self, class: Class) -> &'static str {
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
pub(crate) enum Check {
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

/// A change that was found; its places are looked up once, at the end.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) rule: &'static Rule,
    pub(crate) class: Class,
    pub(crate) direction: Option<Direction>,
    /// Method and path; `None` for a change of the document or the Rust API.
    pub(crate) operation: Option<Route>,
    /// The changed part of the operation.
    pub(crate) place: String,
    pub(crate) message: String,
    pub(crate) at: (At, At),
    /// The lines of the listings, for the Rust API.
    pub(crate) lines: (Option<usize>, Option<usize>),
}

/// The changes found so far, and the part that is being compared.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sink {
    pub(crate) found: Vec<Found>,
    pub(crate) rule: Option<&'static Rule>,
    pub(crate) direction: Option<Direction>,
    pub(crate) operation: Option<Route>,
    pub(crate) place: String,
}

impl Sink {
    /// Records that the current part changed as the current rule describes.
    pub(crate) fn add(&mut self, at: (At, At), message: impl Into<String>) {
        self.add_part("", at, message);
    }

    /// Adds it if the condition holds.
    pub(crate) fn add_if(&mut self, condition: bool, at: (At, At), message: &str) {
        if condition {
            self.add(at, message);
        }
    }

    /// Records a change of a part without a place of its own, such as a value of an enum.
    pub(crate) fn add_part(&mut self, part: &str, at: (At, At), message: impl Into<String>) {
        let direction = self.direction.unwrap_or(Direction::Request);
        let Some((rule, class)) = self.rule.and_then(|rule| Some((rule, rule.class(direction)?))) else {
            return;
        };
        self.found.push(Found {
            rule,
            class,
            direction: self.direction,
            operation: self.operation.clone(),
            place: format!("{}{part}", self.place),
            message: message.into(),
            at,
            lines: (None, None),
        });
    }

    /// Records a change of a line of the listing of public items; lines count from 1.
    pub(crate) fn add_lines(&mut self, item: &str, lines: (Option<usize>, Option<usize>), message: impl Into<String>) {
        item.clone_into(&mut self.place);
        let before = self.found.len();
        self.add((At::default(), At::default()), message);
        if let Some(found) = self.found.get_mut(before) {
            found.lines = lines;
        }
        self.place.clear();
    }
}

/// Rows of a table: code, class in requests, class in responses, check (a function or a closure),
/// reason, advice.
macro_rules! table {
    ($level:ident: $($code:literal $request:ident $response:ident $kind:ident $check:expr, $reason:literal, $advice:literal;)+) => {
        pub(super) const RULES: &[crate::rule::Rule] = &[$(crate::rule::Rule {
            code: $code,
            level: crate::class::Level::$level,
            request: crate::rule::class!($request),
            response: crate::rule::class!($response),
            reason: $reason,
            advice: $advice,
            check: crate::rule::Check::$kind($check),
        }),+];
    };
}

macro_rules! class {
    (breaking) => {
        Some(crate::class::Class::Breaking)
    };
    (risky) => {
        Some(crate::class::Class::Risky)
    };
    (compatible) => {
        Some(crate::class::Class::Compatible)
    };
    (docs) => {
        Some(crate::class::Class::Docs)
    };
    (never) => {
        None
    };
}

pub(crate) use {class, table};

//! The text encoding of parameters (OpenAPI 3.0.4, "Style Values").

use super::place::Place;

/// The style of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Simple,
    Label,
    Matrix,
}

/// A style with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StyleSettings {
    pub(crate) style: Style,
    /// Whether each item or member is written separately, rather than joined.
    pub(crate) explode: bool,
    /// Whether delimiters of RFC 3986 are not percent-encoded in a query.
    pub(crate) reserved: bool,
}

/// The form of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Scalar,
    /// A list of scalars.
    List,
    /// An object, or one of several forms, which is determined at run time.
    Json,
}

impl Style {
    pub(crate) fn of(name: &str) -> Option<Self> {
        let all = [
            Self::Form,
            Self::SpaceDelimited,
            Self::PipeDelimited,
            Self::DeepObject,
            Self::Simple,
            Self::Label,
            Self::Matrix,
        ];
        all.into_iter().find(|style| style.name() == name)
    }

    /// The name in OpenAPI.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
        }
    }

    /// Whether `explode` is true by default. (`deepObject` has no other form.)
    pub(crate) fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::DeepObject)
    }

    /// The styles of a place, the default first.
    pub(crate) fn of_place(place: Place) -> &'static [Self] {
        match place {
            Place::Path => &[Self::Simple, Self::Label, Self::Matrix],
            Place::Query => &[Self::Form, Self::SpaceDelimited, Self::PipeDelimited, Self::DeepObject],
            Place::Header => &[Self::Simple],
            Place::Cookie | Place::Part => &[Self::Form],
        }
    }
}

impl StyleSettings {
    /// Whether it is the default style and explosion of a place.
    pub(crate) fn is_default(self, place: Place) -> bool {
        self.style == Style::of_place(place)[0] && self.explode == self.style.explodes() && !self.reserved
    }
}

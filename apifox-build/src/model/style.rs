//! How the text of a parameter is written (OpenAPI 3.0.4, "Style Values").

use super::place::Place;

/// How the text of a parameter is written.
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
pub(crate) struct Written {
    pub(crate) style: Style,
    /// Each item or member of its own, rather than joined.
    pub(crate) explode: bool,
    /// In a query, delimiters of RFC 3986 stay as they are.
    pub(crate) reserved: bool,
}

/// What a parameter's value is, as far as writing it is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Scalar,
    /// Of scalars.
    List,
    /// An object, or one of several forms: what it is is seen at run time.
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

    /// As OpenAPI writes it.
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

    /// Items and members each of their own where the page does not say. (Of `deepObject` there is no other form.)
    pub(crate) fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::DeepObject)
    }

    /// The styles of a place, its default first.
    pub(crate) fn of_place(place: Place) -> &'static [Self] {
        match place {
            Place::Path => &[Self::Simple, Self::Label, Self::Matrix],
            Place::Query => &[Self::Form, Self::SpaceDelimited, Self::PipeDelimited, Self::DeepObject],
            Place::Header => &[Self::Simple],
            Place::Cookie | Place::Part => &[Self::Form],
        }
    }
}

impl Written {
    /// As a page means it that says nothing of it.
    pub(crate) fn is_default(self, place: Place) -> bool {
        self.style == Style::of_place(place)[0] && self.explode == self.style.explodes() && !self.reserved
    }
}

//! The ways OpenAPI knows to write a parameter.

/// How the value of a parameter is written: OpenAPI 3.0.4, "Style Values",
/// which stands on RFC 6570 (URI Template).
///
/// Each constant has the `explode` that OpenAPI gives the style when a
/// document is silent about it. With `color` as the name and the values of
/// OpenAPI's "Style Examples":
///
/// | style | list, joined | list, exploded | object, joined | object, exploded |
/// |---|---|---|---|---|
/// | `SIMPLE` | `blue,black` | `blue,black` | `R,100,G,200` | `R=100,G=200` |
/// | `LABEL` | `.blue,black` | `.blue.black` | `.R,100,G,200` | `.R=100.G=200` |
/// | `MATRIX` | `;color=blue,black` | `;color=blue;color=black` | `;color=R,100,G,200` | `;R=100;G=200` |
/// | `FORM` | `color=blue,black` | `color=blue&color=black` | `color=R,100,G,200` | `R=100&G=200` |
/// | `SPACE_DELIMITED` | `color=blue%20black` | as `FORM` | `color=R%20100%20G%20200` | as `FORM` |
/// | `PIPE_DELIMITED` | `color=blue%7Cblack` | as `FORM` | `color=R%7C100%7CG%7C200` | as `FORM` |
/// | `DEEP_OBJECT` | `color=blue&color=black` | the same | `color%5BR%5D=100&color%5BG%5D=200` | the same |
///
/// What OpenAPI leaves undefined is written the way servers read it: exploded
/// lists of `SPACE_DELIMITED` and `PIPE_DELIMITED` have nothing left to
/// delimit; `DEEP_OBJECT` knows no other form than the exploded one, and its
/// scalars and lists are those of `FORM`.
///
/// A style in a place that OpenAPI does not define it for is a mistake that
/// comes out of [`Call::send`](crate::Call::send).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Style {
    pub(super) layout: Layout,
    pub(super) explode: bool,
    pub(super) reserved: bool,
}

/// How a value is written, exploded or not: OpenAPI 3.0.4, "Style Values".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `form`
    Form,
    /// `spaceDelimited`
    Space,
    /// `pipeDelimited`
    Pipe,
    /// `deepObject`
    Deep,
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
}

impl Style {
    /// `form`, exploded: query parameters and cookies (RFC 6570, section 3.2.8).
    pub const FORM: Self = Self::of(Layout::Form, true);
    /// `spaceDelimited`, joined: query parameters.
    pub const SPACE_DELIMITED: Self = Self::of(Layout::Space, false);
    /// `pipeDelimited`, joined: query parameters.
    pub const PIPE_DELIMITED: Self = Self::of(Layout::Pipe, false);
    /// `deepObject`: query parameters.
    pub const DEEP_OBJECT: Self = Self::of(Layout::Deep, true);
    /// `simple`, joined: path arguments and headers (RFC 6570, section 3.2.2).
    pub const SIMPLE: Self = Self::of(Layout::Simple, false);
    /// `label`, joined: path arguments (RFC 6570, section 3.2.5).
    pub const LABEL: Self = Self::of(Layout::Label, false);
    /// `matrix`, joined: path arguments (RFC 6570, section 3.2.7).
    pub const MATRIX: Self = Self::of(Layout::Matrix, false);

    const fn of(layout: Layout, explode: bool) -> Self {
        Self {
            layout,
            explode,
            reserved: false,
        }
    }

    /// `explode: true`: every item, every member stands by itself.
    pub const fn exploded(self) -> Self {
        Self { explode: true, ..self }
    }

    /// `explode: false`: all items, all members stand in one text.
    pub const fn joined(self) -> Self {
        Self { explode: false, ..self }
    }

    /// `allowReserved: true`: in the values of a query parameter
    /// `:/?@!$()*,;[]` are not percent-encoded. `#`, `&`, `+`, `=` and `%`
    /// still are, as they would change the query; so is `'`, which the URL
    /// standard ("special-query percent-encode set") encodes in http URLs
    /// whatever we do; and so is a comma in an item of a list joined by commas.
    pub const fn allow_reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// Whether lists and objects become parameters of their own, which can
    /// then hold lists and objects in turn.
    pub(super) fn spreads(self) -> bool {
        match self.layout {
            Layout::Deep => true,
            Layout::Form | Layout::Space | Layout::Pipe => self.explode,
            Layout::Simple | Layout::Label | Layout::Matrix => false,
        }
    }
}

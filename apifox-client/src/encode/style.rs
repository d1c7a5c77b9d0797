//! The parameter styles of OpenAPI.

/// The style of a parameter: OpenAPI 3.0.4, "Style Values", based on RFC 6570 (URI Template).
///
/// Each constant has the default `explode` of its style in OpenAPI. For the
/// name `color` and the values of OpenAPI's "Style Examples":
///
/// | style | array, joined | array, exploded | object, joined | object, exploded |
/// |---|---|---|---|---|
/// | `SIMPLE` | `blue,black` | `blue,black` | `R,100,G,200` | `R=100,G=200` |
/// | `LABEL` | `.blue,black` | `.blue.black` | `.R,100,G,200` | `.R=100.G=200` |
/// | `MATRIX` | `;color=blue,black` | `;color=blue;color=black` | `;color=R,100,G,200` | `;R=100;G=200` |
/// | `FORM` | `color=blue,black` | `color=blue&color=black` | `color=R,100,G,200` | `R=100&G=200` |
/// | `SPACE_DELIMITED` | `color=blue%20black` | as `FORM` | `color=R%20100%20G%20200` | as `FORM` |
/// | `PIPE_DELIMITED` | `color=blue%7Cblack` | as `FORM` | `color=R%7C100%7CG%7C200` | as `FORM` |
/// | `DEEP_OBJECT` | `color=blue&color=black` | the same | `color%5BR%5D=100&color%5BG%5D=200` | the same |
///
/// Where OpenAPI leaves the result undefined, the encoding is the one that servers understand:
/// exploded arrays of `SPACE_DELIMITED` and `PIPE_DELIMITED` have nothing to delimit; `DEEP_OBJECT`
/// is always exploded, and encodes scalars and arrays like `FORM`.
///
/// A style that OpenAPI does not define for a location is an error of
/// [`Call::send`](crate::Call::send).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Style {
    pub(super) layout: Layout,
    pub(super) explode: bool,
    pub(super) reserved: bool,
}

/// The layout of a value, exploded or not: OpenAPI 3.0.4, "Style Values".
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

    /// Sets `explode: true`: every item or member is separate.
    pub const fn exploded(self) -> Self {
        Self { explode: true, ..self }
    }

    /// Sets `explode: false`: all items or members are joined.
    pub const fn joined(self) -> Self {
        Self { explode: false, ..self }
    }

    /// Sets `allowReserved: true`: `:/?@!$()*,;[]` are not percent-encoded in the values of a query
    /// parameter. `#`, `&`, `+`, `=` and `%` still are, as they would change the query; so is `'`,
    /// which the URL standard ("special-query percent-encode set") always encodes in http URLs; and
    /// so is a comma in an item of an array joined by commas.
    pub const fn allow_reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// Whether arrays and objects become separate parameters, which can be nested.
    pub(super) fn spreads(self) -> bool {
        match self.layout {
            Layout::Deep => true,
            Layout::Form | Layout::Space | Layout::Pipe => self.explode,
            Layout::Simple | Layout::Label | Layout::Matrix => false,
        }
    }
}

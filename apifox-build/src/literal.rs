//! Examples of pages as Rust literals, for the samples in generated documentation.

use serde_json::Value;

/// The maximum length of a string, in bytes; longer ones are left out.
const MAX_LENGTH: usize = 80;

/// The Rust type of a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Literal {
    /// A string.
    Text,
    /// An `i64`.
    Integer,
    /// A `u64`.
    Unsigned,
    /// An `f64`.
    Number,
    /// A `bool`.
    Boolean,
}

impl Literal {
    /// Returns the example as a literal of this type; `None` if it does not have the type, or is
    /// too long.
    pub(crate) fn of(self, example: Option<&Value>) -> Option<String> {
        let example = example?;
        match self {
            Self::Text => {
                let text = example.as_str().filter(|text| text.len() <= MAX_LENGTH);
                text.map(|text| format!("{text:?}"))
            }
            Self::Integer => example.as_i64().map(|number| number.to_string()),
            Self::Unsigned => example.as_u64().map(|number| number.to_string()),
            // `Debug` writes a point or an exponent, which makes it a literal of a float.
            Self::Number => example.as_f64().map(|number| format!("{number:?}")),
            Self::Boolean => example.as_bool().map(|truth| truth.to_string()),
        }
    }

    /// The same, or a literal of this type without an example.
    pub(crate) fn or_any(self, example: Option<&Value>) -> String {
        let any = || match self {
            Self::Text => "\"…\"",
            Self::Integer | Self::Unsigned => "1",
            Self::Number => "1.0",
            Self::Boolean => "true",
        };
        self.of(example).unwrap_or_else(|| any().to_owned())
    }
}

/// Returns the expression that converts a literal. The sign of a number binds less than a method
/// call.
pub(crate) fn into(literal: &str) -> String {
    if literal.starts_with('-') {
        format!("({literal}).into()")
    } else {
        format!("{literal}.into()")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(literal: Literal, json: &str) -> Option<String> {
        let value: Option<Value> = serde_json::from_str(json).ok();
        literal.of(value.as_ref())
    }

    #[test]
    fn an_integer_is_a_literal_only_within_its_type() {
        assert_eq!(
            of(Literal::Integer, "-9223372036854775808").as_deref(),
            Some("-9223372036854775808")
        );
        assert_eq!(of(Literal::Integer, "9223372036854775808"), None);
        assert_eq!(
            of(Literal::Unsigned, "9223372036854775808").as_deref(),
            Some("9223372036854775808")
        );
        assert_eq!(
            of(Literal::Unsigned, "18446744073709551615").as_deref(),
            Some("18446744073709551615")
        );
        assert_eq!(of(Literal::Unsigned, "18446744073709551616"), None);
        assert_eq!(of(Literal::Unsigned, "-1"), None);
        assert_eq!(of(Literal::Integer, "1.5"), None);
    }

    #[test]
    fn a_number_is_a_literal_of_a_float() {
        assert_eq!(of(Literal::Number, "5").as_deref(), Some("5.0"));
        assert_eq!(of(Literal::Number, "0.25").as_deref(), Some("0.25"));
        assert_eq!(of(Literal::Number, "1e300").as_deref(), Some("1e300"));
        assert_eq!(of(Literal::Number, "\"5\""), None);
    }

    #[test]
    fn a_string_is_escaped_as_in_rust() {
        assert_eq!(of(Literal::Text, r#""a\u0001\b""#).as_deref(), Some(r#""a\u{1}\u{8}""#));
        assert_eq!(of(Literal::Text, &format!("{:?}", "a".repeat(81))), None);
        assert_eq!(Literal::Text.or_any(None), "\"…\"");
    }

    #[test]
    fn a_negative_number_is_converted_as_a_whole() {
        assert_eq!(
            (into("-1"), into("\"-1\"")),
            ("(-1).into()".to_owned(), "\"-1\".into()".to_owned())
        );
    }
}

//! Strings of a documented format.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A string whose documented format, such as `date-time`, is parsed as a `T`.
///
/// An API does not always send what it documents. A string that cannot be
/// parsed is kept, so that the response does not fail; [`value`](Self::value)
/// then returns `None`. The original string is preserved when encoding.
///
/// Two instances are equal if their values are, or, if one has no value, if their strings are.
///
/// ```
/// use std::net::IpAddr;
///
/// use apifox_client::{Parsed, serde_json};
///
/// let address: Parsed<IpAddr> = serde_json::from_str(r#""127.0.0.1""#)?;
/// assert!(address.value().is_some_and(IpAddr::is_loopback));
///
/// let address: Parsed<IpAddr> = serde_json::from_str(r#""unknown""#)?;
/// assert_eq!((address.value(), address.as_str()), (None, "unknown"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    text: String,
    value: Option<T>,
}

impl<T> Parsed<T> {
    /// Returns the value; `None` if the string cannot be parsed.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Consumes the instance and returns the value; `None` if the string cannot be parsed.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        self.value
    }

    /// Returns the string, as received or as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: FromStr> Parsed<T> {
    /// Creates an instance from a string, which may be invalid: for values that
    /// the server accepts but does not document.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let value = text.parse().ok();
        Self { text, value }
    }
}

impl<T: PartialEq> PartialEq for Parsed<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Some(value), Some(other)) => value == other,
            _ => self.text == other.text,
        }
    }
}

impl<T: fmt::Display> From<T> for Parsed<T> {
    fn from(value: T) -> Self {
        Self {
            text: value.to_string(),
            value: Some(value),
        }
    }
}

impl<T> fmt::Display for Parsed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<T> Serialize for Parsed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_string_that_does_not_parse_is_kept_and_sent_back() {
        for (text, value) in [
            ("1.2.3.4", Some(Ipv4Addr::new(1, 2, 3, 4))),
            ("1.2.3", None),
            ("", None),
        ] {
            let json = serde_json::to_string(text).unwrap();
            let parsed: Parsed<Ipv4Addr> = serde_json::from_str(&json).unwrap();
            assert_eq!(parsed.value(), value.as_ref());
            assert_eq!(parsed.to_string(), text);
            assert_eq!(serde_json::to_string(&parsed).unwrap(), json);
        }
        assert!(serde_json::from_str::<Parsed<Ipv4Addr>>("7").is_err());
    }

    #[test]
    fn equal_values_in_different_notations_are_equal() {
        let spelled: Parsed<f64> = serde_json::from_str("\"1.50\"").unwrap();
        assert_eq!(spelled, Parsed::from(1.5));
        assert_eq!(spelled.as_str(), "1.50");
        let odd = |text: &str| serde_json::from_value::<Parsed<f64>>(text.into()).unwrap();
        assert_ne!(odd("much"), odd("more"));
    }
}

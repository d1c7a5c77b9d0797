//! Currency codes, as WooshPay writes them.

mod codes;
mod digits;

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A three-letter currency code.
///
/// Any three letters are accepted, so a new currency decodes without an update. WooshPay writes
/// codes in lower case on some pages and in upper case on others. `EUR` and `eur` are equal, with
/// the same hash and order; [`as_str`](Self::as_str) returns the original case, and `Display`
/// writes upper case.
///
/// ```
/// use wooshpay::Currency;
///
/// let euro: Currency = "eur".parse()?;
/// assert_eq!(euro, Currency::parse("EUR")?);
/// assert_eq!(euro.as_str(), "eur");
/// assert_eq!(euro.to_string(), "EUR");
/// assert_eq!(euro.digits(), Some(2));
/// assert_eq!(euro, Currency::EUR);
/// # Ok::<(), wooshpay::ParseCurrencyError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Currency {
    /// Three ASCII letters, in their original case.
    code: [u8; 3],
}

impl Currency {
    /// Parses a code of three ASCII letters.
    ///
    /// # Errors
    /// [`ParseCurrencyError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ParseCurrencyError> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| ParseCurrencyError(()))?;
        if code.iter().all(u8::is_ascii_alphabetic) {
            Ok(Self { code })
        } else {
            Err(ParseCurrencyError(()))
        }
    }

    /// Returns the code in its original case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        text(&self.code)
    }

    /// Returns the number of decimals of the currency by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD.
    ///
    /// `None` for a code that ISO does not list, and for one without a minor unit (gold, XAU).
    #[must_use]
    pub fn digits(&self) -> Option<u8> {
        digits::of(text(&self.upper()))
    }

    /// The form that equality, order and hash use.
    fn upper(self) -> [u8; 3] {
        self.code.map(|letter| letter.to_ascii_uppercase())
    }
}

fn text(code: &[u8; 3]) -> &str {
    str::from_utf8(code).expect("three ASCII letters, checked in `parse`")
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        self.upper() == other.upper()
    }
}

impl Eq for Currency {}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        self.upper().cmp(&other.upper())
    }
}

impl Hash for Currency {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.upper().hash(state);
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(text(&self.upper()))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({})", self.as_str())
    }
}

impl FromStr for Currency {
    type Err = ParseCurrencyError;

    fn from_str(text: &str) -> Result<Self, ParseCurrencyError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Currency {
    type Error = ParseCurrencyError;

    fn try_from(text: &str) -> Result<Self, ParseCurrencyError> {
        Self::parse(text)
    }
}

impl TryFrom<&String> for Currency {
    type Error = ParseCurrencyError;

    fn try_from(text: &String) -> Result<Self, ParseCurrencyError> {
        Self::parse(text)
    }
}

/// Lets functions that take a currency take a reference too.
impl From<&Currency> for Currency {
    fn from(currency: &Currency) -> Self {
        *currency
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;

        impl de::Visitor<'_> for Code {
            type Value = Currency;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a currency code of three letters")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Currency, E> {
                Currency::parse(text).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Code)
    }
}

/// The string is not three ASCII letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseCurrencyError(());

impl fmt::Display for ParseCurrencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a currency code is three letters, such as EUR")
    }
}

impl std::error::Error for ParseCurrencyError {}

/// A [`Currency`] is already parsed.
impl From<Infallible> for ParseCurrencyError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

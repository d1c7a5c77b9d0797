//! Base64-encoded bytes.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Accepts input with and without padding.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that are sent as base64 (RFC 4648, section 4), OpenAPI's format
/// `byte`: a type for `Config::format` of `apifox-build`.
///
/// Padding is optional when parsing and is written when encoding.
///
/// ```
/// use apifox_client::{Base64, Parsed, serde_json};
///
/// let bytes: Parsed<Base64> = serde_json::from_str(r#""aGk""#)?;
/// assert_eq!(bytes.value().map(Base64::as_bytes), Some(&b"hi"[..]));
/// assert_eq!(Base64::from(b"hi".to_vec()).to_string(), "aGk=");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Consumes the instance and returns the bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&STANDARD.encode(&self.0))
    }
}

impl FromStr for Base64 {
    type Err = ParseBase64Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        TOLERANT.decode(text).map(Self).map_err(|_| ParseBase64Error(()))
    }
}

/// The error of a string that is not base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseBase64Error(());

impl fmt::Display for ParseBase64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not base64")
    }
}

impl std::error::Error for ParseBase64Error {}

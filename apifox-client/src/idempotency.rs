//! Idempotency keys.

use std::fmt::Write as _;
use std::io;

use reqwest::header::HeaderName;

use crate::config_error::{ConfigError, ConfigKind};

/// The header that carries an idempotency key.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Returns a version 4 UUID (RFC 9562, section 5.4) with 122 random bits from the system. State of
/// the process would not suffice: two forked processes, or two copies of a virtual machine, would
/// generate the same keys, and one of two payments would not be carried out.
pub(crate) fn new_key() -> Result<String, ConfigError> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|error| {
        let message = "the system provides no random bytes for an idempotency key; set a key";
        let error = error.raw_os_error().map(io::Error::from_raw_os_error);
        ConfigError::new(ConfigKind::Runtime, message).with_cause(&error.unwrap_or(io::ErrorKind::Unsupported.into()))
    })?;
    bytes[6] = bytes[6] & 0x0f | 0x40; // the version
    bytes[8] = bytes[8] & 0x3f | 0x80; // the variant
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_are_unique_version_4_uuids() {
        let keys: BTreeSet<String> = (0..1000).map(|_| new_key().expect("there is randomness")).collect();
        assert_eq!(keys.len(), 1000);
        let mut seen = [0_u16; 36];
        for key in &keys {
            assert_eq!(key.len(), 36, "{key}");
            for (at, c) in key.char_indices() {
                match at {
                    8 | 13 | 18 | 23 => assert_eq!(c, '-', "{key}"),
                    14 => assert_eq!(c, '4', "{key}"),
                    19 => assert!("89ab".contains(c), "{key}"),
                    _ => assert!(c.is_ascii_digit() || ('a'..='f').contains(&c), "{key}"),
                }
                seen[at] |= 1 << c.to_digit(16).unwrap_or(0);
            }
        }
        // In a thousand keys, each random digit has every value: all 122 bits are random.
        let free = (0..36).filter(|at| ![8, 13, 14, 18, 19, 23].contains(at));
        assert!(free.into_iter().all(|at| seen[at] == u16::MAX), "{seen:x?}");
    }
}

//! The secret key: parsed once, never shown.

use std::fmt;
use std::str::FromStr;

use apifox_client::{ConfigError, ConfigKind, Error};
use zeroize::Zeroizing;

/// The variable that [`SecretKey::from_env`] reads.
const VARIABLE: &str = "WOOSHPAY_SECRET_KEY";

/// Test or live mode of a key. It determines the host that the key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Test mode, without real money: keys that start with `sk_test_`.
    Test,
    /// Live mode, with real money: keys that start with `sk_live_`.
    Live,
}

impl Mode {
    /// Returns the base URL of the API in this mode.
    ///
    /// ```
    /// use wooshpay::Mode;
    ///
    /// assert_eq!(Mode::Test.base_url(), "https://apitest.wooshpay.com");
    /// assert_eq!(Mode::Live.base_url(), "https://api.wooshpay.com");
    /// ```
    #[must_use]
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Test => "https://apitest.wooshpay.com",
            Self::Live => "https://api.wooshpay.com",
        }
    }

    /// Returns the prefix of secret keys of this mode.
    #[must_use]
    pub fn key_prefix(self) -> &'static str {
        match self {
            Self::Test => "sk_test_",
            Self::Live => "sk_live_",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Test => "test",
            Self::Live => "live",
        })
    }
}

/// A secret key of WooshPay.
///
/// The key is checked when it is created, so a malformed one fails here and not later as a 401.
/// `Debug` and `Display` show only the prefix. A key cannot be serialized, and its memory is wiped
/// when it is dropped.
///
/// ```
/// use wooshpay::{Mode, SecretKey};
///
/// let key = SecretKey::parse("sk_test_4eC39HqLyjWDarjtT1zdp7dc")?;
/// assert_eq!(key.mode(), Mode::Test);
/// assert_eq!(format!("{key:?}"), "SecretKey(sk_test_…)");
///
/// assert!(SecretKey::parse("pk_test_4eC39HqLyjWDarjtT1zdp7dc").is_err()); // public, not secret
/// # Ok::<(), wooshpay::KeyError>(())
/// ```
#[derive(Clone)]
pub struct SecretKey {
    text: Zeroizing<String>,
    mode: Mode,
}

impl SecretKey {
    /// Parses a key.
    ///
    /// The prefix may be followed by any visible ASCII characters except `:`. WooshPay's keys are
    /// base64, so `+`, `/` and `=` occur; in HTTP Basic, `:` ends the user name.
    ///
    /// # Errors
    /// Every [`KeyProblem`] except `NotSet` and `NotUnicode`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::try_from(text)
    }

    /// Reads the environment variable `WOOSHPAY_SECRET_KEY`.
    ///
    /// # Errors
    /// Every [`KeyProblem`]; the message names the variable.
    pub fn from_env() -> Result<Self, KeyError> {
        let text = std::env::var(VARIABLE).map_err(|error| match error {
            std::env::VarError::NotPresent => KeyProblem::NotSet,
            // The error contains the value, so it is dropped.
            std::env::VarError::NotUnicode(_) => KeyProblem::NotUnicode,
        });
        text.and_then(Self::check).map_err(|problem| KeyError {
            problem,
            variable: Some(VARIABLE),
        })
    }

    /// Returns the mode, by the prefix.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the key itself. Only the client uses it, to prepare the header.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    fn check(text: String) -> Result<Self, KeyProblem> {
        // First, so that a refused key is wiped too.
        let text = Zeroizing::new(text);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(KeyProblem::Blank);
        }
        if trimmed.starts_with("pk_") {
            return Err(KeyProblem::Public);
        }
        let found = [Mode::Test, Mode::Live]
            .into_iter()
            .find_map(|mode| Some((mode, trimmed.strip_prefix(mode.key_prefix())?)));
        let Some((mode, rest)) = found else {
            return Err(KeyProblem::Prefix);
        };
        if text.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b':') {
            return Err(KeyProblem::Character);
        }
        if rest.is_empty() {
            return Err(KeyProblem::Truncated);
        }
        Ok(Self { text, mode })
    }
}

impl TryFrom<String> for SecretKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::check(text).map_err(|problem| KeyError {
            problem,
            variable: None,
        })
    }
}

impl TryFrom<&str> for SecretKey {
    type Error = KeyError;

    fn try_from(text: &str) -> Result<Self, KeyError> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<&String> for SecretKey {
    type Error = KeyError;

    fn try_from(text: &String) -> Result<Self, KeyError> {
        Self::try_from(text.as_str())
    }
}

impl FromStr for SecretKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::try_from(text)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({self})")
    }
}

/// Shows only the prefix.
impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.mode.key_prefix())
    }
}

/// The string is not a secret key. The message says what is wrong, but never shows the string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyError {
    problem: KeyProblem,
    /// The environment variable that was read.
    variable: Option<&'static str>,
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyProblem {
    /// The environment variable is not set.
    NotSet,
    /// The value of the environment variable is not Unicode.
    NotUnicode,
    /// Empty, or only whitespace.
    Blank,
    /// A public key, `pk_…`.
    Public,
    /// Starts neither with `sk_test_` nor with `sk_live_`.
    Prefix,
    /// Nothing follows the prefix.
    Truncated,
    /// Contains a space, a control character, a `:`, or a character outside ASCII.
    Character,
}

impl KeyError {
    /// Returns what is wrong.
    #[must_use]
    pub fn problem(&self) -> KeyProblem {
        self.problem
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variable) = self.variable {
            write!(f, "{variable}: ")?;
        }
        f.write_str(match self.problem {
            KeyProblem::NotSet => "not set; set it to the secret key, which starts with sk_test_ or sk_live_",
            KeyProblem::NotUnicode => "not Unicode; a secret key is ASCII",
            KeyProblem::Blank => "the secret key is blank",
            KeyProblem::Public => "this is a public key (pk_…); use the secret key, which starts with sk_",
            KeyProblem::Prefix => "not a secret key; secret keys start with sk_test_ or sk_live_",
            KeyProblem::Truncated => "the secret key ends after its prefix; copy the whole key",
            KeyProblem::Character => {
                "the secret key contains a space, a colon, a control character or one outside ASCII; copy only the key"
            }
        })
    }
}

impl std::error::Error for KeyError {}

/// A [`SecretKey`] is already checked.
impl From<std::convert::Infallible> for KeyError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        ConfigError::new(ConfigKind::Credentials, error.to_string()).into()
    }
}

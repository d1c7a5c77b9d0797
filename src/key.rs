//! The secret key: parsed once, shown never.

use std::fmt;
use std::str::FromStr;

use apifox_client::{ConfigError, ConfigKind, Error};
use zeroize::Zeroizing;

/// The variable [`SecretKey::from_env`] reads.
const VARIABLE: &str = "WOOSHPAY_SECRET_KEY";

/// Test or live: what a key is good for, and so which host it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Play money: keys that start with `sk_test_`.
    Test,
    /// Real money: keys that start with `sk_live_`.
    Live,
}

impl Mode {
    /// The address of the API in this mode.
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

    /// What secret keys of this mode start with.
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
/// It is checked when it is made, so a wrong one fails here and not as a 401 later. `Debug` and `Display` show the prefix only, it
/// cannot be serialized, and its memory is wiped when it is dropped.
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
    /// Checks a key and keeps it.
    ///
    /// After the prefix any visible ASCII character but `:` may stand: WooshPay's keys are base64 text, so `+`, `/` and `=` occur,
    /// and HTTP Basic ends the user name at a `:`.
    ///
    /// # Errors
    /// Each [`KeyProblem`] but `NotSet` and `NotUnicode`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::try_from(text)
    }

    /// Reads the environment variable `WOOSHPAY_SECRET_KEY`.
    ///
    /// # Errors
    /// Each [`KeyProblem`]; the message names the variable.
    pub fn from_env() -> Result<Self, KeyError> {
        let text = std::env::var(VARIABLE).map_err(|error| match error {
            std::env::VarError::NotPresent => KeyProblem::NotSet,
            // The error holds the text, so it is not kept.
            std::env::VarError::NotUnicode(_) => KeyProblem::NotUnicode,
        });
        text.and_then(Self::check).map_err(|problem| KeyError {
            problem,
            variable: Some(VARIABLE),
        })
    }

    /// Test or live, by the prefix.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The key itself. Only the client may have it, to prepare the header.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    fn check(text: String) -> Result<Self, KeyProblem> {
        // First of all, so that a refused key is wiped too.
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

/// The prefix only.
impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.mode.key_prefix())
    }
}

/// A text that is not a secret key. Says what is wrong, never the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyError {
    problem: KeyProblem,
    /// The environment variable the text came from.
    variable: Option<&'static str>,
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyProblem {
    /// The environment variable is not set.
    NotSet,
    /// The environment variable does not hold Unicode text.
    NotUnicode,
    /// Empty, or nothing but blanks.
    Blank,
    /// A public key, `pk_…`.
    Public,
    /// Starts neither with `sk_test_` nor with `sk_live_`.
    Prefix,
    /// Nothing follows the prefix.
    Truncated,
    /// Holds a blank, a control character, a `:`, or a character outside ASCII.
    Character,
}

impl KeyError {
    /// What is wrong.
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
            KeyProblem::NotSet => "not set; it takes the secret key, which starts with sk_test_ or sk_live_",
            KeyProblem::NotUnicode => "not Unicode text; a secret key is plain ASCII",
            KeyProblem::Blank => "the secret key is blank",
            KeyProblem::Public => "this is a public key (pk_…); the API takes the secret key, which starts with sk_",
            KeyProblem::Prefix => "this is not a secret key, which starts with sk_test_ or sk_live_",
            KeyProblem::Truncated => "the secret key ends after its prefix; copy it again, whole",
            KeyProblem::Character => {
                "the secret key holds a blank, a colon, a control character or one outside ASCII; copy it again, key only"
            }
        })
    }
}

impl std::error::Error for KeyError {}

/// A key that arrives as a [`SecretKey`] is already checked.
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

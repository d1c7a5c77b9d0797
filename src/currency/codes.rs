//! The currencies of ISO 4217 as constants.

use super::Currency;

macro_rules! codes {
    ($($code:ident)*) => {
        /// The currencies that ISO 4217 gives a minor unit, in upper case.
        impl Currency {
            $(
                #[doc = concat!("`", stringify!($code), "` of ISO 4217.")]
                pub const $code: Self = Self { code: code(stringify!($code)) };
            )*
        }
    };
}

/// Returns the three letters of a name.
const fn code(name: &str) -> [u8; 3] {
    let letters = name.as_bytes();
    [letters[0], letters[1], letters[2]]
}

// A file of its own, which a test reads too.
include!("codes.rs.in");

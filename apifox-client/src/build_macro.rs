//! The macro that builds values for tests.

/// Builds a value of a generated type field by field, for tests of code that takes responses.
///
/// Generated structs are non-exhaustive, so another crate cannot use a struct expression. This
/// macro begins with the default value, or with the value after `..`, and sets the named fields. A
/// type without a default has `new`, which takes the required fields.
///
/// ```
/// use apifox_client::build;
///
/// #[derive(Debug, Default, PartialEq)]
/// #[non_exhaustive]
/// pub struct Balance {
///     pub available: Vec<i64>,
///     pub livemode: Option<bool>,
/// }
///
/// let balance = build!(Balance { available: vec![5], livemode: Some(false) });
/// let live = build!(Balance { livemode: Some(true), ..balance });
/// assert_eq!((live.available, live.livemode), (vec![5], Some(true)));
/// ```
#[macro_export]
macro_rules! build {
    ($kind:ty { $($fields:tt)* }) => { $crate::build!(@fields $kind, [] $($fields)*) };
    (@fields $kind:ty, [$($field:ident = $value:expr;)*] .. $base:expr) => {{
        #[allow(unused_mut)]
        let mut built: $kind = $base;
        $(built.$field = $value;)*
        built
    }};
    (@fields $kind:ty, [$($done:tt)*] $field:ident: $value:expr $(, $($rest:tt)*)?) => {
        $crate::build!(@fields $kind, [$($done)* $field = $value;] $($($rest)*)?)
    };
    (@fields $kind:ty, [$($done:tt)*]) => {
        $crate::build!(@fields $kind, [$($done)*] ..<$kind as ::std::default::Default>::default())
    };
}

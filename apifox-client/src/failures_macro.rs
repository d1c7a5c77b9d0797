//! The macro behind every enum of documented failures.

/// Declares the enum of the failures that an operation documents, with a
/// function `of` that returns the one that an error represents.
///
/// The arguments are the enum's name, the operation and, for each response with a typed body, its
/// documented status, the variant, and the type. The status selects the variant, never the shape of
/// the body: an exact status takes precedence over its range, and that over `default`
/// ([`Operation::response`](crate::operation::Operation::response)).
///
/// ```
/// use apifox_client::operation::{DocumentedResponse, Operation};
/// use apifox_client::serde::Deserialize;
/// use apifox_client::{Error, Method, failures};
///
/// static GET_BALANCE: Operation = Operation::new("get_balance", Method::GET, "/v1/balance")
///     .resource("balance")
///     .idempotent(true)
///     .responses(&[DocumentedResponse::new("404").media_type("application/json").schema("Problem", &["title"]).required(true)]);
///
/// #[derive(Debug, Clone, PartialEq, Deserialize)]
/// #[serde(crate = "apifox_client::serde")]
/// pub struct Problem {
///     pub title: String,
/// }
///
/// failures!(GetBalance, &GET_BALANCE, {
///     /// `404`: there is no such account.
///     "404" => NotFound(Problem),
/// });
///
/// fn explain(error: &Error) {
///     match GetBalance::of(error) {
///         Some(GetBalance::NotFound(problem)) => println!("{}", problem.title),
///         _ => println!("{error}"),
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! failures {
    ($name:ident, $operation:expr, {
        $($(#[$meta:meta])* $status:literal => $variant:ident($body:ty)),+ $(,)?
    }) => {
        /// The failures that the API documents for this operation.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant($body),)+
        }

        impl $name {
            /// Returns the documented failure that an error represents. Returns `None` if it is not
            /// a failure of this operation, its status has no variant, or its body is not of the
            /// documented type; `body()` of the error returns the raw body.
            #[must_use]
            #[inline] // compiled only where it is called
            pub fn of(error: &$crate::Error) -> ::std::option::Option<Self> {
                match error.documented_failure($operation)? {
                    $($status => error.json().map(Self::$variant),)+
                    _ => ::std::option::Option::None,
                }
            }
        }
    };
}

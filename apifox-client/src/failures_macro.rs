//! The macro behind every type of documented failures.

/// Makes the enum of the failures that an operation documents, with `of`,
/// which finds the one that an error is.
///
/// What comes after the enum's name is the operation's row and, for each
/// answer with a typed body, its status as the row has it, the variant, and
/// the type. The status decides, never the shape of the body: the status
/// itself before its range before `default`
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
            /// The documented failure that an error is. None when it is no
            /// failure of this operation, its status has no variant, or its
            /// body is not of the documented type; `body()` of the error has
            /// it as it came.
            #[must_use]
            #[inline] // compiled where it is asked for
            pub fn of(error: &$crate::Error) -> ::std::option::Option<Self> {
                match error.documented_failure($operation)? {
                    $($status => error.json().map(Self::$variant),)+
                    _ => ::std::option::Option::None,
                }
            }
        }
    };
}

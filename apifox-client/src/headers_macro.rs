//! The macro behind every response with documented headers.

/// Declares the response type of an operation that documents headers: it dereferences to a
/// [`Response`](crate::Response) and has a method for each header.
///
/// A header without a type is a string. A method returns `None` if its header
/// is absent or not of the documented type; the call does not fail.
/// [`headers`](crate::Response::headers) returns all headers.
///
/// ```
/// use apifox_client::headers;
///
/// headers!(ListPets, Vec<String>, {
///     /// `X-RateLimit-Remaining`: calls left in this hour.
///     rate_limit_remaining: i64 = "X-RateLimit-Remaining",
///     /// `Link`: where the next page is.
///     link = "Link",
/// });
///
/// fn explain(pets: &ListPets) {
///     println!("{} pets, {:?} calls left", pets.len(), pets.rate_limit_remaining());
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! headers {
    ($name:ident, $response:ty, { $($(#[$meta:meta])* $header:ident $(: $kind:ty)? = $wire:literal),+ $(,)? }) => {
        /// The response of this operation, with the headers that the API documents for it.
        #[derive(Debug, Clone)]
        pub struct $name($crate::Response<$response>);

        impl $name {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $header(&self) -> $crate::headers!(@type $($kind)?) {
                    $crate::headers!(@read (self.0), $wire $(, $kind)?)
                }
            )+

            /// Returns the decoded value.
            #[must_use]
            pub fn into_inner(self) -> $response {
                self.0.into_inner()
            }

            /// Returns the response without the methods for its headers.
            #[must_use]
            pub fn into_response(self) -> $crate::Response<$response> {
                self.0
            }
        }

        impl ::std::convert::From<$crate::Response<$response>> for $name {
            fn from(response: $crate::Response<$response>) -> Self {
                Self(response)
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = $crate::Response<$response>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
    (@type) => { ::std::option::Option<&str> };
    (@type $kind:ty) => { ::std::option::Option<$kind> };
    (@read ($($response:tt)+), $wire:literal) => { $($response)+.header_str($wire) };
    (@read ($($response:tt)+), $wire:literal, $kind:ty) => { $($response)+.header::<$kind>($wire) };
}

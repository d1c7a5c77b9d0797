//! The macro behind every generated request type.

/// Implements the options of a request type, and lets it be awaited.
///
/// The type is a struct with one field, `call: Call`. What follows its name specifies how the
/// response is read: `json Type`, `optional Type`, `one_of Type` (declared with
/// [`responses!`](crate::responses)), `empty`, `bytes` (also as a `stream`), or `events`. Words
/// after a type name add methods: `events` if the operation can also respond with events, `stream`
/// for a body that can be read piece by piece, and `accept` for other media types of the same
/// value. `as Type` after the name is for responses with documented headers; that type is declared
/// with [`headers!`](crate::headers).
///
/// ```
/// use apifox_client::serde::Deserialize;
/// use apifox_client::{Call, request};
///
/// #[derive(Deserialize)]
/// #[serde(crate = "apifox_client::serde")]
/// pub struct Balance {
///     pub livemode: bool,
/// }
///
/// #[derive(Debug, Clone)]
/// #[must_use = "a request does nothing until it is awaited"]
/// pub struct GetBalance {
///     call: Call,
/// }
///
/// request!(GetBalance, json Balance);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! request {
    ($name:ident $(as $headed:ty)?, json $response:ty $(, $more:ident)*) => {
        $crate::request!(
            @returns $name, [$response $(=> $headed)?], call => call.send($crate::decode::json::<$response>)
        );
        $($crate::request!(@$more $name);)*
    };
    ($name:ident $(as $headed:ty)?, optional $response:ty $(, $more:ident)*) => {
        $crate::request!(
            @returns $name, [::std::option::Option<$response> $(=> $headed)?],
            call => call.send($crate::decode::optional::<$response>)
        );
        $($crate::request!(@$more $name);)*
    };
    ($name:ident $(as $headed:ty)?, one_of $response:ty $(, $more:ident)*) => {
        $crate::request!(@returns $name, [$response $(=> $headed)?], call => call.send(<$response>::__read));
        $($crate::request!(@$more $name);)*
    };
    ($name:ident $(as $headed:ty)?, empty) => {
        $crate::request!(@returns $name, [() $(=> $headed)?], call => call.send($crate::decode::empty));
    };
    ($name:ident $(as $headed:ty)?, bytes) => {
        $crate::request!(
            @returns $name, [$crate::bytes::Bytes $(=> $headed)?], call => call.send($crate::decode::bytes)
        );
        $crate::request!(@stream $name);
    };
    ($name:ident $(as $headed:ty)?, events) => {
        $crate::request!(@returns $name, [$crate::EventStream $(=> $headed)?], call => call.events());
    };
    (@stream $name:ident) => {
        impl $name {
            /// Sends the request and returns the body of the response as a
            /// stream of bytes, of any length.
            #[must_use = "a request does nothing until it is awaited"]
            pub fn stream(self) -> $crate::Pending<$crate::ByteStream> {
                self.call.stream()
            }
        }
    };
    (@accept $name:ident) => {
        impl $name {
            /// Sends the request with another media type than JSON in `Accept`,
            /// such as `application/xml`, and returns the body verbatim. The
            /// headers of the response contain its `Content-Type`.
            #[must_use = "a request does nothing until it is awaited"]
            pub fn accept(self, media_type: &str) -> $crate::Pending<$crate::bytes::Bytes> {
                self.call.accept(media_type)
            }
        }
    };
    (@events $name:ident) => {
        impl $name {
            /// Sends the request and returns the response as a stream of events.
            #[must_use = "a request does nothing until it is awaited"]
            pub fn events(self) -> $crate::Pending<$crate::EventStream> {
                self.call.events()
            }
        }
    };
    (@returns $name:ident, [$response:ty], $call:ident => $sent:expr) => {
        $crate::request!(@impl $name, $crate::Response<$response>, $crate::Pending<$response>, $call => $sent);
    };
    (@returns $name:ident, [$response:ty => $headed:ty], $call:ident => $sent:expr) => {
        $crate::request!(
            @impl $name, $headed, $crate::PendingAs<$response, $headed>, $call => $crate::PendingAs::from($sent)
        );
    };
    (@impl $name:ident, $response:ty, $pending:ty, $call:ident => $sent:expr) => {
        impl $name {
            /// Limits the time of this call, including all attempts and the
            /// waits between them; overrides the client's limit.
            pub fn timeout(mut self, limit: ::std::time::Duration) -> Self {
                self.call = self.call.timeout(limit);
                self
            }

            /// Limits the time of one attempt of this call; overrides the client's limit.
            pub fn attempt_timeout(mut self, limit: ::std::time::Duration) -> Self {
                self.call = self.call.attempt_timeout(limit);
                self
            }

            /// Sets the retry policy of this call; overrides the client's.
            pub fn retry(mut self, policy: $crate::Retry) -> Self {
                self.call = self.call.retry(policy);
                self
            }

            /// Sends a header with this call and replaces one of the same name.
            pub fn header(mut self, name: &str, value: impl ::std::fmt::Display) -> Self {
                self.call = self.call.header(name, value);
                self
            }

            /// Sends this `Idempotency-Key`, so that repeating the call with the same key does not
            /// carry it out twice. All attempts of the call carry it.
            ///
            /// By default each call generates a new key. Set one explicitly, such as the number of
            /// an order, if the call may be dropped before it has ended (`tokio::time::timeout`,
            /// `select!`): no error returns the key then, and the call can be repeated safely only
            /// with a known key. The call's own limit ([`timeout`](Self::timeout)) results in an
            /// error that has the key.
            pub fn idempotency_key(mut self, key: impl ::std::convert::Into<::std::string::String>) -> Self {
                self.call = self.call.idempotency_key(key);
                self
            }

            $crate::__blocking_method!($response);
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$response, $crate::Error>;
            type IntoFuture = $pending;

            #[inline] // compiles decoding only where the response is awaited
            fn into_future(self) -> Self::IntoFuture {
                let $call = self.call;
                $sent
            }
        }
    };
}

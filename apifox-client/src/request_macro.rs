//! The macro behind every generated request type.

/// Gives a request type its options and lets it be awaited.
///
/// The type is a struct with one field, `call: Call`. What comes after its
/// name says how the answer is read: `json Type`, `optional Type`, `empty`,
/// `bytes` (also piece by piece, by `stream`), or `events`; `, events` after a
/// type is for an operation that also answers with events when asked to.
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
#[macro_export]
macro_rules! request {
    ($name:ident, json $answer:ty) => {
        $crate::request!(@impl $name, $answer, call => call.send($crate::decode::json::<$answer>));
    };
    ($name:ident, json $answer:ty, events) => {
        $crate::request!($name, json $answer);
        $crate::request!(@events $name);
    };
    ($name:ident, optional $answer:ty) => {
        $crate::request!(
            @impl $name, ::std::option::Option<$answer>, call => call.send($crate::decode::optional::<$answer>)
        );
    };
    ($name:ident, optional $answer:ty, events) => {
        $crate::request!($name, optional $answer);
        $crate::request!(@events $name);
    };
    ($name:ident, empty) => {
        $crate::request!(@impl $name, (), call => call.send($crate::decode::empty));
    };
    ($name:ident, bytes) => {
        $crate::request!(@impl $name, $crate::bytes::Bytes, call => call.send($crate::decode::bytes));

        impl $name {
            /// Sends the request and leaves the body of the answer to be read
            /// piece by piece, however long it is.
            #[must_use = "a request does nothing until it is awaited"]
            pub fn stream(self) -> $crate::Pending<$crate::ByteStream> {
                self.call.stream()
            }
        }
    };
    ($name:ident, events) => {
        $crate::request!(@impl $name, $crate::EventStream, call => call.events());
    };
    (@events $name:ident) => {
        impl $name {
            /// Sends the request and asks for the answer as a stream of
            /// events, which come one by one.
            #[must_use = "a request does nothing until it is awaited"]
            pub fn events(self) -> $crate::Pending<$crate::EventStream> {
                self.call.events()
            }
        }
    };
    (@impl $name:ident, $answer:ty, $call:ident => $sent:expr) => {
        impl $name {
            /// How long this call may take in all, with its attempts and the
            /// waits between them, in place of the client's limit.
            pub fn timeout(mut self, limit: ::std::time::Duration) -> Self {
                self.call = self.call.timeout(limit);
                self
            }

            /// How long one attempt of this call may take, in place of the
            /// client's limit.
            pub fn attempt_timeout(mut self, limit: ::std::time::Duration) -> Self {
                self.call = self.call.attempt_timeout(limit);
                self
            }

            /// How often this call is tried, in place of the client's policy.
            pub fn retry(mut self, policy: $crate::Retry) -> Self {
                self.call = self.call.retry(policy);
                self
            }

            /// Sends a header with this call, in place of one of the same
            /// name.
            pub fn header(mut self, name: &str, value: impl ::std::fmt::Display) -> Self {
                self.call = self.call.header(name, value);
                self
            }

            /// Sends this `Idempotency-Key`, so that sending the same call
            /// with the same key again does not carry it out twice. All
            /// attempts of the call carry it.
            ///
            /// A call that has none gets a new one each time it is sent. Set
            /// your own, such as the number of an order, where the call may be
            /// dropped before it has ended (`tokio::time::timeout`, `select!`):
            /// no error tells the key then, and the call can only be sent again
            /// safely by who knows it. A limit of the call's own
            /// ([`timeout`](Self::timeout)) ends in an error that has the key.
            pub fn idempotency_key(mut self, key: impl ::std::convert::Into<::std::string::String>) -> Self {
                self.call = self.call.idempotency_key(key);
                self
            }

            $crate::__blocking_method!($answer);
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$crate::Response<$answer>, $crate::Error>;
            type IntoFuture = $crate::Pending<$answer>;

            #[inline] // decoding the answer is compiled where it is awaited, and only there
            fn into_future(self) -> Self::IntoFuture {
                let $call = self.call;
                $sent
            }
        }
    };
}

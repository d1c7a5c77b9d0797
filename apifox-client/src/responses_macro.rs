//! The macro behind every enum of successful responses.

/// Declares the enum of the successful responses that an operation documents,
/// if they differ: a variant for each status and media type. The received
/// status and `Content-Type` select the variant, never the shape of the body.
///
/// Each entry consists of the documented status, the media type (`""` for no body), and the
/// variant: with `json` and a type, with `bytes`, or with nothing.
///
/// * An exact status takes precedence over its range (`2XX`).
/// * A response with an undocumented status or media type is `Other`, with its
///   raw body. Nothing is lost, and the call does not fail.
/// * If a status has one media type, its body is read as that, whatever its
///   `Content-Type`. If it has several, JSON sent as `text/plain`, as
///   `application/octet-stream` or without a `Content-Type` is read as JSON.
///
/// ```
/// use apifox_client::responses;
/// use apifox_client::serde::Deserialize;
///
/// #[derive(Debug, Clone, PartialEq, Deserialize)]
/// #[serde(crate = "apifox_client::serde")]
/// pub struct Booking {
///     pub id: String,
/// }
///
/// #[derive(Debug, Clone, PartialEq, Deserialize)]
/// #[serde(crate = "apifox_client::serde")]
/// pub struct Queue {
///     pub position: i64,
/// }
///
/// responses!(BookSlot, {
///     /// `200`: booked at once.
///     "200" "application/json" => Ok(json Booking),
///     /// `202`: waiting in line.
///     "202" "application/json" => Accepted(json Queue),
///     /// `204`: nothing to book.
///     "204" "" => NoContent,
/// });
///
/// fn explain(response: &BookSlot) -> String {
///     match response {
///         BookSlot::Ok(booking) => format!("booked as {}", booking.id),
///         BookSlot::Accepted(queue) => format!("waiting at {}", queue.position),
///         BookSlot::NoContent => "nothing to book".to_owned(),
///         other => format!("not documented: {other:?}"),
///     }
/// }
///
/// assert_eq!(explain(&BookSlot::Accepted(Queue { position: 3 })), "waiting at 3");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! responses {
    ($name:ident, {
        $($(#[$meta:meta])* $status:literal $media_type:literal => $variant:ident $(($how:ident $($body:ty)?))?),+ $(,)?
    }) => {
        /// The successful responses that the API documents for this operation.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant $(($crate::responses!(@type $how $($body)?)))?,)+
            /// A response of an undocumented status or media type: its raw
            /// body. The surrounding response has its status and headers.
            Other($crate::bytes::Bytes),
        }

        impl $name {
            #[doc(hidden)]
            #[inline] // compiled only where it is awaited
            pub fn __read(received: &$crate::Received) -> ::std::result::Result<Self, $crate::Error> {
                $crate::one_of::one_of(
                    received,
                    &[$(($status, $media_type, |received| {
                        $crate::responses!(@read received, $variant $($how $($body)?)?)
                    })),+],
                    Self::Other,
                )
            }
        }
    };
    (@type json $body:ty) => { $body };
    (@type bytes) => { $crate::bytes::Bytes };
    (@read $received:ident, $variant:ident json $body:ty) => {
        $crate::decode::json::<$body>($received).map(Self::$variant)
    };
    (@read $received:ident, $variant:ident bytes) => {
        $crate::decode::bytes($received).map(Self::$variant)
    };
    (@read $received:ident, $variant:ident) => {
        $crate::decode::empty($received).map(|()| Self::$variant)
    };
}

//! The macro behind every type of documented successful responses.

/// Makes the enum of the responses that an operation documents for success,
/// where they differ: a variant for each status, and for each media type of
/// it. The status and the `Content-Type` of what came decide which one it is,
/// never the shape of the body.
///
/// What comes after the enum's name is, for each form, its status as the page
/// has it, its media type (`""` for no body), and its variant: with `json` and
/// a type, with `bytes`, or with nothing.
///
/// * A status comes before its range (`2XX`).
/// * What is of no documented status or media type is `Other`, with the body
///   as it came. Nothing is lost, and the call does not fail for it.
/// * A status with one media type is read as that, whatever `Content-Type`
///   says. Of a status with several, JSON that comes as `text/plain`, as
///   `application/octet-stream` or without a `Content-Type` is the JSON.
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
#[macro_export]
macro_rules! responses {
    ($name:ident, {
        $($(#[$meta:meta])* $status:literal $media_type:literal => $variant:ident $(($how:ident $($body:ty)?))?),+ $(,)?
    }) => {
        /// The responses that the API documents for this operation where it succeeds.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant $(($crate::responses!(@type $how $($body)?)))?,)+
            /// A response of a status or media type that is not documented: the body as it came. Status and headers
            /// are those of the response around it.
            Other($crate::bytes::Bytes),
        }

        impl $name {
            #[doc(hidden)]
            #[inline] // compiled where it is awaited
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

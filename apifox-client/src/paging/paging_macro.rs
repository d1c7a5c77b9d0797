//! The macro that adds pagination to requests.

/// Adds the methods `pages` and `items` to a request for a list.
///
/// The type must be declared with [`request!`](crate::request) as `json` or `optional`. The
/// arguments are that type, the type of a page, the type of an item, the pagination scheme
/// ([`Paging`](crate::paging::Paging)), and the JSON pointer to the items in a page.
#[doc(hidden)]
#[macro_export]
macro_rules! paged {
    ($name:ident, json $page:ty, [$item:ty] at $place:literal, $paging:expr) => {
        $crate::paged!(@methods $name, $page, $crate::decode::json::<$page>, $item, $place, $paging);
    };
    ($name:ident, optional $page:ty, [$item:ty] at $place:literal, $paging:expr) => {
        $crate::paged!(
            @methods $name, ::std::option::Option<$page>, $crate::decode::optional::<$page>, $item, $place, $paging
        );
    };
    (@methods $name:ident, $page:ty, $decode:expr, $item:ty, $place:literal, $paging:expr) => {
        impl $name {
            /// Returns the pages of the list, beginning with the one that this request asks for, as
            /// a stream of responses that sends the next request when it is polled.
            #[inline] // compiled only where it is called
            pub fn pages(self) -> $crate::paging::Pages<$page> {
                self.call.pages($paging, $decode)
            }

            /// Returns the items of the list, beginning with the page that this request asks for,
            /// as a stream that requests the next page when one is used up.
            #[inline] // compiled only where it is called
            pub fn items(self) -> $crate::paging::Items<$item> {
                self.call.items($paging, |received| {
                    let _: $page = $decode(received)?;
                    $crate::paging::items::<$item>(received, $place)
                })
            }
        }
    };
}

//! The macro that gives a request for a list its further methods.

/// Gives a request for a list the methods `pages` and `items`.
///
/// The type is one that [`request!`](crate::request) made with `json` or
/// `optional`, which is given here again, with the type of a page and that of
/// an item, how the list is paged ([`Paging`](crate::paging::Paging)) and where
/// the items are in a page.
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
            /// The pages of the list, from the one that this request asks for:
            /// a stream of responses, which sends the next request when it is
            /// polled.
            #[inline] // compiled where it is called
            pub fn pages(self) -> $crate::paging::Pages<$page> {
                self.call.pages($paging, $decode)
            }

            /// The items of the list, from the page that this request asks for:
            /// a stream, which asks for the next page when one is used up.
            #[inline] // compiled where it is called
            pub fn items(self) -> $crate::paging::Items<$item> {
                self.call.items($paging, |received| {
                    let _: $page = $decode(received)?;
                    $crate::paging::items::<$item>(received, $place)
                })
            }
        }
    };
}

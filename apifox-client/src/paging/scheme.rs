//! Pagination schemes.

use super::argument::Argument;

/// The pagination scheme of a list: which argument of the request selects the
/// page, and how the next page is found.
///
/// Places are JSON pointers (RFC 6901) through objects. Generated code creates
/// it from the extension `x-pagination`.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    pub(super) argument: Argument,
    pub(super) items: &'static str,
    pub(super) next: Next,
    pub(super) more: Option<&'static str>,
}

/// The source of the argument for the next page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    /// A property of the last item.
    OfLastItem(&'static str),
    /// A property of the response.
    OfResponse(&'static str),
    /// The number of the page; the value is that of the first one.
    Number(u64),
    /// The number of items before the page; the value is that of the first page.
    Offset(u64),
}

impl Paging {
    /// Creates a scheme in which the query parameter `name` selects the page. The array of items is
    /// at `items` in the response. Pages are numbered from 1 unless another method changes this.
    #[must_use]
    pub const fn query(name: &'static str, items: &'static str) -> Self {
        Self::new(Argument::Query(name), items)
    }

    /// Creates a scheme in which the value at `place` in the JSON body selects
    /// the page. The array of items is at `items` in the response. Pages are
    /// numbered from 1 unless another method changes this.
    #[must_use]
    pub const fn body(place: &'static str, items: &'static str) -> Self {
        Self::new(Argument::Body(place), items)
    }

    const fn new(argument: Argument, items: &'static str) -> Self {
        Self {
            argument,
            items,
            next: Next::Number(1),
            more: None,
        }
    }

    /// Uses the value at `place` in the last item as the argument of the next
    /// page. A page without items is the last.
    #[must_use]
    pub const fn after_last_item(mut self, place: &'static str) -> Self {
        self.next = Next::OfLastItem(place);
        self
    }

    /// Uses the value at `place` in the response as the argument of the next
    /// page. A page where it is absent, null or an empty string is the last.
    #[must_use]
    pub const fn next_at(mut self, place: &'static str) -> Self {
        self.next = Next::OfResponse(place);
        self
    }

    /// Numbers the pages, beginning with `first`. A page without items is the last.
    #[must_use]
    pub const fn numbered_from(mut self, first: u64) -> Self {
        self.next = Next::Number(first);
        self
    }

    /// Uses the number of items before the page as the argument; it is `first`
    /// for the first page. A page without items is the last.
    #[must_use]
    pub const fn offset_from(mut self, first: u64) -> Self {
        self.next = Next::Offset(first);
        self
    }

    /// Reads at `place` in the response whether there is a next page. `false`
    /// ends the list; a missing value does not.
    #[must_use]
    pub const fn more_at(mut self, place: &'static str) -> Self {
        self.more = Some(place);
        self
    }
}

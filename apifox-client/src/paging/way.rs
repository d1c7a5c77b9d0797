//! How a list is paged.

use super::argument::Argument;

/// How a list is paged: which argument of the request chooses the page, and
/// where a response says what comes next.
///
/// Places are JSON pointers (RFC 6901) that lead through objects. Generated
/// code makes it of the extension `x-pagination`.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    pub(super) argument: Argument,
    pub(super) items: &'static str,
    pub(super) next: Next,
    pub(super) more: Option<&'static str>,
}

/// What the argument is set to for the next page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    /// A property of the last item.
    OfLastItem(&'static str),
    /// A property of the response.
    OfResponse(&'static str),
    /// The number of the page; the first one has this.
    Number(u64),
    /// How many items come before; before the first page are so many.
    Offset(u64),
}

impl Paging {
    /// The query parameter `name` chooses the page. The array of items is at
    /// `items` in the response. Pages are numbered from 1 unless another
    /// method says otherwise.
    #[must_use]
    pub const fn query(name: &'static str, items: &'static str) -> Self {
        Self::new(Argument::Query(name), items)
    }

    /// The value at `place` of the JSON body chooses the page. The array of
    /// items is at `items` in the response. Pages are numbered from 1 unless
    /// another method says otherwise.
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

    /// The next page is the one after the last item, by the value at `place`
    /// in it. A page without items is the last.
    #[must_use]
    pub const fn after_last_item(mut self, place: &'static str) -> Self {
        self.next = Next::OfLastItem(place);
        self
    }

    /// The response names the next page at `place`. One that names none (it
    /// is absent, null or an empty string) is the last.
    #[must_use]
    pub const fn next_at(mut self, place: &'static str) -> Self {
        self.next = Next::OfResponse(place);
        self
    }

    /// Pages are numbered, the first one with `first`. A page without items is
    /// the last.
    #[must_use]
    pub const fn numbered_from(mut self, first: u64) -> Self {
        self.next = Next::Number(first);
        self
    }

    /// The argument says how many items come before the page, for the first
    /// page `first`. A page without items is the last.
    #[must_use]
    pub const fn offset_from(mut self, first: u64) -> Self {
        self.next = Next::Offset(first);
        self
    }

    /// The response says at `place` whether there is a next page. `false` there
    /// ends the list; a response that says nothing there does not.
    #[must_use]
    pub const fn more_at(mut self, place: &'static str) -> Self {
        self.more = Some(place);
        self
    }
}

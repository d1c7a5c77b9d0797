//! Paginated lists.

use super::schema::Type;

/// The pagination of a list. Places are JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) argument: PageArgument,
    /// The place of the items in a page.
    pub(crate) items: String,
    pub(crate) item: Type,
    pub(crate) next: NextPage,
    /// The place of the boolean for whether another page follows.
    pub(crate) more: Option<String>,
}

/// The argument of a request that selects the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageArgument {
    /// A query parameter, by the name that is sent.
    Query(String),
    /// A value in a JSON body.
    Body(String),
}

/// The value that selects the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextPage {
    /// A value in the last item.
    LastItem(String),
    /// A value in the page.
    Cursor(String),
    /// The number of the page, and that of the first one.
    Number(u64),
    /// The number of preceding items, and that of the first page.
    Offset(u64),
}

//! Lists that come in pages.

use super::schema::Type;

/// How a list comes in pages. Places are JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) argument: PageArgument,
    /// Where the items are in a page.
    pub(crate) items: String,
    pub(crate) item: Type,
    pub(crate) next: NextPage,
    /// Where a page says whether there is another.
    pub(crate) more: Option<String>,
}

/// Where a request says which page it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageArgument {
    /// A query parameter, by its name as it is sent.
    Query(String),
    /// A value in a body of JSON.
    Body(String),
}

/// What chooses the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextPage {
    /// A value in the last item.
    LastItem(String),
    /// A value in the page.
    Cursor(String),
    /// The number of the page; the first has this.
    Number(u64),
    /// How many items come before; before the first page are so many.
    Offset(u64),
}

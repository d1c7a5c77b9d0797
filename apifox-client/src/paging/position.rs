//! The position in a list.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::argument::text;
use super::scheme::{Next, Paging};
use crate::call::Call;
use crate::error::{DecodeError, DecodeKind, Error};
use crate::json::without_bom;
use crate::response::Received;

/// The position in a list. It remembers the requested pages, so that a server
/// that returns to one of them ends the list instead of continuing it forever.
pub(super) struct Position {
    paging: Paging,
    /// The argument of the last requested page.
    asked: Option<String>,
    /// All arguments so far. Page numbers only increase; for those, hashes of
    /// the items are kept instead.
    seen: HashSet<String>,
    contents: HashSet<u64>,
}

/// The reason why a list cannot be continued.
type Reason = &'static str;

const REPEATED: Reason = "it leads back to a page that was requested before";
const SAME_ITEMS: Reason = "it has the same items as an earlier page: the server ignores the page number";
const NO_CURSOR: Reason = "it says that there are more items, but not where";
const NO_ITEMS: Reason = "it says that there are more items, but has none itself";
const ODD_CURSOR: Reason = "its reference to the next page is neither a string nor a number";
const NOT_A_NUMBER: Reason = "the page was not requested by number";

impl Position {
    pub(super) fn new(paging: Paging, call: &Call) -> Self {
        let asked = paging.argument.of(call);
        Self {
            paging,
            asked,
            seen: HashSet::new(),
            contents: HashSet::new(),
        }
    }

    pub(super) fn asked(&self) -> Option<&str> {
        self.asked.as_deref()
    }

    /// Records the request of a page.
    pub(super) fn ask(&mut self, call: &Call) {
        self.asked = self.paging.argument.of(call);
        self.seen.extend(self.asked.clone());
    }

    /// Returns the call of the next page; `None` after the last.
    pub(super) fn after(&mut self, received: &Received, call: Call) -> Result<Option<Call>, Error> {
        let body = without_bom(received.body());
        // The page has been decoded before; a documented empty body is a page without items.
        let page: Value = serde_json::from_slice(body).unwrap_or_default();
        let next = self
            .next(&page)
            .map_err(|why| DecodeError::new(received, DecodeKind::NoNextPage, why))?;
        let Some(next) = next else {
            return Ok(None);
        };
        let mut call = self.paging.argument.set(call, next)?;
        // With the key of another page the server would repeat its response to that one.
        call.idempotency_key = None;
        Ok(Some(call))
    }

    /// Returns the value of the argument for the next page.
    fn next(&mut self, page: &Value) -> Result<Option<Value>, Reason> {
        let says = self.paging.more.and_then(|place| page.pointer(place)?.as_bool());
        if says == Some(false) {
            return Ok(None);
        }
        let more = says == Some(true);
        let items = page.pointer(self.paging.items).and_then(Value::as_array);
        let items = items.map_or(&[][..], Vec::as_slice);
        let next = match self.paging.next {
            Next::OfResponse(place) => self.cursor(page.pointer(place), more)?,
            _ if items.is_empty() && more => return Err(NO_ITEMS),
            _ if items.is_empty() => None,
            Next::OfLastItem(place) => {
                let last = items.last().and_then(|item| item.pointer(place));
                Some(self.cursor(last, true)?.ok_or(NO_CURSOR)?)
            }
            Next::Number(first) => Some(self.counted(first, 1, items)?),
            Next::Offset(first) => Some(self.counted(first, items.len() as u64, items)?),
        };
        Ok(next)
    }

    /// Returns a cursor that was not used before.
    fn cursor(&self, value: Option<&Value>, is_needed: bool) -> Result<Option<Value>, Reason> {
        let value = match value {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(other) => Some(other),
        };
        let Some(value) = value else {
            return if is_needed { Err(NO_CURSOR) } else { Ok(None) };
        };
        let text = text(value).ok_or(ODD_CURSOR)?;
        if self.seen.contains(&text) {
            return Err(REPEATED);
        }
        Ok(Some(value.clone()))
    }

    /// Returns the number of the next page. Refuses repeated items, unless they
    /// are not objects: those may be equal on every page.
    fn counted(&mut self, first: u64, more: u64, items: &[Value]) -> Result<Value, Reason> {
        if items.iter().all(Value::is_object) {
            let mut hasher = DefaultHasher::new();
            for item in items {
                item.to_string().hash(&mut hasher);
            }
            if !self.contents.insert(hasher.finish()) {
                return Err(SAME_ITEMS);
            }
        }
        let now = match &self.asked {
            Some(asked) => asked.parse().map_err(|_| NOT_A_NUMBER)?,
            None => first,
        };
        now.checked_add(more).map(Value::from).ok_or(REPEATED)
    }
}

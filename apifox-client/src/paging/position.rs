//! Where a list is, and which page comes next.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::argument::text;
use super::way::{Next, Paging};
use crate::call::Call;
use crate::error::{DecodeError, DecodeKind, Error};
use crate::json::without_mark;
use crate::response::Received;

/// Where a list is. It remembers which pages were asked for, so a server that
/// names one of them again ends the list, and does not keep it going for ever.
pub(super) struct Position {
    paging: Paging,
    /// The argument of the page that was asked for last.
    asked: Option<String>,
    /// All arguments so far. Numbers only grow: what is kept of those pages is
    /// a hash of their items.
    seen: HashSet<String>,
    contents: HashSet<u64>,
}

/// Why a list cannot go on.
type Why = &'static str;

const REPEATED: Why = "it leads back to a page that was there before";
const SAME_ITEMS: Why = "it holds the same items as a page before: the server does not look at the number";
const NO_CURSOR: Why = "it says that there is more, and not where";
const NO_ITEMS: Why = "it says that there is more, and has no items";
const ODD_CURSOR: Why = "what it names the next page by is neither a string nor a number";
const NOT_A_NUMBER: Why = "the page was not asked for by a number";

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

    /// Takes down what is asked for now.
    pub(super) fn ask(&mut self, call: &Call) {
        self.asked = self.paging.argument.of(call);
        self.seen.extend(self.asked.clone());
    }

    /// The call of the page after this one; none after the last.
    pub(super) fn after(&mut self, received: &Received, call: Call) -> Result<Option<Call>, Error> {
        let body = without_mark(received.body());
        // It was decoded before; a response without a body, where that is documented, is a page without items.
        let page: Value = serde_json::from_slice(body).unwrap_or_default();
        let next = self
            .next(&page)
            .map_err(|why| DecodeError::new(received, DecodeKind::NoNextPage, why))?;
        let Some(next) = next else {
            return Ok(None);
        };
        let mut call = self.paging.argument.set(call, next)?;
        // By the key of another page the server would repeat its response to that one.
        call.idempotency_key = None;
        Ok(Some(call))
    }

    /// What the argument is set to for the next page.
    fn next(&mut self, page: &Value) -> Result<Option<Value>, Why> {
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

    /// A cursor that was not used before.
    fn cursor(&self, value: Option<&Value>, is_needed: bool) -> Result<Option<Value>, Why> {
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

    /// The number after this page, whose items were not there before. Items that are no objects may be alike on every page.
    fn counted(&mut self, first: u64, more: u64, items: &[Value]) -> Result<Value, Why> {
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

//! Paginated lists.
//!
//! A request for a paginated list has a method `pages`, which yields the
//! responses, and a method `items`, which yields the items in them. Both are
//! streams that send the next request only when they are polled.
//!
//! Without an async runtime, `blocking::wait(items.next())` of the feature
//! `blocking` waits for the next item.

mod argument;
mod paging_macro;
mod position;
mod read;
mod scheme;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

pub use self::read::items;
pub use self::scheme::Paging;

use self::position::Position;
use crate::call::Call;
use crate::error::Error;
use crate::pending::Pending;
use crate::response::{Received, Response};

/// The pages of a list, as a [`Stream`] of responses.
///
/// [`next`](Self::next) can be used without the trait. Every page is a separate call with the retry
/// policy, time limits and headers of the original request; only the first one keeps its
/// idempotency key. A page is requested only when it is awaited, and never twice. The stream ends
/// after the last page or an error.
#[must_use = "a list does nothing until it is read"]
pub struct Pages<T> {
    /// The call of the next page; `None` after the last.
    next: Option<Call>,
    /// The pending call and a copy of it.
    sent: Option<(Pending<T>, Call)>,
    position: Position,
    decode: fn(&Received) -> Result<T, Error>,
}

impl Call {
    /// Returns the pages of a list, beginning with the one that this call requests.
    pub fn pages<T>(self, paging: Paging, decode: fn(&Received) -> Result<T, Error>) -> Pages<T> {
        Pages {
            position: Position::new(paging, &self),
            next: Some(self),
            sent: None,
            decode,
        }
    }

    /// Returns the items of a list, beginning with the page that this call
    /// requests. `decode` returns the items of one page.
    pub fn items<T>(self, paging: Paging, decode: fn(&Received) -> Result<Vec<T>, Error>) -> Items<T> {
        Items {
            pages: self.pages(paging, decode),
            ready: Vec::new().into_iter(),
        }
    }
}

impl<T> Pages<T> {
    /// Returns the next page; `None` after the last. Dropping the future before
    /// it is ready loses nothing: the call resumes when it is awaited again.
    ///
    /// # Errors
    ///
    /// Those of a call, and [`Error::Decode`] of
    /// [`DecodeKind::NoNextPage`](crate::DecodeKind::NoNextPage) if no page can follow, for example
    /// because the next page is an earlier one. After an error the stream ends;
    /// [`cursor`](Self::cursor) returns where it stopped.
    pub async fn next(&mut self) -> Result<Option<Response<T>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Returns the argument of the last requested page, such as the cursor; `None` if it was
    /// requested without one. A new request with this argument resumes the list.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.position.asked()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<T>, Error>>> {
        if let Some(call) = self.next.take() {
            self.position.ask(&call);
            self.sent = Some((call.clone().send(self.decode), call));
        }
        let Some((pending, _)) = &mut self.sent else {
            return Poll::Ready(None);
        };
        let response = ready!(Pin::new(pending).poll(cx));
        let call = self.sent.take().map(|(_, call)| call);
        Poll::Ready(Some(response.and_then(|response| {
            self.next = match call {
                Some(call) => self.position.after(response.received(), call)?,
                None => None,
            };
            Ok(response)
        })))
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

/// Shows the progress but no values.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("ended", &(self.next.is_none() && self.sent.is_none()))
            .finish_non_exhaustive()
    }
}

/// The items of a paginated list, as a [`Stream`].
///
/// [`next`](Self::next) can be used without the trait. The next page is
/// requested when the items of the previous one are used up.
#[must_use = "a list does nothing until it is read"]
pub struct Items<T> {
    pages: Pages<Vec<T>>,
    /// The remaining items of the last page.
    ready: vec::IntoIter<T>,
}

// Nothing in it is pinned.
impl<T> Unpin for Items<T> {}

impl<T> Items<T> {
    /// Returns the next item; `None` after the last. Dropping the future before
    /// it is ready loses nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`], after all items of the earlier pages. After an
    /// error the stream ends.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Returns the argument of the last requested page: see [`Pages::cursor`].
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.pages.cursor()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.ready = page.into_inner().into_iter(),
            }
        }
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("ready", &self.ready.len())
            .finish()
    }
}

//! Lists that come in pages.
//!
//! A request for a list has a method `pages`, which gives the responses one by
//! one, and a method `items`, which gives what is in them. Both are streams
//! that send the next request when they are polled, and not before.
//!
//! Without an async runtime, `blocking::wait(items.next())` of the feature
//! `blocking` waits for the next item.

mod argument;
mod paging_macro;
mod position;
mod read;
mod way;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

pub use self::read::items;
pub use self::way::Paging;

use self::position::Position;
use crate::call::Call;
use crate::error::Error;
use crate::pending::Pending;
use crate::response::{Received, Response};

/// The pages of a list, one response after the other.
///
/// It is a [`Stream`], and [`next`](Self::next) does without one. Every page is
/// a call of its own: with the attempts, the limits of time and the headers of
/// the request it was made of, but for an idempotency key, which only the first
/// page keeps. No page is asked for before it is waited for, and none twice.
/// After the last page, or an error, there is nothing more.
#[must_use = "a list does nothing until it is read"]
pub struct Pages<T> {
    /// The call of the next page; none after the last.
    next: Option<Call>,
    /// The call that is on its way, and what it asks for.
    sent: Option<(Pending<T>, Call)>,
    position: Position,
    decode: fn(&Received) -> Result<T, Error>,
}

impl Call {
    /// The pages of a list, from the one that this call asks for.
    pub fn pages<T>(self, paging: Paging, decode: fn(&Received) -> Result<T, Error>) -> Pages<T> {
        Pages {
            position: Position::new(paging, &self),
            next: Some(self),
            sent: None,
            decode,
        }
    }

    /// The items of a list, from the page that this call asks for. `decode`
    /// gives those of one page.
    pub fn items<T>(self, paging: Paging, decode: fn(&Received) -> Result<Vec<T>, Error>) -> Items<T> {
        Items {
            pages: self.pages(paging, decode),
            ready: Vec::new().into_iter(),
        }
    }
}

impl<T> Pages<T> {
    /// The next page; none after the last. Dropping the future before it is
    /// ready loses nothing: the call goes on when it is waited for again.
    ///
    /// # Errors
    ///
    /// Those of a call, and [`Error::Decode`] of
    /// [`DecodeKind::NoNextPage`](crate::DecodeKind::NoNextPage) in place of a
    /// page after which the list cannot go on: such as one that names a page
    /// that was there before. After an error the list is at its end;
    /// [`cursor`](Self::cursor) says where it stopped.
    pub async fn next(&mut self) -> Result<Option<Response<T>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// The argument of the page that was asked for last, such as the cursor;
    /// none for a page that was asked for without one. With it a new request
    /// goes on where this list has stopped.
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

/// How far it is; no values.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("ended", &(self.next.is_none() && self.sent.is_none()))
            .finish_non_exhaustive()
    }
}

/// What is in the pages of a list, one item after the other.
///
/// It is a [`Stream`], and [`next`](Self::next) does without one. The next page
/// is asked for when the items of the one before are used up.
#[must_use = "a list does nothing until it is read"]
pub struct Items<T> {
    pages: Pages<Vec<T>>,
    /// Of the page that came last.
    ready: vec::IntoIter<T>,
}

// Nothing in it is pinned.
impl<T> Unpin for Items<T> {}

impl<T> Items<T> {
    /// The next item; none after the last. Dropping the future before it is
    /// ready loses nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`], after all items of the pages before. After an
    /// error the list is at its end.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// The argument of the page that was asked for last: see
    /// [`Pages::cursor`].
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

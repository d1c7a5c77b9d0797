//! Which operation a call is let in for, as the routes themselves decide it.

use std::io;
use std::sync::{Mutex, PoisonError};

use hyper::http::request::Parts;

use super::auth::ExpectedAuth;
use super::routes::Routes;
use crate::operation::{Example, Route};

/// The media type of an answer that is the place of its route.
const MARK: &str = "place/of-the-route";

/// The same routes, each answering with its place among them. So the one way
/// of matching a path decides here as well.
pub(super) struct Finder {
    marked: Routes,
    routes: &'static [Route],
}

impl Finder {
    pub(super) fn new(routes: &'static [Route], auth: ExpectedAuth) -> io::Result<Self> {
        let marked = Routes::new(marked(routes), auth)?;
        Ok(Self { marked, routes })
    }

    pub(super) fn routes(&self) -> &'static [Route] {
        self.routes
    }

    /// None where the call is refused.
    pub(super) fn find(&self, call: &Parts) -> Option<&'static Route> {
        let reply = self.marked.reply(call);
        if reply.media_type != MARK {
            return None;
        }
        self.routes.get(reply.body.parse::<usize>().ok()?)
    }
}

/// Routes are static, so marked ones are kept as well: once for each table,
/// however many servers there are of it.
fn marked(routes: &'static [Route]) -> &'static [Route] {
    static KEPT: Mutex<Vec<(&'static [Route], &'static [Route])>> = Mutex::new(Vec::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, marked)) = kept.iter().find(|(of, _)| std::ptr::eq(*of, routes)) {
        return marked;
    }
    let mark = |(place, route): (usize, &Route)| Route {
        operation: route.operation,
        examples: Vec::leak(vec![Example {
            status: 200,
            media_type: MARK,
            body: String::leak(place.to_string()),
        }]),
    };
    let marked: &'static [Route] = Vec::leak(routes.iter().enumerate().map(mark).collect());
    kept.push((routes, marked));
    marked
}

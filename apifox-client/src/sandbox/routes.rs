//! Which operation a call is for, and what is documented for it.

use std::collections::BTreeSet;

use hyper::Method;
use hyper::http::request::Parts;

use super::auth::ExpectedAuth;
use super::pattern::Pattern;
use super::reply::Reply;
use crate::operation::Route;

/// All routes by their path, and who may call them.
pub(super) struct Routes {
    /// Those that leave least open first.
    by_path: Vec<(Pattern, Vec<&'static Route>)>,
    auth: ExpectedAuth,
}

impl Routes {
    pub(super) fn new(routes: &'static [Route], auth: ExpectedAuth) -> Self {
        let mut by_path: Vec<(Pattern, Vec<&'static Route>)> = Vec::new();
        for route in routes {
            let pattern = Pattern::of(route.operation.template);
            match by_path.iter_mut().find(|(existing, _)| *existing == pattern) {
                Some((_, same)) => same.push(route),
                None => by_path.push((pattern, vec![route])),
            }
        }
        by_path.sort_by_cached_key(|(pattern, _)| pattern.openness());
        Self { by_path, auth }
    }

    pub(super) fn auth(&self) -> &ExpectedAuth {
        &self.auth
    }

    /// The route a call is let in for, else the answer that refuses it. A path
    /// or method that is not there is told before credentials are looked at: it
    /// is the more likely mistake. Of several paths that a call may be of, the
    /// first with its method is meant.
    pub(super) fn find(&self, call: &Parts) -> Result<&'static Route, Reply> {
        let path = call.uri.path();
        let found = self.by_path.iter().filter(|(pattern, _)| pattern.admits(path));
        let same_path: Vec<&'static Route> = found.flat_map(|(_, same)| same.iter().copied()).collect();
        if same_path.is_empty() {
            let message = format!("No operation has the path {path}.");
            return Err(Reply::error(404, "not_found", &message));
        }
        let of_method = |route: &&&Route| route.operation.method == call.method;
        let Some(route) = same_path.iter().find(of_method) else {
            return Err(wrong_method(&call.method, path, &same_path));
        };
        if route.operation.authenticated
            && let Err(why) = self.auth.admits(&call.headers)
        {
            return Err(Reply::error(401, "unauthorized", &why));
        }
        Ok(route)
    }
}

/// The first example of a success; nothing, where the page documents an
/// answer without a body.
pub(super) fn documented(route: &Route) -> Reply {
    let is_success = |status: u16| (200..300).contains(&status);
    if let Some(example) = route.examples.iter().find(|example| is_success(example.status)) {
        return Reply {
            status: example.status,
            media_type: example.media_type,
            body: example.body.to_owned(),
            allow: None,
        };
    }
    let without_body = route.operation.answers.iter().find_map(|answer| {
        let status = answer.status.parse().ok()?;
        (answer.media_type.is_empty() && is_success(status)).then_some(status)
    });
    if let Some(status) = without_body {
        return Reply {
            status,
            media_type: "",
            body: String::new(),
            allow: None,
        };
    }
    let id = route.operation.id;
    let message = format!("The page of {id} documents no example of a success.");
    Reply::error(501, "no_example", &message)
}

fn wrong_method(method: &Method, path: &str, same_path: &[&Route]) -> Reply {
    let mut methods: Vec<_> = same_path.iter().map(|route| route.operation.method.as_str()).collect();
    let mut seen = BTreeSet::new();
    methods.retain(|method| seen.insert(*method));
    let message = format!("{path} cannot be called with {method}.");
    let mut reply = Reply::error(405, "method_not_allowed", &message);
    reply.allow = Some(methods.join(", "));
    reply
}

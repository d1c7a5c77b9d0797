//! Which operation a call is for, and what is documented for it.

use std::io;

use hyper::Method;
use hyper::http::request::Parts;
use matchit::Router;

use super::auth::ExpectedAuth;
use super::reply::Reply;
use crate::operation::Route;

/// All routes by their path, and who may call them.
pub(super) struct Routes {
    by_path: Router<Vec<&'static Route>>,
    auth: ExpectedAuth,
}

impl Routes {
    pub(super) fn new(routes: &'static [Route], auth: ExpectedAuth) -> io::Result<Self> {
        let mut by_path: Vec<(String, Vec<&'static Route>)> = Vec::new();
        for route in routes {
            let pattern = pattern(route.operation.template);
            match by_path.iter_mut().find(|(existing, _)| *existing == pattern) {
                Some((_, same)) => same.push(route),
                None => by_path.push((pattern, vec![route])),
            }
        }
        let mut paths = Router::new();
        for (pattern, same) in by_path {
            let template = same[0].operation.template;
            paths.insert(pattern, same).map_err(|error| {
                let message = format!("the sandbox cannot serve the path {template}: {error}");
                io::Error::new(io::ErrorKind::InvalidInput, message)
            })?;
        }
        Ok(Self { by_path: paths, auth })
    }

    pub(super) fn auth(&self) -> &ExpectedAuth {
        &self.auth
    }

    /// The answer to a call. A path or method that is not there is told before
    /// credentials are looked at: it is the more likely mistake.
    pub(super) fn reply(&self, call: &Parts) -> Reply {
        let path = call.uri.path();
        let Ok(found) = self.by_path.at(path) else {
            let message = format!("No operation has the path {path}.");
            return Reply::error(404, "not_found", &message);
        };
        let same_path = found.value;
        let of_method = |route: &&&Route| route.operation.method == call.method;
        let Some(route) = same_path.iter().find(of_method) else {
            return wrong_method(&call.method, path, same_path);
        };
        if route.operation.authenticated
            && let Err(why) = self.auth.admits(&call.headers)
        {
            return Reply::error(401, "unauthorized", &why);
        }
        documented(route)
    }
}

/// The first example of a success; nothing, where the page documents an
/// answer without a body.
fn documented(route: &Route) -> Reply {
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
    let methods: Vec<_> = same_path.iter().map(|route| route.operation.method.as_str()).collect();
    let message = format!("{path} cannot be called with {method}.");
    let mut reply = Reply::error(405, "method_not_allowed", &message);
    reply.allow = Some(methods.join(", "));
    reply
}

/// The template with its parameters numbered: `/{id}` and `/{name}` are the
/// same path.
fn pattern(template: &str) -> String {
    let mut pattern = String::with_capacity(template.len());
    let mut rest = template;
    let mut count = 0;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else {
            break;
        };
        pattern.extend([before, "{p", &count.to_string(), "}"]);
        count += 1;
        rest = after;
    }
    pattern.push_str(rest);
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_a_pattern() {
        assert_eq!(pattern("/v1/balance"), "/v1/balance");
        assert_eq!(pattern("/v1/{id}/x/{name }"), "/v1/{p0}/x/{p1}");
    }
}

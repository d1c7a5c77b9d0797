//! Finds the operation of a request and checks its credentials.

use std::collections::BTreeSet;

use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::auth::ExpectedAuth;
use crate::document::Document;
use crate::endpoint::{Endpoint, Head};
use crate::mistake::Mistake;
use crate::nearest::nearest;
use crate::pattern::Pattern;
use crate::problem::Problem;

/// The path of the served document.
pub(crate) const DOCUMENT_PATH: &str = "/openapi.json";

/// All operations by path, and the credentials they expect.
pub(crate) struct Routes {
    /// The most specific first. The indices are those of the operations in the document.
    by_path: Vec<(Pattern, Vec<usize>)>,
    document: Document,
    auth: ExpectedAuth,
    /// The API's own error object for wrong credentials, without its message.
    error: Option<Value>,
}

/// The target of a request.
pub(crate) enum Found<'r> {
    /// An operation, and the mistakes in its parameters.
    Operation(&'r Endpoint, Vec<Mistake>),
    /// The served document.
    Document,
}

impl Routes {
    pub(crate) fn new(document: Document, auth: ExpectedAuth, error: Option<Value>) -> Self {
        let mut by_path: Vec<(Pattern, Vec<usize>)> = Vec::new();
        for (index, endpoint) in document.endpoints.iter().enumerate() {
            let pattern = Pattern::of(&endpoint.template);
            match by_path.iter_mut().find(|(existing, _)| *existing == pattern) {
                Some((_, same)) => same.push(index),
                None => by_path.push((pattern, vec![index])),
            }
        }
        by_path.sort_by_cached_key(|(pattern, _)| pattern.openness());
        Self {
            by_path,
            document,
            auth,
            error,
        }
    }

    pub(crate) fn auth(&self) -> &ExpectedAuth {
        &self.auth
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// Finds the target of a request, or the reason to refuse it. An unknown path or method is
    /// reported before wrong credentials, because it is the more likely mistake. If several paths
    /// match, the first one with this method is taken.
    pub(crate) fn find(&self, call: &Parts) -> Result<Found<'_>, Problem> {
        let path = call.uri.path();
        let found = self
            .by_path
            .iter()
            .filter_map(|(pattern, same)| Some((pattern.variables(path)?, same)));
        let same_path: Vec<(Vec<String>, &Endpoint)> = found
            .flat_map(|(variables, same)| {
                same.iter()
                    .map(move |index| (variables.clone(), &self.document.endpoints[*index]))
            })
            .collect();
        if same_path.is_empty() {
            return if path == DOCUMENT_PATH && call.method == Method::GET {
                Ok(Found::Document)
            } else {
                Err(self.unknown_path(&call.method, path))
            };
        }
        let of_method = |(_, endpoint): &&(Vec<String>, &Endpoint)| endpoint.method == call.method;
        let Some((variables, endpoint)) = same_path.iter().find(of_method) else {
            return Err(wrong_method(&call.method, path, &same_path));
        };
        if endpoint.authenticated
            && let Err(why) = self.auth.admits(&call.headers)
        {
            let error = self.error.as_ref().map(|error| {
                let mut error = error.clone();
                error["message"] = why.as_str().into();
                error
            });
            let refused = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", why);
            return Err(refused.authenticate(self.auth.challenge(), error));
        }
        let head = Head {
            variables: variables.clone(),
            query: call.uri.query().unwrap_or_default(),
            headers: &call.headers,
        };
        let mistakes = endpoint.check_head(&head, &self.document.schemas);
        Ok(Found::Operation(endpoint, mistakes))
    }

    fn unknown_path(&self, method: &Method, path: &str) -> Problem {
        let all = || self.document.endpoints.iter();
        let template = nearest(path, all().map(|endpoint| endpoint.template.as_str()));
        let of_template = || all().filter(|endpoint| Some(endpoint.template.as_str()) == template);
        let meant = of_template()
            .find(|endpoint| endpoint.method == *method)
            .or_else(|| of_template().next());
        let hint = meant.map_or_else(String::new, |meant| {
            format!(" Did you mean {} {}?", meant.method, meant.template)
        });
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("No operation has the path {path}.{hint}"),
        )
    }
}

fn wrong_method(method: &Method, path: &str, same_path: &[(Vec<String>, &Endpoint)]) -> Problem {
    let mut methods: Vec<_> = same_path.iter().map(|(_, endpoint)| endpoint.method.as_str()).collect();
    let mut seen = BTreeSet::new();
    methods.retain(|method| seen.insert(*method));
    let methods = methods.join(", ");
    let detail = format!("{path} cannot be called with {method}; use {methods}.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail).allow(methods)
}

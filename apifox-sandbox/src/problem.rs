//! The responses of the sandbox itself: problems (RFC 9457).

use apifox_client::for_sandbox::{KEPT, cut};
use bytes::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::delayed_body::DelayedBody;
use crate::mistake::Mistake;

/// The media type of problems (RFC 9457, section 3).
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// The greatest number of mistakes in one problem.
const LISTED: usize = 20;

/// Why a call does not get its documented response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem(Box<Content>);

#[derive(Debug, PartialEq, Eq)]
struct Content {
    status: StatusCode,
    code: &'static str,
    detail: String,
    mistakes: Vec<Mistake>,
    header: Option<(HeaderName, String)>,
    error: Option<Value>,
}

impl Problem {
    /// `code` is for programs, `detail` for people.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: String) -> Self {
        Self(Box::new(Content {
            status,
            code,
            detail,
            mistakes: Vec::new(),
            header: None,
            error: None,
        }))
    }

    /// A request that does not match the API description.
    pub(crate) fn mistaken(mistakes: Vec<Mistake>) -> Self {
        let detail = match mistakes.as_slice() {
            [] => "The request does not match the API description.".to_owned(),
            [only] => sentence(&only.message()),
            [first, others @ ..] => {
                let (first, others) = (sentence(&first.message()), others.len());
                let listed = if others < LISTED { "" } else { "the first of " };
                format!("{first} And {others} more; see {listed}`errors`.")
            }
        };
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid_request", detail);
        problem.0.mistakes = mistakes;
        problem.0.mistakes.truncate(LISTED);
        problem
    }

    /// Adds the methods of the path.
    pub(crate) fn allow(mut self, methods: String) -> Self {
        self.0.header = Some((ALLOW, methods));
        self
    }

    /// Adds the expected credentials, and the error object of the API, if it has one.
    pub(crate) fn authenticate(mut self, challenge: String, error: Option<Value>) -> Self {
        self.0.header = Some((WWW_AUTHENTICATE, challenge));
        self.0.error = error;
        self
    }

    pub(crate) fn into_response(self) -> Response<DelayedBody> {
        let mut problem = json!({
            "type": "about:blank",
            "title": self.0.status.canonical_reason(),
            "status": self.0.status.as_u16(),
            "detail": cut(&self.0.detail, KEPT),
            "code": self.0.code,
        });
        if let Some(error) = self.0.error {
            problem["error"] = error;
        }
        if !self.0.mistakes.is_empty() {
            problem["errors"] = self.0.mistakes.iter().map(Mistake::json).collect();
        }
        let mut response = Response::new(DelayedBody::from(Bytes::from(problem.to_string())));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some((name, value)) = self.0.header
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            headers.insert(name, value);
        }
        response
    }
}

/// Returns the OpenAPI schema of a problem, for the served document.
pub(crate) fn schema() -> Value {
    let text = json!({"type": "string"});
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"}, "detail": text, "code": text,
            "errors": {"type": "array", "items": {
                "type": "object",
                "required": ["in", "message"],
                "properties": {
                    "in": {"type": "string", "enum": ["path", "query", "header", "cookie", "body"]},
                    "name": text, "pointer": text, "message": text,
                },
            }},
        },
    })
}

fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if message.ends_with(['?', '.']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

//! What a sandbox says of its own: problems as RFC 9457 has them.

use apifox_client::for_sandbox::{KEPT, cut};
use bytes::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::late::LateBody;
use crate::mistake::Mistake;

/// The media type of problems (RFC 9457, section 3).
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// How many mistakes are listed: who made more finds the others next time.
const LISTED: usize = 20;

/// Why a call is not answered as the page says.
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

    /// A call that is not as the page has it.
    pub(crate) fn mistaken(mistakes: Vec<Mistake>) -> Self {
        let detail = match mistakes.as_slice() {
            [] => "The call is not as its page has it.".to_owned(),
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

    /// With the methods that a path has.
    pub(crate) fn allow(mut self, methods: String) -> Self {
        self.0.header = Some((ALLOW, methods));
        self
    }

    /// With the credentials that are asked for, and the API's own object for
    /// that, if there is one.
    pub(crate) fn authenticate(mut self, challenge: String, error: Option<Value>) -> Self {
        self.0.header = Some((WWW_AUTHENTICATE, challenge));
        self.0.error = error;
        self
    }

    pub(crate) fn into_response(self) -> Response<LateBody> {
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
        let mut response = Response::new(LateBody::from(Bytes::from(problem.to_string())));
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

/// The schema of a problem, in OpenAPI, for the document that is served.
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

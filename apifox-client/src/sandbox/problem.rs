//! What a sandbox says of its own: problems as RFC 9457 has them.

use bytes::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use super::late::LateBody;
use super::mistake::Mistake;

/// The media type of problems (RFC 9457, section 3).
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a call is not answered as the page says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem(Box<Content>);

#[derive(Debug, PartialEq, Eq)]
struct Content {
    status: StatusCode,
    code: &'static str,
    detail: String,
    mistakes: Vec<Mistake>,
    header: Option<(HeaderName, String)>,
}

impl Problem {
    /// `code` is for programs, `detail` for people.
    pub(super) fn new(status: StatusCode, code: &'static str, detail: String) -> Self {
        Self(Box::new(Content {
            status,
            code,
            detail,
            mistakes: Vec::new(),
            header: None,
        }))
    }

    /// A call that is not as the page has it.
    pub(super) fn mistaken(mistakes: Vec<Mistake>) -> Self {
        let detail = match mistakes.as_slice() {
            [] => "The call is not as its page has it.".to_owned(),
            [only] => sentence(&only.message()),
            [first, others @ ..] => format!(
                "{} And {} more; see `errors`.",
                sentence(&first.message()),
                others.len()
            ),
        };
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid_request", detail);
        problem.0.mistakes = mistakes;
        problem
    }

    /// With the methods that a path has.
    pub(super) fn allow(mut self, methods: String) -> Self {
        self.0.header = Some((ALLOW, methods));
        self
    }

    /// With the credentials that are asked for.
    pub(super) fn authenticate(mut self, challenge: String) -> Self {
        self.0.header = Some((WWW_AUTHENTICATE, challenge));
        self
    }

    pub(super) fn into_response(self) -> Response<LateBody> {
        let mut problem = json!({
            "type": "about:blank",
            "title": self.0.status.canonical_reason(),
            "status": self.0.status.as_u16(),
            "detail": self.0.detail,
            "code": self.0.code,
        });
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
pub(super) fn schema() -> Value {
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

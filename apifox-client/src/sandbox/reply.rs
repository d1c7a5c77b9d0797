//! What a sandbox answers.

use http_body_util::Full;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use bytes::Bytes;

/// The answer to one call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) media_type: &'static str,
    pub(super) body: String,
    /// The methods a path has, where the one called is not among them.
    pub(super) allow: Option<String>,
}

impl Reply {
    /// An error in the envelope that most APIs have.
    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        let error = serde_json::json!({
            "error": {"type": "invalid_request_error", "code": code, "message": message}
        });
        Self {
            status,
            media_type: "application/json",
            body: error.to_string(),
            allow: None,
        }
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::from(self.body));
        // Documented statuses are in range; a typo in a page is a 500.
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !self.media_type.is_empty()
            && let Ok(media_type) = HeaderValue::from_str(self.media_type)
        {
            headers.insert(CONTENT_TYPE, media_type);
        }
        if let Some(allow) = self.allow.and_then(|methods| HeaderValue::from_str(&methods).ok()) {
            headers.insert(ALLOW, allow);
        }
        response
    }
}

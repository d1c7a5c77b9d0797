//! Builds the HTTP request of a call. Each attempt builds a new one, which is
//! cheaper than cloning it for retries that rarely happen.

mod target;

use std::borrow::Cow;

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue};
use reqwest::{Body, Request};
use url::Url;

use self::target::Target;
use crate::call::{Call, Content};
use crate::config_error::{ConfigError, ConfigKind};
use crate::encode;
use crate::header_map::{self, set};
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::multipart::{Encoded, Payload};
use crate::operation::JSON;

/// The part of a call that all its attempts share.
pub(crate) struct Prepared {
    body: Option<Encoded>,
}

impl Prepared {
    pub(crate) fn new(call: &Call) -> Result<Self, ConfigError> {
        if let Some(failure) = &call.failure {
            return Err((**failure).clone());
        }
        let body = call.body.as_ref().map(Content::encoded).transpose();
        let body = body.map_err(|error| error.of(call.operation))?;
        Ok(Self { body })
    }

    /// Returns the body for one attempt, and opens its files.
    pub(crate) async fn body(&self, call: &Call) -> Result<Option<Body>, ConfigError> {
        match self.body.as_ref().map(|body| &body.payload) {
            None => Ok(None),
            Some(Payload::Bytes(bytes)) => Ok(Some(bytes.clone().into())),
            Some(Payload::Segments(segments, open)) => {
                let body = open(segments.clone()).await;
                body.map(Some).map_err(|error| error.of(call.operation))
            }
        }
    }

    /// Returns the request of one attempt.
    pub(crate) fn request(&self, call: &Call, body: Option<Body>) -> Result<Request, ConfigError> {
        let target = Target::of(call)?;
        let mut request = Request::new(call.operation.method.clone(), url_at(&target, call)?);
        let media_type = self.body.as_ref().map(|body| &body.media_type);
        *request.headers_mut() = headers(call, media_type, target.is_trusted)?;
        *request.body_mut() = body;
        Ok(request)
    }
}

/// Returns the URL of a call.
pub(crate) fn url(call: &Call) -> Result<Url, ConfigError> {
    url_at(&Target::of(call)?, call)
}

fn url_at(target: &Target<'_>, call: &Call) -> Result<Url, ConfigError> {
    let mut url = url_of_path(target, call)?;
    if let Some(query) = call.query.joined("&") {
        // It contains nothing that the URL standard would encode again.
        url.set_query(Some(&query));
    }
    Ok(url)
}

fn url_of_path(target: &Target<'_>, call: &Call) -> Result<Url, ConfigError> {
    let known = call.client.known_urls();
    let fixed = match (&call.path, &target.base) {
        (Cow::Borrowed(path), Cow::Borrowed(_)) => Some(*path), // without arguments
        _ => None,
    };
    if let Some(url) = fixed.and_then(|path| known.get(path)) {
        return Ok(url.clone());
    }
    encode::check_path(&call.path).map_err(|why| ConfigError::new(ConfigKind::Path, why).of(call.operation))?;
    let url = target.base.join(&call.path);
    if let Some(path) = fixed {
        known.add(path, &url);
    }
    Ok(url)
}

/// Returns the headers. Those of the call take precedence over those of the
/// operation and the client.
fn headers(call: &Call, media_type: Option<&HeaderValue>, is_trusted: bool) -> Result<HeaderMap, ConfigError> {
    let operation = call.operation;
    let (mut headers, is_accept_open) = call.client.headers(is_trusted, operation.authenticated);
    if is_accept_open && operation.accept != JSON {
        let accept = encode::constant(operation.accept).map_err(|error| {
            let message = "the operation's `Accept` is not a valid header value";
            ConfigError::new(ConfigKind::Header, message)
                .with_cause(&error)
                .of(operation)
        })?;
        set(&mut headers, ACCEPT, accept);
    }
    if let Some(media_type) = media_type {
        set(&mut headers, CONTENT_TYPE, media_type.clone());
    }
    if let Some(key) = call.idempotency_key.as_deref().and_then(encode::header_value) {
        set(&mut headers, IDEMPOTENCY_KEY, key);
    }
    header_map::copy(&call.headers, &mut headers, &|_| true);
    if let Some(cookies) = cookies(call, headers.get(COOKIE))? {
        set(&mut headers, COOKIE, cookies);
    }
    Ok(headers)
}

/// Returns one header for all cookies (RFC 6265, section 5.4), beginning with
/// those of the credentials or of an explicit `Cookie` header.
fn cookies(call: &Call, before: Option<&HeaderValue>) -> Result<Option<HeaderValue>, ConfigError> {
    let Some(mut cookies) = call.cookies.joined("; ") else {
        return Ok(None);
    };
    if let Some(before) = before {
        let before = before.to_str().map_err(|error| no_cookies(call).with_cause(&error))?;
        cookies = format!("{before}; {cookies}");
    }
    encode::header_value(&cookies).map(Some).ok_or_else(|| no_cookies(call))
}

fn no_cookies(call: &Call) -> ConfigError {
    ConfigError::new(ConfigKind::Header, "the cookies together are not a valid header value").of(call.operation)
}

//! A call made into a request: a fresh one for every attempt.

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, USER_AGENT};
use url::Url;

use crate::call::{Call, Content};
use crate::encode;
use crate::error::{ConfigError, ConfigKind};
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::multipart::{self, Encoded, Segment};

/// What all attempts of a call have in common.
pub(crate) struct Prepared {
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<Segment>>,
}

impl Prepared {
    pub(crate) fn new(call: &Call) -> Result<Self, ConfigError> {
        if let Some(failure) = &call.failure {
            return Err((**failure).clone());
        }
        let body = call.body.as_ref().map(Content::encoded).transpose();
        let (media_type, body) = body
            .map_err(|error| error.of(call.operation))?
            .map(|Encoded { media_type, segments }| (media_type, segments))
            .unzip();
        Ok(Self {
            url: url(call)?,
            headers: headers(call, media_type)?,
            body,
        })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// A request for one attempt; the files of its body are opened for it.
    pub(crate) async fn request(&self, call: &Call) -> Result<Request, ConfigError> {
        let mut request = Request::new(call.operation.method.clone(), self.url.clone());
        request.headers_mut().clone_from(&self.headers);
        if let Some(segments) = &self.body {
            let body = multipart::open(segments).await;
            *request.body_mut() = Some(body.map_err(|error| error.of(call.operation))?);
        }
        Ok(request)
    }
}

fn url(call: &Call) -> Result<Url, ConfigError> {
    let operation = call.operation;
    encode::check_path(&call.path).map_err(|why| ConfigError::new(ConfigKind::Path, why).of(operation))?;
    let mut url = call.client.base().join(&call.path);
    if let Some(query) = call.query.joined("&") {
        // It holds nothing that the URL standard would encode once more.
        url.set_query(Some(&query));
    }
    Ok(url)
}

/// What the call says comes before what the operation and the client say.
fn headers(call: &Call, media_type: Option<HeaderValue>) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::with_capacity(8);
    let accept = HeaderValue::from_str(call.operation.accept).map_err(|error| {
        ConfigError::new(ConfigKind::Header, "the operation's `Accept` is no header value")
            .with_source(error)
            .of(call.operation)
    })?;
    headers.insert(ACCEPT, accept);
    headers.insert(USER_AGENT, call.client.user_agent().clone());
    if call.operation.authenticated
        && let Some((name, value)) = call.client.auth().prepared()?
    {
        headers.insert(name.clone(), value.clone());
    }
    if let Some(media_type) = media_type {
        headers.insert(CONTENT_TYPE, media_type);
    }
    if let Some(key) = call.idempotency_key.as_deref().and_then(encode::header_value) {
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    for (name, value) in &call.headers {
        headers.insert(name, value.clone());
    }
    if let Some(cookies) = cookies(call, headers.get(COOKIE))? {
        headers.insert(COOKIE, cookies);
    }
    Ok(headers)
}

/// One header for all cookies (RFC 6265, section 5.4), those of the
/// credentials or of a whole `Cookie` header first.
fn cookies(call: &Call, before: Option<&HeaderValue>) -> Result<Option<HeaderValue>, ConfigError> {
    let Some(mut cookies) = call.cookies.joined("; ") else {
        return Ok(None);
    };
    if let Some(before) = before {
        let before = before.to_str().map_err(|error| no_cookies(call).with_source(error))?;
        cookies = format!("{before}; {cookies}");
    }
    encode::header_value(&cookies).map(Some).ok_or_else(|| no_cookies(call))
}

fn no_cookies(call: &Call) -> ConfigError {
    ConfigError::new(ConfigKind::Header, "the cookies together are no header value").of(call.operation)
}

//! A single attempt: a request, its response, and its classification.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONNECTION, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use url::Url;

use crate::base_url::authority;
use crate::body::{BodyBuffer, End};
use crate::call::Call;
use crate::config_error::{ConfigError, ConfigKind};
use crate::context::Context;
use crate::deadline::TimeoutKind;
use crate::deadline::{Deadline, before};
use crate::error::{ApiError, DecodeError, DecodeKind, Error, TimeoutError, TransportError};
use crate::platform::{self, Incoming};
use crate::request::{self, Prepared};
use crate::response::{Head, Received};
use crate::{coding, decode, header_map};

/// How much of the body of a failed call is read: as much as an error keeps.
const LONGEST_ERROR_BODY: usize = 64 * 1024;

/// The media type of an event stream.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// How a successful response is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// To its end, up to the client's limit.
    Whole,
    /// Bytes, read by the caller piece by piece.
    Stream,
    /// Events, read by the caller one by one.
    Events,
}

/// The unread body of a stream.
pub(crate) struct RemainingBody {
    /// The bytes that have been read already.
    pub(crate) prefix: Bytes,
    pub(crate) response: Incoming,
}

/// A single attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) call: &'a Call,
    pub(crate) context: &'a Context,
    pub(crate) deadline: Deadline,
    pub(crate) reading: BodyMode,
}

impl Attempt<'_> {
    /// Sends the request. The response is complete, or, for a stream, begun.
    // A single function keeps values that live across an await only once; passing them on would
    // store them in both futures.
    pub(crate) async fn run(&self, prepared: &Prepared) -> Result<(Received, Option<Box<RemainingBody>>), Error> {
        let mut alarm = pin!(self.deadline.alarm());
        let Some(body) = before(alarm.as_mut(), pin!(prepared.body(self.call))).await else {
            return Err(self.out_of_time().unsent().into());
        };
        let request = prepared.request(self.call, body?)?;
        let mut response = {
            let mut connecting = false;
            let response = {
                let sent = platform::execute(self.call.client.http(), request);
                before(alarm.as_mut(), pin!(platform::watched(sent, &mut connecting))).await
            };
            match response {
                None if connecting => return Err(self.out_of_time().unsent().into()),
                None => return Err(self.out_of_time().into()),
                Some(Err(error)) => {
                    let status = before(alarm, pin!(self.proxy_status(&error))).await;
                    return Err(self.no_response(error, status.flatten()));
                }
                Some(Ok(response)) => response,
            }
        };
        let headers = std::mem::take(response.headers_mut());
        let head = Head::new(response.status(), headers);
        if self.call.client.may_be_redirected() && *response.url() != request::url(self.call)? {
            return Err(self.redirected(response.url(), head));
        }
        let is_whole = self.reading == BodyMode::Whole || !head.status.is_success();
        // The caller reads the rest of the body, unless the head shows that it is not the requested
        // one: it usually is a short error object then.
        let mut prefix = Bytes::new();
        if is_whole || self.is_another_body(&head) {
            let limit = if is_whole {
                self.limit(&head)
            } else {
                LONGEST_ERROR_BODY
            };
            let mut body = BodyBuffer::default();
            let end = before(alarm, pin!(body.read(&mut response, limit, is_whole))).await;
            if is_whole {
                return Ok((self.whole(head, body, end)?, None));
            }
            prefix = self.prefix(&head, body, end)?;
        }
        let received = self.received(head, Bytes::new());
        Ok((received, Some(Box::new(RemainingBody { prefix, response }))))
    }

    /// Returns how much of a body is read: of a failure, as much as an error keeps.
    fn limit(&self, head: &Head) -> usize {
        let max_body = self.call.client.limits().max_body;
        if head.status.is_success() {
            max_body
        } else {
            max_body.min(LONGEST_ERROR_BODY)
        }
    }

    /// Returns the response, if its body is complete.
    fn whole(&self, mut head: Head, body: BodyBuffer, end: Option<End>) -> Result<Received, Error> {
        let (limit, is_success) = (self.limit(&head), head.status.is_success());
        let plain = coding::decompress(&mut head.headers, body.into_bytes(), limit, !is_success);
        let fits = plain.is_ok();
        let body = plain.unwrap_or_else(|beginning| beginning);
        if !is_success {
            // The status is more informative than a failure to read the body.
            return Err(ApiError::new(&self.received(head, body)).into());
        }
        match end {
            Some(End::Complete) if fits => Ok(self.received(head, body)),
            Some(End::Complete | End::TooLarge) => {
                let message = format!("the limit is {limit} bytes");
                Err(DecodeError::new(&self.received(head, body), DecodeKind::TooLarge, &message).into())
            }
            Some(End::Broken(error)) => Err(self.broken_in_body(error, head)),
            None => Err(self.out_of_time_in_body(head)),
        }
    }

    /// Reads the beginning of a body that is not the requested one, unless it is an error.
    fn prefix(&self, head: &Head, body: BodyBuffer, end: Option<End>) -> Result<Bytes, Error> {
        let prefix = body.into_bytes();
        let received = self.received(head.clone(), prefix.clone());
        match end {
            _ if self.reading == BodyMode::Events => return Err(decode::not_events(&received)),
            Some(End::Broken(error)) => return Err(self.broken_in_body(error, head.clone())),
            None => return Err(self.out_of_time_in_body(head.clone())),
            Some(End::Complete | End::TooLarge) => decode::bytes(&received)?,
        };
        Ok(prefix)
    }

    fn is_another_body(&self, head: &Head) -> bool {
        let actual = head.media_type().unwrap_or_default().to_ascii_lowercase();
        match self.reading {
            BodyMode::Whole => false,
            BodyMode::Stream => decode::is_undocumented_json(&actual, self.call.operation),
            BodyMode::Events => actual != EVENT_STREAM || coding::named(&head.headers).is_some(),
        }
    }

    #[inline(never)]
    fn received(&self, head: Head, body: Bytes) -> Received {
        let auth = self.call.client.auth().clone();
        Received::new(self.context.clone(), head, body, auth)
    }

    /// Returns the error of an attempt without a response: the request could not be created, no
    /// connection was made in time, or the connection broke.
    fn no_response(&self, error: reqwest::Error, proxy_status: Option<StatusCode>) -> Error {
        if error.is_builder() {
            let message = "the URL is invalid, or longer than HTTP allows";
            return ConfigError::new(ConfigKind::Path, message)
                .of(self.call.operation)
                .into();
        }
        if platform::is_connect(&error)
            && error.is_timeout()
            && let Some(limit) = self.call.client.limits().connect
        {
            return self.timed_out(TimeoutKind::Connect, limit).into();
        }
        self.broken(error).behind_proxy(proxy_status).into()
    }

    /// Returns the status with which the proxy refuses a tunnel. The connector keeps only that it
    /// requires credentials, so for another status the proxy is asked again.
    async fn proxy_status(&self, error: &reqwest::Error) -> Option<StatusCode> {
        let refused = platform::tunnel_error(error)?;
        if refused == "proxy authorization required" {
            return Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
        }
        let proxy_probe = self.call.client.proxy_probe()?;
        let url = request::url(self.call).ok()?;
        let (host, port) = (url.host_str()?, url.port_or_known_default()?);
        let url = Url::parse(&format!("http://{host}:{port}")).ok()?;
        let mut request = Request::new(Method::CONNECT, url);
        // Not over the connection of an earlier attempt, which the proxy may have abandoned.
        header_map::set(request.headers_mut(), CONNECTION, HeaderValue::from_static("close"));
        *request.timeout_mut() = self.call.client.limits().connect;
        let asked = Box::pin(platform::execute(proxy_probe, request));
        let status = asked.await.ok()?.status();
        (!status.is_success()).then_some(status)
    }

    /// Returns the error of a custom HTTP client that followed a redirect.
    fn redirected(&self, url: &Url, head: Head) -> Error {
        let received = self.received(head, Bytes::new());
        let from = match request::url(self.call) {
            Ok(asked) if authority(url) != authority(&asked) => authority(url),
            Ok(asked) if url.scheme() != asked.scheme() => format!("{}://{}", url.scheme(), authority(url)),
            _ => "another path".to_owned(),
        };
        let message = format!("it came from {from}; the HTTP client that was given must not follow redirects");
        DecodeError::new(&received, DecodeKind::Redirected, &message).into()
    }

    fn broken_in_body(&self, error: reqwest::Error, head: Head) -> Error {
        self.broken(error).while_reading(head, self.call.client.auth()).into()
    }

    fn out_of_time_in_body(&self, head: Head) -> Error {
        self.out_of_time().while_reading(head, self.call.client.auth()).into()
    }

    fn broken(&self, error: reqwest::Error) -> TransportError {
        let route = self.call.client.route(request::url(self.call).ok().as_ref());
        TransportError::new(error, route, self.context.clone(), self.call.client.auth())
    }

    #[inline(never)]
    fn timed_out(&self, kind: TimeoutKind, limit: Duration) -> TimeoutError {
        TimeoutError::new(kind, limit, self.context.clone()).through(self.call.client.proxy())
    }

    fn out_of_time(&self) -> TimeoutError {
        let Deadline { kind, limit, .. } = self.deadline;
        self.timed_out(kind, limit)
    }
}

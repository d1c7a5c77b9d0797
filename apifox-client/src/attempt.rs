//! One try: a request, its answer, and the verdict on it.

use bytes::Bytes;
use url::Url;

use crate::base_url::authority;
use crate::body::{End, Gathered};
use crate::call::Call;
use crate::context::Context;
use crate::deadline::Deadline;
use crate::decode;
use crate::error::{
    ApiError, ConfigError, ConfigKind, DecodeError, DecodeKind, Error, TimeoutError, TimeoutKind, TransportError,
};
use crate::platform::{self, Incoming};
use crate::request::Prepared;
use crate::response::{Head, Received};
use crate::send::{Reading, Rest};
use crate::stream::EVENT_STREAM;

/// How much of the body of a failed call is read: what an error keeps.
const LONGEST_ERROR_BODY: usize = 64 * 1024;

/// One try.
pub(crate) struct Attempt<'a> {
    pub(crate) call: &'a Call,
    pub(crate) context: &'a Context,
    pub(crate) deadline: Deadline,
    pub(crate) reading: Reading,
}

impl Attempt<'_> {
    /// Sends the request. The answer is whole, or, where it is to be read as a
    /// stream, begun.
    pub(crate) async fn run(&self, prepared: &Prepared) -> Result<(Received, Option<Rest>), Error> {
        let request = match self.deadline.run(prepared.request(self.call)).await {
            None => return Err(self.out_of_time().unsent().into()),
            Some(request) => request?,
        };
        let mut connecting = false;
        let answer = platform::watched(platform::execute(self.call.client.http(), request), &mut connecting);
        let answer = self.deadline.run(answer).await;
        let mut response = match answer {
            None if connecting => return Err(self.out_of_time().unsent().into()),
            None => return Err(self.out_of_time().into()),
            Some(Err(error)) => return Err(self.unanswered(error)),
            Some(Ok(response)) => response,
        };
        let headers = std::mem::take(response.headers_mut());
        let head = Head::new(response.status(), headers);
        if response.url() != prepared.url() {
            return Err(self.elsewhere(response.url(), head));
        }
        if self.reading == Reading::Whole || !head.status.is_success() {
            let received = self.read(response, head).await?;
            return Ok((received, None));
        }
        self.begin(response, head).await
    }

    /// To the end of the body: of a failure, to what an error keeps of it.
    async fn read(&self, mut response: Incoming, head: Head) -> Result<Received, Error> {
        let good = head.status.is_success();
        let max_body = self.call.client.limits().max_body;
        let limit = if good {
            max_body
        } else {
            max_body.min(LONGEST_ERROR_BODY)
        };
        let mut body = Gathered::default();
        let end = self.deadline.run(body.read(&mut response, limit)).await;
        if !good {
            // The status says more than a failure to read the rest.
            return Err(ApiError::new(&self.received(head, body.into_bytes())).into());
        }
        match end {
            Some(End::Complete) => Ok(self.received(head, body.into_bytes())),
            Some(End::TooLarge) => {
                let received = self.received(head, body.into_bytes());
                let message = format!("the limit is {max_body} bytes");
                Err(DecodeError::new(&received, DecodeKind::TooLarge, &message).into())
            }
            Some(End::Broken(error)) => Err(self.broken_in_body(error, head)),
            None => Err(self.out_of_time_in_body(head)),
        }
    }

    /// Leaves the body to whoever called, unless the head says that it is not
    /// the one asked for: mostly it is an error object then, and short.
    async fn begin(&self, mut response: Incoming, head: Head) -> Result<(Received, Option<Rest>), Error> {
        let mut begun = Bytes::new();
        if self.is_another_body(&head) {
            let mut body = Gathered::default();
            let reading = body.begin(&mut response, LONGEST_ERROR_BODY);
            let end = self.deadline.run(reading).await;
            begun = body.into_bytes();
            let received = self.received(head.clone(), begun.clone());
            match end {
                _ if self.reading == Reading::Events => return Err(decode::not_events(&received)),
                Some(End::Broken(error)) => return Err(self.broken_in_body(error, head)),
                None => return Err(self.out_of_time_in_body(head)),
                Some(End::Complete | End::TooLarge) => decode::bytes(&received)?,
            };
        }
        let received = self.received(head, Bytes::new());
        Ok((received, Some(Rest { begun, response })))
    }

    fn is_another_body(&self, head: &Head) -> bool {
        let came = head.media_type().map(str::to_ascii_lowercase);
        let came = came.as_deref().unwrap_or_default();
        match self.reading {
            Reading::Whole => false,
            Reading::Stream => decode::is_undocumented_json(came, self.call.operation),
            Reading::Events => came != EVENT_STREAM,
        }
    }

    fn received(&self, head: Head, body: Bytes) -> Received {
        let auth = self.call.client.auth().clone();
        Received::new(self.context.clone(), head, body, auth)
    }

    /// No answer came: the request could not be made, or the connection not in
    /// time, or something broke.
    fn unanswered(&self, error: reqwest::Error) -> Error {
        if error.is_builder() {
            let message = "the URL is longer than HTTP can carry, or broken";
            return ConfigError::new(ConfigKind::Path, message)
                .of(self.call.operation)
                .into();
        }
        if platform::is_connect(&error)
            && error.is_timeout()
            && let Some(limit) = self.call.client.limits().connect
        {
            return TimeoutError::new(TimeoutKind::Connect, limit, self.context.clone()).into();
        }
        self.broken(error).into()
    }

    /// A client of the caller's own has followed a redirect.
    fn elsewhere(&self, url: &Url, head: Head) -> Error {
        let received = self.received(head, Bytes::new());
        let message = format!(
            "it came from {}; the HTTP client that was given must not follow redirects",
            if authority(url) == self.call.client.base().authority() {
                "another path".to_owned()
            } else {
                authority(url)
            },
        );
        DecodeError::new(&received, DecodeKind::Redirected, &message).into()
    }

    fn broken_in_body(&self, error: reqwest::Error, head: Head) -> Error {
        let head = head.for_error(self.call.client.auth());
        self.broken(error).while_reading(head).into()
    }

    fn out_of_time_in_body(&self, head: Head) -> Error {
        let head = head.for_error(self.call.client.auth());
        self.out_of_time().while_reading(head).into()
    }

    fn broken(&self, error: reqwest::Error) -> TransportError {
        let route = self.call.client.route();
        TransportError::new(error, route, self.context.clone())
    }

    fn out_of_time(&self) -> TimeoutError {
        let Deadline { kind, limit, .. } = self.deadline;
        TimeoutError::new(kind, limit, self.context.clone())
    }
}

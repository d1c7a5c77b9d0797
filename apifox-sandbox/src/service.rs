//! Handles one call.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, EXPECT, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Request, Response, StatusCode};

use crate::delayed_body::DelayedBody;
use crate::endpoint::{Endpoint, ExampleRequest};
use crate::handler::{Handler, HandlerCall};
use crate::mistake::Mistake;
use crate::outcome::{Action, Outcome};
use crate::problem::Problem;
use crate::record::{KEPT, Record, RecordedCall};
use crate::routes::{Found, Routes};
use crate::scripts::{ScriptBook, Turn};
use crate::take_over::TakeOver;

/// The state that the owner of the server shares with every connection.
#[derive(Clone)]
pub(crate) struct Service(Arc<Shared>);

struct Shared {
    routes: Routes,
    record: Record,
    scripts: ScriptBook,
    seed: u64,
    /// The address the server listens on.
    address: IpAddr,
    handler: Option<Arc<dyn Handler>>,
}

impl Service {
    pub(crate) fn new(routes: Routes, seed: u64, address: IpAddr, handler: Option<Arc<dyn Handler>>) -> Self {
        Self(Arc::new(Shared {
            routes,
            record: Record::default(),
            scripts: ScriptBook::default(),
            seed,
            address,
            handler,
        }))
    }

    /// Returns every operation, with a request that has these headers.
    pub(crate) fn operations<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = ExampleRequest<'a>> {
        let document = self.0.routes.document();
        document.endpoints.iter().map(|endpoint| ExampleRequest {
            endpoint,
            headers,
            schemas: &document.schemas,
            seed: self.0.seed,
            handled: None,
        })
    }

    pub(crate) fn document(&self) -> &str {
        &self.0.routes.document().text
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0.record
    }

    pub(crate) fn scripts(&self) -> &ScriptBook {
        &self.0.scripts
    }

    /// Returns the number of references: the owner of the server, its runtime, every connection.
    #[cfg(test)]
    pub(crate) fn held(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Responds to a call, as scripted or as documented.
    pub(crate) async fn serve(
        self,
        request: Request<Incoming>,
        connection: &TakeOver,
    ) -> Result<Response<DelayedBody>, hyper::Error> {
        let (head, body) = request.into_parts();
        let routes = &self.0.routes;
        if let Some(refused) = self.refused(&head) {
            read_refused(&head, body, 0).await?;
            self.add(&head, Bytes::new());
            return Ok(refused.into_response());
        }
        let other = match routes.find(&head) {
            Ok(Found::Operation(endpoint, mistakes)) => {
                return self.operation(endpoint, mistakes, (&head, body), connection).await;
            }
            Ok(Found::Document) => None,
            Err(refused) => Some(refused),
        };
        let is_admitted = routes.auth().admits(&head.headers).is_ok();
        let body = read_refused(&head, body, if is_admitted { KEPT } else { 0 }).await?;
        self.add(&head, body.unwrap_or_default());
        Ok(other.map_or_else(|| self.document_response(), Problem::into_response))
    }

    /// Responds to a call of an operation. Only a valid call uses a step of a script.
    async fn operation(
        &self,
        endpoint: &Endpoint,
        mistakes: Vec<Mistake>,
        (head, body): (&Parts, Incoming),
        connection: &TakeOver,
    ) -> Result<Response<DelayedBody>, hyper::Error> {
        // Before the body is read, so that calls take their turns in the order they arrive.
        let turn = if mistakes.is_empty() {
            self.0.scripts.turn(&endpoint.id, &head.headers)
        } else {
            Ok(None)
        };
        let outcome = turn.as_ref().ok().and_then(|turn| Some(turn.as_ref()?.outcome()));
        if let Some(outcome) = outcome
            && matches!(outcome.action, Action::DropUnread)
        {
            self.add(head, Bytes::new());
            pause(outcome).await;
            match connection.with(Bytes::new()).await {}
        }
        let whole = read(body, KEPT).await?;
        let body = whole.clone().unwrap_or_default();
        self.add(head, body.clone());
        let schemas = &self.0.routes.document().schemas;
        let checked = match whole {
            Some(body) => endpoint.check_body(&head.headers, &body, mistakes, schemas),
            None => Err(too_large()),
        };
        if let Err(refused) = checked {
            if let Ok(Some(turn)) = &turn {
                turn.give_back();
            }
            return Ok(refused.into_response());
        }
        let is_handled = turn.is_ok() && outcome.is_none_or(Outcome::is_carried_out);
        let handler = self.0.handler.as_ref().filter(|_| is_handled);
        let response = handler.and_then(|handler| handler.handle(&HandlerCall::new(&endpoint.id, head, &body)));
        let example = ExampleRequest {
            endpoint,
            headers: &head.headers,
            schemas,
            seed: self.0.seed,
            handled: response.map(Into::into),
        };
        match (&turn, outcome) {
            (Ok(_), Some(outcome)) => Ok(play(outcome, &example, connection).await),
            (Ok(_), None) => Ok(documented(&example)),
            (Err(_), _) => Ok(turn.map_or_else(Problem::into_response, |_: Option<Turn>| documented(&example))),
        }
    }

    /// Returns why a request is for another server, or may look like another one to a proxy.
    fn refused(&self, head: &Parts) -> Option<Problem> {
        if let Some(host) = foreign_host(head).filter(|_| self.0.address.is_loopback()) {
            let detail = format!("This server is on loopback; it is not {host}.");
            return Some(Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                "misdirected_request",
                detail,
            ));
        }
        let coding = head.headers.get(TRANSFER_ENCODING)?;
        if coding.as_bytes().eq_ignore_ascii_case(b"chunked") {
            return None;
        }
        let detail = "The body has a transfer coding other than `chunked`, which is not supported.";
        Some(Problem::new(
            StatusCode::NOT_IMPLEMENTED,
            "transfer_coding",
            detail.to_owned(),
        ))
    }

    /// Adds a call to the record.
    fn add(&self, head: &Parts, body: Bytes) {
        let carrier = self.0.routes.auth().carrier();
        self.0.record.push(RecordedCall::new(head, body, &carrier));
    }

    fn document_response(&self) -> Response<DelayedBody> {
        let mut response = Response::new(DelayedBody::from(Bytes::from(self.document().to_owned())));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

/// Returns the host that a call names, if it is not loopback. A browser sends the name of the web
/// page, whatever address that name resolves to.
fn foreign_host(head: &Parts) -> Option<String> {
    let named = head.headers.get_all(HOST).into_iter();
    let named = named.map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let in_uri = head.uri.authority().map(ToString::to_string);
    named.chain(in_uri).find(|host| !is_loopback(host))
}

/// Whether a host names this machine. Any other name may resolve to its address.
fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else {
        return authority.is_empty();
    };
    if authority.as_str().contains('@') {
        return false;
    }
    let host = authority.host().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host.is_empty() || host.eq_ignore_ascii_case("localhost"),
    }
}

/// Reads the body of a refused request, unless its client waits for permission to send it (RFC
/// 9110, section 10.1.1).
async fn read_refused(head: &Parts, body: Incoming, most: usize) -> Result<Option<Bytes>, hyper::Error> {
    let expected = head.headers.get(EXPECT);
    if expected.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue")) {
        return Ok(None);
    }
    read(body, most).await
}

/// Reads a body to its end and keeps up to `most` bytes. Returns `None` if it is longer.
async fn read(mut body: Incoming, most: usize) -> Result<Option<Bytes>, hyper::Error> {
    let mut kept = BytesMut::new();
    let mut is_whole = true;
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame?.into_data() else { continue };
        is_whole = is_whole && kept.len() + piece.len() <= most;
        if is_whole {
            kept.extend_from_slice(&piece);
        } else {
            kept = BytesMut::new();
        }
    }
    Ok(is_whole.then(|| kept.freeze()))
}

fn too_large() -> Problem {
    let detail = format!("The body is longer than {} MiB.", KEPT / (1024 * 1024));
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "content_too_large", detail)
}

/// Carries out the outcome of a script.
async fn play(outcome: &Outcome, example: &ExampleRequest<'_>, connection: &TakeOver) -> Response<DelayedBody> {
    pause(outcome).await;
    if let Action::Raw(bytes) = &outcome.action {
        match connection.with(bytes.clone()).await {}
    }
    match (outcome.response(example), outcome.cut) {
        (Ok(Some(response)), Some(after)) => match connection.with(response.cut(after)).await {},
        (Ok(Some(response)), None) => response.into_response(),
        (Ok(None), _) => documented(example),
        // Unreachable: the script was tried on this operation before it started.
        (Err(error), _) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "script", error.to_string()).into_response(),
    }
}

/// Returns the documented success.
fn documented(example: &ExampleRequest<'_>) -> Response<DelayedBody> {
    match example.success() {
        Ok(response) => response.into_response(),
        Err(why) => {
            let detail = format!("No response can be made: {why}.");
            Problem::new(StatusCode::NOT_IMPLEMENTED, "no_example", detail).into_response()
        }
    }
}

async fn pause(outcome: &Outcome) {
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
}

//! What becomes of one call.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Request, Response, StatusCode};

use crate::endpoint::Asked;
use crate::late::LateBody;
use crate::outcome::{Action, Outcome};
use crate::play::{Play, PlayedCall};
use crate::problem::Problem;
use crate::record::{KEPT, Record, RecordedCall};
use crate::routes::{Found, Routes};
use crate::stage::{Cue, Stage};
use crate::take_over::TakeOver;

/// What every connection shares, and the owner of the server with them.
#[derive(Clone)]
pub(crate) struct Service(Arc<Shared>);

struct Shared {
    routes: Routes,
    record: Record,
    stage: Stage,
    seed: u64,
    /// Where it listens.
    address: IpAddr,
    player: Option<Arc<dyn Play>>,
}

impl Service {
    pub(crate) fn new(routes: Routes, seed: u64, address: IpAddr, player: Option<Arc<dyn Play>>) -> Self {
        Self(Arc::new(Shared {
            routes,
            record: Record::default(),
            stage: Stage::default(),
            seed,
            address,
            player,
        }))
    }

    /// Every operation, as a call with these headers asks for its answer.
    pub(crate) fn operations<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = Asked<'a>> {
        let document = self.0.routes.document();
        document.endpoints.iter().map(|endpoint| Asked {
            endpoint,
            headers,
            schemas: &document.schemas,
            seed: self.0.seed,
            played: None,
        })
    }

    pub(crate) fn document(&self) -> &str {
        &self.0.routes.document().text
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0.record
    }

    pub(crate) fn stage(&self) -> &Stage {
        &self.0.stage
    }

    /// How many hold it: the owner of the server, its runtime, every
    /// connection.
    #[cfg(test)]
    pub(crate) fn held(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Answers a call, as scripted, or as documented. Only a call that is
    /// right has a turn in a script.
    #[expect(clippy::too_many_lines, reason = "longer than 60 lines since before that was held")]
    pub(crate) async fn serve(
        self,
        request: Request<Incoming>,
        connection: &TakeOver,
    ) -> Result<Response<LateBody>, hyper::Error> {
        let (head, body) = request.into_parts();
        let Shared {
            routes,
            record,
            stage,
            seed,
            address,
            player,
        } = &*self.0;
        let carrier = routes.auth().carrier();
        if let Some(host) = foreign_host(&head).filter(|_| address.is_loopback()) {
            let detail = format!("This server is on loopback, and not {host}.");
            read(body, 0).await?;
            record.push(RecordedCall::new(&head, Bytes::new(), &carrier));
            return Ok(Problem::new(StatusCode::MISDIRECTED_REQUEST, "misdirected_request", detail).into_response());
        }
        let found = routes.find(&head);
        let (endpoint, mistakes) = match found {
            Ok(Found::Operation(endpoint, mistakes)) => (endpoint, mistakes),
            other => {
                let kept = if routes.auth().admits(&head.headers).is_ok() {
                    KEPT
                } else {
                    0
                };
                let body = read(body, kept).await?.unwrap_or_default();
                record.push(RecordedCall::new(&head, body, &carrier));
                return Ok(match other {
                    Err(refused) => refused.into_response(),
                    Ok(_) => self.document_response(),
                });
            }
        };
        // Before the body is read, so that calls have their turn as they come.
        let cue = if mistakes.is_empty() {
            stage.cue(&endpoint.id, &head.headers)
        } else {
            Ok(None)
        };
        let outcome = cue.as_ref().ok().and_then(|cue| Some(cue.as_ref()?.outcome()));
        if let Some(outcome) = outcome
            && matches!(outcome.action, Action::DropUnread)
        {
            record.push(RecordedCall::new(&head, Bytes::new(), &carrier));
            pause(outcome).await;
            match connection.with(Bytes::new()).await {}
        }
        let whole = read(body, KEPT).await?;
        let body = whole.clone().unwrap_or_default();
        record.push(RecordedCall::new(&head, body.clone(), &carrier));
        let schemas = &routes.document().schemas;
        let checked = match whole {
            Some(body) => endpoint.check_body(&head.headers, &body, mistakes, schemas),
            None => Err(too_large()),
        };
        if let Err(refused) = checked {
            if let Ok(Some(cue)) = &cue {
                cue.give_back();
            }
            return Ok(refused.into_response());
        }
        let is_played = cue.is_ok() && outcome.is_none_or(Outcome::is_carried_out);
        let played = player
            .as_ref()
            .filter(|_| is_played)
            .and_then(|player| player.play(&PlayedCall::new(&endpoint.id, &head, &body)));
        let asked = Asked {
            endpoint,
            headers: &head.headers,
            schemas,
            seed: *seed,
            played: played.map(Into::into),
        };
        match (&cue, outcome) {
            (Ok(_), Some(outcome)) => Ok(play(outcome, &asked, connection).await),
            (Ok(_), None) => Ok(documented(&asked)),
            (Err(_), _) => Ok(cue.map_or_else(Problem::into_response, |_: Option<Cue>| documented(&asked))),
        }
    }

    fn document_response(&self) -> Response<LateBody> {
        let mut response = Response::new(LateBody::from(Bytes::from(self.document().to_owned())));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

/// The host that a call is for, if that is not loopback. A browser sends the name that its page has, whatever address that name has by
/// now.
fn foreign_host(head: &Parts) -> Option<String> {
    let named = head.headers.get_all(HOST).into_iter();
    let named = named.map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let asked = head.uri.authority().map(ToString::to_string);
    named.chain(asked).find(|host| !is_loopback(host))
}

/// A name of one label is of this machine or its network: no public one is (ICANN SAC053), so no page of others has it.
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
        Err(_) => !host.contains('.'),
    }
}

/// Reads a body to its end, and keeps so much of it; none if it is longer.
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

/// Does with a call what its script says.
async fn play(outcome: &Outcome, asked: &Asked<'_>, connection: &TakeOver) -> Response<LateBody> {
    pause(outcome).await;
    if let Action::Raw(bytes) = &outcome.action {
        match connection.with(bytes.clone()).await {}
    }
    match (outcome.answer(asked), outcome.cut) {
        (Ok(Some(answer)), Some(after)) => match connection.with(answer.cut(after)).await {},
        (Ok(Some(answer)), None) => answer.into_response(),
        (Ok(None), _) => documented(asked),
        // Not to be: the script was tried on this operation before it was played.
        (Err(error), _) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "script", error.to_string()).into_response(),
    }
}

/// What the page says of a success.
fn documented(asked: &Asked<'_>) -> Response<LateBody> {
    match asked.success() {
        Ok(answer) => answer.into_response(),
        Err(why) => {
            let detail = format!("There is nothing to answer with: {why}.");
            Problem::new(StatusCode::NOT_IMPLEMENTED, "no_example", detail).into_response()
        }
    }
}

async fn pause(outcome: &Outcome) {
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
}

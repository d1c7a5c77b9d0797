//! What becomes of one call.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};

use super::connection::TakeOver;
use super::outcome::{Action, Outcome};
use super::record::{Record, RecordedCall};
use super::reply::Reply;
use super::routes::{Routes, documented};
use super::stage::Stage;
use crate::operation::Route;

/// What every connection shares, and the owner of the server with them.
#[derive(Clone)]
pub(super) struct Service(Arc<Shared>);

struct Shared {
    all: &'static [Route],
    routes: Routes,
    record: Record,
    stage: Stage,
}

impl Service {
    pub(super) fn new(all: &'static [Route], routes: Routes) -> Self {
        Self(Arc::new(Shared {
            all,
            routes,
            record: Record::default(),
            stage: Stage::default(),
        }))
    }

    pub(super) fn routes(&self) -> &'static [Route] {
        self.0.all
    }

    pub(super) fn record(&self) -> &Record {
        &self.0.record
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.0.stage
    }

    /// How many hold it: the owner of the server, its runtime, every
    /// connection.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Answers a call, as scripted, or as documented. Only a call that is let
    /// in has a turn in a script.
    pub(super) async fn serve(
        self,
        request: Request<Incoming>,
        connection: &TakeOver,
    ) -> Result<Response<Full<Bytes>>, hyper::Error> {
        let (head, body) = request.into_parts();
        let Shared {
            routes, record, stage, ..
        } = &*self.0;
        let found = routes.find(&head);
        let route = found.as_ref().ok().copied();
        // Before the body is read, so that calls have their turn as they come.
        let cue = route.map_or(Ok(None), |route| stage.cue(route.operation, &head.headers));
        let outcome = cue.as_ref().ok().and_then(|cue| Some(cue.as_ref()?.outcome()));
        let carrier = routes.auth().carrier();
        if let Some(outcome) = outcome
            && matches!(outcome.action, Action::DropUnread)
        {
            record.push(RecordedCall::new(&head, Bytes::new(), &carrier));
            pause(outcome).await;
            match connection.with(Bytes::new()).await {}
        }
        let body = body.collect().await?.to_bytes();
        record.push(RecordedCall::new(&head, body, &carrier));
        let (Some(route), Some(outcome)) = (route, outcome) else {
            let reply = cue
                .err()
                .unwrap_or_else(|| found.map_or_else(|refused| refused, documented));
            return Ok(reply.into_response());
        };
        pause(outcome).await;
        if let Action::Raw(bytes) = &outcome.action {
            match connection.with(bytes.clone()).await {}
        }
        match (outcome.answer(route), outcome.cut) {
            (Ok(Some(answer)), Some(after)) => match connection.with(answer.cut(after)).await {},
            (Ok(Some(answer)), None) => Ok(answer.into_response()),
            (Ok(None), _) => Ok(documented(route).into_response()),
            // Not to be: the script was tried on this route before it was played.
            (Err(error), _) => Ok(Reply::error(500, "script", &error.to_string()).into_response()),
        }
    }
}

async fn pause(outcome: &Outcome) {
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
}

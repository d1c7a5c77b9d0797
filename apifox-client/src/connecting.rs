//! Detects whether a request was still waiting for its connection when it timed
//! out, so that no part of it can have been sent.
//!
//! A request asks the pool for a connection and, if there is none, polls the connector until it has
//! one. If the last poll of a request ended inside the connector, nothing of the request was sent.
//! That holds even if the connection of another request became free first: the new one is then
//! completed by a background task and no longer polled from here.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

thread_local! {
    /// Whether a connection was polled on this thread and is not complete yet.
    static CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `request` and stores, when it completes or is dropped, whether its last
/// poll ended inside the connector.
pub(crate) async fn watched<F: Future>(request: F, connecting: &mut bool) -> F::Output {
    let mut request = pin!(request);
    poll_fn(|cx| {
        CONNECTING.set(false);
        let polled = request.as_mut().poll(cx);
        *connecting = CONNECTING.replace(false) && polled.is_pending();
        polled
    })
    .await
}

/// A layer that marks the connector, for [`watched`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked;

impl<S> Layer<S> for Marked {
    type Service = MarkedService<S>;

    fn layer(&self, service: S) -> MarkedService<S> {
        MarkedService(Arc::new(service))
    }
}

/// A marked connector. It is cloned several times for each request, even if that needs no new
/// connection, so clones share the inner service; only connecting copies it.
#[derive(Debug)]
pub(crate) struct MarkedService<S>(Arc<S>);

impl<S> Clone for MarkedService<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S, R> Service<R> for MarkedService<S>
where
    S: Service<R, Future: Send> + Clone + Send + Sync + 'static,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Connection<Result<S::Response, S::Error>>;

    /// Always ready: the copy that is called is asked for readiness.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: R) -> Self::Future {
        let mut service = S::clone(&self.0);
        Connection(Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await?;
            service.call(target).await
        }))
    }
}

/// A pending connection.
pub(crate) struct Connection<T>(Pin<Box<dyn Future<Output = T> + Send>>);

impl<T> Future for Connection<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let polled = self.0.as_mut().poll(cx);
        if polled.is_pending() {
            CONNECTING.set(true);
        }
        polled
    }
}

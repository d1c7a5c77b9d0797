//! Whether a request was still waiting for its connection when its time ran
//! out, so that nothing of it can have been sent.
//!
//! A request asks the pool for a connection and, if there is none, polls the
//! making of one, until it has either. So if the last poll of a request ended
//! inside the making of a connection, nothing of the request has left. That
//! holds as well where a connection of another request became free first: the
//! new one is then finished by somebody else, and no longer polled from here.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

thread_local! {
    /// Whether a connection was polled on this thread and is not made yet.
    static CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `request` and gives, when it is over or dropped, whether its last poll
/// ended in the making of a connection.
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

/// Marks the making of connections, for [`watched`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked;

impl<S> Layer<S> for Marked {
    type Service = MarkedService<S>;

    fn layer(&self, service: S) -> MarkedService<S> {
        MarkedService(Arc::new(service))
    }
}

/// What makes connections, marked. It is cloned several times for each
/// request, also for those that need no new connection, so clones share what
/// they are made of, and only the making of a connection copies it.
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

    /// Whether the service is ready is asked of the copy that is called.
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

/// A connection being made.
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

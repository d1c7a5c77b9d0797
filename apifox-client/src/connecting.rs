//! Whether a request was still waiting for its connection when its time ran
//! out, so that nothing of it can have been sent.
//!
//! A request asks the pool for a connection and, if there is none, polls the
//! making of one, until it has either. So if the last poll of a request ended
//! inside the making of a connection, nothing of the request has left. That
//! holds as well where a connection of another request became free first: the
//! new one is then finished by somebody else, and no longer polled from here.

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
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
    std::future::poll_fn(|cx| {
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
        MarkedService(service)
    }
}

/// What makes connections, marked.
#[derive(Debug, Clone)]
pub(crate) struct MarkedService<S>(S);

impl<S, R> Service<R> for MarkedService<S>
where
    S: Service<R, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Connection<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> Self::Future {
        Connection(Box::pin(self.0.call(target)))
    }
}

/// A connection being made.
pub(crate) struct Connection<F>(Pin<Box<F>>);

impl<F: Future> Future for Connection<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let polled = self.0.as_mut().poll(cx);
        if polled.is_pending() {
            CONNECTING.set(true);
        }
        polled
    }
}

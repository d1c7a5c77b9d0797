//! The listening socket and what runs behind it.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use bytes::Bytes;

use super::auth::ExpectedAuth;
use super::record::{Record, RecordedCall};
use super::routes::Routes;
use crate::operation::Route;

/// A sandbox: a server on loopback, on a port of its own. It stops when it is
/// dropped.
///
/// It runs on a thread of its own, so it serves whatever kind of program it is
/// started from.
#[must_use = "the server stops when it is dropped"]
pub struct Server {
    base_url: String,
    record: Record,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server for these routes, open to whom `auth` lets in.
    ///
    /// # Errors
    ///
    /// The system gives no port on loopback, or no thread.
    pub fn start(routes: &'static [Route], auth: ExpectedAuth) -> Result<Self, io::Error> {
        let routes = Arc::new(Routes::new(routes, auth));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let record = Record::default();
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let (stop, stopped) = oneshot::channel();
        let service = Service {
            routes,
            record: record.clone(),
        };
        let thread = thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || run(&runtime, listener, service, stopped))?;
        Ok(Self {
            base_url,
            record,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens, as a client's base URL.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The calls it got so far. A call is in the list before it is answered.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.record.calls()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A thread that is gone already needs no telling.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Serves until it is told to stop; leaving the runtime ends the connections.
fn run(runtime: &Runtime, listener: TcpListener, service: Service, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async move {
        if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
            tokio::spawn(accept(listener, service));
            // An error means the owner is gone, which is the same.
            let _ = stopped.await;
        }
    });
}

async fn accept(listener: tokio::net::TcpListener, service: Service) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // Out of sockets, most likely: let the open connections go on.
            tokio::task::yield_now().await;
            continue;
        };
        let service = service.clone();
        let connection = http1::Builder::new().serve_connection(
            TokioIo::new(socket),
            service_fn(move |request| service.clone().serve(request)),
        );
        tokio::spawn(connection);
    }
}

/// What every connection shares.
#[derive(Clone)]
struct Service {
    routes: Arc<Routes>,
    record: Record,
}

impl Service {
    async fn serve(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let carrier = self.routes.auth().carrier();
        self.record.push(RecordedCall::new(&head, body, &carrier));
        Ok(self.routes.reply(&head).into_response())
    }
}

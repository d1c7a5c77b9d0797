//! The listening socket and its thread.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use hyper::header::HeaderMap;
use serde_json::{Map, Value};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::auth::ExpectedAuth;
use crate::connection;
use crate::document::Document;
use crate::endpoint::ExampleRequest;
use crate::handler::Handler;
use crate::record::RecordedCall;
use crate::routes::Routes;
use crate::script_error::UnconsumedError;
use crate::scripts::ScriptBook;
use crate::service::Service;

/// The settings of a [`Server`]. Returned by [`Server::builder`].
#[must_use = "nothing listens until `start`"]
pub struct ServerBuilder<'d> {
    document: &'d str,
    address: SocketAddr,
    auth: ExpectedAuth,
    error: Option<Value>,
    seed: u64,
    handler: Option<Arc<dyn Handler>>,
}

impl fmt::Debug for ServerBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("address", &self.address)
            .field("seed", &self.seed)
            .field("has_handler", &self.handler.is_some())
            .finish_non_exhaustive()
    }
}

/// A sandbox: an HTTP server on loopback, with its own port. It stops when it is dropped.
///
/// It runs on its own thread, so the program that starts it need not be async.
#[must_use = "the server stops when it is dropped"]
pub struct Server {
    address: SocketAddr,
    base_url: String,
    service: Service,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ServerBuilder<'_> {
    /// Sets the credentials that calls need. Default: none.
    pub fn auth(self, auth: ExpectedAuth) -> Self {
        Self { auth, ..self }
    }

    /// Adds this object as `error` to the server's 401 responses. It is the form in which the API
    /// reports wrong credentials, so that a program can read it. The server sets its `message`.
    /// Default: none.
    pub fn error(self, error: Map<String, Value>) -> Self {
        Self {
            error: Some(error.into()),
            ..self
        }
    }

    /// Sets the address to listen on. Port 0 stands for any free port. Default: a free port of
    /// 127.0.0.1.
    ///
    /// On an address that is not loopback, every machine on the network can reach the server. It
    /// serves plain HTTP.
    pub fn address(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// Sets the seed for responses that are made because the page has no example. The same seed
    /// gives the same responses. Default: 0.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets a handler that stands in for the API, for example to return objects that earlier calls
    /// created. Default: none; every call gets the documented response.
    pub fn handler(self, handler: Arc<dyn Handler>) -> Self {
        Self {
            handler: Some(handler),
            ..self
        }
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// The document is not OpenAPI 3.0 in JSON ([`InvalidData`](io::ErrorKind::InvalidData)); the
    /// address is taken, or is not an address of this machine; the system provides no port or
    /// thread; the system clock is before 1970.
    pub fn start(self) -> Result<Server, io::Error> {
        let document = Document::read(self.document, &self.auth);
        let document = document.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        let routes = Routes::new(document, self.auth, self.error);
        Server::listen(
            self.address,
            Service::new(routes, self.seed, self.address.ip(), self.handler),
        )
    }
}

impl Server {
    /// Starts a server for a generated `DOCUMENT`, with these credentials, on a free port of
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The same as for [`ServerBuilder::start`].
    pub fn start(document: &str, auth: ExpectedAuth) -> Result<Self, io::Error> {
        Self::builder(document).auth(auth).start()
    }

    /// Returns a builder of a server for an OpenAPI 3.0 document in JSON, such as the generated
    /// `DOCUMENT`. The defaults are those of [`start`](Self::start), but no credentials are needed.
    pub fn builder(document: &str) -> ServerBuilder<'_> {
        ServerBuilder {
            document,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            auth: ExpectedAuth::none(),
            error: None,
            seed: 0,
            handler: None,
        }
    }

    fn listen(address: SocketAddr, service: Service) -> Result<Self, io::Error> {
        if SystemTime::now() < SystemTime::UNIX_EPOCH {
            // hyper cannot write such a time in the `Date` header.
            return Err(io::Error::other("the system clock is before 1970"));
        }
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let shared = service.clone();
        let thread = thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || run(&runtime, listener, shared, stopped))?;
        Ok(Self {
            address,
            base_url: format!("http://{address}"),
            service,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Returns the address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as the base URL of a client.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the calls received so far, up to 64 MiB; beyond that, the oldest are dropped. A call
    /// is recorded before its response is sent.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.service.record().calls()
    }

    /// Returns the calls since the last `take_calls`, and forgets them. Use it in a server that
    /// runs for long.
    #[must_use]
    pub fn take_calls(&self) -> Vec<RecordedCall> {
        self.service.record().take()
    }

    /// Stops the server and checks that the calls matched the scripts. A dropped server does not
    /// check.
    ///
    /// # Errors
    ///
    /// Steps that no call used, and calls after the end of a script.
    pub fn finish(mut self) -> Result<(), UnconsumedError> {
        self.stop();
        self.service.scripts().report()
    }

    /// Returns the document that the server serves at `GET /openapi.json`, as JSON. It has the
    /// schemas as they are checked, and the problems that the sandbox returns itself. If the API
    /// has that path, the document is not served.
    #[must_use]
    pub fn document(&self) -> &str {
        self.service.document()
    }

    pub(crate) fn operations<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = ExampleRequest<'a>> {
        self.service.operations(headers)
    }

    pub(crate) fn scripts(&self) -> &ScriptBook {
        self.service.scripts()
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may already have ended.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Serves until it is stopped. Dropping the runtime ends the connections.
fn run(runtime: &Runtime, listener: TcpListener, service: Service, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async move {
        if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
            tokio::spawn(accept(listener, service));
            // An error means that the owner is gone, which also stops the server.
            let _ = stopped.await;
        }
    });
}

async fn accept(listener: tokio::net::TcpListener, service: Service) {
    let serve = |(socket, _)| drop(tokio::spawn(connection::serve(socket, service.clone())));
    connection::accept(|| listener.accept(), serve).await;
}

#[cfg(test)]
mod tests {
    use apifox_client::operation::Operation;

    use std::io::Write;
    use std::net::TcpStream;
    use std::time::Duration;

    use hyper::Method;

    use super::*;

    static OPERATION: Operation = Operation::new("get", Method::GET, "/").resource("x").idempotent(true);
    const DOCUMENT: &str = r#"{"paths":{"/":{"get":{"operationId":"get"}}}}"#;

    #[test]
    fn no_task_is_left_when_the_server_has_stopped() {
        let server = Server::start(DOCUMENT, ExpectedAuth::none()).expect("there is a port");
        let delayed = server.on(&OPERATION).respond(200).delay(Duration::from_secs(3600));
        let cut = delayed.then().raw("x".repeat(50_000_000)).times(2);
        cut.play().expect("a sound script");
        let service = server.service.clone();
        let mut sockets = Vec::new();
        for request in ["", "GET / HT", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
            let mut socket = TcpStream::connect(server.address()).expect("it listens");
            socket.write_all(request.as_bytes()).expect("it reads");
            sockets.push(socket);
        }
        // One per connection, and one each for the runtime, the owner and this test.
        while service.held() < sockets.len() + 3 || service.record().calls().len() < 2 {
            thread::yield_now();
        }
        drop(server);
        assert_eq!(service.held(), 1);
    }

    #[test]
    fn a_connection_that_has_ended_leaves_no_task() {
        let server = Server::start(DOCUMENT, ExpectedAuth::none()).expect("there is a port");
        let script = server.on(&OPERATION).drop_connection().times(20).then();
        script
            .respond(200)
            .delay(Duration::from_secs(3600))
            .times(20)
            .play()
            .expect("a sound script");
        for number in 0..40 {
            let mut socket = TcpStream::connect(server.address()).expect("it listens");
            socket.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("it reads");
            while server.calls().len() <= number {
                thread::yield_now();
            }
        }
        while server.service.held() > 2 {
            thread::yield_now();
        }
    }
}

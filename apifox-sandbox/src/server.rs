//! The listening socket and what runs behind it.

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
use crate::endpoint::Asked;
use crate::play::Play;
use crate::record::RecordedCall;
use crate::routes::Routes;
use crate::script_error::UnmetScripts;
use crate::service::Service;
use crate::stage::Stage;

/// What a server is to be: [`Server::builder`].
#[must_use = "nothing listens until `start`"]
pub struct ServerBuilder<'d> {
    document: &'d str,
    address: SocketAddr,
    auth: ExpectedAuth,
    error: Option<Value>,
    seed: u64,
    player: Option<Arc<dyn Play>>,
}

impl fmt::Debug for ServerBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("address", &self.address)
            .field("seed", &self.seed)
            .field("is_played", &self.player.is_some())
            .finish_non_exhaustive()
    }
}

/// A sandbox: a server on loopback, on a port of its own. It stops when it is
/// dropped.
///
/// It runs on a thread of its own, so it serves whatever kind of program it is
/// started from.
#[must_use = "the server stops when it is dropped"]
pub struct Server {
    address: SocketAddr,
    base_url: String,
    service: Service,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ServerBuilder<'_> {
    /// Open to whom these let in. Default: to everybody.
    pub fn auth(self, auth: ExpectedAuth) -> Self {
        Self { auth, ..self }
    }

    /// Has this object as `error` in its own responses of 401, beside what they
    /// say otherwise: the form in which the API itself says that credentials are
    /// wrong, so that a program reads them as it reads those. The server sets its
    /// `message`. Default: none.
    pub fn error(self, error: Map<String, Value>) -> Self {
        Self {
            error: Some(error.into()),
            ..self
        }
    }

    /// Listens on an address; port 0 is any that is free. Default: a free port
    /// of 127.0.0.1.
    ///
    /// On another address than a loopback one, whoever reaches this machine
    /// reaches the server. It speaks plain HTTP.
    pub fn address(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// What answers are made from where the page has no example: with the same
    /// seed they are the same. Default: 0.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Has the API played: what is created can be retrieved, say. Default: every
    /// call gets what is documented, whatever came before.
    pub fn play(self, player: Arc<dyn Play>) -> Self {
        Self {
            player: Some(player),
            ..self
        }
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// The document is none of OpenAPI 3.0 in JSON
    /// ([`InvalidData`](io::ErrorKind::InvalidData)); the address is not one of
    /// this machine, or taken; the system gives no port or no thread; its clock
    /// stands before 1970.
    pub fn start(self) -> Result<Server, io::Error> {
        let document = Document::read(self.document, &self.auth);
        let document = document.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        let routes = Routes::new(document, self.auth, self.error);
        Server::listen(
            self.address,
            Service::new(routes, self.seed, self.address.ip(), self.player),
        )
    }
}

impl Server {
    /// Starts a server of a generated `DOCUMENT`, open to whom `auth` lets in,
    /// on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As of [`ServerBuilder::start`].
    pub fn start(document: &str, auth: ExpectedAuth) -> Result<Self, io::Error> {
        Self::builder(document).auth(auth).start()
    }

    /// A server of a document of OpenAPI 3.0 in JSON, such as the generated
    /// `DOCUMENT`, that is still to be set up. What is not said is as of
    /// [`start`](Self::start), and everybody is let in.
    pub fn builder(document: &str) -> ServerBuilder<'_> {
        ServerBuilder {
            document,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            auth: ExpectedAuth::none(),
            error: None,
            seed: 0,
            player: None,
        }
    }

    fn listen(address: SocketAddr, service: Service) -> Result<Self, io::Error> {
        if SystemTime::now() < SystemTime::UNIX_EPOCH {
            // hyper cannot write the date of such a time.
            return Err(io::Error::other("the clock of this machine stands before 1970"));
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

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a client's base URL.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The calls it got so far, up to 64 MiB of them: beyond that, the oldest
    /// are forgotten. A call is in the list before it is answered.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.service.record().calls()
    }

    /// The calls since they were last taken, which are then forgotten: a
    /// server that runs for long remembers no more than it is asked for.
    #[must_use]
    pub fn take_calls(&self) -> Vec<RecordedCall> {
        self.service.record().take()
    }

    /// Stops the server and says whether the calls went as scripted. Just
    /// dropping it says nothing.
    ///
    /// # Errors
    ///
    /// Steps that no call came to, and calls after the end of a script.
    pub fn finish(mut self) -> Result<(), UnmetScripts> {
        self.stop();
        self.service.stage().report()
    }

    /// The document that it serves at `GET /openapi.json`, unless the API has
    /// that path itself: JSON. Beside what the pages say it has the schemas as
    /// they are checked, and the problems that the sandbox answers of its own.
    #[must_use]
    pub fn document(&self) -> &str {
        self.service.document()
    }

    pub(crate) fn operations<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = Asked<'a>> {
        self.service.operations(headers)
    }

    pub(crate) fn stage(&self) -> &Stage {
        self.service.stage()
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A thread that is gone already needs no telling.
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

/// Serves until it is stopped; leaving the runtime ends the connections.
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

    static OPERATION: Operation = Operation {
        id: "get",
        method: Method::GET,
        template: "/",
        resource: "x",
        idempotent: true,
        idempotency_key: false,
        authenticated: true,
        accept: "application/json",
        answers: &[],
    };
    const DOCUMENT: &str = r#"{"paths":{"/":{"get":{"operationId":"get"}}}}"#;

    #[test]
    fn no_task_is_left_when_the_server_has_stopped() {
        let server = Server::start(DOCUMENT, ExpectedAuth::none()).expect("there is a port");
        let delayed = server.on(&OPERATION).answer(200).delay(Duration::from_secs(3600));
        let cut = delayed.then().raw("x".repeat(50_000_000)).times(2);
        cut.play().expect("a sound script");
        let service = server.service.clone();
        let mut sockets = Vec::new();
        for request in ["", "GET / HT", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
            let mut socket = TcpStream::connect(server.address()).expect("it listens");
            socket.write_all(request.as_bytes()).expect("it reads");
            sockets.push(socket);
        }
        // A connection each, the runtime, the owner, and this test.
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
            .answer(200)
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

//! A server that runs a script, step by step, for each connection in turn, on a
//! real socket, and records what it receives.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::server::Script;

/// A step of a script. After the last step the connection is closed.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Reads a request, head and body, and records it.
    Read,
    /// Reads this number of bytes and records nothing.
    ReadBytes(usize),
    Send(Vec<u8>),
    /// Sends byte by byte, with pauses.
    Drip(Vec<u8>, Duration),
    /// Does nothing more, and reads nothing.
    Stall,
    /// Reads until the client closes.
    Drain,
    /// Resets the connection.
    Reset,
}

/// An event that a test may react to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The server waits for this time.
    Waits(Duration),
    /// The server does nothing more on this connection.
    Stalls,
    /// The client has closed a connection that was being drained.
    ClosedByClient,
}

/// The record of the server.
#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

/// The server, which stops when it is dropped.
pub(crate) struct Server {
    base_url: String,
    authority: String,
    seen: Arc<Mutex<Seen>>,
    events: Option<UnboundedReceiver<Event>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server with the same script for every connection.
    pub(crate) async fn start(script: Script) -> Self {
        Self::in_turn(vec![script]).await
    }

    /// Starts a server with one script per connection; further connections repeat the last one.
    #[allow(clippy::unused_async)] // what listens has to be made inside a runtime
    pub(crate) async fn in_turn(scripts: Vec<Script>) -> Self {
        Closed::port().open(scripts)
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns the number of connections.
    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().expect("no test panics holding it").connections
    }

    /// Returns the requests received so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().expect("no test panics holding it").requests.clone()
    }

    /// Returns the only request received.
    pub(crate) fn request(&self) -> String {
        let [request] = self.requests().try_into().expect("exactly one request came");
        request
    }

    /// Returns the events from here on; can be called once.
    pub(crate) fn events(&mut self) -> UnboundedReceiver<Event> {
        self.events.take().expect("nobody has taken them yet")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A bound port on which nothing listens: connections are refused, and no other
/// test gets the port.
pub(crate) struct Closed(TcpSocket);

impl Closed {
    pub(crate) fn port() -> Self {
        Self::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    fn bind(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("the system has sockets");
        // So that `open_for_now` can bind it once more.
        #[cfg(unix)]
        let shared = socket.set_reuseport(true);
        #[cfg(not(unix))]
        let shared = socket.set_reuseaddr(true);
        shared.expect("it is not bound yet");
        socket.bind(address).expect("loopback has a free port");
        Self(socket)
    }

    /// Accepts connections until the server is dropped, and refuses them
    /// afterwards.
    pub(crate) fn open_for_now(&self, scripts: Vec<Script>) -> Server {
        Self::bind(self.0.local_addr().expect("it is bound")).open(scripts)
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.authority())
    }

    pub(crate) fn authority(&self) -> String {
        self.0.local_addr().expect("it is bound").to_string()
    }

    /// Accepts connections from now on.
    pub(crate) fn open(self, scripts: Vec<Script>) -> Server {
        let listener = self.0.listen(64).expect("it is bound");
        let address = listener.local_addr().expect("it is bound");
        let seen = Arc::<Mutex<Seen>>::default();
        let (events_sender, events) = unbounded_channel();
        let scripts = scripts.into_iter().map(Script::steps).collect();
        let task = tokio::spawn(accept(listener, scripts, Arc::clone(&seen), events_sender));
        Server {
            base_url: format!("http://{address}"),
            authority: address.to_string(),
            seen,
            events: Some(events),
            task,
        }
    }
}

async fn accept(
    listener: TcpListener,
    scripts: Vec<Vec<Step>>,
    seen: Arc<Mutex<Seen>>,
    events_sender: UnboundedSender<Event>,
) {
    while let Ok((socket, _)) = listener.accept().await {
        let mut now = seen.lock().expect("no test panics holding it");
        let script = scripts.get(now.connections).or(scripts.last()).expect("there is one");
        now.connections += 1;
        tokio::spawn(play(socket, script.clone(), Arc::clone(&seen), events_sender.clone()));
    }
}

/// Runs a script. The client may close first, so writing may fail, and the
/// events may have no receiver.
async fn play(mut socket: TcpStream, script: Vec<Step>, seen: Arc<Mutex<Seen>>, events_sender: UnboundedSender<Event>) {
    for step in script {
        match step {
            Step::Read => {
                let request = read_request(&mut socket).await;
                seen.lock().expect("no test panics holding it").requests.push(request);
            }
            Step::ReadBytes(count) => {
                let _ = socket.read_exact(&mut vec![0; count]).await;
            }
            Step::Send(bytes) => {
                let _ = socket.write_all(&bytes).await;
            }
            Step::Drip(bytes, apart) => {
                for byte in bytes {
                    let _ = socket.write_all(&[byte]).await;
                    let _ = events_sender.send(Event::Waits(apart));
                    sleep(apart).await;
                }
            }
            Step::Stall => {
                let _ = events_sender.send(Event::Stalls);
                std::future::pending::<()>().await;
            }
            Step::Drain => {
                let _ = events_sender.send(Event::Stalls);
                while socket.read(&mut [0; 1024]).await.is_ok_and(|count| count > 0) {}
                let _ = events_sender.send(Event::ClosedByClient);
            }
            Step::Reset => {
                // Not every supported version of tokio has its successor; a zero linger does not
                // block.
                #[allow(deprecated)]
                socket.set_linger(Some(Duration::ZERO)).expect("it is a socket");
            }
        }
    }
}

/// Reads the head, and the body that it announces.
pub(crate) async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 16 * 1024];
    let mut whole = None;
    while whole.is_none_or(|len| bytes.len() < len) {
        match socket.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
        whole = whole.or_else(|| announced(&bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns the length of a request, once its head is complete.
fn announced(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().expect("the client sends a number"));
    Some(end + length)
}

//! A server on loopback that gives every request the latest response that was set, and clients for
//! it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use apifox_client::{Auth, Retry};
use ledger::pages::{failures, streams};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

/// The credentials of all clients; no message may repeat them.
pub(crate) const KEY: &str = "sk_test_bm90LXRvLWJlLXNob3du";

/// One client per API, all on the same server. Nothing is retried.
pub(crate) struct Clients {
    pub(crate) wooshpay: wooshpay::Client,
    pub(crate) ledger: ledger::Client,
    pub(crate) failures: failures::Client,
    pub(crate) streams: streams::Client,
}

struct Loopback {
    runtime: Runtime,
    tasks: LocalSet,
    response: Rc<RefCell<Vec<u8>>>,
    clients: Rc<Clients>,
}

thread_local! {
    static LOOPBACK: Loopback = Loopback::start();
}

/// Runs calls whose response is these bytes, including the head. Client and server share one
/// thread, so the same bytes always give the same result.
pub(crate) fn responding<F: Future>(response: &[u8], calls: impl FnOnce(Rc<Clients>) -> F) -> F::Output {
    LOOPBACK.with(|loopback| {
        *loopback.response.borrow_mut() = response.to_vec();
        let calls = calls(Rc::clone(&loopback.clients));
        loopback.tasks.block_on(&loopback.runtime, calls)
    })
}

impl Loopback {
    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let response = Rc::<RefCell<Vec<u8>>>::default();
        let tasks = LocalSet::new();
        tasks.spawn_local(accept(listener, Rc::clone(&response)));
        let clients = Rc::new(Clients::of(&base_url));
        Self {
            runtime,
            tasks,
            response,
            clients,
        }
    }
}

impl Clients {
    fn of(base_url: &str) -> Self {
        let builder = wooshpay::Client::builder().key(KEY).base_url(base_url);
        let builder = builder.retry(Retry::none()).total_timeout(Duration::from_secs(10));
        let wooshpay = builder.build().unwrap();
        let inner = apifox_client::Client::builder(base_url).auth(Auth::bearer(KEY));
        let inner = inner
            .retry(Retry::none())
            .total_timeout(Duration::from_secs(10))
            .build()
            .unwrap();
        Self {
            wooshpay,
            ledger: inner.clone().into(),
            failures: inner.clone().into(),
            streams: inner.into(),
        }
    }
}

async fn accept(listener: TcpListener, response: Rc<RefCell<Vec<u8>>>) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::task::spawn_local(serve(socket, Rc::clone(&response)));
    }
}

/// A client that refuses a response may close before it has read all of it.
async fn serve(mut socket: TcpStream, response: Rc<RefCell<Vec<u8>>>) {
    let _ = socket.set_nodelay(true);
    while request(&mut socket).await.is_some() {
        let bytes = response.borrow().clone();
        if socket.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads one request to its end, or returns `None` if there are no more.
async fn request(socket: &mut TcpStream) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = socket.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Some(());
            }
        }
    }
}

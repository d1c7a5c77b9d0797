//! Delivers events to your server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::webhook::Webhook;

/// The secret that signs every event of a sandbox.
pub(crate) const SECRET: &str = "whsec_sandboxsandboxsandboxsandbox1234";

/// The time in every signature, in milliseconds since 1970. Retries keep the time of the first
/// attempt.
pub(crate) const SIGNED_AT: u64 = 1_767_225_600_159;

/// The number of attempts, the same as WooshPay's.
const ATTEMPTS: u32 = 18;

/// The wait after the first attempt. It grows by half each time, up to a second. WooshPay's retries
/// take 72 hours.
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);
const ATTEMPT: Duration = Duration::from_secs(10);

/// One attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The address.
    pub url: String,
    /// The body.
    pub body: String,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The status of the response, or `None` if there is no response, or none yet.
    pub status: Option<u16>,
}

/// Delivers events and records the attempts.
#[derive(Debug, Default, Clone)]
pub(crate) struct Post {
    listeners: Arc<Mutex<Vec<String>>>,
    deliveries: Arc<Mutex<Vec<Delivery>>>,
}

impl Post {
    /// Adds an address that gets every event.
    pub(crate) fn listen(&self, url: String) {
        lock(&self.listeners).push(url);
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.deliveries).clone()
    }

    pub(super) fn deliver_to_all(&self, body: &str) {
        for url in lock(&self.listeners).clone() {
            self.deliver(url, &Webhook::new(SECRET), body);
        }
    }

    /// Attempts delivery until a response is 2xx. Runs on its own thread, because the test may be
    /// running its server on this one.
    pub(super) fn deliver(&self, url: String, webhook: &Webhook, body: &str) {
        let Some((address, request)) = request(&url, &webhook.sign(SIGNED_AT, body), body) else {
            return; // a sandbox calls only this machine
        };
        let (record, body) = (Arc::downgrade(&self.deliveries), body.to_owned());
        let work = move || {
            let mut wait = FIRST_WAIT;
            for attempt in 1..=ATTEMPTS {
                // Recorded before it is sent, so that a test that received the event finds it.
                let delivery = Delivery {
                    url: url.clone(),
                    body: body.clone(),
                    attempt,
                    status: None,
                };
                let Some(index) = record.upgrade().map(|deliveries| push(&deliveries, delivery)) else {
                    return;
                };
                let status = send(address, &request);
                let Some(deliveries) = record.upgrade() else { return };
                lock(&deliveries)[index].status = status;
                if status.is_some_and(|status| (200..300).contains(&status)) {
                    return;
                }
                drop(deliveries);
                thread::sleep(wait);
                wait = LONGEST_WAIT.min(wait * 3 / 2);
            }
        };
        // Without a thread there is no delivery, and `deliveries` stays empty.
        let _ = thread::Builder::new().name("sandbox-webhook".to_owned()).spawn(work);
    }
}

/// Adds a delivery and returns its index. Deliveries are never removed.
fn push(deliveries: &Mutex<Vec<Delivery>>, delivery: Delivery) -> usize {
    let mut deliveries = lock(deliveries);
    deliveries.push(delivery);
    deliveries.len() - 1
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the address and the bytes of a delivery, or `None` if the address is not on loopback.
fn request(url: &str, signature: &str, body: &str) -> Option<(SocketAddr, Vec<u8>)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest
        .split_once('/')
        .map_or((rest, String::new()), |(host, path)| (host, path.to_owned()));
    let with_port = if host.rsplit(']').next().is_some_and(|end| end.contains(':')) {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let address = with_port
        .to_socket_addrs()
        .ok()?
        .find(|address| address.ip().is_loopback())?;
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain(host) || !is_plain(&path) {
        return None;
    }
    let length = body.len();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nWooshpay-Signature: {signature}\r\nContent-Length: \
         {length}\r\nConnection: close\r\n\r\n"
    );
    Some((address, [head.as_bytes(), body.as_bytes()].concat()))
}

/// Makes one attempt and returns the status, if there is one.
fn send(address: SocketAddr, request: &[u8]) -> Option<u16> {
    let mut socket = TcpStream::connect_timeout(&address, ATTEMPT).ok()?;
    socket.set_read_timeout(Some(ATTEMPT)).ok()?;
    socket.set_write_timeout(Some(ATTEMPT)).ok()?;
    socket.write_all(request).ok()?;
    let mut head = [0; 12]; // HTTP/1.1 200
    socket.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head)
        .ok()?
        .strip_prefix("HTTP/1.")?
        .get(2..)?
        .parse()
        .ok()
}

//! Accepts connections, serves them, and takes one over to send bytes that are not valid HTTP.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use bytes::{Buf, Bytes};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::service::Service;
use crate::take_over::TakeOver;

/// The first delay after a failed `accept`. It doubles up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The longest time that the head of a request may take.
const LONGEST_HEAD: Duration = Duration::from_secs(10);

/// Passes every accepted connection to `serve`. When the process has no sockets left, it waits,
/// longer each time: an immediate retry would fail again.
pub(crate) async fn accept<S, F>(mut next: impl FnMut() -> F, mut serve: impl FnMut(S))
where
    F: Future<Output = io::Result<S>>,
{
    let mut wait = FIRST_WAIT;
    loop {
        match next().await {
            Ok(socket) => {
                wait = FIRST_WAIT;
                serve(socket);
            }
            // The client closed the connection before it was accepted.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => {
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

/// Serves a connection until it ends or is taken over.
pub(crate) async fn serve(socket: TcpStream, service: Service) {
    let (sender, mut taken) = mpsc::channel(1);
    let take_over = TakeOver(sender);
    let response = |request: Request<Incoming>| {
        let (service, take_over) = (service.clone(), take_over.clone());
        Box::pin(async move { service.serve(request, &take_over).await })
    };
    let mut http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .serve_connection(TokioIo::new(socket), service_fn(response));
    let bytes = poll_fn(|context| {
        let ended = Pin::new(&mut http).poll(context).is_ready();
        match taken.poll_recv(context) {
            Poll::Ready(bytes) => Poll::Ready(bytes),
            Poll::Pending if ended => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    if let Some(bytes) = bytes {
        // The client may have gone; then nobody reads the bytes.
        let _ = write(&http.into_parts().io.into_inner(), bytes).await;
    }
}

async fn write(socket: &TcpStream, mut bytes: Bytes) -> io::Result<()> {
    while !bytes.is_empty() {
        socket.writable().await?;
        match socket.try_write(&bytes) {
            Ok(written) => bytes.advance(written),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn without_sockets_it_retries_less_and_less_often() {
        let begun = Instant::now();
        let tries = RefCell::new(Vec::new());
        let next = || {
            tries.borrow_mut().push(begun.elapsed().as_millis());
            std::future::ready(Err(io::Error::other("too many open files")))
        };
        let accepting = accept(next, |(): ()| {});
        let _ = tokio::time::timeout(Duration::from_millis(3_300), accepting).await;
        assert_eq!(*tries.borrow(), [0, 5, 15, 35, 75, 155, 315, 635, 1275, 2275, 3275]);
    }

    #[tokio::test(start_paused = true)]
    async fn with_a_socket_again_it_continues_at_once() {
        let begun = Instant::now();
        let count = Cell::new(0);
        let served = RefCell::new(Vec::new());
        let next = || {
            count.set(count.get() + 1);
            let number = count.get();
            async move {
                match number {
                    1..=3 | 9 => Err(io::Error::other("too many open files")),
                    4..=6 | 8 | 10 => Ok(number),
                    7 => Err(io::ErrorKind::ConnectionAborted.into()),
                    _ => std::future::pending().await,
                }
            }
        };
        let accepting = accept(next, |number| {
            served.borrow_mut().push((number, begun.elapsed().as_millis()));
        });
        let _ = tokio::time::timeout(Duration::from_secs(60), accepting).await;
        assert_eq!(*served.borrow(), [(4, 35), (5, 35), (6, 35), (8, 35), (10, 40)]);
    }
}

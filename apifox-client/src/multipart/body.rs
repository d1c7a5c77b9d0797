//! Bodies that are read from disk while they are sent.
//!
//! The length is announced before the first byte is sent, so a file that changed since it was
//! opened aborts the request: it is checked before its last bytes are sent.

use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::config_error::{ConfigError, ConfigKind};

/// The size of the buffer for reading a file.
const PIECE: usize = 64 * 1024;

/// A body that is being opened.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Result<reqwest::Body, ConfigError>> + Send>>;

/// A segment of a body that can be sent any number of times.
#[derive(Clone)]
pub(crate) enum Segment {
    Bytes(Bytes),
    File(Arc<Path>),
}

/// Opens the body for one attempt. Every file is opened before anything is sent.
pub(super) fn open(segments: Vec<Segment>) -> Opening {
    Box::pin(async move {
        let opened = spawn_blocking(move || segments.into_iter().map(Ready::open).collect());
        let waiting: VecDeque<_> = opened.await.unwrap_or_else(|_| {
            let message = "the runtime is shutting down, so files cannot be opened";
            Err(ConfigError::new(ConfigKind::Runtime, message))
        })?;
        let left = waiting.iter().map(Ready::len).fold(0, u64::saturating_add);
        Ok(reqwest::Body::wrap(Streamed {
            waiting,
            reading: None,
            left,
        }))
    })
}

/// An opened segment of an attempt's body.
enum Ready {
    Bytes(Bytes),
    File(Opened),
}

impl Ready {
    fn open(segment: Segment) -> Result<Self, ConfigError> {
        match segment {
            Segment::Bytes(bytes) => Ok(Self::Bytes(bytes)),
            Segment::File(path) => Opened::new(&path).map(Self::File).map_err(|error| {
                let message = format!("the file `{}` cannot be sent", path.display());
                ConfigError::new(ConfigKind::Body, message).with_source(error)
            }),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.left,
        }
    }
}

/// An open file.
struct Opened {
    path: Arc<Path>,
    file: fs::File,
    /// The unread part of the announced length.
    left: u64,
    state: State,
}

/// The properties that reveal a change of a file.
#[derive(PartialEq)]
struct State {
    len: u64,
    /// `None` if the file system does not support it.
    modified: Option<SystemTime>,
}

impl State {
    fn of(file: &fs::File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            len: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

impl Opened {
    fn new(path: &Arc<Path>) -> io::Result<Self> {
        // This check comes first, since opening a pipe waits for its other end.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let file = fs::File::open(path)?;
        let state = State::of(&file)?;
        // For example, files that the kernel generates on reading.
        if state.len == 0 && (&file).read(&mut [0])? > 0 {
            return Err(io::Error::other("it does not report its length"));
        }
        Ok(Self {
            path: path.clone(),
            file,
            left: state.len,
            state,
        })
    }

    /// Returns the next piece, and the file if more is to be read.
    fn read(mut self) -> Result<(Bytes, Option<Self>), Unreadable> {
        let wanted = self.left.min(PIECE as u64);
        let mut piece = Vec::with_capacity(PIECE);
        let came = (&self.file).take(wanted).read_to_end(&mut piece);
        let came = came.map_err(|error| self.unreadable(&format!("cannot be read: {error}")))?;
        if came as u64 != wanted {
            return Err(self.unreadable("became shorter while it was sent"));
        }
        self.left -= wanted;
        if self.left > 0 {
            return Ok((piece.into(), Some(self)));
        }
        match State::of(&self.file) {
            Ok(state) if state == self.state => Ok((piece.into(), None)),
            Ok(_) => Err(self.unreadable("changed while it was sent")),
            Err(error) => Err(self.unreadable(&format!("cannot be read: {error}"))),
        }
    }

    fn unreadable(&self, what: &str) -> Unreadable {
        Unreadable(format!("the file `{}` {what}", self.path.display()))
    }
}

/// The error of a file that could not be sent as announced.
#[derive(Debug)]
pub(crate) struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The result of a reading thread.
type ReadTask = JoinHandle<Result<(Bytes, Option<Opened>), Unreadable>>;

/// The body of one attempt while it is sent.
struct Streamed {
    waiting: VecDeque<Ready>,
    reading: Option<ReadTask>,
    /// The unsent length.
    left: u64,
}

impl Streamed {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Unreadable>>> {
        loop {
            if let Some(reading) = &mut self.reading {
                let read = ready!(Pin::new(reading).poll(cx));
                self.reading = None;
                let read = read.unwrap_or_else(|_| Err(Unreadable("the runtime is shutting down".to_owned())));
                match read {
                    Ok((piece, rest)) => {
                        if let Some(file) = rest {
                            self.waiting.push_front(Ready::File(file));
                        }
                        // An empty file yields an empty piece.
                        if !piece.is_empty() {
                            return Poll::Ready(Some(Ok(piece)));
                        }
                    }
                    Err(error) => {
                        self.waiting.clear();
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
            match self.waiting.pop_front() {
                None => return Poll::Ready(None),
                Some(Ready::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Ready::File(file)) => self.reading = Some(spawn_blocking(move || file.read())),
            }
        }
    }
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = Unreadable;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Unreadable>>> {
        let piece = ready!(self.poll_piece(cx));
        if let Some(Ok(piece)) = &piece {
            self.left = self.left.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

    use http_body::Body as _;

    use super::*;

    /// Returns the pieces of a body, and checks each against the unsent length.
    async fn pieces(body: reqwest::Body) -> Vec<Bytes> {
        let mut body = pin!(body);
        let mut pieces = Vec::new();
        let mut left = body.size_hint().exact().expect("the length is known");
        while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
            let piece = frame
                .expect("the file can be read")
                .into_data()
                .expect("there are no trailers");
            left -= piece.len() as u64;
            assert_eq!(body.size_hint().exact(), Some(left));
            pieces.push(piece);
        }
        assert!(left == 0 && body.is_end_stream());
        pieces
    }

    #[tokio::test]
    async fn a_file_is_sent_in_small_pieces_equal_in_every_attempt() {
        let content: Vec<u8> = (0..5_000_000_u32).map(|at| at.to_le_bytes()[1]).collect();
        let path = std::env::temp_dir().join(format!("apifox-client-{}", std::process::id()));
        fs::write(&path, &content).expect("there is room");
        let segments = ["before", "after"].map(|text| Segment::Bytes(Bytes::from_static(text.as_bytes())));
        let [before, after] = segments;
        let segments = [before, Segment::File(path.clone().into()), after];
        for _attempt in 0..2 {
            let pieces = pieces(open(segments.to_vec()).await.expect("it exists")).await;
            assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
            assert_eq!(pieces.concat(), [&b"before"[..], &content, b"after"].concat());
        }
        fs::remove_file(&path).expect("it exists");
        let error = open(segments.to_vec()).await.expect_err("it no longer exists");
        assert_eq!(error.kind(), ConfigKind::Body);
    }
}

//! Parses events from bytes: WHATWG HTML §9.2.6 "Interpreting an event stream".
//!
//! Existing crates do not fit: `sse-stream` (0.3) is well maintained but does not limit the length
//! of a line, refuses invalid UTF-8 where the standard replaces it, and adds five crates to the
//! dependency tree; `eventsource-stream` (0.2) has no limit either, rescans a line from its
//! beginning for every piece of it, and is not maintained. Parsing is simple; bounded memory is the
//! hard part.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};

/// The optional byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A complete event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) event: String,
    pub(super) data: String,
    pub(super) id: Arc<str>,
    pub(super) retry: Option<Duration>,
}

/// The error of an event that exceeds the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The parser state between two bytes.
pub(super) struct Parser {
    /// The maximum length of the current line and the data before it together.
    limit: usize,
    /// The current line.
    line: Vec<u8>,
    /// Whether the first line is over; only that one may begin with a byte order mark.
    begun: bool,
    /// Whether the last line ended in CR, so that an LF belongs to it.
    after_cr: bool,
    event: String,
    /// The lines of data, each followed by a line feed.
    data: String,
    /// The last event ID, which persists across events.
    id: Arc<str>,
    retry: Option<Duration>,
}

impl Parser {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            begun: false,
            after_cr: false,
            event: String::new(),
            data: String::new(),
            id: "".into(),
            retry: None,
        }
    }

    /// Parses up to the end of the next event, and leaves the remaining bytes
    /// in `piece`. Returns `None` when `piece` is used up before that.
    pub(super) fn next(&mut self, piece: &mut Bytes) -> Result<Option<Block>, TooLarge> {
        loop {
            if mem::take(&mut self.after_cr) {
                match piece.first() {
                    Some(b'\n') => piece.advance(1),
                    Some(_) => {}
                    None => {
                        self.after_cr = true;
                        return Ok(None);
                    }
                }
            }
            let end = memchr::memchr2(b'\r', b'\n', piece);
            let part = &piece[..end.unwrap_or(piece.len())];
            if part.len() > self.limit.saturating_sub(self.line.len() + self.data.len()) {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(part);
            let Some(end) = end else {
                piece.clear();
                return Ok(None);
            };
            self.after_cr = piece[end] == b'\r';
            piece.advance(end + 1);
            if let Some(block) = self.end_line() {
                return Ok(Some(block));
            }
        }
    }

    fn end_line(&mut self) -> Option<Block> {
        let mut line = mem::take(&mut self.line);
        let skipped = if mem::replace(&mut self.begun, true) || !line.starts_with(BOM) {
            0
        } else {
            BOM.len()
        };
        // A line break is not part of any other character, so a line can be decoded on its own.
        let text = String::from_utf8_lossy(&line[skipped..]);
        let block = if text.is_empty() {
            self.dispatch()
        } else {
            self.field(&text);
            None
        };
        line.clear();
        self.line = line;
        block
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => self.id = value.into(),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                // A number that overflows is ignored.
                let millis = value.parse().ok();
                self.retry = millis.map(Duration::from_millis).or(self.retry);
            }
            // A comment has no name; unknown names are ignored.
            _ => {}
        }
    }

    fn dispatch(&mut self) -> Option<Block> {
        let event = mem::take(&mut self.event);
        let mut data = mem::take(&mut self.data);
        // Removes the line feed after the last line; returns `None` if there was no data.
        data.pop()?;
        Some(Block {
            event: if event.is_empty() { "message".to_owned() } else { event },
            data,
            id: Arc::clone(&self.id),
            retry: self.retry.take(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a stream that arrives in these pieces.
    fn parsed<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, limit: usize) -> Result<Vec<Block>, TooLarge> {
        let mut parser = Parser::new(limit);
        let mut blocks = Vec::new();
        for piece in pieces {
            let mut piece = Bytes::copy_from_slice(piece);
            while let Some(block) = parser.next(&mut piece)? {
                blocks.push(block);
            }
        }
        Ok(blocks)
    }

    /// Returns type, data and id of each event.
    fn parse_all(stream: &[u8]) -> Vec<(String, String, String)> {
        let blocks = parsed([stream], usize::MAX).expect("there is no limit");
        blocks
            .into_iter()
            .map(|block| (block.event, block.data, block.id.to_string()))
            .collect()
    }

    fn data(stream: &[u8]) -> Vec<String> {
        parse_all(stream).into_iter().map(|(_, data, _)| data).collect()
    }

    #[test]
    fn the_examples_of_the_standard_are_parsed_as_specified() {
        assert_eq!(data(b"data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        let four = b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let event = |data: &str, id: &str| ("message".to_owned(), data.to_owned(), id.to_owned());
        let expected = [
            event("first event", "1"),
            event("second event", ""),
            event(" third event", ""),
        ];
        assert_eq!(parse_all(four), expected);
        assert_eq!(data(b"data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(data(b"data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn every_line_break_ends_a_line_at_once() {
        for stream in [
            &b"data: a\ndata: b\n\n"[..],
            b"data: a\rdata: b\r\r",
            b"data: a\r\ndata: b\r\n\r",
        ] {
            assert_eq!(data(stream), ["a\nb"]);
        }
    }

    #[test]
    fn a_byte_order_mark_counts_only_at_the_beginning() {
        assert_eq!(data(b"\xEF\xBB\xBFdata: a\n\n"), ["a"]);
        assert_eq!(data(b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\n"), [""; 0]);
        assert_eq!(data(b"\n\xEF\xBB\xBFdata: a\n\n"), [""; 0]);
    }

    #[test]
    fn ids_with_a_nul_and_invalid_waits_are_ignored() {
        let stream = b"id: 1\nid: 2\0\nretry: 10\nretry: -1\nretry:\nretry: 1e3\nretry: 99999999999999999999\ndata: a\n\ndata: b\n\n";
        let blocks = parsed([&stream[..]], usize::MAX).expect("there is no limit");
        let parsed: Vec<_> = blocks.iter().map(|block| (&*block.id, block.retry)).collect();
        assert_eq!(parsed, [("1", Some(Duration::from_millis(10))), ("1", None)]);
    }

    #[test]
    fn an_event_without_data_or_end_is_discarded_with_its_type() {
        let expected = ("message".to_owned(), "a".to_owned(), "7".to_owned());
        assert_eq!(
            parse_all(b"event: gone\nid: 7\n\ndata: a\n\nevent: cut\ndata: b\n"),
            [expected]
        );
    }

    #[test]
    fn invalid_utf_8_is_replaced() {
        assert_eq!(data(b"data: a\xFFb\xE4\xBD\ndata: c\n\n"), ["a\u{fffd}b\u{fffd}\nc"]);
    }

    #[test]
    fn an_event_over_the_limit_is_refused_in_one_line_or_in_many() {
        assert_eq!(parsed([&b"data: 34\n\n"[..]], 8).expect("it fits").len(), 1);
        assert_eq!(parsed([&b"data: 345\n\n"[..]], 8), Err(TooLarge));
        assert_eq!(parsed([&b"data: "[..], b"345"], 8), Err(TooLarge));
        assert_eq!(parsed([&b": a comment"[..]], 8), Err(TooLarge));
        assert_eq!(parsed(std::iter::repeat_n(&b"data\n"[..], 100), 8), Err(TooLarge));
        let events = parsed(std::iter::repeat_n(&b"data\n\n"[..], 100), 8).expect("each is small");
        assert_eq!(events.len(), 100);
    }
}

//! Finds the JSON path of a deserialization error.
//!
//! serde reports that deserializing failed, but not at which path. Tracking the path while
//! deserializing would compile each type a second time. Instead, prefixes of the text are parsed: a
//! prefix fails because it ends too early, until it contains the token that is refused. The search
//! finds that token, and the path to it is returned. It usually takes three or four parses, and
//! only after an error. For a long text it takes one at most.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Error;

use super::tokens::tokens;
use crate::text;

/// The depth limit of `serde_json`; values that it skips may be deeper.
const DEEPEST: usize = 128;

/// In a longer text only the position of the parser is examined, since the caller waits for the
/// result.
const LONG: usize = 64 * 1024;

/// Whether a text is refused for another reason than that it ends too early.
type IsRefused<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// Whether a text is refused for another reason than that it ends too early. Some types wrap the
/// message of the parser in their own error.
pub(super) fn is_refusal(error: &Error) -> bool {
    !error.is_eof() && text::first(&error.to_string(), "EOF while parsing").is_none()
}

/// Returns the path of the error, such as `available[0].amount`; `None` for the whole value.
pub(super) fn of(json: &[u8], error: &Error, is_refused: IsRefused<'_>) -> Option<String> {
    let about = offset(json, error);
    let path = match error.line() {
        _ if json.len() <= LONG || error.is_eof() => {
            let end = (!error.is_eof())
                .then(|| refused_token(json, about, is_refused))
                .flatten();
            path_to(json, end)
        }
        0 => return None,
        _ => path_near(json, about, is_refused),
    };
    (!path.is_empty()).then_some(path)
}

/// Returns the approximate position of the parser.
fn offset(json: &[u8], error: &Error) -> usize {
    let Some(before) = error.line().checked_sub(1) else {
        return json.len();
    };
    let lines = json.split_inclusive(|byte| *byte == b'\n').take(before);
    let offset = lines.map(<[u8]>::len).sum::<usize>() + error.column();
    offset.min(json.len())
}

/// Returns the path of the refused value as far as one additional parse determines it: at the
/// position of the parser, or, if an array or object ends there, at its last value.
fn path_near(json: &[u8], about: usize, is_refused: IsRefused<'_>) -> String {
    let mut path = OpenPath::default();
    let mut before = 0..0;
    for token in tokens(json) {
        // An array or object in place of another type has not been accepted.
        let opens = matches!(json[token.start], b',' | b':' | b'[' | b'{');
        if token.end >= about && (!opens || before.end >= about) {
            let closes = matches!(json[token.start], b'}' | b']');
            if !(closes && is_refused(&json[..before.end])) {
                path.take(json, before);
                return path.ending(json, token);
            }
            break;
        }
        path.take(json, std::mem::replace(&mut before, token));
    }
    path.ending(json, before)
}

/// Returns the end of the first refused token; `None` if the text ends too early.
fn refused_token(json: &[u8], about: usize, is_refused: IsRefused<'_>) -> Option<usize> {
    let mut refused = |at| Some(token_at(json, at)).filter(|token| is_refused(&json[..token.end]));
    let mut found = [about, json.len()].into_iter().find_map(&mut refused)?;
    // It usually is the last token that was read, or close to it. Everything before `fine` is
    // accepted.
    let (mut fine, mut step) = (0, 1);
    while found.start > 0 {
        let before = found.start.saturating_sub(step);
        let Some(token) = refused(before) else {
            fine = token_at(json, before).end;
            break;
        };
        (found, step) = (token, step * 2);
    }
    while fine < found.start {
        let middle = fine.midpoint(found.start - 1);
        match refused(middle) {
            Some(token) => found = token,
            None => fine = token_at(json, middle).end,
        }
    }
    Some(found.end)
}

/// Returns the token at or after a position, from the end of the one before; a colon is joined with
/// the value that follows. At the end of the text it is the rest.
fn token_at(json: &[u8], at: usize) -> Range<usize> {
    let mut start = 0;
    for token in tokens(json) {
        if json[token.start] == b':' {
            continue;
        }
        if token.end > at {
            return start..token.end;
        }
        start = token.end;
    }
    start..json.len()
}

/// An open array or object.
enum Open {
    /// An array, at this item.
    List(usize),
    /// An object, at the member with this name.
    Object(Option<Range<usize>>),
}

/// The open arrays and objects at some position of a text.
#[derive(Default)]
struct OpenPath {
    open: Vec<Open>,
    /// The number of further levels inside of those.
    deeper: usize,
    /// Whether a value is expected: after a colon, or a comma in an array.
    value_is_due: bool,
    /// The last string, number or literal, if nothing followed. It may be incomplete.
    value: Option<Range<usize>>,
}

impl OpenPath {
    fn open(&mut self, new: Open) {
        if self.open.len() < DEEPEST {
            self.open.push(new);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.open.pop();
        }
    }

    /// Updates the state with a token.
    fn take(&mut self, json: &[u8], token: Range<usize>) {
        if token.is_empty() {
            return;
        }
        let value_was_due = std::mem::take(&mut self.value_is_due);
        self.value = None;
        let innermost = self.open.last_mut().filter(|_| self.deeper == 0);
        match (json[token.start], innermost) {
            (b'{', _) => self.open(Open::Object(None)),
            (b'[', _) => self.open(Open::List(0)),
            (b'}' | b']', _) => self.close(),
            (b':', _) => self.value_is_due = true,
            (b',', Some(Open::List(item))) => {
                *item += 1;
                self.value_is_due = true;
            }
            (b',', Some(Open::Object(name))) => *name = None,
            (b'"', Some(Open::Object(name @ None))) if !value_was_due => *name = Some(token),
            (b',', _) => {}
            _ => self.value = Some(token),
        }
    }

    /// Returns the path of the value that ends with this token, or that it closes.
    fn ending(mut self, json: &[u8], token: Range<usize>) -> String {
        let first = json.get(token.start);
        if matches!(first, Some(b'}' | b']' | b',')) && !self.value_is_due && !self.value_is_broken(json) {
            self.close();
        } else if first == Some(&b'"') {
            self.take(json, token);
        }
        written(json, &self.open)
    }

    /// Whether the last string, number or literal is incomplete.
    fn value_is_broken(&self, json: &[u8]) -> bool {
        let value = self.value.clone();
        value.is_some_and(|value| serde_json::from_slice::<IgnoredAny>(&json[value]).is_err())
    }
}

/// Returns the path of the value that ends at `end`, or that is closed there; without an end, of
/// the value in which the text breaks off.
fn path_to(json: &[u8], end: Option<usize>) -> String {
    let mut path = OpenPath::default();
    for token in tokens(json) {
        if end.is_some_and(|end| token.end >= end) {
            return path.ending(json, token);
        }
        path.take(json, token);
    }
    if !path.value_is_broken(json) {
        path.close();
    }
    written(json, &path.open)
}

fn written(json: &[u8], open: &[Open]) -> String {
    let mut path = String::new();
    for open in open {
        match open {
            Open::List(item) => path.extend(["[", &item.to_string(), "]"]),
            Open::Object(None) => {}
            Open::Object(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                let name = &json[name.clone()];
                let plain = serde_json::from_slice(name);
                path.push_str(&plain.unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned()));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests;

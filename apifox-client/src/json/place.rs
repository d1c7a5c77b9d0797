//! Where in a response the surprise is.
//!
//! serde says that reading failed, not where in the value. To keep track of the way while reading, each type would have to be compiled
//! a second time. What there is already can be asked instead: a text that ends too early fails as one that ends too early, until the
//! token is there that cannot be fine. So that token is searched for by reading beginnings of the text, and the way to it is written
//! down. Mostly that is three or four readings, and only after reading has failed. Of a long text it is one at most.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Error;

use super::tokens::tokens;
use crate::text;

/// Deeper than this `serde_json` reads nothing; what it skips may go on.
const DEEPEST: usize = 128;

/// In a longer text it is only looked where the reader stood: whoever waits for the response also waits for this.
const LONG: usize = 64 * 1024;

/// Whether a text is refused for something else than that it ends too early.
type IsRefused<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// Whether a text is refused for something else than that it ends too early. Some types put what a reader says into an error of
/// their own.
pub(super) fn is_refusal(error: &Error) -> bool {
    !error.is_eof() && text::first(&error.to_string(), "EOF while parsing").is_none()
}

/// The way to where reading failed, such as `available[0].amount`; none if that is the whole.
pub(super) fn of(json: &[u8], error: &Error, is_refused: IsRefused<'_>) -> Option<String> {
    let about = offset(json, error);
    let way = match error.line() {
        _ if json.len() <= LONG || error.is_eof() => {
            let end = (!error.is_eof())
                .then(|| refused_token(json, about, is_refused))
                .flatten();
            way_to(json, end)
        }
        0 => return None,
        _ => way_near(json, about, is_refused),
    };
    (!way.is_empty()).then_some(way)
}

/// Where the reader stood at about the time.
fn offset(json: &[u8], error: &Error) -> usize {
    let Some(before) = error.line().checked_sub(1) else {
        return json.len();
    };
    let lines = json.split_inclusive(|byte| *byte == b'\n').take(before);
    let offset = lines.map(<[u8]>::len).sum::<usize>() + error.column();
    offset.min(json.len())
}

/// The way to what is refused, as far as one further reading of what comes before tells: to where the reader stood, or, if a list or an
/// object ends there, to the value that was the last in it. It is written down in the same go.
fn way_near(json: &[u8], about: usize, is_refused: IsRefused<'_>) -> String {
    let mut way = Way::default();
    let mut before = 0..0;
    for token in tokens(json) {
        // A list or an object that comes in place of something else has not been taken.
        let opens = matches!(json[token.start], b',' | b':' | b'[' | b'{');
        if token.end >= about && (!opens || before.end >= about) {
            let closes = matches!(json[token.start], b'}' | b']');
            if !(closes && is_refused(&json[..before.end])) {
                way.take(json, before);
                return way.ending(json, token);
            }
            break;
        }
        way.take(json, std::mem::replace(&mut before, token));
    }
    way.ending(json, before)
}

/// The end of the first token that is refused; none if the text ends too early.
fn refused_token(json: &[u8], about: usize, is_refused: IsRefused<'_>) -> Option<usize> {
    let mut refused = |at| Some(token_at(json, at)).filter(|token| is_refused(&json[..token.end]));
    let mut found = [about, json.len()].into_iter().find_map(&mut refused)?;
    // Mostly it is the last one that was read, or nearly. What ends at `fine` is taken.
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

/// The token that stands there or comes next, from the end of the one before; a colon goes with the value behind it. At the end it is
/// what is there up to the end.
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

/// A list or an object that is open.
enum Open {
    /// At this item.
    List(usize),
    /// At the member whose name stands there.
    Object(Option<Range<usize>>),
}

/// What is open at some place of a text.
#[derive(Default)]
struct Way {
    open: Vec<Open>,
    /// How many more are open, inside of those.
    deeper: usize,
    /// After a colon, and after a comma in a list.
    value_is_due: bool,
    /// The text, number or word that came last, if nothing came after it. It may not be whole.
    value: Option<Range<usize>>,
}

impl Way {
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

    /// What a token is for those behind it.
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

    /// The way to the value that ends with this token, or to the one that it closes.
    fn ending(mut self, json: &[u8], token: Range<usize>) -> String {
        let first = json.get(token.start);
        if matches!(first, Some(b'}' | b']' | b',')) && !self.value_is_due && !self.value_is_broken(json) {
            self.close();
        } else if first == Some(&b'"') {
            self.take(json, token);
        }
        written(json, &self.open)
    }

    /// After a text, number or word that is not whole.
    fn value_is_broken(&self, json: &[u8]) -> bool {
        let value = self.value.clone();
        value.is_some_and(|value| serde_json::from_slice::<IgnoredAny>(&json[value]).is_err())
    }
}

/// The way to the value that ends there, or to the one that it closes; without an end, to what the text breaks off in.
fn way_to(json: &[u8], end: Option<usize>) -> String {
    let mut way = Way::default();
    for token in tokens(json) {
        if end.is_some_and(|end| token.end >= end) {
            return way.ending(json, token);
        }
        way.take(json, token);
    }
    if !way.value_is_broken(json) {
        way.close();
    }
    written(json, &way.open)
}

fn written(json: &[u8], open: &[Open]) -> String {
    let mut way = String::new();
    for open in open {
        match open {
            Open::List(item) => way.extend(["[", &item.to_string(), "]"]),
            Open::Object(None) => {}
            Open::Object(Some(name)) => {
                if !way.is_empty() {
                    way.push('.');
                }
                let name = &json[name.clone()];
                let plain = serde_json::from_slice(name);
                way.push_str(&plain.unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned()));
            }
        }
    }
    way
}

#[cfg(test)]
mod tests;

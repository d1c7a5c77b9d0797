//! Where in an answer the surprise is.
//!
//! serde says that reading failed, not where in the value. To keep track of the way while reading, each type would have to be compiled
//! a second time. What there is already can be asked instead: a text that ends too early fails as one that ends too early, until the
//! token is there that cannot be taken. So that token is searched for by reading beginnings of the text, and the way to it is written
//! down. This costs a dozen readings up to there, and only when reading has failed.

use std::cell::Cell;
use std::ops::Range;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Error, Value};

use super::tokens::tokens;

thread_local! {
    /// Whether beginnings are being read.
    static SEARCHING: Cell<bool> = const { Cell::new(false) };
}

/// A search of this thread. Within one there is no other: nobody will see the error of a beginning.
struct Search;

impl Search {
    fn begin() -> Option<Self> {
        if SEARCHING.replace(true) {
            return None;
        }
        Some(Self)
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        SEARCHING.set(false);
    }
}

/// Whether a text is refused for something else than that it ends too early.
pub(crate) type IsRefused = fn(&[u8]) -> bool;

pub(crate) fn is_refused<T: DeserializeOwned>(json: &[u8]) -> bool {
    serde_json::from_slice::<T>(json).is_err_and(|error| !error.is_eof())
}

/// The way to where reading failed, such as `available[0].amount`; none if that is the whole, or while a search is on.
pub(crate) fn of(json: &[u8], error: &Error, is_refused: IsRefused) -> Option<String> {
    way(&Search::begin()?, json, offset(json, error), is_refused)
}

/// The same in a value.
pub(crate) fn of_value(value: &Value, is_refused: IsRefused) -> Option<String> {
    let search = Search::begin()?;
    let json = value.to_string();
    way(&search, json.as_bytes(), json.len(), is_refused)
}

fn way(_: &Search, json: &[u8], about: usize, is_refused: IsRefused) -> Option<String> {
    let way = way_to(json, refused_token(json, about, is_refused));
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

/// The end of the first token that is refused; none if the text ends too early.
fn refused_token(json: &[u8], about: usize, is_refused: IsRefused) -> Option<usize> {
    let end = |at| {
        tokens(json)
            .find(|token| token.end > at)
            .map_or(json.len(), |token| token.end)
    };
    let is_refused = |at| is_refused(&json[..end(at)]);
    let mut after = [about, json.len()].into_iter().find(|at| is_refused(*at))?;
    // It mostly is the last one that was read, or nearly.
    let (mut before, mut step) = (after, 1);
    while before > 0 {
        before = after.saturating_sub(step);
        if !is_refused(before) {
            break;
        }
        (after, step) = (before, step * 2);
    }
    while after - before > 1 {
        let middle = before.midpoint(after);
        if is_refused(middle) {
            after = middle;
        } else {
            before = middle;
        }
    }
    Some(end(after))
}

/// A list or an object that is open.
enum Open {
    /// At this item.
    List(usize),
    /// At the member whose name stands there.
    Object(Option<Range<usize>>),
}

/// The way to the value that ends there, or to the one that it closes; without an end, to what the text breaks off in.
fn way_to(json: &[u8], end: Option<usize>) -> String {
    let mut open = Vec::new();
    // After a colon, and after a comma in a list.
    let mut value_is_due = false;
    for token in tokens(json) {
        let is_last = end.map_or(token.end == json.len() && is_broken(&json[token.clone()]), |end| {
            token.end >= end
        });
        let first = json[token.start];
        let is_value = value_is_due || !matches!(first, b'}' | b']' | b',' | b':');
        let is_name = first == b'"' && !value_is_due && matches!(open.last(), Some(Open::Object(None)));
        if is_name {
            open.pop();
            open.push(Open::Object(Some(token.clone())));
        }
        if is_last {
            if !is_value {
                open.pop();
            }
            return written(json, &open);
        }
        value_is_due = first == b':';
        match (first, open.last_mut()) {
            (b'{', _) => open.push(Open::Object(None)),
            (b'[', _) => open.push(Open::List(0)),
            (b'}' | b']', _) => drop(open.pop()),
            (b',', Some(Open::List(item))) => {
                *item += 1;
                value_is_due = true;
            }
            (b',', Some(Open::Object(name))) => *name = None,
            _ => {}
        }
    }
    open.pop();
    written(json, &open)
}

/// Whether a text, number or word at the end of everything is not whole.
fn is_broken(token: &[u8]) -> bool {
    !matches!(token, b"{" | b"[" | b"}" | b"]" | b"," | b":") && serde_json::from_slice::<IgnoredAny>(token).is_err()
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
                way.push_str(
                    &serde_json::from_slice(name).unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned()),
                );
            }
        }
    }
    way
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[allow(dead_code)] // it is there to be refused
    struct Order {
        id: String,
        paid: bool,
        total: Money,
        lines: Vec<Line>,
        notes: BTreeMap<String, Vec<Vec<u8>>>,
        corner: (i64, f64),
        state: Option<State>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Line {
        count: u32,
        name: Option<String>,
        more: HashMap<u16, char>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum State {
        Open,
        Shut,
    }

    /// Fails after its value has been read.
    struct Money;

    impl<'de> Deserialize<'de> for Money {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            let amount: Result<i64, _> = text.parse();
            amount.map(|_| Self).map_err(serde::de::Error::custom)
        }
    }

    const ORDER: &str = r#"
        {"id": "o \"1\" \\", "paid": true, "total": "12", "unknown": [{"a": [1, {"b": null}]}, "x"],
        "lines": [{"count": 1, "name": "n", "more": {"1": "c"}}, {"name": null, "count": 2, "more": {}}],
        "notes": {"a key, with b.lanks": [[1, 2], [], [3]], "": []},
        "corner": [-1, 2.5e0], "state": "open"}
    "#;

    /// The same by `serde_path_to_error`, which compiles a type once more.
    fn tracked(json: &str) -> String {
        let mut reader = serde_json::Deserializer::from_str(json);
        let path = serde_path_to_error::deserialize::<_, Order>(&mut reader)
            .map_or_else(|error| error.path().to_string(), |_| String::new());
        let path = path.strip_suffix(".?").unwrap_or(&path);
        path.trim_start_matches(['.', '?']).to_owned()
    }

    /// Every token of the order in place of each of these, whole and cut off behind it.
    fn mistakes() -> impl Iterator<Item = String> {
        const INSTEAD: [&str; 17] = [
            "", "null", "true", "7", "-7.5", "1e99", "\"x\"", "{}", "[]", "[1,", "{\"q\":", "]", "}", ",", ":", "tru",
            "\"x",
        ];
        let (before, after) = (|at| &ORDER[..at], |at| &ORDER[at..]);
        let at = tokens(ORDER.as_bytes()).flat_map(|token| INSTEAD.map(|instead| (token.clone(), instead)));
        at.flat_map(move |(token, instead)| {
            let cut = before(token.start).to_owned() + instead;
            let whole = cut.clone() + after(token.end);
            [cut, whole]
        })
    }

    #[test]
    fn the_way_is_the_one_that_keeping_track_would_give() {
        let (mut same, mut nearer, mut broken) = (0, 0, 0);
        for json in mistakes() {
            let Err(error) = serde_json::from_str::<Order>(&json) else {
                continue;
            };
            let found = of(json.as_bytes(), &error, is_refused::<Order>).unwrap_or_default();
            let tracked = tracked(&json);
            if error.is_data() && found == tracked {
                same += 1;
            } else if error.is_data() {
                // A name that is refused: `{"q":` where names are numbers or variants.
                nearer += 1;
                let name = found.strip_prefix(&tracked).unwrap_or_default();
                assert!([".q", ".x"].contains(&name), "{found}, {tracked}, {error}: {json}");
            } else {
                // What is skipped has no way there, nor has a member without its colon.
                broken += 1;
                let is_about = found.starts_with(&tracked) || tracked.starts_with(&found);
                assert!(is_about, "{found}, {tracked}, {error}: {json}");
            }
        }
        assert!(same > 500 && nearer < 5 && broken > 2_000, "{same} {nearer} {broken}");
    }

    #[test]
    fn a_place_far_into_a_long_list_costs_few_readings() {
        thread_local!(static READINGS: Cell<u32> = const { Cell::new(0) });
        let is_refused: IsRefused = |json| {
            READINGS.set(READINGS.get() + 1);
            is_refused::<Vec<Vec<u8>>>(json)
        };
        let json = format!(
            "[{}[1,\n{}256{}]]",
            "[1,2],".repeat(10_000),
            "8,".repeat(1_000),
            ",9".repeat(10_000)
        );
        let error = serde_json::from_str::<Vec<Vec<u8>>>(&json).expect_err("256 is no byte");
        let way = of(json.as_bytes(), &error, is_refused);
        assert_eq!(way.as_deref(), Some("[10000][1001]"));
        assert!(READINGS.get() < 12, "{}", READINGS.get());
        // Without a hint, as of an error that knows no line.
        READINGS.set(0);
        let way = of(json.as_bytes(), &serde::de::Error::custom("somewhere"), is_refused);
        assert_eq!(way.as_deref(), Some("[10000][1001]"));
        assert!(READINGS.get() < 40, "{}", READINGS.get());
    }
}

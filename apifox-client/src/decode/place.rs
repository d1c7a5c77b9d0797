//! Where in an answer the surprise is.
//!
//! serde says that reading failed, not where in the value. To keep track of the way while reading, each type would have to be compiled
//! a second time. What there is already can be asked instead: a text that ends too early fails as one that ends too early, until the
//! token is there that cannot be fine. So that token is searched for by reading beginnings of the text, and the way to it is written
//! down. Mostly that is three or four readings, and only after reading has failed.

use std::ops::Range;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Error;

use super::tokens::tokens;

/// Deeper than this `serde_json` reads nothing; what it skips may go on.
const DEEPEST: usize = 128;

/// Whether a text is refused for something else than that it ends too early.
pub(super) type IsRefused = fn(&[u8]) -> bool;

/// Some types put what a reader says into an error of their own.
pub(super) fn is_refused<T: DeserializeOwned>(json: &[u8]) -> bool {
    serde_json::from_slice::<T>(json)
        .is_err_and(|error| !error.is_eof() && !error.to_string().contains("EOF while parsing"))
}

/// The way to where reading failed, such as `available[0].amount`; none if that is the whole.
pub(super) fn of(json: &[u8], error: &Error, is_refused: IsRefused) -> Option<String> {
    let way = way_to(json, refused_token(json, offset(json, error), is_refused));
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
    let refused = |at| Some(token_at(json, at)).filter(|token| is_refused(&json[..token.end]));
    let mut found = [about, json.len()].into_iter().find_map(refused)?;
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
    /// After a text, number or word that is not whole.
    value_is_broken: bool,
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
        let value_was_due = std::mem::take(&mut self.value_is_due);
        self.value_is_broken = false;
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
            _ => self.value_is_broken = serde_json::from_slice::<IgnoredAny>(&json[token]).is_err(),
        }
    }
}

/// The way to the value that ends there, or to the one that it closes; without an end, to what the text breaks off in.
fn way_to(json: &[u8], end: Option<usize>) -> String {
    let mut way = Way::default();
    for token in tokens(json) {
        let is_last = end.is_some_and(|end| token.end >= end);
        let closes = matches!(json[token.start], b'}' | b']' | b',');
        let is_name = json[token.start] == b'"';
        if is_last && closes && !way.value_is_due && !way.value_is_broken {
            way.close();
        }
        if !is_last || is_name {
            way.take(json, token);
        }
        if is_last {
            return written(json, &way.open);
        }
    }
    if !way.value_is_broken {
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
mod tests {
    use std::cell::Cell;
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

    fn found<T: DeserializeOwned>(json: &str) -> Option<String> {
        let error = serde_json::from_str::<T>(json).err()?;
        Some(of(json.as_bytes(), &error, is_refused::<T>).unwrap_or_default())
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
            let found = found::<Order>(&json).expect("it is refused");
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

    /// Replaces the error of its text by one of its own.
    #[allow(dead_code)] // so that it is something
    struct Code(char);

    impl<'de> Deserialize<'de> for Code {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer).map_err(|_| serde::de::Error::custom("no code"))?;
            (text == "A")
                .then_some(Self('A'))
                .ok_or_else(|| serde::de::Error::custom("no code"))
        }
    }

    #[test]
    fn values_that_are_broken_or_refused_by_hand_are_found() {
        for (json, way) in [
            (r#"{"a":1,"c":nul}"#, "c"),
            (r#"{"a":1,"c":-}"#, "c"),
            (r#"{"a":1,"c":1.,"d":2}"#, "c"),
            ("{\"a\":1,\r\n \"c\":\"\\u12\" }\r\n", "c"),
            (r#"{"a":[1,2,nul],"c":1}"#, "a[2]"),
            (r#"{"a":[1,2 3]}"#, "a[1]"),
            (r#"{"a":1} {"#, ""),
            ("", ""),
            (" \n", ""),
        ] {
            assert_eq!(
                found::<BTreeMap<String, serde_json::Value>>(json).as_deref(),
                Some(way),
                "{json}"
            );
        }
        for (json, way) in [
            (r#"{"a":"A","b":5,"c":"A"}"#, "b"),
            (r#"{"a":"A","b":"A","c":"B","d":"A"}"#, "c"),
            (r#"{"a":"A","b":[]}"#, "b"),
        ] {
            assert_eq!(found::<BTreeMap<String, Code>>(json).as_deref(), Some(way), "{json}");
        }
        assert_eq!(found::<Vec<Code>>(r#"["A","A",1,"A"]"#).as_deref(), Some("[2]"));
        // What is skipped may be of any depth.
        let deep = format!(r#"{{"a":"A","b":{}"#, "[".repeat(100_000));
        let way = found::<IgnoredAny>(&deep).expect("it ends too early");
        assert_eq!(way, format!("b{}", "[0]".repeat(DEEPEST - 1)));
    }

    thread_local!(static READINGS: Cell<u32> = const { Cell::new(0) });

    fn counted<T: DeserializeOwned>(json: &[u8]) -> bool {
        READINGS.set(READINGS.get() + 1);
        is_refused::<T>(json)
    }

    fn readings<T: DeserializeOwned>(json: &str, error: &Error, way: &str) -> u32 {
        READINGS.set(0);
        assert_eq!(of(json.as_bytes(), error, counted::<T>).as_deref(), Some(way));
        READINGS.get()
    }

    #[test]
    fn a_place_far_into_a_long_answer_costs_few_readings() {
        let nowhere: Error = serde::de::Error::custom("it knows no line");
        let (before, after) = ("8,".repeat(1_000), ",9".repeat(10_000));
        let list = format!("[{}[1,\n{before}256{after}]]", "[1,2],".repeat(10_000));
        let error = serde_json::from_str::<Vec<Vec<u8>>>(&list).expect_err("256 is no byte");
        assert!(readings::<Vec<Vec<u8>>>(&list, &error, "[10000][1001]") < 6);
        assert!(readings::<Vec<Vec<u8>>>(&list, &nowhere, "[10000][1001]") < 40);
        let text = format!(r#"{{"a":5,"b":"{}","c":6}}"#, "x".repeat(1 << 20));
        let error = serde_json::from_str::<BTreeMap<String, u8>>(&text).expect_err("a text is no byte");
        assert!(readings::<BTreeMap<String, u8>>(&text, &error, "b") < 6);
    }
}

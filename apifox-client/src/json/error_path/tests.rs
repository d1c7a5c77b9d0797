use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::*;

#[derive(Deserialize)]
#[allow(dead_code)] // it is only refused
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

/// Returns the path from `serde_path_to_error`, which compiles a type a second time.
fn tracked(json: &str) -> String {
    let mut reader = serde_json::Deserializer::from_str(json);
    let path = serde_path_to_error::deserialize::<_, Order>(&mut reader)
        .map_or_else(|error| error.path().to_string(), |_| String::new());
    let path = path.strip_suffix(".?").unwrap_or(&path);
    path.trim_start_matches(['.', '?']).to_owned()
}

fn is_refused<T: DeserializeOwned>(json: &[u8]) -> bool {
    serde_json::from_slice::<T>(json).is_err_and(|error| is_refusal(&error))
}

fn found<T: DeserializeOwned>(json: &str) -> Option<String> {
    let error = serde_json::from_str::<T>(json).err()?;
    Some(of(json.as_bytes(), &error, &mut is_refused::<T>).unwrap_or_default())
}

/// Replaces each token of the order by each of these, in the whole text and in one cut off after
/// it.
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
fn the_path_equals_that_of_a_tracking_deserializer() {
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
            // A refused name: `{"q":` where names are numbers or variants.
            nearer += 1;
            let name = found.strip_prefix(&tracked).unwrap_or_default();
            assert!([".q", ".x"].contains(&name), "{found}, {tracked}, {error}: {json}");
        } else {
            // Skipped values have no path there, nor do members without a colon.
            broken += 1;
            let is_about = found.starts_with(&tracked) || tracked.starts_with(&found);
            assert!(is_about, "{found}, {tracked}, {error}: {json}");
        }
    }
    assert!(same > 500 && nearer < 5 && broken > 2_000, "{same} {nearer} {broken}");
}

/// Replaces the error of its text by its own.
#[allow(dead_code)] // the field gives it a size
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
fn malformed_and_custom_refused_values_are_found() {
    for (json, path) in [
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
            Some(path),
            "{json}"
        );
    }
    for (json, path) in [
        (r#"{"a":"A","b":5,"c":"A"}"#, "b"),
        (r#"{"a":"A","b":"A","c":"B","d":"A"}"#, "c"),
        (r#"{"a":"A","b":[]}"#, "b"),
    ] {
        assert_eq!(found::<BTreeMap<String, Code>>(json).as_deref(), Some(path), "{json}");
    }
    assert_eq!(found::<Vec<Code>>(r#"["A","A",1,"A"]"#).as_deref(), Some("[2]"));
    // Skipped values may have any depth.
    let deep = format!(r#"{{"a":"A","b":{}"#, "[".repeat(100_000));
    let path = found::<IgnoredAny>(&deep).expect("it ends too early");
    assert_eq!(path, format!("b{}", "[0]".repeat(DEEPEST - 1)));
}

thread_local!(static READINGS: Cell<u32> = const { Cell::new(0) });

fn counted<T: DeserializeOwned>(json: &[u8]) -> bool {
    READINGS.set(READINGS.get() + 1);
    is_refused::<T>(json)
}

fn readings<T: DeserializeOwned>(json: &str, error: &Error, path: &str) -> u32 {
    READINGS.set(0);
    assert_eq!(of(json.as_bytes(), error, &mut counted::<T>).as_deref(), Some(path));
    READINGS.get()
}

#[test]
fn a_late_error_in_a_long_response_takes_few_parses() {
    let nowhere: Error = serde::de::Error::custom("it knows no line");
    let (before, after) = ("8,".repeat(1_000), ",9".repeat(10_000));
    let list = |items: usize| format!("[{}[1,\n{before}256{after}]]", "[1,2],".repeat(items));
    let (short, long) = (list(1_000), list(100_000));
    let error = serde_json::from_str::<Vec<Vec<u8>>>(&short).expect_err("256 is no byte");
    assert!(readings::<Vec<Vec<u8>>>(&short, &error, "[1000][1001]") < 6);
    assert!(readings::<Vec<Vec<u8>>>(&short, &nowhere, "[1000][1001]") < 40);
    let error = serde_json::from_str::<Vec<Vec<u8>>>(&long).expect_err("256 is no byte");
    assert!(readings::<Vec<Vec<u8>>>(&long, &error, "[100000][1001]") < 2);
    assert_eq!(of(long.as_bytes(), &nowhere, &mut counted::<Vec<Vec<u8>>>), None);
    let text = format!(r#"{{"a":5,"b":"{}","c":6}}"#, "x".repeat(1 << 20));
    let error = serde_json::from_str::<BTreeMap<String, u8>>(&text).expect_err("a text is no byte");
    assert!(readings::<BTreeMap<String, u8>>(&text, &error, "b") < 6);
}

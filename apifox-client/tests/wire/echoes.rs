//! Servers may repeat credentials in many forms, completely or in part. None of them is in any
//! output.

use std::error::Error as StdError;
use std::fmt::Write as _;

use apifox_client::{Auth, Client, Error, Retry};

use crate::operations::get_balance;
use crate::server::{Script, Server};

const KEY: &str = "sk_live_51H+Zy/8Xq=Wm3Tb&Kd9Rv\"Lp2Nc7";

/// How many consecutive characters of a key count as a leak.
const RUN: usize = 8;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

/// An independent implementation of base64, to compare the client's with.
fn base64(bytes: &[u8], alphabet_end: &str) -> String {
    let mut alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
    alphabet.extend(alphabet_end.chars());
    let mut bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    bits.resize(bits.len().div_ceil(6) * 6, 0);
    let value = |bits: &[u8]| bits.iter().fold(0, |value, bit| value * 2 + usize::from(*bit));
    bits.chunks(6).map(|bits| alphabet[value(bits)]).collect()
}

fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

fn percent(text: &str) -> String {
    each(text, |c| {
        if c.is_ascii_alphanumeric() {
            c.to_string()
        } else {
            format!("%{:02X}", u32::from(c))
        }
    })
}

/// Returns the forms in which a server may repeat the key.
fn forms(key: &str) -> Vec<String> {
    let number = |c: char| u32::from(c);
    let mut forms = vec![
        key.to_owned(),
        key.to_uppercase(),
        key.to_lowercase(),
        percent(key),
        percent(&percent(key)),
        percent(&percent(&percent(key))).to_lowercase(),
        each(key, |c| format!("%{:02x}", number(c))),
        key.replace('/', "\\/").replace('"', "\\\""),
        each(key, |c| format!("\\u{:04x}", number(c))),
        each(key, |c| format!("\\u{{{:x}}}", number(c))),
        each(key, |c| format!("\\x{:02x}", number(c))),
        each(key, |c| {
            if c.is_alphanumeric() {
                c.to_string()
            } else {
                format!("&#{};", number(c))
            }
        }),
        each(key, |c| format!("&#x{:X};", number(c))),
        key.replace('&', "&amp;")
            .replace('+', "&plus;")
            .replace('/', "&sol;")
            .replace('_', "&lowbar;")
            .replace('=', "&equals;"),
        key.replace('&', "&amp;amp;"),
        each(key, |c| format!("&#{:010};", number(c))),
        each(key, |c| format!("%u{:04X}", number(c))),
        each(key, |c| format!("\\U{:08x}", number(c))),
        each(key, |c| format!("\\{:03o}", number(c))),
        each(key, |c| format!("={:02X}", number(c))),
        each(key, |c| {
            if c.is_alphanumeric() {
                c.to_string()
            } else {
                format!("\\{c}")
            }
        }),
        hex(key.as_bytes()),
        hex(key.as_bytes()).to_uppercase(),
        base64(key.as_bytes(), "+/"),
        base64(key.as_bytes(), "-_"),
        base64(format!("{key}:").as_bytes(), "+/"),
        base64(format!("k={key}&").as_bytes(), "+/"),
        base64(format!("{{\"k\":\"{key}\"}}").as_bytes(), "-_"),
        base64(format!("a={key}").as_bytes(), "+/").to_lowercase(),
        percent(&base64(key.as_bytes(), "+/")),
    ];
    forms.extend(lists(key));
    forms
}

/// Returns the forms in which debuggers and loggers write the bytes of the key,
/// and forms with a second encoding.
fn lists(key: &str) -> Vec<String> {
    let joined = |by: &str, write: fn(u8) -> String| key.bytes().map(write).collect::<Vec<_>>().join(by);
    let base64 = |bytes: &[u8]| base64(bytes, "+/");
    vec![
        joined(":", |byte| format!("{byte:02x}")),
        joined(" ", |byte| format!("{byte:02X}")),
        joined("-", |byte| format!("{byte:02X}")),
        joined(", ", |byte| format!("0x{byte:02x}")),
        joined("", |byte| format!("0x{byte:02X}")),
        joined(",", |byte| format!("\"{byte:02x}\"")),
        format!("[{}]", joined(", ", |byte| byte.to_string())),
        format!("bytes({})", joined(",", |byte| byte.to_string())),
        joined(" ", |byte| byte.to_string()),
        joined("\n", |byte| format!("{byte:03}")),
        joined(", ", |byte| format!("{byte}, 0")),
        percent(&joined(",", |byte| byte.to_string())),
        joined("%2C%20", |byte| byte.to_string()),
        json(&format!("\"data\":[{}]", joined(",", |byte| byte.to_string()))),
        joined("", |byte| format!("\"0\":{byte},")),
        joined(", ", |byte| format!("'{}'", char::from(byte))),
        key.chars().rev().collect(),
        percent(&key.chars().rev().collect::<String>()),
        base64(base64(key.as_bytes()).as_bytes()),
        base64(format!("Basic {}", base64(format!("u:{key}").as_bytes())).as_bytes()),
        base64(format!("k: {}", base64(format!("of {key}").as_bytes())).as_bytes()),
    ]
}

/// Returns variations of a form.
fn broken(form: &str) -> Vec<String> {
    let chars: Vec<char> = form.chars().collect();
    let joined = |len: usize, by: &str| chars.chunks(len).map(String::from_iter).collect::<Vec<_>>().join(by);
    let part = |from: usize, to: usize| String::from_iter(&chars[from.min(chars.len())..to.min(chars.len())]);
    let len = chars.len();
    vec![
        form.to_owned(),
        joined(5, "\n"),
        joined(7, " \r\n\t"),
        joined(1, " "),
        joined(4, "\u{200b}"),
        joined(6, "\u{ad}"),
        joined(3, "\u{1b}[31m"),
        joined(9, "<wbr>"),
        part(0, len * 2 / 3),
        part(3, len),
        format!("{}…{}", part(0, len / 2), part(len / 2 + 2, len)),
        format!("{}...{}", part(0, len / 3), part(len - len / 3, len)),
    ]
}

/// The runs of the key and its encodings, in lower case, by their first two bytes. A search for each
/// run in turn would take most of the time of the test, which is not optimized.
struct Runs(Vec<Vec<String>>);

impl Runs {
    fn new(runs: Vec<String>) -> Self {
        let mut by_start = vec![Vec::new(); 1 << 16];
        for run in runs {
            by_start[Self::index(run.as_bytes())].push(run);
        }
        Self(by_start)
    }

    fn index(bytes: &[u8]) -> usize {
        usize::from(bytes[0]) << 8 | usize::from(bytes[1])
    }

    /// Returns a run that is in the text.
    fn find(&self, text: &str) -> Option<&String> {
        let bytes = text.as_bytes();
        bytes.windows(2).enumerate().find_map(|(at, start)| {
            let mut runs = self.0[Self::index(start)].iter();
            runs.find(|run| bytes[at..].starts_with(run.as_bytes()))
        })
    }
}

/// Returns the runs of the key and its encodings, in lower case.
fn runs() -> Vec<String> {
    let bytes = KEY.as_bytes();
    let backwards = KEY.chars().rev().collect();
    let mut encodings = vec![KEY.to_owned(), hex(bytes), backwards];
    for before in 0..3 {
        for end in ["+/", "-_"] {
            let encoded = base64(&[&[0; 2][..before], bytes].concat(), end);
            encodings.push(encoded[(before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6].to_owned());
        }
    }
    let runs = encodings.iter().flat_map(|encoding| {
        let encoding = encoding.to_lowercase();
        (0..=encoding.len() - RUN).map(move |at| encoding[at..at + RUN].to_owned())
    });
    runs.collect()
}

/// Returns the characters whose decimal numbers are in a text, in lower case.
fn listed(text: &str) -> String {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let bytes = numbers
        .filter_map(|number| number.parse::<u8>().ok())
        .filter(|byte| *byte > 0);
    bytes.map(char::from).collect::<String>().to_lowercase()
}

/// Returns all output of an error and of its sources.
pub(crate) fn texts(error: &Error) -> String {
    let mut texts = format!("{error:?} {error:#?}");
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        write!(texts, " {error} {error:?}").expect("writing to a string cannot fail");
        next = error.source();
    }
    texts
}

fn json(text: &str) -> String {
    apifox_client::serde_json::Value::from(text).to_string()
}

/// Returns the text as far as a header can carry it.
fn header(text: &str) -> String {
    text.chars().filter(|c| (' '..='~').contains(c)).collect()
}

/// Returns a response that repeats the key in one of several places.
fn script(at: usize, echo: &str) -> Script {
    let quoted = json(&format!("no such key: {echo}, is there?"));
    match at % 9 {
        0 => Script::json(401, &format!(r#"{{"error":{{"message":{quoted}}}}}"#)),
        1 => Script::json(401, &format!(r#"{{"error":{{"type":{quoted},"code":{quoted}}}}}"#)),
        2 => Script::typed(403, "text/plain", &format!("no such key: {echo}, is there?")),
        3 => Script::json(
            400,
            &format!(r#"{{"error":{{"message":{}"#, quoted.trim_end_matches('"')),
        ),
        4 => Script::with_headers(500, &format!("X-Request-Id: {}\r\n", header(echo)), ""),
        5 => Script::typed(500, &format!("text/{}", header(echo)), "<x"),
        6 => Script::with_headers(302, &format!("Location: https://{}.example/x\r\n", header(echo)), ""),
        7 => Script::json(
            200,
            &format!(r#"{{"object":"balance","available":[1],{quoted}:{{"x":1,}}}}"#),
        ),
        _ => Script::json(200, &format!(r#"{{"code":7,"msg":{quoted},"data":[]}}"#)),
    }
}

async fn error_of(script: Script, auth: Auth) -> Error {
    let server = Server::start(script).await;
    let client = Client::builder(server.base_url()).auth(auth).retry(Retry::none());
    get_balance(&client.build().expect("the settings are valid"))
        .await
        .expect_err("it is not a balance")
}

#[tokio::test]
async fn no_form_of_a_key_reveals_eight_characters_of_it() {
    let runs = Runs::new(runs());
    let repeated = format!("no such key: {}", KEY.to_lowercase());
    assert!(runs.find(&repeated).is_some() && runs.find("no such key: [redacted]").is_none());
    let echoes = forms(KEY).into_iter().flat_map(|form| broken(&form));
    for (at, echo) in echoes.enumerate() {
        for place in [0, at + at / 9] {
            let error = error_of(script(place, &echo), Auth::bearer(KEY)).await;
            let shown = texts(&error).to_lowercase();
            let joined: String = shown.split_whitespace().collect();
            let digits: String = joined
                .replace("0x", "")
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            let views = [shown.clone(), joined, digits, listed(&shown)];
            let found = views.iter().find_map(|view| runs.find(view));
            assert_eq!(found, None, "{echo:?} in place {}: {shown}", place % 9);
        }
    }
}

#[tokio::test]
async fn what_surrounds_a_key_is_shown() {
    for form in forms(KEY) {
        let error = error_of(script(0, &form), Auth::bearer(KEY)).await.to_string();
        assert!(error.contains("no such key: "), "{form}: {error}");
        assert!(
            error.contains("[redacted]") && error.contains(", is there?"),
            "{form}: {error}"
        );
    }
}

#[tokio::test]
async fn keys_of_any_length_are_looked_for() {
    let mut number = 7_u32;
    let mut letters = std::iter::from_fn(|| {
        number = number.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        char::from_u32(u32::from('a') + (number >> 16) % 26)
    });
    let key: String = letters.by_ref().take(36_000).collect();
    for auth in [Auth::bearer(&key), Auth::basic(&key, "")] {
        let error = error_of(Script::typed(500, "text/plain", &key), auth.clone()).await;
        assert!(error.to_string().contains(": \"[redacted]\""), "{error}");
        let body = format!("of {} and {}", &key[30_000..31_000], hex(&key.as_bytes()[500..600]));
        let error = error_of(Script::typed(500, "text/plain", &body), auth).await;
        assert!(
            error.to_string().contains("\"of [redacted] and [redacted]\""),
            "{error}"
        );
    }
}

//! Reads the common shapes of error bodies leniently: missing members are `None`.

use std::borrow::Cow;

use super::error_json::ErrorJson;
use crate::json::{completed, without_bom};

/// The member names that APIs use for error codes and messages.
const CODES: [&str; 5] = ["code", "error_code", "errorCode", "errcode", "errCode"];
const MESSAGES: [&str; 10] = [
    "message", "error_description", "error_message", "errorMessage", "error_msg", "errmsg", "errMsg", "msg", "detail",
    "title",
];

/// The contents of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) kind: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

impl Envelope {
    /// Reads `{"error":{type,code,message}}`, `{"error":"text"}`, a bare object, and similar
    /// shapes; of an array the first such object, or the whole array. A string, or a body that is
    /// plain text and not JSON, is the message.
    pub(super) fn read(body: &[u8], may_be_text: bool) -> Self {
        let body = without_bom(body);
        match json(body) {
            Some(object @ ErrorJson::Object(_)) => Self::of_object(&object),
            Some(ErrorJson::List(list)) => Self::of_list(&list, body),
            Some(value) => Self::of_message(text(&value)),
            None => {
                let partial = before_mistake(body).map(|object| Self::of_object(&object));
                let all = || Self::of_message(may_be_text.then(|| plain(body)).flatten());
                partial
                    .filter(|partial| *partial != Self::default())
                    .unwrap_or_else(all)
            }
        }
    }

    fn of_list(list: &[ErrorJson], body: &[u8]) -> Self {
        let first = list.iter().find_map(|item| match item {
            ErrorJson::Object(_) => Some(Self::of_object(item)).filter(|envelope| *envelope != Self::default()),
            item => text(item).map(|message| Self::of_message(Some(message))),
        });
        // The whole array is more useful than its length in bytes.
        let all = || Self::of_message((!list.is_empty()).then(|| plain(body)).flatten());
        first.unwrap_or_else(all)
    }

    /// Reads a successful response that does not match its documentation: returns the outcome if it
    /// is `{"code":…,"msg":…}`, as some APIs report in every response. Neither name may be
    /// documented; other members are private data.
    pub(super) fn of_outcome(body: &[u8], documented: &[&str]) -> Option<Self> {
        let object = json(without_bom(body))?;
        let undocumented = |names: &[&'static str]| -> Vec<_> {
            let names = names.iter().copied();
            names.filter(|name| !documented.contains(name)).collect()
        };
        let message_names = MESSAGES.split_at(MESSAGES.len() - 2).0;
        Some(Self {
            kind: None,
            code: Some(first(&object, &undocumented(&CODES), text)?),
            message: Some(first(&object, &undocumented(message_names), text)?),
        })
    }

    fn of_object(object: &ErrorJson) -> Self {
        let outer = Self::of_bare_object(object);
        let inner = match object.get("error").or_else(|| object.get("errors")) {
            Some(inner @ ErrorJson::Object(_)) => Self::of_bare_object(inner),
            Some(ErrorJson::List(list)) => match list.first() {
                Some(inner @ ErrorJson::Object(_)) => Self::of_bare_object(inner),
                Some(first) => Self::of_message(first_string(first)),
                None => Self::default(),
            },
            // Beside a description, the short string is the code (RFC 6749).
            Some(short) if outer.message.is_some() => Self {
                code: text(short),
                ..Self::default()
            },
            Some(only) => Self::of_message(first_string(only)),
            None => Self::default(),
        };
        Self {
            kind: inner.kind.or(outer.kind),
            code: inner.code.or(outer.code),
            message: inner.message.or(outer.message),
        }
    }

    fn of_bare_object(object: &ErrorJson) -> Self {
        Self {
            // `about:blank` means that there is no type (RFC 9457, section 4.2.1).
            kind: first(object, &["type"], text).filter(|kind| kind != "about:blank"),
            code: first(object, &CODES, text),
            message: first(object, &MESSAGES, first_string),
        }
    }

    fn of_message(message: Option<String>) -> Self {
        Self {
            message,
            ..Self::default()
        }
    }
}

/// Returns the first of these members that is not empty.
#[inline(never)]
fn first(object: &ErrorJson, names: &[&str], read: fn(&ErrorJson) -> Option<String>) -> Option<String> {
    names.iter().find_map(|name| read(object.get(name)?))
}

/// Parses the JSON of a body up to where it breaks off. Characters of other charsets are replaced,
/// since the relevant members are mostly ASCII.
fn json(body: &[u8]) -> Option<ErrorJson> {
    let text = String::from_utf8_lossy(body);
    match parse(&text) {
        Ok(value) => Some(value),
        Err(error) if error.is_eof() => parse_beginning(&text),
        Err(_) => None,
    }
}

/// Parses the members of malformed JSON before its first mistake, such as a number that no float
/// holds, or the half of a character that a server cut in two.
fn before_mistake(body: &[u8]) -> Option<ErrorJson> {
    let text = String::from_utf8_lossy(body);
    let text = whole_characters(&text);
    let error = match parse(&text) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line: usize = lines.map(str::len).sum();
    let mut end = (line + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    parse_beginning(&text[..end])
}

/// Parses from bytes, as everywhere else, which avoids compiling the parser twice.
#[inline(never)]
fn parse(text: &str) -> serde_json::Result<ErrorJson> {
    serde_json::from_slice(text.as_bytes())
}

/// Parses JSON that breaks off.
#[inline(never)]
fn parse_beginning(text: &str) -> Option<ErrorJson> {
    let mut completed = completed(text).into_iter().flatten();
    completed.find_map(|text| parse(&text).ok())
}

/// Replaces halves of characters: surrogates without their counterpart.
fn whole_characters(json: &str) -> Cow<'_, str> {
    const ESCAPE: usize = r"\u0000".len();
    let unit = |at: usize| {
        let digits = json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut text, mut rest, mut at) = (String::new(), 0, 0);
    while let Some(found) = json[at..].find('\\') {
        at += found;
        match (unit(at), unit(at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                text = text + &json[rest..at] + "\u{fffd}";
                at += ESCAPE;
                rest = at;
            }
            // The character after a backslash may be a backslash.
            _ => at += 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if rest == 0 {
        return Cow::Borrowed(json);
    }
    Cow::Owned(text + &json[rest..])
}

/// Returns a plain-text body. Markup and control characters are refused: they
/// belong to web pages and files.
fn plain(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let is_text = |c: char| !c.is_control() || c.is_whitespace() || c == '\u{1b}';
    (!text.trim_start().starts_with('<') && !text.trim().is_empty() && text.chars().all(is_text))
        .then(|| text.into_owned())
}

/// Returns a string, or the first of several.
fn first_string(value: &ErrorJson) -> Option<String> {
    match value {
        ErrorJson::List(list) => list.iter().find_map(|first| match first {
            ErrorJson::Object(_) => Envelope::of_bare_object(first).message,
            first => text(first),
        }),
        one => text(one),
    }
}

/// Returns a string or a number, since codes are sometimes numbers.
fn text(value: &ErrorJson) -> Option<String> {
    match value {
        ErrorJson::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_json_is_read_up_to_its_mistake() {
        for (body, message) in [
            (r#"{"error":{"code":"c","message":"m","n":1e400}}"#, "m"),
            (r#"{"error":{"code":"c","message":"m"}} ok"#, "m"),
            ("{\"error\":{\n\"code\":\"c\",\"message\":\"m\",\n\"n\":NaN}}", "m"),
            (r#"{"message":"a\ud83d","code":"c"}"#, "a\u{fffd}"),
            (
                r#"{"message":"\ud83d\ude00\\ud83d\ude00","code":"c"}"#,
                "\u{1f600}\\ud83d\u{fffd}",
            ),
        ] {
            let envelope = Envelope::read(body.as_bytes(), true);
            let read = (envelope.code.as_deref(), envelope.message.as_deref());
            assert_eq!(read, (Some("c"), Some(message)), "{body}");
        }
    }

    #[test]
    fn every_known_shape_is_understood() {
        for (body, kind, code, message) in [
            (r#"{"error":{"type":"t","code":"c","message":"m"}}"#, "t", "c", "m"),
            (r#"{"error":{"type":"t","code":7}}"#, "t", "7", ""),
            (r#"{"error":{"message":"m"},"code":"c"}"#, "", "c", "m"),
            (r#"{"error":"m"}"#, "", "", "m"),
            (r#"{"error":"c","error_description":"m"}"#, "", "c", "m"),
            (r#"{"error":"c","message":"m","status":401}"#, "", "c", "m"),
            (r#"{"type":"t","code":"c","message":"m"}"#, "t", "c", "m"),
            (r#"{"message":"m"}"#, "", "", "m"),
            (r#"{"error_description":"m"}"#, "", "", "m"),
            (r#"{"code":10001,"msg":"m"}"#, "", "10001", "m"),
            (r#"{"errors":[{"code":"c","message":"m"}]}"#, "", "c", "m"),
            (r#"{"errors":["m"]}"#, "", "", "m"),
            (r#"{"errcode":40001,"errmsg":"m"}"#, "", "40001", "m"),
            (r#"{"error_code":"c","error_msg":"m"}"#, "", "c", "m"),
            (r#"{"message":["m","n"],"error":"c"}"#, "", "c", "m"),
            (r#"{"detail":[{"loc":["body"],"msg":"m","type":"t"}]}"#, "", "", "m"),
            (r#"{"type":"about:blank","title":"m","status":404}"#, "", "", "m"),
            (r#"{"error":{"type":"t","message":"m"#, "t", "", "m"),
            (r#"{"error":{"type":"t","mess"#, "t", "", ""),
            (r#"{"type":"t","title":"s","detail":"m"}"#, "t", "", "m"),
            ("\u{feff}{\"message\":\"m\"}", "", "", "m"),
            (r#"{"error":null,"message":null}"#, "", "", ""),
            (r#"{"error":{}}"#, "", "", ""),
            ("<html>", "", "", ""),
            ("[]", "", "", ""),
            ("[null]", "", "", "[null]"),
            (r#"[{"a":1}]"#, "", "", r#"[{"a":1}]"#),
            (r#"[null,{"code":"c","message":"m"},{"code":"d"}]"#, "", "c", "m"),
            (r#"[{"error":{"type":"t"}}]"#, "t", "", ""),
            (r#"["m","n"]"#, "", "", "m"),
            ("\"m\"", "", "", "m"),
            ("\"m", "", "", "m"),
            ("\"\"", "", "", ""),
            ("7", "", "", "7"),
            ("null", "", "", ""),
            ("no such key", "", "", "no such key"),
            ("\u{feff} m\n", "", "", " m\n"),
            (" \n", "", "", ""),
            ("\u{1f}\u{8b}", "", "", ""),
            ("", "", "", ""),
        ] {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let expected = Envelope {
                kind: some(kind),
                code: some(code),
                message: some(message),
            };
            assert_eq!(Envelope::read(body.as_bytes(), true), expected, "{body}");
        }
        assert_eq!(Envelope::read(b"%PDF", false), Envelope::default());
    }

    #[test]
    fn another_charset_loses_only_its_own_characters() {
        let read = Envelope::read(b"{\"type\":\"t\",\"message\":\"caf\xE9\"}", false);
        assert_eq!(read.kind.as_deref(), Some("t"));
        assert_eq!(read.message.as_deref(), Some("caf\u{fffd}"));
    }

    #[test]
    fn an_outcome_is_distinguished_from_data() {
        let outcome = |body: &str| Envelope::of_outcome(body.as_bytes(), &["code", "name"]).is_some();
        assert!(outcome(r#"{"errcode":1,"msg":"m"}"#));
        for data in [
            r#"{"code":1,"msg":"documented"}"#,
            r#"{"errcode":1}"#,
            r#"{"msg":"m"}"#,
            r#"{"errcode":1,"title":"m"}"#,
            r#"{"errcode":1,"msg":null}"#,
            "[]",
        ] {
            assert!(!outcome(data), "{data}");
        }
    }
}

//! Why a request of ours differs from progenitor's: every difference has one of these reasons, or
//! the test fails.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use crate::wire::case::Case;
use crate::wire::document::Place;
use crate::wire::expected::{Request, Sent};

const SPACE: &str =
    "a blank in a query is %20: `+` means a blank in forms only (RFC 3986, 3.4; OpenAPI 3.0.4, Appendix E)";
const ENCODED: &str = "of an argument all but unreserved characters are percent-encoded, so that no server reads a delimiter (RFC 3986, 2.2)";
const JOINED: &str = "a list with `explode: false` is one parameter, joined (OpenAPI 3.0.4, Style Values)";
const VERSION: &str = "no `api-version` header, which no page documents";
const ACCEPT: &str = "`accept` names the documented media type of the response (RFC 9110, 12.5.1), not any or none";
const AGENT: &str = "`user-agent` says who calls (RFC 9110, 10.1.5: SHOULD)";
const NO_BODY: &str = "a body that need not be sent is left out";
const MEDIA_TYPE: &str = "`content-type` is the documented one";
const DEFAULTS: &str =
    "what was not given is not sent: a schema's `default` is the server's to assume (OpenAPI 3.0.4, Schema Object)";
const EMPTY: &str = "an empty list or object that was given is sent";
const NULL: &str = "a null that was given is sent: it is not the same as absent (OpenAPI 3.0.4, nullable)";
const DROPPED: &str =
    "all members that were given are sent: progenitor's untagged alternatives lose those of the others";
const FORM: &str = "a field of a form may be a list or an object: progenitor fails to serialise it";
const TYPE: &str =
    "any value is sent and judged by the server: progenitor's type refuses it (pattern, length, bound, format, enum)";
const KEY: &str = "a write whose page documents `idempotency-key` gets one, so that it can be sent again";
const HEADER: &str = "a header is sent as it was given";

/// Why progenitor sent nothing, and ours did.
pub(crate) fn unsent(case: &Case, outcome: &str) -> Result<&'static str, String> {
    if outcome.starts_with("refused") {
        return Ok(TYPE);
    }
    match &case.body {
        Some(body) if matches!(body.content, crate::wire::case::Content::Form(..)) => Ok(FORM),
        _ => Err(format!("progenitor sent nothing: {outcome}")),
    }
}

/// The reasons of all differences between two requests; one without a reason is reported.
pub(crate) fn of(case: &Case, ours: &Request, theirs: &Request) -> (Vec<&'static str>, Vec<String>) {
    let mut reasons = Vec::new();
    let mut unexplained = Vec::new();
    let mut add = |reason: Option<&'static str>, what: String| match reason {
        Some(reason) => reasons.push(reason),
        None => unexplained.push(what),
    };
    if ours.method != theirs.method {
        add(None, format!("method: ours {}, theirs {}", ours.method, theirs.method));
    }
    if ours.path != theirs.path {
        let same = decoded(&ours.path, false) == decoded(&theirs.path, false);
        add(
            same.then_some(ENCODED),
            format!("path: ours {}, theirs {}", ours.path, theirs.path),
        );
    }
    for (reason, what) in query(case, ours, theirs) {
        add(reason, what);
    }
    for line in theirs.headers.iter().filter(|line| !ours.headers.contains(line)) {
        add(header(line, ours, theirs), format!("header: only theirs {line}"));
    }
    for line in ours.headers.iter().filter(|line| !theirs.headers.contains(line)) {
        add(header(line, ours, theirs), format!("header: only ours {line}"));
    }
    if ours.body != theirs.body {
        let reason = match (&ours.body, &theirs.body) {
            (Sent::Nothing, _) if case.body.is_none() => Some(NO_BODY),
            (Sent::Json(ours, _), Sent::Json(theirs, _)) => json(ours, theirs),
            _ => None,
        };
        add(reason, format!("body: ours {:?}, theirs {:?}", ours.body, theirs.body));
    }
    reasons.sort_unstable();
    reasons.dedup();
    (reasons, unexplained)
}

fn decoded(text: &str, plus_is_a_blank: bool) -> String {
    let text = if plus_is_a_blank {
        text.replace('+', " ")
    } else {
        text.to_owned()
    };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

/// Name by name: what is the same when decoded differs in how it was encoded.
fn query(case: &Case, ours: &Request, theirs: &Request) -> Vec<(Option<&'static str>, String)> {
    let name = |pair: &str| decoded(pair.split('=').next().unwrap_or_default(), true);
    let names: BTreeSet<String> = ours.query.iter().chain(&theirs.query).map(|pair| name(pair)).collect();
    let mut found = Vec::new();
    for own in names {
        let of = |request: &Request| -> Vec<String> {
            let pairs = request.query.iter().filter(|pair| name(pair) == own);
            pairs.cloned().collect()
        };
        let (ours, theirs) = (of(ours), of(theirs));
        if ours == theirs {
            continue;
        }
        let what = format!("query: ours {ours:?}, theirs {theirs:?}");
        let values = |pairs: &[String], plus_is_a_blank: bool| -> Vec<String> {
            let values = pairs
                .iter()
                .map(|pair| pair.split_once('=').map_or("", |(_, value)| value));
            values.map(|value| decoded(value, plus_is_a_blank)).collect()
        };
        let (our_values, their_values) = (values(&ours, false), values(&theirs, true));
        let is_joined = case.given.iter().any(|given| {
            let parameter = &given.parameter;
            parameter.place == Place::Query && parameter.name == own && given.value.is_array() && !parameter.explode
        });
        if is_joined && our_values == [their_values.join(",")] {
            found.push((Some(JOINED), what));
        } else if our_values != their_values {
            found.push((None, what));
        } else {
            let blanks: Vec<String> = theirs.iter().map(|pair| pair.replace('+', "%20")).collect();
            if blanks != theirs {
                found.push((Some(SPACE), what.clone()));
            }
            if blanks != ours {
                found.push((Some(ENCODED), what));
            }
        }
    }
    found
}

fn header(line: &str, ours: &Request, theirs: &Request) -> Option<&'static str> {
    let (name, value) = line.split_once(": ")?;
    let has = |request: &Request, name: &str| {
        request
            .headers
            .iter()
            .any(|line| line.starts_with(&format!("{name}: ")))
    };
    match name {
        "api-version" => Some(VERSION),
        "idempotency-key" if has(ours, name) && !has(theirs, name) => Some(KEY),
        "accept" => Some(ACCEPT),
        "user-agent" if has(ours, name) && !has(theirs, name) => Some(AGENT),
        "content-type" if has(ours, name) => Some(MEDIA_TYPE),
        "content-type" if ours.body == Sent::Nothing => Some(NO_BODY),
        "content-length" if ours.body == Sent::Nothing && value != "0" => Some(NO_BODY),
        _ if has(ours, name) && has(theirs, name) => Some(HEADER),
        _ => None,
    }
}

/// Why two JSON bodies differ.
fn json(ours: &serde_json::Value, theirs: &serde_json::Value) -> Option<&'static str> {
    use serde_json::Value;
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let mut reason = None;
            for key in a.keys().chain(b.keys()) {
                let one = match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) if a == b => continue,
                    (Some(a), Some(b)) => json(a, b)?,
                    (None, Some(_)) => DEFAULTS,
                    (Some(Value::Null), None) => NULL,
                    (Some(Value::Array(items)), None) if items.is_empty() => EMPTY,
                    (Some(Value::Object(members)), None) if members.is_empty() => EMPTY,
                    (Some(_), None) => DROPPED,
                    (None, None) => continue,
                };
                reason = reason.or(Some(one));
            }
            reason
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .filter(|(a, b)| a != b)
            .map(|(a, b)| json(a, b))
            .next()?,
        _ => None,
    }
}

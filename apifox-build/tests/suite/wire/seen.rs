//! Parses the bytes of a received request (RFC 9112), for comparison with the expected one.

use serde_json::Value;

use super::expected::{MADE_KEY, Request, Sent, by_name};

/// Parses a request; its body has the form of `like`.
pub(crate) fn request(raw: &[u8], like: &Sent) -> Result<Request, String> {
    let end = raw
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or("it has no end of head")?;
    let head = String::from_utf8(raw[..end].to_vec()).map_err(|_| "its head is not UTF-8")?;
    let mut body = raw[end + 4..].to_vec();
    let mut lines = head.split("\r\n");
    let start: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, "HTTP/1.1"] = start[..] else {
        return Err(format!("its first line is {start:?}"));
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if query.is_empty() && target.ends_with('?') {
        return Err("it has a `?` and no query".to_owned());
    }
    let mut headers = Vec::new();
    let mut boundary = None;
    for line in lines {
        let (name, value) = line
            .split_once(": ")
            .ok_or_else(|| format!("it has the line {line:?}"))?;
        let name = name.to_ascii_lowercase();
        match (name.as_str(), value.split_once("boundary=")) {
            ("content-length", _) if value == body.len().to_string() => {}
            ("transfer-encoding", _) if value == "chunked" => body = without_chunks(&body)?,
            ("content-type", Some((before, rest))) => {
                boundary = Some(rest.to_owned());
                headers.push(format!("{name}: {before}boundary=BOUNDARY"));
            }
            ("idempotency-key", _) if is_made_key(value) => headers.push(format!("{name}: {MADE_KEY}")),
            ("host", _) => headers.push(format!(
                "{name}: {}:PORT",
                value.rsplit_once(':').map_or(value, |host| host.0)
            )),
            _ => headers.push(format!("{name}: {value}")),
        }
    }
    headers.sort();
    let headers_say_form = headers
        .iter()
        .any(|line| line == "content-type: application/x-www-form-urlencoded");
    let pairs = |text: &str| by_name(text.split('&').map(str::to_owned).collect());
    Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: if query.is_empty() { Vec::new() } else { pairs(query) },
        headers,
        body: match (like, serde_json::from_slice::<Value>(&body)) {
            (Sent::Form(_), _) if body.is_empty() && headers_say_form => Sent::Form(Vec::new()),
            _ if body.is_empty() => Sent::Nothing,
            (Sent::Json(..), Ok(value)) => Sent::Json(value, body.len()),
            (Sent::Form(_), _) => Sent::Form(pairs(&String::from_utf8_lossy(&body))),
            (Sent::Parts(_), _) => Sent::Parts(parts(&body, &boundary.ok_or("its form has no boundary")?)?),
            _ => Sent::Bytes(body),
        },
    })
}

/// Decodes chunks (RFC 9112, 7.1), without extensions and trailers.
fn without_chunks(mut body: &[u8]) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    loop {
        let end = body
            .windows(2)
            .position(|two| two == b"\r\n")
            .ok_or("a chunk has no length")?;
        let length = std::str::from_utf8(&body[..end]).map_err(|error| error.to_string())?;
        let length = usize::from_str_radix(length, 16).map_err(|error| format!("a chunk's length: {error}"))?;
        if length == 0 {
            return Ok(all);
        }
        all.extend(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
}

/// Splits a body at its boundaries (RFC 2046, 5.1.1); the parts are sorted.
fn parts(body: &[u8], boundary: &str) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(body);
    let inner = text
        .strip_prefix(&format!("--{boundary}\r\n"))
        .and_then(|text| text.strip_suffix(&format!("\r\n--{boundary}--\r\n")))
        .ok_or("its form does not begin and end with its boundary")?;
    let mut parts: Vec<String> = inner.split(&format!("\r\n--{boundary}\r\n")).map(in_order).collect();
    parts.sort();
    Ok(parts)
}

/// Sorts the members of a JSON part, since their order is arbitrary.
fn in_order(part: &str) -> String {
    match part.split_once("Content-Type: application/json\r\n\r\n") {
        Some((head, json)) => match serde_json::from_str::<Value>(json) {
            Ok(value) => format!("{head}Content-Type: application/json\r\n\r\n{value}"),
            Err(_) => part.to_owned(),
        },
        None => part.to_owned(),
    }
}

/// Whether a key is a UUID of version 4 (RFC 9562, 5.4).
fn is_made_key(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    let is_hex = value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    lengths == [8, 4, 4, 4, 12] && is_hex && value.as_bytes()[14] == b'4'
}

/// Renders a request for a file, without the parts that differ from run to run.
pub(crate) fn readable(raw: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let boundary = text
        .split_once("boundary=")
        .and_then(|(_, rest)| rest.lines().next())
        .map(str::to_owned);
    if let Some(boundary) = boundary {
        text = text.replace(&boundary, "BOUNDARY");
    }
    let lines = text.split('\n').map(|line| match line.split_once(": ") {
        Some(("host", _)) => "host: 127.0.0.1:PORT".to_owned(),
        Some((name @ "idempotency-key", value)) if is_made_key(value) => format!("{name}: {MADE_KEY}"),
        _ => line.replace(
            concat!("apifox-client/", env!("CARGO_PKG_VERSION")),
            "apifox-client/VERSION",
        ),
    });
    let shown: Vec<String> = lines.map(|line| line.replace('\0', "\u{2400}")).collect();
    shown.join("\n").trim_end_matches('\n').to_owned()
}

/// Returns the differences of two requests, part by part.
pub(crate) fn differences(expected: &Request, seen: &Request) -> Vec<String> {
    let mut all = Vec::new();
    let mut compare = |part: &str, expected: String, seen: String| {
        if expected != seen {
            all.push(format!(
                "{part}: expected {expected}\n      {:>w$} came {seen}",
                "",
                w = part.len()
            ));
        }
    };
    compare("method", expected.method.clone(), seen.method.clone());
    compare("path", expected.path.clone(), seen.path.clone());
    compare("query", format!("{:?}", expected.query), format!("{:?}", seen.query));
    compare(
        "headers",
        format!("{:?}", expected.headers),
        format!("{:?}", seen.headers),
    );
    compare("body", format!("{:?}", expected.body), format!("{:?}", seen.body));
    all
}

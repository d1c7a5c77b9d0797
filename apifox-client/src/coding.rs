//! Content codings (RFC 9110, section 8.4): bodies that come compressed though nobody asked.

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue};

use crate::header_map;
use crate::inflate::{self, Stop};

/// What a gzip body begins with. Where it does not, it is not compressed, whatever its head says.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How the head says that the body is coded, if it is.
pub(crate) fn named(headers: &HeaderMap) -> Option<&str> {
    let coding = headers.get(CONTENT_ENCODING)?.to_str().unwrap_or("?").trim();
    (!coding.is_empty() && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
}

/// A body without its coding, up to a limit, if that is one that can be undone; else the body as it is. Headers that are no longer true
/// say what is. A body of which only the beginning counts may end too early, or late.
///
/// # Errors
///
/// The body is larger than the limit.
pub(crate) fn undo(headers: &mut HeaderMap, body: Bytes, limit: usize, is_beginning: bool) -> Result<Bytes, Bytes> {
    // Nothing that is compressed begins as JSON does, so most bodies are done with here.
    if matches!(body.first(), None | Some(b'{' | b'[')) {
        return Ok(body);
    }
    let mut plain = Vec::new();
    let undone = match named(headers).map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(&GZIP) => inflate::gzip(&body, limit, &mut plain),
        Some("deflate") => inflate::deflate(&body, limit, &mut plain),
        _ => return Ok(body),
    };
    let counts = match undone {
        Ok(()) | Err(Stop::TooLarge) => true,
        Err(Stop::Broken) => is_beginning && !plain.is_empty() && body.starts_with(&GZIP),
    };
    if !counts {
        return Ok(body);
    }
    header_map::set(headers, CONTENT_ENCODING, HeaderValue::from_static("identity"));
    header_map::set(headers, CONTENT_LENGTH, HeaderValue::from(plain.len()));
    if undone == Err(Stop::TooLarge) && !is_beginning {
        return Err(plain.into());
    }
    Ok(plain.into())
}

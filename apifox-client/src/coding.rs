//! Content codings (RFC 9110, section 8.4): bodies that are compressed although
//! this was not requested.

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue};

use crate::header_map;
use crate::inflate::{self, Stop};

/// The first bytes of a gzip body. A body without them is not compressed, whatever its headers say.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Returns the content coding in the headers, if any.
pub(crate) fn named(headers: &HeaderMap) -> Option<&str> {
    let coding = headers.get(CONTENT_ENCODING)?.to_str().unwrap_or("?").trim();
    (!coding.is_empty() && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
}

/// Decodes a body, up to a limit, if its coding is supported; else returns it
/// unchanged. Headers that no longer apply are removed. If only the beginning
/// of the body is needed, it may be truncated or have trailing data.
///
/// # Errors
///
/// The body is larger than the limit.
pub(crate) fn decompress(
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
    is_beginning: bool,
) -> Result<Bytes, Bytes> {
    // Compressed data never begins like JSON, so most bodies end here.
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

//! Content codings (RFC 9110, section 8.4): bodies that are compressed although
//! this was not requested.

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};

use crate::header_map;
use crate::inflate::{self, Stop};

/// The first bytes of a gzip body. A body without them is not compressed, whatever its headers say.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Bodies with more codings are not decoded.
const MOST: usize = 4;

/// Returns the codings of a body in lower case, in the order in which they were applied: content
/// codings, then transfer codings except for chunks, which were put together already.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let mut codings = Vec::new();
    add_codings(headers, &CONTENT_ENCODING, &mut codings);
    add_codings(headers, &TRANSFER_ENCODING, &mut codings);
    codings
}

#[inline(never)]
fn add_codings(headers: &HeaderMap, name: &HeaderName, codings: &mut Vec<String>) {
    for value in headers.get_all(name) {
        for coding in value.to_str().unwrap_or("?").split(',') {
            let coding = coding.trim().to_ascii_lowercase();
            if !matches!(coding.as_str(), "" | "identity" | "chunked") {
                codings.push(coding);
            }
        }
    }
}

/// Returns the codings in the headers, if any.
pub(crate) fn named(headers: &HeaderMap) -> Option<String> {
    codings(headers).into_iter().reduce(|all, coding| all + ", " + &coding)
}

/// Decodes a body, up to a limit, if its codings are supported; else returns it unchanged. Headers
/// that no longer apply say `identity`. If only the beginning of the body is needed, it may be
/// truncated or have trailing data.
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
    // Most bodies end here.
    if is_plain(&body) {
        return Ok(body);
    }
    let codings = codings(headers);
    if codings.is_empty() || codings.len() > MOST {
        return Ok(body);
    }
    let (mut whole, mut is_too_large) = (body.clone(), false);
    for coding in codings.iter().rev() {
        if is_plain(&whole) {
            break;
        }
        let mut plain = Vec::new();
        match decoded(coding, &whole, limit, &mut plain) {
            Ok(()) => {}
            Err(Stop::TooLarge) => is_too_large = true,
            Err(Stop::Broken) if is_beginning && !plain.is_empty() && whole.starts_with(&GZIP) => {}
            Err(Stop::Broken) => return Ok(body),
        }
        whole = plain.into();
    }
    header_map::set(headers, CONTENT_ENCODING, HeaderValue::from_static("identity"));
    header_map::set(headers, CONTENT_LENGTH, HeaderValue::from(whole.len()));
    if headers.contains_key(TRANSFER_ENCODING) {
        header_map::set(headers, TRANSFER_ENCODING, HeaderValue::from_static("identity"));
    }
    if is_too_large && !is_beginning {
        return Err(whole);
    }
    Ok(whole)
}

/// Whether a body is empty, or begins like JSON, as compressed data never does.
fn is_plain(body: &[u8]) -> bool {
    matches!(body.first(), None | Some(b'{' | b'['))
}

/// Appends the decoded body. Of the supported codings, the first bytes show which one it is, since
/// some servers confuse them.
fn decoded(coding: &str, body: &[u8], limit: usize, plain: &mut Vec<u8>) -> Result<(), Stop> {
    if !matches!(coding, "gzip" | "x-gzip" | "deflate" | "x-deflate") {
        return Err(Stop::Broken);
    }
    if body.starts_with(&GZIP) {
        inflate::gzip(body, limit, plain)
    } else if coding.ends_with("deflate") || inflate::is_zlib(body) {
        inflate::deflate(body, limit, plain)
    } else {
        Err(Stop::Broken)
    }
}

//! The signature of a webhook: header, age and verification.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use hmac_sha256::HMAC;

use super::error::{WebhookError, WebhookProblem};

/// A longer header is refused unread.
const LONGEST_HEADER: usize = 8 * 1024;

/// A `t` above this is in milliseconds. As seconds, it would be after the year 5000.
const LAST_SECOND: u64 = 100_000_000_000;

type Tag = [u8; 32];

/// The content of a header.
#[derive(Debug)]
pub(super) struct Signature<'a> {
    /// `t` as sent: these characters are signed, not the number.
    time: &'a str,
    since_1970: Duration,
    tags: Vec<Tag>,
}

impl<'a> Signature<'a> {
    pub(super) fn parse(header: &'a [u8]) -> Result<Self, WebhookError> {
        if header.len() > LONGEST_HEADER {
            return Err(WebhookProblem::MalformedHeader.into());
        }
        let text = std::str::from_utf8(header).map_err(|_| WebhookProblem::MalformedHeader)?;
        if text.trim().is_empty() {
            return Err(WebhookProblem::NoHeader.into());
        }
        let elements = text.split(',').filter_map(|element| element.split_once('='));
        let elements = elements.map(|(name, value)| (name.trim(), value.trim()));
        let mut times = Vec::new();
        let mut tags = Vec::new();
        for (name, value) in elements {
            match name {
                "t" => times.push(value),
                "v1" => tags.extend(tag(value)),
                _ => {}
            }
        }
        let [time] = times[..] else {
            return Err(WebhookProblem::MalformedTime.into()); // with two, it is unknown which one was signed
        };
        if tags.is_empty() {
            return Err(WebhookProblem::MalformedSignature.into());
        }
        Ok(Self {
            time,
            since_1970: since_1970(time).ok_or(WebhookProblem::MalformedTime)?,
            tags,
        })
    }

    /// Returns whether one of the tags matches this body.
    pub(super) fn is_by(&self, secret: &[u8], body: &[u8]) -> bool {
        let right = tag_of(secret, self.time, body);
        // The crate compares in constant time, but only a tag it has just computed. So the tags are
        // compared through their MACs, and the body is read only once.
        let of_right = HMAC::mac(right, secret);
        // All tags are compared, so that the time taken does not reveal which one matched.
        self.tags
            .iter()
            .filter(|tag| HMAC::verify(tag, secret, &of_right))
            .count()
            > 0
    }

    pub(super) fn is_recent(&self, limit: Duration, now: SystemTime) -> Result<(), WebhookError> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        if now.saturating_sub(self.since_1970) > limit {
            Err(WebhookProblem::TooOld.into())
        } else if self.since_1970.saturating_sub(now) > limit {
            Err(WebhookProblem::InTheFuture.into())
        } else {
            Ok(())
        }
    }
}

/// Returns the header for a body: a `v1` for each secret.
pub(super) fn header<'a>(secrets: impl Iterator<Item = &'a [u8]>, time: u64, body: &[u8]) -> String {
    let time = time.to_string();
    let mut header = format!("t={time}");
    for secret in secrets {
        header.push_str(",v1=");
        for byte in tag_of(secret, &time, body) {
            let _ = write!(header, "{byte:02x}"); // cannot fail: it writes to memory
        }
    }
    header
}

fn tag_of(secret: &[u8], time: &str, body: &[u8]) -> Tag {
    let mut mac = HMAC::new(secret);
    mac.update(time);
    mac.update(".");
    mac.update(body);
    mac.finalize()
}

/// Parses 64 hexadecimal digits, in either case.
fn tag(text: &str) -> Option<Tag> {
    let digits = text.as_bytes();
    let mut tag = [0; 32];
    if digits.len() != 2 * tag.len() {
        return None;
    }
    for (byte, pair) in tag.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(tag)
}

fn since_1970(time: &str) -> Option<Duration> {
    // `parse` also accepts a sign.
    let number: u64 = time
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| time.parse().ok())??;
    Some(if number > LAST_SECOND {
        Duration::from_millis(number)
    } else {
        Duration::from_secs(number)
    })
}

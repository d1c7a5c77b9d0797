//! Decoding alone, by hand. Ours is counted within its calls, because it reads responses and not
//! bytes.
//!
//! Only these functions are counted, not making the body or dropping the value.

use std::hint::black_box;

use serde_json::Value;

use crate::Outcome;
use crate::by_hand::Balance;
use crate::server;

/// Decodes a balance with this number of entries, this many times.
pub fn decode(into: &str, entries: usize, times: usize) -> Outcome {
    let body = server::body(entries);
    for _ in 0..times {
        match into {
            "plain" => drop(black_box(decode_plain(body.as_bytes())?)),
            "value" => drop(black_box(decode_value(body.as_bytes())?)),
            _ => return Err(format!("unknown type `{into}`").into()),
        }
    }
    Ok(())
}

#[inline(never)]
fn decode_plain(body: &[u8]) -> serde_json::Result<Balance> {
    serde_json::from_slice(body)
}

#[inline(never)]
fn decode_value(body: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(body)
}

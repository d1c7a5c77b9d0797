//! Finds credentials that a server repeats, in any encoding.
//!
//! A match is any run of [`RUN`] characters that the text has in common with a form of the
//! credentials, so truncation does not matter. The forms are the credentials verbatim, backwards,
//! without punctuation, in hexadecimal digits, in base64 at each alignment, and in base64 of that.
//! The text is searched as received and with its escapes decoded, once and several times, without
//! whitespace and invisible characters, and in lower case; each of these also without the
//! separators of `73:6b` or `0x73, 0x6b`, and with the bytes of lists such as `[115, 107]`. The
//! time is linear in the text and in the credentials.
//!
//! Not found, since no server writes them by accident, and each pair of encodings multiplies the
//! forms or the views: two different encodings in a row, such as hexadecimal digits of base64;
//! other alphabets, such as base32, octal or binary digits; ciphers and compression; characters
//! that other text separates, such as one per log line.

mod view;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use view::{Seen, bytes_of, joined, received, views};

/// The replacement for repeated credentials.
const REDACTED: &str = "[redacted]";

/// How many consecutive characters count as a match: as many as a `u64` has bytes.
pub(crate) const RUN: usize = 8;

/// Shorter credentials are not searched, since they would match ordinary words.
const SHORTEST: usize = 4;

/// Shorter parts of encoded credentials are not searched, for the same reason.
const SHORTEST_ENCODED: usize = 6;

/// Returns `text` without the `secrets`.
pub(crate) fn redact(text: &str, secrets: &[String]) -> String {
    let views = views(text);
    let mut index = Index::new(&views);
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        index.look_for(secret);
    }
    let is_secret = index.found(&views, text.len());
    let mut kept = String::with_capacity(text.len());
    let mut was_secret = false;
    for (at, c) in text.char_indices() {
        if !is_secret[at] {
            kept.push(c);
        } else if !was_secret {
            kept.push_str(REDACTED);
        }
        was_secret = is_secret[at];
    }
    kept
}

/// Normalizes bytes for comparison: lower case, and one alphabet of base64.
#[inline(never)]
fn folded(mut bytes: Vec<u8>) -> Vec<u8> {
    for byte in &mut bytes {
        *byte = match *byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other.to_ascii_lowercase(),
        };
    }
    bytes
}

/// The runs of all views, and which of them belong to credentials.
struct Index {
    /// An open-addressing hash table. Zero marks an empty slot, since the visible text has no zero
    /// characters.
    runs: Vec<u64>,
    is_secret: Vec<bool>,
    /// Forms of secrets that are shorter than a run.
    short: Vec<Vec<u8>>,
}

impl Index {
    fn new(views: &[Vec<Seen>]) -> Self {
        let most: usize = views.iter().map(Vec::len).sum();
        let len = (most * 2 + 1).next_power_of_two();
        let mut index = Self {
            runs: vec![0; len],
            is_secret: vec![false; len],
            short: Vec::new(),
        };
        for view in views {
            each_run(&folded(bytes_of(view)), &mut |run| {
                let place = index.place(run);
                index.runs[place] = run;
            });
        }
        index
    }

    /// Returns the slot of a run, or the one where it would be inserted.
    #[inline(never)]
    #[allow(clippy::cast_possible_truncation)] // any part of the hash is sufficient
    fn place(&self, run: u64) -> usize {
        let last = self.runs.len() - 1;
        // The multiplier of Fibonacci hashing.
        let mut place = (run.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & last;
        while self.runs[place] != 0 && self.runs[place] != run {
            place = (place + 1) & last;
        }
        place
    }

    /// Marks the runs of every form of a secret.
    fn look_for(&mut self, secret: &str) {
        // Short ones without their punctuation would match ordinary words.
        self.look_for_form(&bytes_of(&joined(&received(secret))), RUN);
        let secret = secret.as_bytes();
        let mut form = secret.to_vec();
        form.retain(|byte| !byte.is_ascii_whitespace());
        self.look_for_form(&form, SHORTEST);
        form.reverse();
        self.look_for_form(&form, SHORTEST_ENCODED);
        form.clear();
        for byte in secret {
            for digit in [byte >> 4, byte & 15] {
                form.push(b"0123456789abcdef"[usize::from(digit)]);
            }
        }
        self.look_for_form(&form, SHORTEST_ENCODED);
        self.look_for_base64(secret, true);
    }

    /// Marks the runs of base64 at each alignment, and if `again` is set, also of base64 of that.
    fn look_for_base64(&mut self, bytes: &[u8], again: bool) {
        for before in 0..3 {
            let mut form = vec![0; before];
            form.extend_from_slice(bytes);
            let encoded = STANDARD_NO_PAD.encode(&form);
            // Digits that share bits with the neighbouring bytes depend on those.
            let own = (before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6;
            let own = &encoded.as_bytes()[own];
            self.look_for_form(own, SHORTEST_ENCODED);
            if again {
                self.look_for_base64(own, false);
            }
        }
    }

    #[inline(never)]
    fn look_for_form(&mut self, form: &[u8], shortest: usize) {
        let form = folded(form.to_vec());
        each_run(&form, &mut |run| {
            let place = self.place(run);
            self.is_secret[place] |= self.runs[place] == run;
        });
        if (shortest..RUN).contains(&form.len()) {
            self.short.push(form);
        }
    }

    /// Returns for each byte of the text whether it belongs to credentials.
    fn found(&self, views: &[Vec<Seen>], len: usize) -> Vec<bool> {
        let mut found = vec![false; len];
        for view in views {
            let mut mark = |at: usize, len: usize| {
                found[view[at].start..view[at + len - 1].end].fill(true);
            };
            let mut at = 0;
            let bytes = folded(bytes_of(view));
            each_run(&bytes, &mut |run| {
                if self.is_secret[self.place(run)] {
                    mark(at, RUN);
                }
                at += 1;
            });
            for short in &self.short {
                for (at, window) in bytes.windows(short.len()).enumerate() {
                    if window == short {
                        mark(at, short.len());
                    }
                }
            }
        }
        found
    }
}

/// Calls `visit` with each run of bytes as a number.
#[inline(never)]
fn each_run(bytes: &[u8], visit: &mut dyn FnMut(u64)) {
    let mut run = 0;
    for (at, byte) in bytes.iter().enumerate() {
        run = run << 8 | u64::from(*byte);
        if at + 1 >= RUN {
            visit(run);
        }
    }
}

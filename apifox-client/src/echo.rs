//! Finds credentials that a server repeats, in any encoding.
//!
//! A match is any run of [`RUN`] characters that the text has in common with a form of the credentials, so truncation
//! does not matter. The forms are the credentials verbatim, in hexadecimal digits, and in base64 at each alignment.
//! The text is searched as received and with its escapes decoded, once and several times, without whitespace and
//! invisible characters, and in lower case. The time is linear in the text and in the credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::text;

/// The replacement for repeated credentials.
const REDACTED: &str = "[redacted]";

/// How many consecutive characters count as a match: as many as a `u64` has bytes.
pub(crate) const RUN: usize = 8;

/// Shorter credentials are not searched, since they would match ordinary words.
const SHORTEST: usize = 4;

/// Shorter parts of encoded credentials are not searched, for the same reason.
const SHORTEST_ENCODED: usize = 6;

/// How often escapes are decoded; deeper escaping does not happen by accident.
const DEEPEST: usize = 5;

/// Returns `text` without the `secrets`.
pub(crate) fn redact(text: &str, secrets: &[String]) -> String {
    let views = views(text);
    let mut index = Index::new(&views);
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        index.look_for(secret.as_bytes());
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

/// A byte of a view, and its position in the text.
#[derive(Clone, Copy)]
struct Seen {
    byte: u8,
    start: usize,
    end: usize,
}

/// Returns the text as received, and with its escapes decoded once, twice, and so on.
#[inline(never)]
fn views(text: &str) -> Vec<Vec<Seen>> {
    let mut views = vec![visible(&came(text))];
    while views.len() <= DEEPEST {
        let last = &views[views.len() - 1];
        let next = visible(&unescaped(last));
        if next.len() == last.len() {
            break;
        }
        views.push(next);
    }
    views
}

fn came(text: &str) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if text::skips_sequence(c, &mut chars) {
            continue;
        }
        let (start, end) = (at, at + c.len_utf8());
        for byte in text[start..end].bytes() {
            seen.push(Seen { byte, start, end });
        }
    }
    seen
}

/// Removes whitespace and invisible characters.
fn visible(seen: &[Seen]) -> Vec<Seen> {
    let mut kept = Vec::with_capacity(seen.len());
    let mut at = 0;
    while let Some(first) = seen.get(at) {
        let len = match first.byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 1,
        };
        let (c, len) = character_at(&seen[at..], len);
        let is_hidden = c.is_some_and(|c| c.is_whitespace() || c.is_control() || text::is_invisible(c));
        if !is_hidden {
            kept.extend_from_slice(&seen[at..at + len]);
        }
        at += len;
    }
    kept
}

/// Returns the character of that many bytes, if it is valid, and its length.
fn character_at(seen: &[Seen], len: usize) -> (Option<char>, usize) {
    let mut bytes = [0; 4];
    for (byte, seen) in bytes.iter_mut().zip(&seen[..len.min(seen.len())]) {
        *byte = seen.byte;
    }
    let text = std::str::from_utf8(&bytes[..len]);
    match text.ok().and_then(|text| text.chars().next()) {
        Some(c) if len <= seen.len() => (Some(c), len),
        _ => (None, 1),
    }
}

/// Decodes each escape once: `%2B`, `%u002b`, `=2B` (quoted-printable), `\+`, `\u002b`, `\U0000002b`, `\x2b`, `\053`,
/// `&#43;`, `&plus;`; and removes tags, such as `<wbr>`.
fn unescaped(seen: &[Seen]) -> Vec<Seen> {
    let bytes = bytes_of(seen);
    let mut plain = Vec::with_capacity(seen.len());
    let mut at = 0;
    while at < bytes.len() {
        let Some((c, len)) = escape(&bytes[at..]) else {
            plain.push(seen[at]);
            at += 1;
            continue;
        };
        let (start, end) = (seen[at].start, seen[at + len - 1].end);
        let mut push = |byte| {
            plain.push(Seen { byte, start, end });
        };
        match c {
            Escaped::Byte(byte) => push(byte),
            Escaped::Char(c) => c.encode_utf8(&mut [0; 4]).bytes().for_each(push),
            Escaped::Nothing => {}
        }
        at += len;
    }
    plain
}

enum Escaped {
    Byte(u8),
    Char(char),
    Nothing,
}

/// Returns the decoded escape at the beginning of `text`, and its length.
#[inline(never)]
fn escape(text: &[u8]) -> Option<(Escaped, usize)> {
    match text {
        [b'%', b'u' | b'U', digits @ ..] => Some((fixed(digits, 4, 16)?, 6)),
        [b'%' | b'=', digits @ ..] => Some((Escaped::Byte(byte(digits)?), 3)),
        [b'\\', b'x', digits @ ..] => Some((Escaped::Byte(byte(digits)?), 4)),
        [b'\\', b'u', b'{', digits @ ..] => {
            let (c, len) = character(digits, 16)?;
            (digits.get(len) == Some(&b'}')).then_some((c, len + 4))
        }
        [b'\\', b'u', digits @ ..] => Some((fixed(digits, 4, 16)?, 6)),
        [b'\\', b'U', digits @ ..] => Some((fixed(digits, 8, 16)?, 10)),
        [b'\\', digits @ ..] if matches!(digits.first(), Some(b'0'..=b'3')) => Some((fixed(digits, 3, 8)?, 4)),
        [b'\\', b'n' | b'r' | b't' | b'b' | b'f', ..] => Some((Escaped::Nothing, 2)),
        [b'\\', c, ..] if c.is_ascii_punctuation() => Some((Escaped::Byte(*c), 2)),
        [b'&', b'#', b'x' | b'X', digits @ ..] => {
            let (c, len) = character(digits, 16)?;
            Some((c, 3 + len + usize::from(digits.get(len) == Some(&b';'))))
        }
        [b'&', b'#', digits @ ..] => {
            let (c, len) = character(digits, 10)?;
            Some((c, 2 + len + usize::from(digits.get(len) == Some(&b';'))))
        }
        [b'&', name @ ..] => {
            let len = name.iter().take(LONGEST_NAME).position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(&name[..len]).ok()?;
            let (_, c) = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((Escaped::Byte(*c), len + 2))
        }
        [b'<', inside @ ..] if matches!(inside.first(), Some(b'/' | b'a'..=b'z' | b'A'..=b'Z')) => {
            let len = inside.iter().take(LONGEST_TAG).position(|byte| *byte == b'>')?;
            Some((Escaped::Nothing, len + 2))
        }
        _ => None,
    }
}

/// Longer tags are not removed.
const LONGEST_TAG: usize = 64;

const LONGEST_NAME: usize = 16;

/// Further digits do not belong to an escape. HTML allows any number of zeros.
const MOST_DIGITS: usize = 16;

/// The HTML names of ASCII punctuation. Whitespace is removed.
const NAMED: [(&str, u8); 37] = [
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("gt", b'>'),
    ("hat", b'^'),
    ("lbrace", b'{'),
    ("lcub", b'{'),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lsqb", b'['),
    ("lt", b'<'),
    ("nbsp", b' '),
    ("newline", b' '),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("quot", b'"'),
    ("rbrace", b'}'),
    ("rcub", b'}'),
    ("rpar", b')'),
    ("rsqb", b']'),
    ("semi", b';'),
    ("shy", b' '),
    ("sol", b'/'),
    ("tab", b' '),
    ("underbar", b'_'),
    ("verbar", b'|'),
];

fn byte(digits: &[u8]) -> Option<u8> {
    match digits {
        [high, low, ..] => Some(hex(*high)? << 4 | hex(*low)?),
        _ => None,
    }
}

fn hex(digit: u8) -> Option<u8> {
    let digit = char::from(digit).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// Returns the character with the number in this many digits.
fn fixed(digits: &[u8], len: usize, radix: u32) -> Option<Escaped> {
    let (c, read) = character(digits.get(..len)?, radix)?;
    (read == len).then_some(c)
}

/// Returns the character with the number in the digits, and the count of digits. A surrogate is removed.
fn character(digits: &[u8], radix: u32) -> Option<(Escaped, usize)> {
    let digits = digits
        .iter()
        .take(MOST_DIGITS)
        .map_while(|digit| char::from(*digit).to_digit(radix));
    let (number, len) = digits.fold((0_u32, 0), |(number, len), digit| {
        (number.saturating_mul(radix).saturating_add(digit), len + 1)
    });
    let c = char::from_u32(number).map_or(Escaped::Nothing, Escaped::Char);
    (len > 0).then_some((c, len))
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

#[inline(never)]
fn bytes_of(view: &[Seen]) -> Vec<u8> {
    view.iter().map(|seen| seen.byte).collect()
}

/// The runs of all views, and which of them belong to credentials.
struct Index {
    /// An open-addressing hash table. Zero marks an empty slot, since the visible text has no zero characters.
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
    fn look_for(&mut self, secret: &[u8]) {
        let mut form = secret.to_vec();
        form.retain(|byte| !byte.is_ascii_whitespace());
        self.look_for_form(&form, SHORTEST);
        form.clear();
        for byte in secret {
            form.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        }
        self.look_for_form(&form, SHORTEST_ENCODED);
        for before in 0..3 {
            form.clear();
            form.resize(before, 0);
            form.extend_from_slice(secret);
            let encoded = STANDARD_NO_PAD.encode(&form);
            // Digits that share bits with the neighbouring bytes depend on those.
            let own = (before * 8).div_ceil(6)..(before + secret.len()) * 8 / 6;
            self.look_for_form(&encoded.as_bytes()[own], SHORTEST_ENCODED);
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

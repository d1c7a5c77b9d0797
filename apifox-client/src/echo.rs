//! Finds credentials in text that a server sent, in whatever form they come back.
//!
//! What is found is any run of [`RUN`] characters that the text and a form of the credentials have in common. So it does not matter
//! where the text was cut. Forms are the credentials as they are, in hexadecimal digits, and in base64 at each alignment. The text is
//! looked at as it came and with its escapes undone, once and several times, without blanks and without what cannot be seen, and in
//! lower case. The time is linear in the text and in the credentials.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::text;

/// What stands where the server repeated the credentials.
const REDACTED: &str = "[redacted]";

/// How many characters in a row give credentials away. As many bytes as a `u64` has.
pub(crate) const RUN: usize = 8;

/// Shorter credentials are not looked for: that would tear up innocent words.
const SHORTEST: usize = 4;

/// A shorter part of encoded credentials is not looked for, for the same reason.
const SHORTEST_ENCODED: usize = 6;

/// How often escapes are undone: what is escaped more often is nobody's mistake.
const DEEPEST: usize = 5;

/// `text` without the `secrets`.
pub(crate) fn redact(text: &str, secrets: &[String]) -> String {
    let views = views(text);
    let mut index = Index::new(&views);
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        index.look_for(secret.as_bytes());
    }
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for found in index.found(&views) {
        if found.end <= at {
            continue;
        }
        if found.start > at || at == 0 {
            kept.push_str(&text[at..found.start]);
            kept.push_str(REDACTED);
        }
        at = found.end;
    }
    kept.push_str(&text[at..]);
    kept
}

/// One byte of a view, and where in the text it comes from.
#[derive(Clone)]
struct Seen {
    byte: u8,
    from: Range<usize>,
}

/// The text as it came, and with its escapes undone once, twice, and so on.
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
        let from = at..at + c.len_utf8();
        let bytes = text[from.clone()].bytes();
        seen.extend(bytes.map(|byte| Seen {
            byte,
            from: from.clone(),
        }));
    }
    seen
}

/// Without blanks and what cannot be seen.
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

/// The character of so many bytes, if it is one, and of how many it is.
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

/// With each escape undone, once: `%2B`, `\/`, `\u002b`, `\x2b`, `&#43;`, `&plus;`; and without tags, such as `<wbr>`.
fn unescaped(seen: &[Seen]) -> Vec<Seen> {
    let bytes: Vec<u8> = seen.iter().map(|seen| seen.byte).collect();
    let mut plain = Vec::with_capacity(seen.len());
    let mut at = 0;
    while at < bytes.len() {
        let Some((c, len)) = escape(&bytes[at..]) else {
            plain.push(seen[at].clone());
            at += 1;
            continue;
        };
        let from = seen[at].from.start..seen[at + len - 1].from.end;
        let mut push = |byte| {
            let from = from.clone();
            plain.push(Seen { byte, from });
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

/// What the escape stands for that `text` begins with, and its length.
fn escape(text: &[u8]) -> Option<(Escaped, usize)> {
    match text {
        [b'%', digits @ ..] => Some((Escaped::Byte(byte(digits)?), 3)),
        [b'\\', b'x', digits @ ..] => Some((Escaped::Byte(byte(digits)?), 4)),
        [b'\\', b'u', b'{', digits @ ..] => {
            let (c, len) = character(digits, 16)?;
            (digits.get(len) == Some(&b'}')).then_some((c, len + 4))
        }
        [b'\\', b'u', digits @ ..] => Some((character(digits.get(..4)?, 16).filter(|found| found.1 == 4)?.0, 6)),
        [b'\\', b'n' | b'r' | b't' | b'b' | b'f', ..] => Some((Escaped::Nothing, 2)),
        [b'\\', c @ (b'/' | b'\\' | b'"' | b'\''), ..] => Some((Escaped::Byte(*c), 2)),
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

/// A longer tag is not skipped.
const LONGEST_TAG: usize = 16;

const LONGEST_NAME: usize = 16;

/// The names that HTML has for the characters credentials are made of. A blank is dropped.
const NAMED: [(&str, u8); 36] = [
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dash", b'-'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("gt", b'>'),
    ("hat", b'^'),
    ("hyphen", b'-'),
    ("lbrace", b'{'),
    ("lbrack", b'['),
    ("lowbar", b'_'),
    ("lpar", b'('),
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
    ("rbrack", b']'),
    ("rpar", b')'),
    ("semi", b';'),
    ("shy", b' '),
    ("sol", b'/'),
    ("tab", b' '),
    ("zerowidthspace", b' '),
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

/// The character that the digits number, and how many digits there are. Half of a pair is none.
fn character(digits: &[u8], radix: u32) -> Option<(Escaped, usize)> {
    let digits = digits
        .iter()
        .take(8)
        .map_while(|digit| char::from(*digit).to_digit(radix));
    let (number, len) = digits.fold((0_u32, 0), |(number, len), digit| {
        (number.saturating_mul(radix).saturating_add(digit), len + 1)
    });
    let c = char::from_u32(number).map_or(Escaped::Nothing, Escaped::Char);
    (len > 0).then_some((c, len))
}

/// As bytes are compared: in lower case, and the two alphabets of base64 are one.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other.to_ascii_lowercase(),
    }
}

/// The runs of all views, and which of them are credentials.
struct Index {
    /// Sorted.
    runs: Vec<u64>,
    is_secret: Vec<bool>,
    /// Which runs there may be: most of those of long credentials are ruled out by a look at one bit.
    filter: Vec<u64>,
    /// What is shorter than a run, whole.
    short: Vec<Vec<u8>>,
}

impl Index {
    fn new(views: &[Vec<Seen>]) -> Self {
        let mut runs = Vec::new();
        for view in views {
            each_run(&mut view.iter().map(|seen| seen.byte), &mut |run| runs.push(run));
        }
        runs.sort_unstable();
        runs.dedup();
        let mut index = Self {
            is_secret: vec![false; runs.len()],
            filter: vec![0; (runs.len() / 4 + 1).next_power_of_two()],
            runs: Vec::new(),
            short: Vec::new(),
        };
        for run in &runs {
            let (word, bit) = index.bit(*run);
            index.filter[word] |= bit;
        }
        index.runs = runs;
        index
    }

    /// Where the filter has a run.
    #[allow(clippy::cast_possible_truncation)] // the remainder is less than a length
    fn bit(&self, run: u64) -> (usize, u64) {
        // The multiplier of Fibonacci hashing.
        let hash = run.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        ((hash >> 6) as usize % self.filter.len(), 1 << (hash & 63))
    }

    /// Marks the runs of every form of a secret.
    fn look_for(&mut self, secret: &[u8]) {
        self.look_for_form(
            &mut secret.iter().copied().filter(|byte| !byte.is_ascii_whitespace()),
            SHORTEST,
        );
        let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]);
        self.look_for_form(&mut secret.iter().flat_map(digits), SHORTEST_ENCODED);
        for before in 0..3 {
            let encoded = STANDARD_NO_PAD.encode([&[0; 2][..before], secret].concat());
            // What shares its bits with the bytes before and behind depends on them.
            let own = (before * 8).div_ceil(6)..(before + secret.len()) * 8 / 6;
            self.look_for_form(&mut encoded.as_bytes()[own].iter().copied(), SHORTEST_ENCODED);
        }
    }

    fn look_for_form(&mut self, form: &mut dyn Iterator<Item = u8>, shortest: usize) {
        let mut form = form.peekable();
        let begin: Vec<u8> = form.by_ref().take(RUN).collect();
        if begin.len() < RUN {
            if begin.len() >= shortest {
                self.short.push(begin.into_iter().map(folded).collect());
            }
            return;
        }
        each_run(&mut begin.into_iter().chain(form), &mut |run| {
            let (word, bit) = self.bit(run);
            if self.filter[word] & bit != 0
                && let Ok(at) = self.runs.binary_search(&run)
            {
                self.is_secret[at] = true;
            }
        });
    }

    /// Where in the text credentials are, from the front.
    fn found(&self, views: &[Vec<Seen>]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for view in views {
            let place = |at: usize, len: usize| view[at].from.start..view[at + len - 1].from.end;
            let mut at = 0;
            each_run(&mut view.iter().map(|seen| seen.byte), &mut |run| {
                if self.runs.binary_search(&run).is_ok_and(|run| self.is_secret[run]) {
                    found.push(place(at, RUN));
                }
                at += 1;
            });
            for short in &self.short {
                let is_it = |window: &[Seen]| window.iter().zip(short).all(|(seen, byte)| folded(seen.byte) == *byte);
                let windows = view.windows(short.len()).enumerate();
                found.extend(
                    windows
                        .filter(|(_, window)| is_it(window))
                        .map(|(at, _)| place(at, short.len())),
                );
            }
        }
        found.sort_unstable_by_key(|found| (found.start, found.end));
        found
    }
}

/// Each run of bytes as a number.
fn each_run(bytes: &mut dyn Iterator<Item = u8>, tell: &mut dyn FnMut(u64)) {
    let mut run = 0;
    for (at, byte) in bytes.enumerate() {
        run = run << 8 | u64::from(folded(byte));
        if at + 1 >= RUN {
            tell(run);
        }
    }
}

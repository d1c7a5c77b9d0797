//! The text of a server as it is searched: with its escapes decoded, and the
//! place of each byte in the text.

use crate::text;

/// How often escapes are decoded; deeper escaping does not happen by accident.
const DEEPEST: usize = 5;

/// A byte of a view, and its position in the text.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Returns the text as received, and with its escapes decoded once, twice, and
/// so on; then each of these without separators, and with its lists read.
pub(super) fn views(text: &str) -> Vec<Vec<Seen>> {
    let received = received(text);
    let mut views = levels(&received, false);
    for at in 0..views.len() {
        views.push(joined(&views[at]));
        views.push(listed(&views[at]));
    }
    // In a list, whitespace may be what separates the numbers.
    views.extend(levels(&received, true).iter().map(|view| listed(view)));
    views
}

/// Returns the visible text as received, and with its escapes decoded once, twice, and so on.
#[inline(never)]
fn levels(received: &[Seen], keeps_spaces: bool) -> Vec<Vec<Seen>> {
    let mut levels = vec![visible(received, keeps_spaces)];
    while levels.len() <= DEEPEST {
        let last = &levels[levels.len() - 1];
        let next = visible(&unescaped(last), keeps_spaces);
        if next.len() == last.len() {
            break;
        }
        levels.push(next);
    }
    levels
}

pub(super) fn received(text: &str) -> Vec<Seen> {
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

/// Removes invisible characters, and whitespace unless it is kept.
fn visible(seen: &[Seen], keeps_spaces: bool) -> Vec<Seen> {
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
        let is_hidden = c.is_some_and(|c| {
            if c.is_whitespace() {
                !keeps_spaces
            } else {
                c.is_control() || text::is_invisible(c)
            }
        });
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

/// Removes what stands between hexadecimal digits, as in `73:6b` and
/// `["0x73", "0x6b"]`: punctuation and `0x`.
#[inline(never)]
pub(super) fn joined(seen: &[Seen]) -> Vec<Seen> {
    let is_x = |seen: &Seen| matches!(seen.byte, b'x' | b'X');
    let is_kept = |(at, one): &(usize, &Seen)| {
        let is_prefix = one.byte == b'0' && seen.get(at + 1).is_some_and(is_x);
        !(one.byte.is_ascii_punctuation() || is_x(one) || is_prefix)
    };
    let kept = seen.iter().enumerate().filter(is_kept);
    kept.map(|(_, one)| *one).collect()
}

/// Reads decimal numbers as bytes, as in `[115, 107]`. Separators and the names
/// of members, as in `{"0": 115, "1": 107}`, are removed.
#[inline(never)]
fn listed(seen: &[Seen]) -> Vec<Seen> {
    let mut bytes = Vec::new();
    let mut rest = seen;
    while let [first, after @ ..] = rest {
        let len = rest.iter().take_while(|one| one.byte.is_ascii_digit()).count();
        if len == 0 {
            if !(first.byte.is_ascii_punctuation() || first.byte.is_ascii_whitespace()) {
                bytes.push(*first);
            }
            rest = after;
            continue;
        }
        let (digits, after) = rest.split_at(len);
        let is_name = matches!(after, [quote, colon, ..] if quote.byte == b'"' && colon.byte == b':');
        let number = digits.iter().fold(0_u32, |number, digit| {
            number.saturating_mul(10).saturating_add(u32::from(digit.byte - b'0'))
        });
        // Of UTF-16, every other byte is zero.
        if let Ok(byte @ 1..) = u8::try_from(number)
            && !is_name
        {
            bytes.push(Seen {
                byte,
                start: first.start,
                end: digits[len - 1].end,
            });
        }
        rest = after;
    }
    bytes
}

/// Decodes each escape once: `%2B`, `%u002b`, `=2B` (quoted-printable), `\+`, `\u002b`,
/// `\U0000002b`, `\x2b`, `\053`, `&#43;`, `&plus;`; and removes tags, such as `<wbr>`.
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
            let mut named = NAMED.split(' ').map(|entry| entry.split_at(entry.len() - 1));
            let (_, c) = named.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((Escaped::Byte(c.as_bytes()[0]), len + 2))
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

/// The HTML names of ASCII punctuation and whitespace, each followed by its character. A table would
/// take five times as much space.
const NAMED: &str = "amp& apos' ast* bsol\\ colon: comma, commat@ dollar$ equals= excl! grave` gt> hat^ lbrace{ \
    lcub{ lowbar_ lpar( lsqb[ lt< nbsp\t newline\t num# percnt% period. plus+ quest? quot\" \
    rbrace} rcub} rpar) rsqb] semi; shy\t sol/ tab\t underbar_ verbar|";

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

/// Returns the character with the number in the digits, and the count of digits. A surrogate is
/// removed.
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

#[inline(never)]
pub(super) fn bytes_of(view: &[Seen]) -> Vec<u8> {
    view.iter().map(|seen| seen.byte).collect()
}
